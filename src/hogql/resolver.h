/*
 * hogql/resolver.h
 *		The first pass: names and types of a whole text, annotated in its tree.
 *
 * resolve_query.c does the selects, resolve_expression.c what stands in them; each calls the other
 * through this header and includes nothing of it.
 */
#ifndef METAHOG_HOGQL_RESOLVER_H
#define METAHOG_HOGQL_RESOLVER_H

#include "hogql/meaning.h"

struct AstNode;
struct AstTree;
struct AstWindowExpr;
struct Catalog;
struct Params;
struct Scope;

/* The clause in which an expression stands, for what is allowed there and for what errors say. */
typedef enum Clause
{
	CLAUSE_SELECT,
	CLAUSE_ARRAY_JOIN,
	CLAUSE_ON,
	CLAUSE_WHERE, /* and PREWHERE */
	CLAUSE_GROUP_BY,
	CLAUSE_HAVING,
	CLAUSE_WINDOW,
	CLAUSE_QUALIFY,
	CLAUSE_ORDER_BY,
	CLAUSE_LIMIT, /* LIMIT, OFFSET, LIMIT BY's numbers */
	CLAUSE_VALUES,
} Clause;

/* One for each text. */
typedef struct Resolver
{
	const struct AstTree *tree; /* the text, for names of columns that have none */
	struct Scope *scope;		/* the innermost: names are looked up from here outwards */
	struct Catalog *catalog;	/* tables of the source */
	struct Params *params;		/* values of placeholders */
	Clause clause;
	const char *zone;		   /* of the session, in which instants are seen */
	bool week_starts_monday;   /* for calls without a mode */
	int server_version;		   /* of the remote, such as 150004; 0: not known */
	struct AstNode *aggregate; /* the aggregate whose arguments are being resolved, or NULL */
	struct AstNode *window;	   /* likewise the window call */
	struct FunctionContext *functions; /* what functions know of the world; NULL until one asks */
	List *warnings;
} Resolver;

/*
 * Resolve an expression in the resolver's scope and clause: afterwards node->type and
 * node->meaning of it and of everything in it are set.  Raises what hogql.md §6 lists.
 * A star is only resolved where it may stand: see resolve_expressions().
 */
extern void resolve_expression(Resolver *resolver, struct AstNode *node);

/* The same for a condition: a boolean, or a number that is read as "is not 0"; else 42804. */
extern void resolve_condition(Resolver *resolver, struct AstNode *node);

/* In window.c: a definition of the WINDOW clause, in CLAUSE_WINDOW. */
extern void resolve_window_definition(Resolver *resolver, struct AstWindowExpr *window);

/*
 * In resolve_query.c: a subquery, a set or a select, in a scope inside of the resolver's.  Its meaning
 * is then a ResolvedQuery (resolved_query.h), its type that of its only column, NULL-able, or a tuple of
 * all of them.
 */
extern void resolve_subquery(Resolver *resolver, struct AstNode *query);

/*
 * In resolve_star.c: a star in any of its forms (Field, ColumnsExpr) becomes resolved expressions.  Its
 * meaning is then MEANING_STAR.  Raises 42703 if it stands for nothing.
 */
extern void resolve_star(Resolver *resolver, struct AstNode *star);

/* Is it such a node? */
extern bool is_star(const struct AstNode *node);

/* Do two resolved expressions mean the same?  Aliases are looked through.  A volatile one is unlike any other. */
extern bool same_expression(struct AstNode *one, struct AstNode *other);

/*
 * Raises 42803 at the first column in a resolved expression that is neither in an aggregate nor
 * (part of) one of the keys (AstNode *, resolved).  is_grouped says whether a column is determined
 * by the keys otherwise, as by a primary key; it may be NULL.
 */
extern void check_grouping(struct AstNode *node, List *keys,
						   bool (*is_grouped)(const Meaning *column, void *context), void *context);

#endif /* METAHOG_HOGQL_RESOLVER_H */
