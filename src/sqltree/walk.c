/*
 * sqltree/walk.c
 *		Looking into a tree: its children, its size, what it contains.
 *
 * - Trees are only read.  They may be deep: each recursion looks after the stack.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "sqltree/fields.h"
#include "sqltree/walk.h"

static bool
walk_list(const List *list, SqlWalker walker, void *context)
{
	const ListCell *cell;

	foreach (cell, list)
	{
		if (walker(lfirst(cell), context))
			return true;
	}
	return false;
}

static bool
walk_rows(const List *rows, SqlWalker walker, void *context)
{
	const ListCell *cell;

	foreach (cell, rows)
	{
		if (walk_list(lfirst(cell), walker, context))
			return true;
	}
	return false;
}

static bool
walk_field(const SqlNode *node, const SqlField *field, SqlWalker walker, void *context)
{
	const SqlNode *child;

	switch (field->kind)
	{
		case FIELD_NODE:
			child = field_value(node, field, SqlNode *);
			return child != NULL && walker(child, context);
		case FIELD_NODES:
			return walk_list(field_value(node, field, List *), walker, context);
		case FIELD_ROWS:
			return walk_rows(field_value(node, field, List *), walker, context);
		default:
			return false;
	}
}

bool
sql_walk_children(const SqlNode *node, SqlWalker walker, void *context)
{
	const SqlField *field = sql_fields_of(node->kind)->fields;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	for (; field->kind != FIELD_END; field++)
	{
		if (walk_field(node, field, walker, context))
			return true;
	}
	return false;
}

/* ---- Aggregates and window functions ---- */

typedef struct CallSearch
{
	bool windows; /* what is looked for: window functions, or aggregates */
	List *scopes; /* of char *: what the subqueries around the node have in FROM */
	int depth;	  /* of subqueries */
} CallSearch;

/* Names that FROM of a query, or a join in it, gives to its tables. */
static bool
collect_name(const SqlNode *node, void *context)
{
	List **names = context;
	const char *name = NULL;

	switch (node->kind)
	{
		case SQL_JOIN:
			return sql_walk_children(node, collect_name, names);
		case SQL_TABLE:
			name = ((const SqlTable *) node)->alias ? ((const SqlTable *) node)->alias
													: ((const SqlTable *) node)->name;
			break;
		case SQL_DERIVED:
			name = ((const SqlDerived *) node)->alias;
			break;
		case SQL_FUNCTION_TABLE:
			name = ((const SqlFunctionTable *) node)->alias;
			break;
		default:
			break;
	}
	if (name != NULL)
		*names = lappend(*names, (void *) name);
	return false;
}

static bool
is_named(const List *names, const char *name)
{
	const ListCell *cell;

	foreach (cell, names)
	{
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	}
	return false;
}

/* What the columns of an aggregate's operands say of whose it is. */
typedef struct ColumnSearch
{
	const List *scopes;
	bool has_column;
	bool has_inner; /* one of a table of the subqueries */
} ColumnSearch;

static bool
look_at_column(const SqlNode *node, void *context)
{
	ColumnSearch *search = context;
	const char *table;

	if (node->kind == SQL_COLUMN || node->kind == SQL_STAR)
	{
		table = node->kind == SQL_COLUMN ? ((const SqlColumn *) node)->table
										 : ((const SqlStar *) node)->table;
		search->has_column = true;
		search->has_inner |= table != NULL && is_named(search->scopes, table);
	}
	return search->has_inner || sql_walk_children(node, look_at_column, search);
}

static bool
is_of_subquery(const SqlNode *aggregate, const CallSearch *search)
{
	ColumnSearch columns = {.scopes = search->scopes};

	if (search->depth == 0)
		return false;
	sql_walk_children(aggregate, look_at_column, &columns);
	return columns.has_inner || !columns.has_column;
}

static bool find_call(const SqlNode *node, void *context);

/* Looks into a subquery, whose names are known in there alone. */
static bool
find_call_in_query(const SqlSelect *query, const CallSearch *outer)
{
	CallSearch inner = *outer;
	const ListCell *cell;
	bool found;

	inner.scopes = list_copy(outer->scopes);
	inner.depth++;
	foreach (cell, query->from)
		collect_name(lfirst(cell), &inner.scopes);
	found = sql_walk_children(&query->node, find_call, &inner);
	list_free(inner.scopes);
	return found;
}

static bool
find_call(const SqlNode *node, void *context)
{
	CallSearch *search = context;
	const SqlAggregate *call = (const SqlAggregate *) node;

	switch (node->kind)
	{
		case SQL_FRAGMENT:
			return true;
		case SQL_SELECT:
			return find_call_in_query((const SqlSelect *) node, search);
		case SQL_AGGREGATE:
			if (search->windows && call->over != NULL && search->depth == 0)
				return true;
			if (!search->windows && call->over == NULL && !is_of_subquery(node, search))
				return true;
			break;
		default:
			break;
	}
	return sql_walk_children(node, find_call, search);
}

bool
sql_contains_aggregate(const SqlNode *node)
{
	CallSearch search = {.windows = false};

	return find_call(node, &search);
}

bool
sql_contains_window(const SqlNode *node)
{
	CallSearch search = {.windows = true};

	return find_call(node, &search);
}

/* ---- Volatility ---- */

/* Functions of the catalog whose value changes from call to call have one of these in their names. */
static bool
is_volatile_text(const char *text)
{
	return text != NULL &&
		   (strstr(text, "random") != NULL || strstr(text, "clock_timestamp") != NULL);
}

static bool
find_volatile(const SqlNode *node, void *context)
{
	switch (node->kind)
	{
		case SQL_TEMPLATE:
			if (is_volatile_text(((const SqlTemplate *) node)->text))
				return true;
			break;
		case SQL_CALL:
			if (is_volatile_text(((const SqlCall *) node)->name))
				return true;
			break;
		default:
			break;
	}
	return sql_walk_children(node, find_volatile, context);
}

bool
sql_is_volatile(const SqlNode *node)
{
	return find_volatile(node, NULL);
}
