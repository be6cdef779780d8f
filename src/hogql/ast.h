/*
 * hogql/ast.h
 *		The tree of a HogQL text: the nodes that PostHog's parser gives, by their names.
 *
 * - A node's struct begins with an AstNode; ast_kind says which struct it is.
 * - The parser fills all but `type`, `meaning` and `flags`, which belong to the
 *   resolver, and which it writes in place.
 * - What PostHog's parser folds is folded: `a || b` is a Call of concat, CASE
 *   WHEN is if or multiIf, `-x` is 0 - x, INTERVAL is a Call of toIntervalX.  The
 *   name of such a Call has the span of the operator or keyword.
 * - A List of nodes holds AstNode pointers, a list of names AstName pointers, a
 *   list of rows such Lists.  Absent nodes, names and lists are NULL.
 * - Spans count characters of the text from 0.
 * - All texts are in the server's encoding and end with a NUL.
 * - Fields that PostHog's tree does not have are marked "ours".  The fields of
 *   all kinds are in one table (ast.c): walking, counting, copying and the JSON
 *   form read them there, so that a new field needs one line more.
 */
#ifndef METAHOG_HOGQL_AST_H
#define METAHOG_HOGQL_AST_H

#include "hogql/ast_expression.h"
#include "hogql/ast_query.h"

/* So many characters are walked at most to find one of a text. */
#define LANDMARK_EVERY 64

/* A text that was read, and its tree. */
typedef struct AstTree
{
	AstNode *root;	  /* query, set or Placeholder */
	const char *text; /* in the server's encoding, NUL-terminated */
	int length;		  /* of it in bytes */
	int characters;	  /* of it */
	int *landmarks;	  /* where each LANDMARK_EVERY-th character begins; NULL: each is one byte */

	/* IGNORE NULLS behind what is no call, which the tree has no place for; {0, 0}: there is none. */
	HogqlSpan stray_ignore_nulls;
} AstTree;

/* The name of the kind in PostHog's tree. */
extern const char *ast_kind_name(AstKind kind);

/* How PostHog's tree writes an operator: "+", "==", "not in" … */
extern const char *ast_operator_name(AstOperator op);

/* A new node of zeros; ast_new(AstCall, AST_CALL, span). */
extern AstNode *ast_new_node(AstKind kind, HogqlSpan span);
#define ast_new(struct_name, kind, span) ((struct_name *) ast_new_node((kind), (span)))

/* Calls visit for each node directly below, in the order of the text, until it answers true; is that what it did? */
typedef bool (*AstVisitor)(AstNode *node, void *context);
extern bool ast_visit_children(AstNode *node, AstVisitor visit, void *context);

/* How many nodes: this one and all below. */
extern int64 ast_count(AstNode *node);

/* A copy of it and all below in the current memory context; names, texts and annotations are shared. */
extern AstNode *ast_copy(const AstNode *node);

/* Note where the characters of a tree's text begin, once it and their number are known. */
extern void ast_set_landmarks(AstTree *tree);

/* The text of a span, palloc'd; each run of white space outside of quotes is one blank. */
extern char *ast_source_text(const AstTree *tree, HogqlSpan span);

#endif /* METAHOG_HOGQL_AST_H */
