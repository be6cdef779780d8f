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
struct Scope;
struct Suggestion;

/* A column of an entry of FROM. */
typedef struct FromColumn
{
	const char *name;	   /* as HogQL says it, whole */
	const char *printed;   /* as SQL says it: at most 63 bytes, the only one in its entry */
	const HogqlType *type; /* NULL-able too if the entry is the far side of an outer join */
	bool needs_cast;	   /* to hogql_sql_type() where it is read */
	bool is_ambiguous;	   /* another column of the entry has its name as well */
	bool is_key;		   /* a part of its table's primary key */
	bool is_used;		   /* something outside of its join's condition reads it */

	/* Of FROM_MERGED: the two columns it is made of, whichever is not NULL. */
	struct ScopeColumn *left;
	struct ScopeColumn *right;
} FromColumn;

typedef enum FromKind
{
	FROM_TABLE,	 /* of the source */
	FROM_QUERY,	 /* a subquery, or VALUES */
	FROM_CTE,	 /* a query of WITH, by its name */
	FROM_SERIES, /* numbers(n), generateSeries(a, b, step) */
	FROM_ARRAYS, /* ARRAY JOIN, or a call of arrayJoin(): a column for each array */
	FROM_MERGED, /* the columns that USING of a FULL JOIN has made of two each; prints nothing itself */
} FromKind;

/* Something in FROM that has columns. */
typedef struct FromEntry
{
	FromKind kind;
	const char *name;	/* its alias, or its own name; NULL: it has none, its columns have */
	const char *schema; /* a table without alias: may be said before the name */
	const char *source; /* likewise */
	struct Scope *scope;
	int number; /* its place in the scope's list, from 0 */
	FromColumn *columns;
	int ncolumns;
	NameMap *by_name;	  /* name → FromColumn: the first of that name */
	bool is_far;		  /* rows may be missing: the far side of an outer join */
	bool has_key;		  /* a table with a primary key */
	bool is_anti;		  /* all of its columns are NULL: what ANTI has not found */
	struct AstNode *node; /* what stands in FROM: a JoinExpr, or the call of arrayJoin(); or NULL */
	const struct NamedTable *table; /* FROM_TABLE */
	struct AstNode *query;			/* FROM_QUERY, FROM_CTE: whose columns they are */
	const struct Cte *cte;			/* FROM_CTE */
	List *arguments;				/* FROM_SERIES, FROM_ARRAYS: AstNode *, resolved */

	/* What lowering calls the relation, from the first time on; the same each time the select is lowered. */
	const char *printed;

	/* While a select is being lowered: the relation that has its columns now, and the number of its first one there. */
	const char *gathered;
	int gathered_from;

	struct FromEntry *next_of_name; /* another one of the same name */
} FromEntry;

/* WITH n AS (select): a query. */
typedef struct Cte
{
	const char *name;
	struct AstNode *node;
	struct AstNode *query;
	FromColumn *columns; /* of a recursive one from its first arm on */
	int ncolumns;
	bool is_recursive;	 /* may read itself */
	const char *printed; /* as with FromEntry */
} Cte;

/* WITH e AS n, and e AS n in a select list or anywhere else. */
typedef struct ScopeAlias
{
	const char *name;
	struct AstNode *expression;
	bool is_with;			/* of WITH: resolved when it is first used */
	bool is_being_resolved; /* then inside of it the name means something else */
	bool is_ambiguous;		/* given to several expressions */
	bool is_lent;			/* of WITH elsewhere: nobody need use it */
	int uses;				/* so often something has meant it */
} ScopeAlias;

typedef struct Scope
{
	struct Scope *outer; /* NULL: none */
	bool is_lambda;
	List *lambda_arguments; /* of LambdaArgument * */

	struct AstNode *select; /* SelectQuery; NULL for a lambda */
	List *entries;			/* of FromEntry *, those of USING included, in the order of FROM */
	List *star;				/* of StarColumn *: what * lists */
	NameMap *tables;		/* name → FromEntry: the first of that name */
	NameMap *columns;		/* name → ScopeColumn: what it means without a table */
	NameMap *aliases;		/* name → ScopeAlias */
	NameMap *ctes;			/* name → Cte, of this select's WITH */
	List *open_aliases;		/* names (char *) whose definitions are being resolved */
	List *array_joins;		/* of FromEntry *: calls of arrayJoin(), each different one once */
	List *windows;			/* of the WINDOW clause: AstBinding * */
	int first_visible;		/* entries before this one are outside of the parentheses of a join */
	bool
		in_from; /* a subquery of FROM is being resolved: it sees nothing of this select but WITH */
	bool reads_outer; /* a column of the select around it is read inside, */
	bool reads_far;	  /* one of a select further out */

	/*
	 * Set by whoever resolves an expression that will be printed as a sublink over aggregates, or over
	 * window functions: these must then be columns of an inner select, for in the sublink they would
	 * belong to it.
	 */
	bool aggregates_inside;
	bool windows_inside;
} Scope;

/* What a name means that has no table before it. */
typedef struct ScopeColumn
{
	FromEntry *entry;
	int column;
	bool is_ambiguous;
} ScopeColumn;

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

/* Does it mean anything there?  Raises 42702. */
extern bool scope_knows(Resolver *resolver, struct AstNode *field);

/* The entry of the innermost select's FROM that a chain (AstName *) before a star names; 42P01, 42702. */
extern FromEntry *scope_find_table(Resolver *resolver, List *chain, HogqlSpan span);

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

/* ---- For those who resolve queries. ---- */

/* A new scope inside of the resolver's, which becomes its innermost one until scope_pop(). */
extern Scope *scope_push_select(Resolver *resolver, struct AstNode *select);

/* FROM goes on with an entry whose columns are known. */
extern void scope_add_entry(Scope *scope, FromEntry *entry);

/* The name without a table means this column from now on, whatever it meant before. */
extern void scope_set_column(Scope *scope, const char *name, FromEntry *entry, int column);

/* WITH expression AS name. */
extern void scope_add_with(Scope *scope, const char *name, struct AstNode *expression);

/* The same of one that is only resolved if somebody uses it. */
extern void scope_lend_with(Scope *scope, const char *name, struct AstNode *expression);

/* The CTE that a name means in FROM; NULL: none. */
extern Cte *scope_cte(const Resolver *resolver, const char *name);

/* Add the names of CTEs that can be seen. */
extern void scope_suggest_ctes(const Resolver *resolver, struct Suggestion *suggestion);

/* Resolve those expressions of WITH that nobody has used, for the sake of their errors. */
extern void scope_resolve_rest(Resolver *resolver);

/* In resolve_star.c: a resolved Field that means a column of the innermost select. */
extern struct AstNode *column_field(FromEntry *entry, int column, HogqlSpan span);

#endif /* METAHOG_HOGQL_SCOPE_H */
