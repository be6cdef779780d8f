/*
 * hogql/lowering.h
 *		The second pass: a resolved tree becomes a tree of SQL.
 *
 * lower_query.c does the selects, lower_expression.c what stands in them; each calls the other
 * through this header and includes nothing of it.
 * - Lowering makes fresh nodes each time and leaves the resolved tree as it is.
 */
#ifndef METAHOG_HOGQL_LOWERING_H
#define METAHOG_HOGQL_LOWERING_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "hogql/name_map.h"

struct AstNode;
struct AstWindowExpr;
struct FunctionContext;
struct HogqlType;
struct LambdaArgument;
struct Meaning;
struct SqlNode;
struct SqlWindow;

/*
 * An expression that is computed elsewhere, in an inner select or in a lateral item: wherever it
 * or its like (same_expression()) is met while the substitution is in force, it is this column.
 */
typedef struct Substitution
{
	struct AstNode *expression;
	const char *table; /* name of the relation as printed */
	const char *column;
} Substitution;

/* What an argument of a lambda is while its body is lowered. */
typedef struct LambdaBinding
{
	const struct LambdaArgument *argument;
	struct SqlNode *value;
} LambdaBinding;

/*
 * What is remembered of a subquery in an expression.  A key of GROUP BY is recognized by its text, so each
 * use of it must be printed alike.
 */
typedef struct LoweredQuery
{
	const struct AstNode *query;
	struct SqlNode *sql;  /* if it reads nothing of what is around it; else NULL */
	const char *relation; /* what it is called where a select is put around it; NULL: nothing yet */
} LoweredQuery;

/* One for each text. */
typedef struct Lowering
{
	List *bindings;		   /* of LambdaBinding *: of the lambdas whose bodies are being lowered */
	List *queries;		   /* of LoweredQuery * */
	List *substitutions;   /* of Substitution *, those in force; the innermost select's first */
	struct Params *params; /* values of placeholders */
	const char *zone;	   /* of the session */
	bool week_starts_monday;
	int server_version;				   /* of the remote; 0: not known */
	int relations;					   /* so many invented relations have been named */
	struct FunctionContext *functions; /* what functions know of the world; NULL until one asks */
	NameMap *names;		/* of all relations that have been named: see name_relation() */
	NameMap *cte_names; /* likewise of CTEs */
} Lowering;

/*
 * How the result of a condition is used.  In a filter NULL and false are the same, so plain
 * operators will do where a value needs the null-safe ones (hogql.md §4).
 */
typedef enum LoweringMode
{
	LOWER_VALUE,
	LOWER_FILTER,
	LOWER_JOIN, /* ON, where comparisons are those of SQL, and NULL joins nothing */
} LoweringMode;

/* An expression as a value, of the PostgreSQL form of its type (hogql.md §4). */
extern struct SqlNode *lower_expression(Lowering *lowering, struct AstNode *node);

/* A condition, as boolean: numbers are compared with 0. */
extern struct SqlNode *lower_condition(Lowering *lowering, struct AstNode *node, LoweringMode mode);

/* An expression cast to another type that it mixes with: Int64 to Float64, Date to DateTime … */
extern struct SqlNode *lower_as(Lowering *lowering, struct AstNode *node,
								const struct HogqlType *type);

/* As a key of GROUP BY, PARTITION BY or DISTINCT, or an operand of count(DISTINCT): tuples as ROW(…). */
extern struct SqlNode *lower_key(Lowering *lowering, struct AstNode *node);

/* In window.c: a definition of the WINDOW clause (AstWindowExpr), resolved. */
extern struct SqlWindow *lower_window_definition(Lowering *lowering,
												 const struct AstWindowExpr *window);

/* In lower_query.c: a subquery, as a node that may stand in FROM, IN, EXISTS or as a value. */
extern struct SqlNode *lower_subquery(Lowering *lowering, struct AstNode *query);

/* In lower_query.c: a name that resolved to a column, in the form of its type. */
extern struct SqlNode *lower_column(Lowering *lowering, const struct Meaning *column);

/* In lower_query.c: what ORDER BY says (AstOrderExpr), of a window or an aggregate too, as SqlOrder. */
extern List *lower_order_by(Lowering *lowering, List *order_by);

/*
 * A name for a relation that no other one in the text has, so that nothing can capture a reference to
 * it: the wanted one if it is free.  Those that we invent (wanted NULL) are "r<number>"; x<number> and
 * l<number> are for lambdas.  A wanted name of such a form gets an underscore.
 */
extern const char *name_relation(Lowering *lowering, const char *wanted);

#endif /* METAHOG_HOGQL_LOWERING_H */
