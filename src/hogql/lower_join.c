/*
 * hogql/lower_join.c
 *		FROM becomes SQL: joins of all kinds, ARRAY JOIN, arrayJoin().
 *
 * - The chain of joins leans to the left; what was in parentheses is an operand of its own.
 * - A join that keeps at most one row of the other side reads that side in a LATERAL subquery, in which
 *   its relation has the name that it has outside.
 * - SEMI and ANTI whose other side nobody reads are conditions of WHERE, for which the remote has joins of
 *   its own: but only where no join that comes later could bring back rows that they take away.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/lower_query.h"
#include "hogql/resolved_join.h"
#include "hogql/scope.h"
#include "schema/schema_names.h"

/* The tables that are still to come, and what has been made of those before. */
typedef struct FromWork
{
	Lowering *lowering;
	Scope *scope;
	AstJoinExpr *next;
	SqlNode *condition; /* for WHERE; or NULL */
} FromWork;

static SqlNode *lower_chain(FromWork *work, int count, bool is_outermost);
static SqlNode *lower_operand(FromWork *work, AstJoinExpr *join);
static SqlNode *lower_relation(Lowering *lowering, FromEntry *entry);
static SqlNode *lower_series(Lowering *lowering, FromEntry *entry);
static SqlNode *lower_join(FromWork *work, SqlNode *left, AstJoinExpr *join, bool is_outermost);
static SqlNode *lower_asof(FromWork *work, SqlNode *left, SqlNode *right, ResolvedJoin *resolved);
static SqlNode *join_condition(FromWork *work, const ResolvedJoin *resolved);
static SqlNode *pair_condition(Lowering *lowering, const JoinPair *pair);
static SqlNode *column_as(Lowering *lowering, const ScopeColumn *column, const HogqlType *type);
static SqlNode *lower_semi(FromWork *work, SqlNode *left, SqlNode *right, AstJoinExpr *join,
						   bool is_outermost);
static SqlNode *lower_anti(FromWork *work, SqlNode *left, SqlNode *right, AstJoinExpr *join,
						   bool is_outermost);
static SqlNode *anti_condition(FromWork *work, const ResolvedJoin *resolved);
static void set_anti(Scope *scope, int from, int end, bool is_anti);
static bool may_filter_later(const AstJoinExpr *join);
static bool is_read(const Scope *scope, int from, int end);
static SqlNode *one_row(FromWork *work, ResolvedJoin *resolved, SqlNode *side, int from, int end,
						SqlNode *condition);
static void gather(Scope *scope, SqlSelect *row, int from, int end, const char *relation);
static SqlNode *unnest(Lowering *lowering, FromEntry *entry);
static void add_lateral(SqlSelect *select, SqlNode *lateral, bool keeps_rows);

void
lower_from(Lowering *lowering, AstSelectQuery *query, SqlSelect *select)
{
	FromWork work = {.lowering = lowering,
					 .scope = resolved_query(&query->node)->scope,
					 .next = query->from};
	ListCell *cell;

	foreach (cell, work.scope->entries)
		((FromEntry *) lfirst(cell))->gathered = NULL;
	if (query->from != NULL)
		select->from = list_make1(lower_chain(&work, PG_INT32_MAX, true));
	if (work.condition != NULL)
		select_where(select, work.condition);
	if (query->array_join != ARRAY_JOIN_NONE)
	{
		FromEntry *entry = llast(work.scope->entries);

		add_lateral(select, unnest(lowering, entry), query->array_join == ARRAY_JOIN_LEFT);
	}
}

void
lower_array_joins(Lowering *lowering, const Scope *scope, bool of_aggregates, SqlSelect *select)
{
	ListCell *cell;

	foreach (cell, scope->array_joins)
	{
		FromEntry *entry = lfirst(cell);
		const AstNode *array = linitial(entry->arguments);

		if (((array->meaning->traits & HAS_AGGREGATE) != 0) == of_aggregates)
			add_lateral(select, unnest(lowering, entry), false);
	}
}

static SqlNode *
lower_chain(FromWork *work, int count, bool is_outermost)
{
	AstJoinExpr *first = work->next;
	SqlNode *left = lower_operand(work, first);

	count--;
	while (work->next != NULL && count > 0)
	{
		AstJoinExpr *join = work->next;

		CHECK_FOR_INTERRUPTS();
		count -= join->group > 1 ? join->group : 1;
		left = lower_join(work, left, join, is_outermost);
	}
	return left;
}

/* One table, which is then behind us. */
static SqlNode *
lower_operand(FromWork *work, AstJoinExpr *join)
{
	work->next = join->next_join;
	return sql_at(lower_relation(work->lowering, resolved_join(join)->entry),
				  join->table->span.start, join->table->span.end);
}

static SqlNode *
lower_relation(Lowering *lowering, FromEntry *entry)
{
	const char *name = relation_of(lowering, entry);

	switch (entry->kind)
	{
		case FROM_TABLE:
			return sql_table(entry->table->schema, entry->table->name, name);
		case FROM_CTE:
			return sql_table(NULL, entry->cte->printed, name);
		case FROM_QUERY:
			if (entry->query->kind == AST_VALUES_QUERY)
				return lower_values_relation(lowering, (AstValuesQuery *) entry->query,
											 &(QueryWish){0}, name);
			return sql_derived(lower_subquery(lowering, entry->query), name);
		case FROM_SERIES:
			return lower_series(lowering, entry);
		default:
			elog(ERROR, "an entry of kind %d is no operand of a join", entry->kind);
	}
}

/*
 * The function stands in a select list: in FROM, PostgreSQL would compute all of it before it gives the
 * first row.
 */
static SqlNode *
lower_series(Lowering *lowering, FromEntry *entry)
{
	SqlSelect *series = sql_select();
	List *bounds = NIL;
	ListCell *cell;

	foreach (cell, entry->arguments)
		bounds =
			lappend(bounds, sql_cast_to(lower_expression(lowering, lfirst(cell)), SQL_TYPE_BIGINT));
	if (list_length(bounds) == 1)
		bounds = list_make2(sql_bigint(0),
							sql_operation(SQL_OP_SUBTRACT, linitial(bounds), sql_bigint(1)));
	select_item(series, sql_call("generate_series", bounds), entry->columns[0].printed);
	return sql_derived(series, relation_of(lowering, entry));
}

static SqlNode *
lower_join(FromWork *work, SqlNode *left, AstJoinExpr *join, bool is_outermost)
{
	static const SqlJoinKind kinds[] = {
		[JOINED_FIRST] = SQL_CROSS_JOIN, [JOINED_INNER] = SQL_INNER_JOIN,
		[JOINED_LEFT] = SQL_LEFT_JOIN,	 [JOINED_RIGHT] = SQL_RIGHT_JOIN,
		[JOINED_FULL] = SQL_FULL_JOIN,	 [JOINED_CROSS] = SQL_CROSS_JOIN,
	};
	ResolvedJoin *resolved = resolved_join(join);
	SqlNode *right =
		join->group > 1 ? lower_chain(work, join->group, false) : lower_operand(work, join);
	SqlNode *condition;

	switch (resolved->kind)
	{
		case JOINED_SEMI_LEFT:
		case JOINED_SEMI_RIGHT:
			return lower_semi(work, left, right, join, is_outermost);
		case JOINED_ANTI_LEFT:
		case JOINED_ANTI_RIGHT:
			return lower_anti(work, left, right, join, is_outermost);
		case JOINED_ASOF:
		case JOINED_ASOF_LEFT:
			return lower_asof(work, left, right, resolved);
		case JOINED_ANY_LEFT:
			condition = join_condition(work, resolved);
			right = one_row(work, resolved, right, resolved->right_from, resolved->right_end,
							condition);
			return sql_join(SQL_LEFT_JOIN, left, right, NULL);
		default:
			condition = join_condition(work, resolved);
			if (resolved->kind == JOINED_CROSS && condition == NULL)
				return sql_join(SQL_CROSS_JOIN, left, right, NULL);
			if (resolved->kind == JOINED_CROSS)
				return sql_join(SQL_INNER_JOIN, left, right, condition);
			return sql_join(kinds[resolved->kind], left, right, condition);
	}
}

/* The nearest row of the right side.  Its key is lowered before the side's columns may get other names. */
static SqlNode *
lower_asof(FromWork *work, SqlNode *left, SqlNode *right, ResolvedJoin *resolved)
{
	bool by_bytes = resolved->asof_key->type->kind == HOGQL_STRING;
	SqlNode *key = lower_expression(work->lowering, resolved->asof_key);
	SqlNode *order = by_bytes ? sql_order_bytes(key, resolved->asof_descending, SQL_NULLS_DEFAULT)
							  : sql_order(key, resolved->asof_descending, SQL_NULLS_DEFAULT);
	SqlNode *condition = join_condition(work, resolved);
	SqlNode *nearest =
		one_row(work, resolved, right, resolved->right_from, resolved->right_end, condition);

	select_order_by((SqlSelect *) ((SqlDerived *) nearest)->query, order);
	return sql_join(resolved->kind == JOINED_ASOF_LEFT ? SQL_LEFT_JOIN : SQL_INNER_JOIN, left,
					nearest, NULL);
}

static SqlNode *
join_condition(FromWork *work, const ResolvedJoin *resolved)
{
	SqlNode *condition = NULL;
	ListCell *cell;

	foreach (cell, resolved->conditions)
		condition = sql_and2(condition, lower_condition(work->lowering, lfirst(cell), LOWER_JOIN));
	foreach (cell, resolved->pairs)
		condition = sql_and2(condition, pair_condition(work->lowering, lfirst(cell)));
	return condition;
}

static SqlNode *
pair_condition(Lowering *lowering, const JoinPair *pair)
{
	return sql_equal(column_as(lowering, &pair->left, pair->type),
					 column_as(lowering, &pair->right, pair->type));
}

static SqlNode *
column_as(Lowering *lowering, const ScopeColumn *column, const HogqlType *type)
{
	AstNode *field = column_field(column->entry, column->column, (HogqlSpan){-1, -1});

	return hogql_same_type(field->type, type) ? lower_expression(lowering, field)
											  : lower_as(lowering, field, type);
}

/* Rows of one side that have a partner, with one of its partners if somebody reads it. */
static SqlNode *
lower_semi(FromWork *work, SqlNode *left, SqlNode *right, AstJoinExpr *join, bool is_outermost)
{
	ResolvedJoin *resolved = resolved_join(join);
	bool swapped = resolved->kind == JOINED_SEMI_RIGHT;
	SqlNode *kept = swapped ? right : left;
	SqlNode *other = swapped ? left : right;
	int from = swapped ? resolved->left_from : resolved->right_from;
	int end = swapped ? resolved->right_from : resolved->right_end;
	SqlNode *condition = join_condition(work, resolved);
	SqlSelect *exists;

	if (is_read(work->scope, from, end) || !is_outermost || !may_filter_later(join))
		return sql_join(SQL_INNER_JOIN, kept, one_row(work, resolved, other, from, end, condition),
						NULL);
	exists = select_from(other);
	select_where(exists, condition);
	work->condition = sql_and2(work->condition, sql_exists(exists));
	return kept;
}

/* Rows of one side that have no partner. */
static SqlNode *
lower_anti(FromWork *work, SqlNode *left, SqlNode *right, AstJoinExpr *join, bool is_outermost)
{
	ResolvedJoin *resolved = resolved_join(join);
	bool swapped = resolved->kind == JOINED_ANTI_RIGHT;
	SqlNode *kept = swapped ? right : left;
	SqlSelect *exists = select_from(swapped ? left : right);
	SqlSelect *filter;

	select_where(exists, anti_condition(work, resolved));
	if (is_outermost && may_filter_later(join))
	{
		work->condition = sql_and2(work->condition, sql_not_exists(exists));
		return kept;
	}
	/* One row or none, without columns, for each row of the side that is kept. */
	filter = sql_select();
	select_where(filter, sql_not_exists(exists));
	return sql_join(SQL_INNER_JOIN, kept, sql_lateral(filter, name_relation(work->lowering, NULL)),
					NULL);
}

/* In it the columns of the side that will not be there are still columns. */
static SqlNode *
anti_condition(FromWork *work, const ResolvedJoin *resolved)
{
	bool swapped = resolved->kind == JOINED_ANTI_RIGHT;
	int from = swapped ? resolved->left_from : resolved->right_from;
	int end = swapped ? resolved->right_from : resolved->right_end;
	SqlNode *condition;

	set_anti(work->scope, from, end, false);
	condition = join_condition(work, resolved);
	set_anti(work->scope, from, end, true);
	return condition;
}

static void
set_anti(Scope *scope, int from, int end, bool is_anti)
{
	for (int i = from; i < end; i++)
		((FromEntry *) list_nth(scope->entries, i))->is_anti = is_anti;
}

/* Do only joins follow that bring no row back, and make none of it NULL? */
static bool
may_filter_later(const AstJoinExpr *join)
{
	for (const AstJoinExpr *next = join->next_join; next != NULL; next = next->next_join)
	{
		JoinKind kind = resolved_join(next)->kind;

		if (kind != JOINED_INNER && kind != JOINED_LEFT && kind != JOINED_CROSS &&
			kind != JOINED_ANY_LEFT && kind != JOINED_SEMI_LEFT && kind != JOINED_ANTI_LEFT &&
			kind != JOINED_ASOF && kind != JOINED_ASOF_LEFT)
			return false;
	}
	return true;
}

static bool
is_read(const Scope *scope, int from, int end)
{
	for (int i = from; i < end; i++)
	{
		const FromEntry *entry = list_nth(scope->entries, i);

		for (int column = 0; column < entry->ncolumns; column++)
		{
			if (entry->columns[column].is_used)
				return true;
		}
	}
	return false;
}

/* A row of a side for which the condition holds: all of its columns, under the name of its relation. */
static SqlNode *
one_row(FromWork *work, ResolvedJoin *resolved, SqlNode *side, int from, int end,
		SqlNode *condition)
{
	FromEntry *entry = list_nth(work->scope->entries, from);
	SqlSelect *row = select_from(side);
	const char *name = relation_of(work->lowering, entry);

	row->limit = sql_integer(1);
	select_where(row, condition);
	if (end - from == 1)
	{
		row->items = list_make1(sql_item(sql_star(name), NULL));
		return sql_lateral(row, name);
	}
	if (resolved->gathered == NULL)
		resolved->gathered = name_relation(work->lowering, NULL);
	gather(work->scope, row, from, end, resolved->gathered);
	return sql_lateral(row, resolved->gathered);
}

/* Of several relations it makes one, whose columns theirs are from here on. */
static void
gather(Scope *scope, SqlSelect *row, int from, int end, const char *relation)
{
	int number = 1;

	for (int i = from; i < end; i++)
	{
		FromEntry *entry = list_nth(scope->entries, i);
		int ncolumns = entry->kind == FROM_MERGED ? 0 : entry->ncolumns;
		int first = number;

		for (int column = 0; column < ncolumns; column++)
			select_item(row,
						entry->gathered
							? sql_column(entry->gathered, gathered_name(entry, column))
							: sql_column(entry->printed, entry->columns[column].printed),
						psprintf("g_%d", number++));
		entry->gathered = relation;
		entry->gathered_from = first;
	}
}

/* Several arrays run in parallel. */
static SqlNode *
unnest(Lowering *lowering, FromEntry *entry)
{
	StringInfoData text;
	List *columns = NIL;
	List *arrays = NIL;
	SqlFunctionTable *table;
	ListCell *cell;

	initStringInfo(&text);
	foreach (cell, entry->arguments)
	{
		int number = list_length(arrays) + 1;

		appendStringInfo(&text, "%spg_catalog.unnest({%d})", number == 1 ? "" : ", ", number);
		arrays = lappend(arrays, lower_expression(lowering, lfirst(cell)));
		columns = lappend(columns, unconstify(char *, entry->columns[number - 1].printed));
	}
	table = (SqlFunctionTable *) sql_function_table(sql_template(list_length(arrays) == 1
																	 ? text.data
																	 : psprintf("ROWS FROM (%s)",
																				text.data),
																 arrays),
													relation_of(lowering, entry), columns);
	table->lateral = true;
	return &table->node;
}

static void
add_lateral(SqlSelect *select, SqlNode *lateral, bool keeps_rows)
{
	SqlNode *left;

	if (select->from == NIL)
	{
		select->from = list_make1(lateral);
		return;
	}
	left = linitial(select->from);
	select->from =
		list_make1(sql_join(keeps_rows ? SQL_LEFT_JOIN : SQL_CROSS_JOIN, left, lateral, NULL));
}
