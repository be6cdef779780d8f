/*
 * query/view_definition.c
 *		The views that create_view() makes: their text, and reading it back.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "query/describe.h"
#include "query/view_definition.h"

static bool read_query(Relation view, ViewDefinition *definition);
static bool is_plain(const Query *query);
static bool calls_query(const RangeTblFunction *function);
static bool is_boolean_constant(const Node *node);
static char *text_constant(const Node *node);
static bool read_columns(Relation view, const Query *query, const RangeTblFunction *function,
						 ViewDefinition *definition);
static bool is_column(const TargetEntry *entry, Index table, AttrNumber number);
static List *moved_columns(const List *names, const AttrNumber *places, int count);
static AttrNumber find_column(const List *columns, const char *name);
static bool same_type(const LocalColumn *a, const LocalColumn *b);

void
view_definition_read(Relation view, ViewDefinition *definition)
{
	const char *name = RelationGetRelationName(view);

	memset(definition, 0, sizeof(*definition));
	if (view->rd_rel->relkind != RELKIND_VIEW)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("\"%s\" is not a view", name),
				 errhint("metahog.refresh_view() is for views that metahog.create_view() made.")));
	if (!read_query(view, definition))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("view \"%s\" is not one that metahog.create_view() makes", name),
						errhint("Change it by hand: CREATE OR REPLACE VIEW, with the columns that "
								"metahog.column_definition() prints.")));
}

bool
view_definition_same(const ViewDefinition *a, const ViewDefinition *b)
{
	return strcmp(a->source, b->source) == 0 && strcmp(a->query, b->query) == 0;
}

void
view_definition_compare(const ViewDefinition *definition, const List *columns, ViewDrift *drift)
{
	int before = list_length(definition->columns);
	int now = list_length(columns);
	bool *found = palloc0(before * sizeof(bool));

	memset(drift, 0, sizeof(*drift));
	drift->places = palloc0(now * sizeof(AttrNumber));
	drift->only_added = true;
	for (int i = 0; i < now; i++)
	{
		const LocalColumn *column = list_nth(columns, i);
		AttrNumber place = find_column(definition->columns, column->name);

		drift->places[i] = place;
		if (i < before && place != i + 1)
			drift->only_added = false;
		if (place == 0)
		{
			drift->added = lappend(drift->added, column->name);
			continue;
		}
		found[place - 1] = true;
		if (!same_type(column, list_nth(definition->columns, place - 1)))
			drift->changed = lappend(drift->changed, list_nth(definition->names, place - 1));
	}
	for (int i = 0; i < before; i++)
	{
		if (!found[i])
			drift->removed = lappend(drift->removed, list_nth(definition->names, i));
	}
	if (drift->added == NIL && drift->removed == NIL)
		drift->changed = list_concat_unique_ptr(drift->changed, moved_columns(definition->names,
																			  drift->places, now));
	if (drift->changed != NIL || drift->removed != NIL)
		drift->only_added = false;
	drift->any = !drift->only_added || drift->added != NIL;
}

/* Of the same columns in another order: the names of those that stand elsewhere now. */
static List *
moved_columns(const List *names, const AttrNumber *places, int count)
{
	List *moved = NIL;

	for (int i = 0; i < count; i++)
	{
		if (places[i] != i + 1)
			moved = lappend(moved, list_nth(names, places[i] - 1));
	}
	return moved;
}

/*
 * Every object is qualified that the search_path might miss.  A literal with a backslash is quoted as E'...',
 * which means the same whatever standard_conforming_strings is.
 */
char *
view_definition_statement(const char *create, const char *name, const ViewDefinition *definition)
{
	StringInfoData statement;
	const char *separator = "";
	ListCell *cell;

	initStringInfo(&statement);
	appendStringInfo(&statement, "%s VIEW %s (", create, name);
	foreach (cell, definition->names)
	{
		appendStringInfo(&statement, "%s%s", separator, quote_identifier(lfirst(cell)));
		separator = ", ";
	}
	appendStringInfo(&statement,
					 ") AS SELECT * FROM metahog.query(%s::pg_catalog.text, %s::pg_catalog.text, "
					 "true) AS query(%s)",
					 quote_literal_cstr(definition->source), quote_literal_cstr(definition->query),
					 column_definition(definition->columns));
	return statement.data;
}

static bool
read_query(Relation view, ViewDefinition *definition)
{
	const Query *query = get_view_query(view);
	const RangeTblRef *table;
	const RangeTblEntry *entry;
	const RangeTblFunction *function;
	const List *args;

	if (!is_plain(query))
		return false;
	table = linitial(query->jointree->fromlist);
	entry = rt_fetch(table->rtindex, query->rtable);
	if (entry->rtekind != RTE_FUNCTION || entry->funcordinality ||
		list_length(entry->functions) != 1)
		return false;
	function = linitial(entry->functions);
	if (!calls_query(function))
		return false;
	args = ((const FuncExpr *) function->funcexpr)->args;
	definition->source = text_constant(linitial(args));
	definition->query = text_constant(lsecond(args));
	return definition->source != NULL && definition->query != NULL &&
		   read_columns(view, query, function, definition);
}

/* One thing in FROM, and no clause that a new definition would lose. */
static bool
is_plain(const Query *query)
{
	return query->commandType == CMD_SELECT && query->cteList == NIL &&
		   list_length(query->jointree->fromlist) == 1 &&
		   IsA(linitial(query->jointree->fromlist), RangeTblRef) &&
		   query->jointree->quals == NULL && query->groupClause == NIL &&
		   query->groupingSets == NIL && query->havingQual == NULL &&
		   query->distinctClause == NIL && query->sortClause == NIL && query->limitOffset == NULL &&
		   query->limitCount == NULL && query->setOperations == NULL;
}

static bool
calls_query(const RangeTblFunction *function)
{
	const FuncExpr *call = (const FuncExpr *) function->funcexpr;

	return IsA(call, FuncExpr) &&
		   get_func_namespace(call->funcid) == get_namespace_oid("metahog", true) &&
		   strcmp(get_func_name(call->funcid), "query") == 0 &&
		   (list_length(call->args) == 2 ||
			(list_length(call->args) == 3 && is_boolean_constant(lthird(call->args))));
}

/* The third argument of that form of query() which compares names and types. */
static bool
is_boolean_constant(const Node *node)
{
	return IsA(node, Const) && ((const Const *) node)->consttype == BOOLOID;
}

static char *
text_constant(const Node *node)
{
	const Const *constant = (const Const *) node;

	if (!IsA(node, Const) || constant->consttype != TEXTOID || constant->constisnull)
		return NULL;
	return TextDatumGetCString(constant->constvalue);
}

/* Are the view's columns those of the call, all of them and in order? */
static bool
read_columns(Relation view, const Query *query, const RangeTblFunction *function,
			 ViewDefinition *definition)
{
	Index table = linitial_node(RangeTblRef, query->jointree->fromlist)->rtindex;
	int ncolumns = list_length(function->funccolnames);

	if (list_length(query->targetList) != ncolumns)
		return false;
	for (int i = 0; i < ncolumns; i++)
	{
		const TargetEntry *entry = list_nth(query->targetList, i);
		LocalColumn *column = palloc(sizeof(LocalColumn));

		if (!is_column(entry, table, i + 1))
			return false;
		column->name = pstrdup(strVal(list_nth(function->funccolnames, i)));
		column->type = list_nth_oid(function->funccoltypes, i);
		column->typmod = list_nth_int(function->funccoltypmods, i);
		definition->columns = lappend(definition->columns, column);
		/* The rule does not know of a column that was renamed later. */
		definition->names =
			lappend(definition->names,
					pstrdup(NameStr(TupleDescAttr(RelationGetDescr(view), i)->attname)));
	}
	return true;
}

static bool
is_column(const TargetEntry *entry, Index table, AttrNumber number)
{
	const Var *var = (const Var *) entry->expr;

	return IsA(var, Var) && (Index) var->varno == table && var->varattno == number &&
		   var->varlevelsup == 0 && !entry->resjunk;
}

/* Its number, from 1, or 0. */
static AttrNumber
find_column(const List *columns, const char *name)
{
	for (int i = 0; i < list_length(columns); i++)
	{
		if (strcmp(((const LocalColumn *) list_nth(columns, i))->name, name) == 0)
			return i + 1;
	}
	return 0;
}

static bool
same_type(const LocalColumn *a, const LocalColumn *b)
{
	return a->type == b->type && a->typmod == b->typmod;
}
