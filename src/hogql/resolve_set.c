/*
 * hogql/resolve_set.c
 *		Sets of queries: UNION, EXCEPT, INTERSECT; VALUES; WITH.
 *
 * - INTERSECT binds tighter than the others: a run of arms that it joins becomes a set of its own.
 * - Columns have the names of the first arm, and the type that those of all arms have in common.
 * - ORDER BY of a set sees nothing but the set's columns.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/fill.h"
#include "hogql/resolve_from.h"
#include "hogql/resolve_query.h"
#include "hogql/scope.h"

static void share_with(AstSelectSetQuery *set, Scope *scope);
static List *bind_intersect(const AstSelectSetQuery *set);
static bool is_intersect(AstSetOperator operator);
static SetArm *new_arm(const AstSelectSetNode *node, AstNode *query);
static void start_columns(ResolvedQuery *resolved, const ResolvedQuery *first);
static void add_arm(ResolvedQuery *resolved, SetArm *arm);
static void match_by_name(ResolvedQuery *resolved, SetArm *arm, const ResolvedQuery *query);
static int find_column(const ResolvedQuery *query, const char *name);
static void append_missing(ResolvedQuery *resolved, SetArm *arm, const ResolvedQuery *query);
static void mix_types(OutputColumn *column, const OutputColumn *other);
static void resolve_order(Resolver *resolver, AstSelectSetQuery *set, ResolvedQuery *resolved);
static void add_set_entry(Scope *scope, AstSelectSetQuery *set, ResolvedQuery *resolved);
static void resolve_row(Resolver *resolver, ResolvedQuery *resolved, List *row, int number);

void
resolve_set(Resolver *resolver, AstSelectSetQuery *set)
{
	ResolvedQuery *resolved = palloc0(sizeof(ResolvedQuery));
	Scope *scope = scope_push_select(resolver, &set->node);
	ListCell *cell;

	resolved->scope = scope;
	share_with(set, scope);
	resolve_with_clause(resolver, set->ctes);
	resolved->arms = bind_intersect(set);
	foreach (cell, resolved->arms)
	{
		SetArm *arm = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		resolve_apart(resolver, arm->query);
		if (cell == list_head(resolved->arms))
			start_columns(resolved, resolved_query(arm->query));
		else
			add_arm(resolved, arm);
	}
	resolve_order(resolver, set, resolved);
	scope_resolve_rest(resolver);
	finish_query(&set->node, resolved, scope);
	scope_pop(resolver);
}

void
resolve_values(Resolver *resolver, AstValuesQuery *values)
{
	ResolvedQuery *resolved = palloc0(sizeof(ResolvedQuery));
	ListCell *cell;
	int number = 0;

	foreach (cell, values->rows)
	{
		CHECK_FOR_INTERRUPTS();
		resolve_row(resolver, resolved, lfirst(cell), number++);
	}
	finish_query(&values->node, resolved, NULL);
}

/*
 * WITH before the first arm is for all of them.  Its queries become the set's; its expressions may read
 * what the first arm reads, so the others have them as if they stood there without FROM.
 */
static void
share_with(AstSelectSetQuery *set, Scope *scope)
{
	AstSelectQuery *first = (AstSelectQuery *) set->first;
	List *expressions = NIL;
	ListCell *cell;

	if (set->first->kind != AST_SELECT_QUERY || set->others == NIL)
		return;
	foreach (cell, first->ctes)
	{
		AstCTE *cte = lfirst(cell);

		if (!cte->is_column)
		{
			set->ctes = lappend(set->ctes, cte);
			continue;
		}
		expressions = lappend(expressions, cte);
		scope_lend_with(scope, cte->name->text, ast_copy(cte->expr));
	}
	first->ctes = expressions;
}

/* The arms, of which runs that are joined by INTERSECT are one. */
static List *
bind_intersect(const AstSelectSetQuery *set)
{
	SetArm *arm = new_arm(NULL, set->first);
	List *arms = list_make1(arm);
	AstSelectSetQuery *run = NULL;
	bool others = false;
	ListCell *cell;

	foreach (cell, set->others)
		others = others || !is_intersect(((AstSelectSetNode *) lfirst(cell))->set_operator);
	foreach (cell, set->others)
	{
		AstSelectSetNode *node = lfirst(cell);

		if (!others || !is_intersect(node->set_operator))
		{
			arm = new_arm(node, node->query);
			arms = lappend(arms, arm);
			run = NULL;
			continue;
		}
		if (run == NULL)
		{
			run = ast_new(AstSelectSetQuery, AST_SELECT_SET_QUERY, arm->query->span);
			run->first = arm->query;
			arm->query = &run->node;
		}
		run->others = lappend(run->others, node);
	}
	return arms;
}

static bool
is_intersect(AstSetOperator operator)
{
	return operator== SET_INTERSECT || operator== SET_INTERSECT_ALL || operator==
		SET_INTERSECT_DISTINCT;
}

static SetArm *
new_arm(const AstSelectSetNode *node, AstNode *query)
{
	SetArm *arm = palloc0(sizeof(SetArm));

	arm->query = query;
	if (node != NULL)
	{
		arm->operator= node->set_operator;
		arm->by_name = node->by_name;
	}
	return arm;
}

static void
start_columns(ResolvedQuery *resolved, const ResolvedQuery *first)
{
	resolved->ncolumns = first->ncolumns;
	resolved->columns = palloc0(first->ncolumns * sizeof(OutputColumn));
	for (int i = 0; i < first->ncolumns; i++)
	{
		resolved->columns[i].name = first->columns[i].name;
		resolved->columns[i].type = first->columns[i].type;
		resolved->columns[i].span = first->columns[i].span;
	}
}

static void
add_arm(ResolvedQuery *resolved, SetArm *arm)
{
	const ResolvedQuery *query = resolved_query(arm->query);

	if (arm->by_name)
	{
		match_by_name(resolved, arm, query);
		return;
	}
	if (query->ncolumns != resolved->ncolumns)
		hogql_error(arm->query->span, ERRCODE_SYNTAX_ERROR,
					psprintf("this query has %d columns, the one before it has %d", query->ncolumns,
							 resolved->ncolumns),
					NULL, "BY NAME matches columns by their names.");
	for (int i = 0; i < query->ncolumns; i++)
		mix_types(&resolved->columns[i], &query->columns[i]);
}

static void
match_by_name(ResolvedQuery *resolved, SetArm *arm, const ResolvedQuery *query)
{
	arm->columns = palloc((resolved->ncolumns + query->ncolumns) * sizeof(int));
	for (int i = 0; i < resolved->ncolumns; i++)
	{
		OutputColumn *column = &resolved->columns[i];

		arm->columns[i] = find_column(query, column->name);
		if (arm->columns[i] < 0)
			column->type = hogql_with_null(column->type, true);
		else
			mix_types(column, &query->columns[arm->columns[i]]);
	}
	append_missing(resolved, arm, query);
	arm->ncolumns = resolved->ncolumns;
}

static int
find_column(const ResolvedQuery *query, const char *name)
{
	int found = -1;

	for (int i = 0; i < query->ncolumns; i++)
	{
		if (strcmp(query->columns[i].name, name) != 0)
			continue;
		if (found >= 0)
			hogql_error(query->columns[i].span, ERRCODE_AMBIGUOUS_COLUMN,
						psprintf("column %s is there more than once", hogql_excerpt(name)), NULL,
						"BY NAME needs different names.");
		found = i;
	}
	return found;
}

/* What only the new arm has: NULL in those before it. */
static void
append_missing(ResolvedQuery *resolved, SetArm *arm, const ResolvedQuery *query)
{
	for (int i = 0; i < query->ncolumns; i++)
	{
		OutputColumn *column;

		if (find_column(resolved, query->columns[i].name) >= 0)
			continue;
		resolved->columns =
			repalloc(resolved->columns, (resolved->ncolumns + 1) * sizeof(OutputColumn));
		column = &resolved->columns[resolved->ncolumns];
		memset(column, 0, sizeof(OutputColumn));
		column->name = query->columns[i].name;
		column->type = hogql_with_null(query->columns[i].type, true);
		column->span = query->columns[i].span;
		arm->columns[resolved->ncolumns++] = i;
	}
}

static void
mix_types(OutputColumn *column, const OutputColumn *other)
{
	const HogqlType *common = hogql_common_type(column->type, other->type);

	if (common == NULL)
		hogql_error(other->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("column %s is %s in one query and %s in another",
							 hogql_excerpt(column->name), hogql_type_name(column->type),
							 hogql_type_name(other->type)),
					NULL, "Convert one of them, as by toString() or toFloat().");
	column->type = common;
}

static void
resolve_order(Resolver *resolver, AstSelectSetQuery *set, ResolvedQuery *resolved)
{
	if (set->limit_with_ties && set->order_by == NIL)
		hogql_error(set->clause[AST_CLAUSE_LIMIT], ERRCODE_SYNTAX_ERROR, "WITH TIES needs ORDER BY",
					NULL, NULL);
	add_set_entry(resolver->scope, set, resolved);
	resolved->sort_keys = resolve_order_by(resolver, set->order_by, resolved);
	resolve_fill(resolver, set->order_by, resolved);
	if (set->limit_percent)
		resolve_percentage(resolver, set->limit);
	else
		resolve_count(resolver, set->limit, "LIMIT");
	resolve_count(resolver, set->offset, "OFFSET");
}

/* What ORDER BY sees: an entry of FROM that is the set itself.  Positions are its columns. */
static void
add_set_entry(Scope *scope, AstSelectSetQuery *set, ResolvedQuery *resolved)
{
	FromEntry *entry = palloc0(sizeof(FromEntry));

	name_columns(resolved);
	entry->kind = FROM_QUERY;
	entry->query = &set->node;
	entry->ncolumns = resolved->ncolumns;
	entry->columns = columns_of_query(resolved, NIL, set->node.span);
	scope_add_entry(scope, entry);
	for (int i = 0; i < entry->ncolumns; i++)
		resolved->columns[i].expression = column_field(entry, i, resolved->columns[i].span);
}

static void
resolve_row(Resolver *resolver, ResolvedQuery *resolved, List *row, int number)
{
	ListCell *cell;
	int at = 0;

	if (number == 0)
	{
		resolved->ncolumns = list_length(row);
		resolved->columns = palloc0(resolved->ncolumns * sizeof(OutputColumn));
	}
	if (list_length(row) != resolved->ncolumns)
		hogql_error(((AstNode *) linitial(row))->span, ERRCODE_SYNTAX_ERROR,
					psprintf("this row has %d values, the first one has %d", list_length(row),
							 resolved->ncolumns),
					NULL, NULL);
	foreach (cell, row)
	{
		AstNode *value = lfirst(cell);
		OutputColumn *column = &resolved->columns[at++];
		OutputColumn other = {.span = value->span};

		resolver->clause = CLAUSE_VALUES;
		resolve_expression(resolver, value);
		other.type = value->type;
		if (number == 0)
			*column = (OutputColumn){.name = psprintf("column%d", at),
									 .type = value->type,
									 .span = value->span};
		else
			mix_types(column, &other);
	}
}
