/*
 * hogql/lower_query.h
 *		What the files that lower queries share.
 */
#ifndef METAHOG_LOWER_QUERY_H
#define METAHOG_LOWER_QUERY_H

#include "hogql/ast.h"
#include "hogql/lowering.h"
#include "hogql/resolved_query.h"
#include "sqltree/sqltree.h"

/* What whoever asks for a query wants of its columns. */
typedef struct QueryWish
{
	const HogqlType **types; /* that they are to have, as arms of a set do; NULL: their own */
	bool exact;	 /* cast, even if they have them: so that PostgreSQL sees the same type too */
	bool is_top; /* names need not be unique */
} QueryWish;

extern SqlSelect *lower_query(Lowering *lowering, AstNode *query, const QueryWish *wish);

/* Per kind of query. */
extern SqlSelect *lower_select(Lowering *lowering, AstSelectQuery *query, const QueryWish *wish);
extern SqlSelect *lower_set(Lowering *lowering, AstSelectSetQuery *set, const QueryWish *wish);
extern SqlSelect *lower_values(Lowering *lowering, AstValuesQuery *values, const QueryWish *wish);

/* The column's value, as the wish has it. */
extern SqlNode *lower_output(Lowering *lowering, AstNode *expression, int column,
							 const QueryWish *wish);
extern SqlNode *null_output(const HogqlType *type);

/* What the column is called: in a subquery by a name that is unique. */
extern const char *output_name(const OutputColumn *column, const QueryWish *wish);

/* A name for a CTE that no other one in the text has. */
extern const char *name_cte(Lowering *lowering, const char *wanted);

/* VALUES as a relation, whose columns are called as those of the query. */
extern SqlNode *lower_values_relation(Lowering *lowering, AstValuesQuery *values,
									  const QueryWish *wish, const char *name);

/* The names of WITH's queries, before anything that reads them is lowered. */
extern void name_ctes(Lowering *lowering, List *ctes, const Scope *scope);

/* WITH, added to a query that has it around all that reads it. */
extern void lower_with_clause(Lowering *lowering, List *ctes, const Scope *scope,
							  SqlSelect *select);

/* FROM, joins, ARRAY JOIN and arrayJoin(): what the select reads.  Conditions of joins may go to WHERE. */
extern void lower_from(Lowering *lowering, AstSelectQuery *query, SqlSelect *select);

/* The calls of arrayJoin() whose arrays are computed from aggregates, or those where they are not. */
extern void lower_array_joins(Lowering *lowering, const Scope *scope, bool of_aggregates,
							  SqlSelect *select);

/* What a relation of FROM is called; named when it is first asked for. */
extern const char *relation_of(Lowering *lowering, FromEntry *entry);

/* What its column is called in the relation that has gathered those of several. */
extern const char *gathered_name(const FromEntry *entry, int column);

/* GROUP BY. */
extern void lower_group_by(Lowering *lowering, AstSelectQuery *query, SqlSelect *select);

/*
 * Aggregates, window functions and all else that the query reads become columns of an inner select, for
 * what reads them is printed as a sublink.  The answer reads from it.  Substitutions are in force until
 * the caller takes them away.
 */
extern SqlSelect *split_select(Lowering *lowering, AstSelectQuery *query, SqlSelect *inner,
							   bool windows);

#endif /* METAHOG_LOWER_QUERY_H */
