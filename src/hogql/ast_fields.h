/*
 * hogql/ast_fields.h
 *		The fields of each kind of node: what walks, copies and prints trees goes by them.
 */
#ifndef METAHOG_HOGQL_AST_FIELDS_H
#define METAHOG_HOGQL_AST_FIELDS_H

#include "hogql/ast_expression.h"
#include "hogql/ast_query.h"

typedef enum AstFieldKind
{
	FIELD_NODE,		/* AstNode *, or a pointer to a struct that begins with one */
	FIELD_NODES,	/* List of them */
	FIELD_ROWS,		/* List of Lists of them */
	FIELD_BINDINGS, /* List of AstBinding *: one object in JSON */
	FIELD_PLAIN,	/* AstNode *: of an integer only the value, in JSON */
	FIELD_NAME,		/* AstName * */
	FIELD_NAMES,	/* List of them */
	FIELD_BOOL,
	FIELD_INDEX,	/* int64 */
	FIELD_CHOICE,	/* an enum, by its texts; NULL: it is absent */
	FIELD_EITHER,	/* a bool, by its two texts */
	FIELD_TRISTATE, /* AstMaterialized */
	FIELD_TYPE,		/* AstTypeName *: its text in JSON; no part of the tree for walkers */
} AstFieldKind;

typedef struct AstFieldRule
{
	const char *name; /* in JSON; NULL: the end of the fields */
	AstFieldKind kind;
	size_t offset;
	const char *const *texts; /* of FIELD_CHOICE and FIELD_EITHER */
	size_t present; /* of a list: offset of the bool that says whether it is there at all */
} AstFieldRule;

/* Lists for which "present" has this are always there, empty or not. */
#define ALWAYS_PRESENT 1

/* The fields of a kind in the order of the text, as far as that goes. */
extern const AstFieldRule *ast_fields(AstKind kind);

/* How PostHog's tree writes operators, indexed by enum AstOperator. */
extern const char *const ast_operator_texts[];

/* Bytes of the struct. */
extern size_t ast_size(AstKind kind);

#endif /* METAHOG_HOGQL_AST_FIELDS_H */
