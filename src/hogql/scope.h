/*
 * hogql/scope.h
 *		What names stand for at a place of the text: entries of FROM, aliases, CTEs, arguments of lambdas.
 *
 * Scopes are a chain, from the innermost select or lambda outwards; resolver->scope is its head.
 * - Resolving fills a scope as it goes through the clauses, in the order FROM, select list, all else:
 *   so an alias is there for what stands to the right of it in the list, and for every later clause.
 * - Lambda arguments come before everything, then of each select its aliases, then the columns of its
 *   FROM, then the next outer select.
 * - Names are compared exactly.  Looking one up takes the same time however many there are.
 */
#ifndef METAHOG_HOGQL_SCOPE_H
#define METAHOG_HOGQL_SCOPE_H

#include "hogql/meaning.h"
#include "hogql/name_map.h"
#include "hogql/resolver.h"
#include "hogql/types.h"

struct FromEntry;

/* A column of an entry of FROM. */
typedef struct FromColumn
{
	const char *name;	 /* as HogQL says it, whole */
	const char *printed; /* as SQL says it: at most 63 bytes, the only one in its entry */
	const HogqlType *
		type; /* as seen in this select: NULL-able too if the entry is the far side of an outer join */
	bool needs_cast;   /* to hogql_sql_type() where it is read */
	bool is_ambiguous; /* another column before it has its name: only a star reaches it */
	bool is_key;	   /* a part of its table's primary key */
	bool is_used;	   /* something outside of its join's condition reads it */

	/*
	 * A column that USING has made of two.  The one that is read is left, or right of a RIGHT JOIN, or
	 * of a FULL JOIN whichever is not NULL: then both are set.
	 */
	struct FromEntry *left_entry;
	int left;
	struct FromEntry *right_entry;
	int right;
} FromColumn;

typedef enum FromKind
{
	FROM_TABLE,	 /* of the source */
	FROM_QUERY,	 /* a subquery, or VALUES */
	FROM_CTE,	 /* a query of WITH, by its name */
	FROM_SERIES, /* numbers(n), generateSeries(a, b, step) */
	FROM_ARRAYS, /* ARRAY JOIN, or a call of arrayJoin(): a column for each array */
	FROM_MERGED, /* the columns that a USING has made; nothing of its own is printed */
} FromKind;

/* Something in FROM that has columns. */
typedef struct FromEntry
{
	FromKind kind;
	const char *name;	/* its alias, or its own name; NULL: it has none, its columns have */
	const char *schema; /* a table without alias: may be said before the name */
	const char *source; /* likewise */
	FromColumn *columns;
	int ncolumns;
	NameMap *by_name; /* of columns: their numbers */
	bool is_far;	  /* rows may be missing: the far side of an outer join */
	bool has_key;	  /* a table with a primary key */
	bool is_anti;	  /* all of its columns are NULL: what ANTI has not found */
	struct AstNode
		*node; /* what stands in FROM: JoinExpr, or the call of arrayJoin(); NULL for FROM_MERGED */
	struct AstNode *query; /* FROM_QUERY, FROM_CTE: whose columns they are */
	const struct Cte *cte; /* FROM_CTE */
	List *arguments;	   /* FROM_SERIES, FROM_ARRAYS: AstNode *, resolved */

	/* While its select is being lowered: what the relation is called. */
	const char *printed;
} FromEntry;

/* WITH n AS (select): a query. */
typedef struct Cte
{
	const char *name;
	struct AstNode *node;
	struct AstNode *query;
	FromColumn
		*columns; /* known when the query, or the first arm of a recursive one, has been resolved */
	int ncolumns;
	bool is_recursive; /* reads itself */
	bool is_being_resolved;
	const char *printed; /* while it is in force: unique in the whole text */
} Cte;

typedef struct Scope
{
	struct Scope *outer; /* NULL: none */
	bool is_lambda;
	List *lambda_arguments; /* of LambdaArgument * */

	struct AstNode *select; /* SelectQuery; NULL for a lambda */
	List *entries;			/* of FromEntry *, those of USING included, in the order of FROM */
	List *star;				/* of StarColumn *: what * lists */
	NameMap *columns;		/* name → ScopeName: those of all entries */
	NameMap *aliases;		/* name → Alias */
	NameMap *ctes;			/* name → Cte, of this select's WITH */
	List *open_aliases;		/* names (char *) whose definitions are being resolved */
	List *array_joins;		/* of FromEntry *: calls of arrayJoin(), each different one once */
	List *windows;			/* of the WINDOW clause: AstNode * */
	bool in_from; /* FROM is being resolved: its subqueries see nothing of this select but WITH */

	/*
	 * Set by whoever resolves an expression that will be printed as a sublink over aggregates, or over
	 * window functions: these must then be columns of an inner select, for in the sublink they would
	 * belong to it.
	 */
	bool aggregates_inside;
	bool windows_inside;
} Scope;

/* A column that a star lists. */
typedef struct StarColumn
{
	FromEntry *entry;
	int column;
} StarColumn;

/*
 * What the chain of a Field means in the resolver's scope: kind and what belongs to it, and
 * name_parts.  Traits and nodes are left to the caller.  The expression of an alias of WITH may be
 * resolved on the way.  Raises 42703 with the nearest name, 42702.
 */
extern Meaning *scope_find(Resolver *resolver, struct AstNode *field);

/* The innermost select's scope. */
extern Scope *scope_select(const Resolver *resolver);

/* A lambda's body sees these (LambdaArgument *), until the pop. */
extern void scope_push_lambda(Resolver *resolver, List *arguments);
extern void scope_pop(Resolver *resolver);

/*
 * Around the resolving of an expression that is given a name: inside it the name is not the alias,
 * behind it it is.  An alias in a lambda's body is known there alone.
 */
extern void scope_begin_alias(Resolver *resolver, const char *name);
extern void scope_end_alias(Resolver *resolver, const char *name, struct AstNode *expression);

/*
 * A call of arrayJoin(array): the column of the entry of FROM that it becomes; the same for calls of
 * the same array.  The array is resolved.
 */
extern Meaning *scope_array_join(Resolver *resolver, struct AstNode *call, struct AstNode *array,
								 const HogqlType *element);

/* The definition (WindowExpr) that the select's WINDOW clause gives a name; raises 42704 at span. */
extern struct AstNode *scope_window(Resolver *resolver, const char *name, HogqlSpan span);

/* What the columns of an entry are called, for suggestions: see suggest.h. */
extern const char *scope_nearest_name(const Scope *scope, const char *name);

#endif /* METAHOG_HOGQL_SCOPE_H */
