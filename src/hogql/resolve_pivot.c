/*
 * hogql/resolve_pivot.c
 *		PIVOT and UNPIVOT become the query that they stand for, before it is resolved.
 *
 * - t PIVOT (sum(x) FOR c IN ('a', 'b')) is SELECT * EXCLUDE (x, c), sum(x) FILTER (WHERE c = 'a') AS a, …
 *   FROM t GROUP BY ALL; with GROUP BY in it, that is what is selected and grouped by.
 * - t UNPIVOT (v FOR n IN (c, d)) is SELECT * EXCLUDE (c, d) FROM t ARRAY JOIN ['c', 'd'] AS n, [c, d] AS v.
 * - What stands in the query more than once is copied: each place is resolved for itself.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/ast.h"
#include "hogql/pivot.h"
#include "hogql/resolve_query.h"

/* An aggregate for one combination of values. */
typedef struct PivotWork
{
	Resolver *resolver;
	const AstPivotExpr *pivot;
	AstSelectQuery *query;
	List *names; /* of AstName *: columns named in it */
} PivotWork;

static AstSelectQuery *query_of(AstNode *table, HogqlSpan span);
static void add_groups(PivotWork *work);
static bool collect_names(AstNode *node, void *context);
static AstName *column_name(const AstSelectQuery *query, const AstField *field);
static void add_aggregates(PivotWork *work, ListCell *of, AstNode *condition, const char *prefix);
static void add_aggregate(PivotWork *work, AstNode *item, AstNode *condition, const char *prefix);
static const char *value_name(const AstTree *tree, const AstNode *value);
static AstNode *value_of(AstNode *value);
static AstNode *both(AstNode *left, AstNode *right);
static AstNode *compare(AstNode *column, AstNode *value);
static AstNode *star_without(List *names, HogqlSpan span);
static AstNode *with_alias(AstNode *node, const char *name);
static AstName *last_name(const AstNode *field);
static AstNode *string(const char *text, HogqlSpan span);
static const char *unpivoted_name(const AstNode *value);
static AstNode *not_null(AstNode *field);

AstNode *
query_of_pivot(Resolver *resolver, AstNode *node)
{
	const AstPivotExpr *pivot = (const AstPivotExpr *) node;
	PivotWork work = {.resolver = resolver, .pivot = pivot};
	ListCell *cell;

	work.query = query_of(pivot->table, node->span);
	foreach (cell, pivot->columns)
		collect_names(lfirst(cell), &work);
	foreach (cell, pivot->aggregates)
		collect_names(lfirst(cell), &work);
	add_groups(&work);
	add_aggregates(&work, list_head(pivot->columns), NULL, NULL);
	return &work.query->node;
}

static AstSelectQuery *
query_of(AstNode *table, HogqlSpan span)
{
	AstSelectQuery *query = ast_new(AstSelectQuery, AST_SELECT_QUERY, span);

	if (table->kind == AST_JOIN_EXPR)
		query->from = (AstJoinExpr *) table;
	else
	{
		query->from = ast_new(AstJoinExpr, AST_JOIN_EXPR, table->span);
		query->from->table = table;
	}
	return query;
}

/* What is selected before the aggregates, and grouped by. */
static void
add_groups(PivotWork *work)
{
	ListCell *cell;

	if (work->pivot->group_by == NIL)
	{
		work->query->select = list_make1(star_without(work->names, work->pivot->word_span));
		work->query->group_by_mode = GROUP_BY_ALL;
		return;
	}
	foreach (cell, work->pivot->group_by)
	{
		work->query->select = lappend(work->query->select, lfirst(cell));
		work->query->group_by = lappend(work->query->group_by, ast_copy(value_of(lfirst(cell))));
	}
}

/* Names of columns, without their tables. */
static bool
collect_names(AstNode *node, void *context)
{
	PivotWork *work = context;

	check_stack_depth();
	if (node->kind == AST_PIVOT_COLUMN)
		return collect_names(((AstPivotColumn *) node)->column, context);
	if (node->kind != AST_FIELD)
		return ast_visit_children(node, collect_names, context);
	work->names = lappend(work->names, column_name(work->query, (AstField *) node));
	return false;
}

/* Of t.c the c; of c, or of a path into it, also the c. */
static AstName *
column_name(const AstSelectQuery *query, const AstField *field)
{
	AstName *first = linitial(field->chain);

	for (const AstJoinExpr *join = query->from; join != NULL; join = join->next_join)
	{
		const AstName *table = join->alias;

		if (table == NULL && join->table->kind == AST_FIELD)
			table = llast(((const AstField *) join->table)->chain);
		if (table != NULL && strcmp(table->text, first->text) == 0 && list_length(field->chain) > 1)
			return lsecond(field->chain);
	}
	return first;
}

/* Each value of this column, with each of those behind it. */
static void
add_aggregates(PivotWork *work, ListCell *of, AstNode *condition, const char *prefix)
{
	const AstPivotColumn *column;
	ListCell *cell;

	CHECK_FOR_INTERRUPTS();
	check_stack_depth();
	if (of == NULL)
	{
		foreach (cell, work->pivot->aggregates)
			add_aggregate(work, lfirst(cell), condition, prefix);
		return;
	}
	column = lfirst(of);
	if (column->column->kind == AST_TUPLE)
		refuse_clause(column->column->span, "PIVOT by a tuple",
					  "Name the columns one after the other: FOR a IN (...) b IN (...).");
	foreach (cell, column->values)
	{
		AstNode *value = lfirst(cell);
		const char *name = value_name(work->resolver->tree, value);

		add_aggregates(work, lnext(work->pivot->columns, of),
					   both(condition, compare(column->column, value_of(value))),
					   prefix == NULL ? name : psprintf("%s_%s", prefix, name));
	}
}

static void
add_aggregate(PivotWork *work, AstNode *item, AstNode *condition, const char *prefix)
{
	AstCall *call = (AstCall *) ast_copy(value_of(item));
	const char *name = prefix;

	if (call->node.kind != AST_CALL)
		refuse_clause(item->span, "PIVOT with anything but a call of an aggregate",
					  "Compute in a query around it.");
	call->filter_expr = both(call->filter_expr, ast_copy(condition));
	if (item->kind == AST_ALIAS)
		name = psprintf("%s_%s", prefix, ((const AstAlias *) item)->alias->text);
	else if (list_length(work->pivot->aggregates) > 1)
		name = psprintf("%s_%s", prefix, ast_source_text(work->resolver->tree, item->span));
	work->query->select = lappend(work->query->select, with_alias(&call->node, name));
}

/* Its alias, or what it says. */
static const char *
value_name(const AstTree *tree, const AstNode *value)
{
	const AstConstant *constant = (const AstConstant *) value;

	if (value->kind == AST_ALIAS)
		return ((const AstAlias *) value)->alias->text;
	if (value->kind == AST_CONSTANT && constant->value_kind == CONSTANT_STRING)
		return constant->text;
	return ast_source_text(tree, value->span);
}

static AstNode *
value_of(AstNode *value)
{
	return value->kind == AST_ALIAS ? ((AstAlias *) value)->expr : value;
}

static AstNode *
both(AstNode *left, AstNode *right)
{
	AstAnd *and;

	if (left == NULL || right == NULL)
		return left == NULL ? right : left;
	and = ast_new(AstAnd, AST_AND, right->span);
	and->exprs = list_make2(left, right);
	return &and->node;
}

static AstNode *
compare(AstNode *column, AstNode *value)
{
	AstCompareOperation *comparison =
		ast_new(AstCompareOperation, AST_COMPARE_OPERATION, value->span);

	comparison->op = OPERATOR_EQUAL;
	comparison->left = ast_copy(column);
	comparison->right = ast_copy(value);
	comparison->operator_span = value->span;
	return &comparison->node;
}

/* It may stand for nothing: then all rows are one group. */
static AstNode *
star_without(List *names, HogqlSpan span)
{
	AstColumnsExpr *star = ast_new(AstColumnsExpr, AST_COLUMNS_EXPR, span);

	star->all_columns = true;
	star->exclude = names;
	star->node.flags |= STAR_MAY_BE_EMPTY;
	return &star->node;
}

static AstNode *
with_alias(AstNode *node, const char *name)
{
	AstAlias *alias = ast_new(AstAlias, AST_ALIAS, node->span);

	alias->expr = node;
	alias->alias = palloc0(sizeof(AstName));
	alias->alias->text = name;
	alias->alias->span = node->span;
	alias->alias->quoted = true;
	return &alias->node;
}

/* ---- UNPIVOT ---- */

AstNode *
query_of_unpivot(Resolver *resolver, AstNode *node)
{
	const AstUnpivotExpr *unpivot = (const AstUnpivotExpr *) node;
	const AstUnpivotColumn *column = linitial(unpivot->columns);
	AstSelectQuery *query = query_of(unpivot->table, node->span);
	AstArray *names = ast_new(AstArray, AST_ARRAY, node->span);
	AstArray *values = ast_new(AstArray, AST_ARRAY, node->span);
	List *excluded = NIL;
	ListCell *cell;

	if (list_length(unpivot->columns) > 1 || column->more != NIL ||
		column->value_columns->kind != AST_FIELD || column->name_columns->kind != AST_FIELD)
		refuse_clause(unpivot->word_span, "UNPIVOT of several columns at once",
					  "Use ARRAY JOIN of an array for each of them.");
	foreach (cell, column->unpivot_values)
	{
		AstNode *value = value_of(lfirst(cell));

		if (value->kind != AST_FIELD)
			hogql_error(value->span, ERRCODE_SYNTAX_ERROR, "UNPIVOT takes names of columns", NULL,
						NULL);
		names->exprs = lappend(names->exprs, string(unpivoted_name(lfirst(cell)), value->span));
		values->exprs = lappend(values->exprs, value);
		excluded = lappend(excluded, last_name(value));
	}
	query->select = list_make3(star_without(excluded, unpivot->word_span),
							   ast_copy(column->name_columns), ast_copy(column->value_columns));
	query->array_join = ARRAY_JOIN_INNER;
	query->array_join_list =
		list_make2(with_alias(&names->node, last_name(column->name_columns)->text),
				   with_alias(&values->node, last_name(column->value_columns)->text));
	if (!unpivot->include_nulls)
		query->where = not_null(ast_copy(column->value_columns));
	return &query->node;
}

static const char *
unpivoted_name(const AstNode *value)
{
	return value->kind == AST_ALIAS ? ((const AstAlias *) value)->alias->text
									: last_name(value)->text;
}

static AstName *
last_name(const AstNode *field)
{
	return llast(((const AstField *) field)->chain);
}

static AstNode *
string(const char *text, HogqlSpan span)
{
	AstConstant *constant = ast_new(AstConstant, AST_CONSTANT, span);

	constant->value_kind = CONSTANT_STRING;
	constant->text = text;
	constant->length = (int) strlen(text);
	return &constant->node;
}

static AstNode *
not_null(AstNode *field)
{
	AstCompareOperation *comparison =
		ast_new(AstCompareOperation, AST_COMPARE_OPERATION, field->span);
	AstConstant *null = ast_new(AstConstant, AST_CONSTANT, field->span);

	null->value_kind = CONSTANT_NULL;
	comparison->op = OPERATOR_NOT_EQUAL;
	comparison->left = field;
	comparison->right = &null->node;
	comparison->is_null_comparison_style = true;
	comparison->operator_span = field->span;
	return &comparison->node;
}
