/*
 * query/view.c
 *		create_view() and refresh_view(): local views over remote queries.
 *
 * - Whatever is done to a view is done by the server's own commands, as the
 *   caller and with the caller's rights.
 * - The remote is asked first, and with no lock on the view: a slow remote must
 *   not stop those who read it.
 * - All of it is in the caller's transaction.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/comment.h"
#include "commands/tablecmds.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "parser/scansup.h"
#include "rewrite/prs2lock.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "query/describe.h"
#include "query/view.h"
#include "query/view_attachments.h"
#include "query/view_definition.h"

#define CREATE_VIEW_ARGS 3 /* with source */
#define REFRESH_COLUMNS 4

PG_FUNCTION_INFO_V1(metahog_create_view);
PG_FUNCTION_INFO_V1(metahog_refresh_view);

static RangeVar *read_name(const char *view_name);
static char *text_argument(FunctionCallInfo fcinfo, int number, const char *name);
static List *describe_view(Call *call);
static List *names_of(const List *columns);
static char *qualified_name(Oid schema, const char *name);
static void run(const char *statement);
static Relation open_view(const RangeVar *name, LOCKMODE mode);
static bool refresh(const RangeVar *name, const ViewDefinition *asked, const List *columns,
					ViewDrift *drift);
static void redefine(Oid view, const ViewDefinition *definition, const List *columns,
					 const ViewDrift *drift);
static List *renamed(const ViewDefinition *definition, const List *columns, const ViewDrift *drift);
static void replace_view(Oid view, const char *name, const char *statement);
static void check_nothing_lost(Oid view);
static void explain_dependents(void *argument);
static Datum name_array(const List *names);

/* create_view(view_name text [, source text], query text) -> regclass */
Datum
metahog_create_view(PG_FUNCTION_ARGS)
{
	int query = PG_NARGS() == CREATE_VIEW_ARGS ? 2 : 1;

	PG_RETURN_OID(view_create(text_argument(fcinfo, 0, "view_name"), "create_view",
							  query == 2 ? text_argument(fcinfo, 1, "source") : NULL,
							  text_argument(fcinfo, query, "query"), "Query"));
}

Oid
view_create(const char *view_name, const char *action, const char *source, char *query,
			const char *what)
{
	RangeVar *name = read_name(view_name);
	Oid schema = RangeVarGetCreationNamespace(name);
	ViewDefinition definition;
	Call call;
	Oid view;

	definition.query = query;
	call_begin_text(&call, action, source, query);
	/* By id: the name could be another team's source to whoever reads the view. */
	definition.source = source_id_text(call.source);
	definition.columns = describe_view(&call);
	definition.names = names_of(definition.columns);

	run(view_definition_statement("CREATE", qualified_name(schema, name->relname), &definition));
	view = get_relname_relid(name->relname, schema);
	CreateComments(view, RelationRelationId, 0,
				   psprintf("%s on source \"%s\", made by metahog.%s()", what, call.source->name,
							action));
	return view;
}

/* refresh_view(view_name text) -> (refreshed boolean, added, changed, removed text[]) */
Datum
metahog_refresh_view(PG_FUNCTION_ARGS)
{
	RangeVar *name = read_name(text_argument(fcinfo, 0, "view_name"));
	Relation view = open_view(name, AccessShareLock);
	ViewDefinition definition;
	ViewDrift drift;
	TupleDesc tuple_desc;
	Datum values[REFRESH_COLUMNS];
	bool nulls[REFRESH_COLUMNS] = {false};
	Call call;
	List *columns;

	if (get_call_result_type(fcinfo, NULL, &tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	view_definition_read(view, &definition);
	relation_close(view, AccessShareLock);

	call_begin_text(&call, "refresh_view", definition.source, definition.query);
	columns = describe_view(&call);
	view_definition_compare(&definition, columns, &drift);
	values[0] = BoolGetDatum(drift.any && refresh(name, &definition, columns, &drift));
	values[1] = name_array(drift.added);
	values[2] = name_array(drift.changed);
	values[3] = name_array(drift.removed);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tuple_desc), values, nulls)));
}

static RangeVar *
read_name(const char *view_name)
{
	return makeRangeVarFromNameList(textToQualifiedNameList(cstring_to_text(view_name)));
}

static char *
text_argument(FunctionCallInfo fcinfo, int number, const char *name)
{
	if (PG_ARGISNULL(number))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s must not be null", name)));
	return text_to_cstring(PG_GETARG_TEXT_PP(number));
}

/* The columns that a view of the call's query can have, named as a catalog can hold them. */
static List *
describe_view(Call *call)
{
	List *columns = describe_local_columns(call);
	ListCell *cell;

	if (columns == NIL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_TABLE_DEFINITION),
						errmsg("the query returns no columns, of which a view could be made")));
	if (call->rows->nparams > 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a view's query must not have parameters"),
				 errhint("Write the values into the query, or select from the view with WHERE.")));
	foreach (cell, columns)
	{
		LocalColumn *column = lfirst(cell);

		truncate_identifier(column->name, strlen(column->name), false);
	}
	return columns;
}

static List *
names_of(const List *columns)
{
	List *names = NIL;
	ListCell *cell;

	foreach (cell, columns)
		names = lappend(names, ((LocalColumn *) lfirst(cell))->name);
	return names;
}

static char *
qualified_name(Oid schema, const char *name)
{
	return quote_qualified_identifier(get_namespace_name(schema), name);
}

static void
run(const char *statement)
{
	int result;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	result = SPI_execute(statement, false, 0);
	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(result));
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not disconnect from SPI");
}

/* Raises if there is none, or if it is not the caller's; then no lock was waited for. */
static Relation
open_view(const RangeVar *name, LOCKMODE mode)
{
	Oid view = RangeVarGetRelidExtended(name, mode, 0, RangeVarCallbackOwnsRelation, NULL);

	return relation_open(view, NoLock);
}

/*
 * Now with the lock.  In the meantime the view may have been refreshed by
 * somebody else, so it is compared again; if it asks for something else now,
 * what the remote said does not apply.
 */
static bool
refresh(const RangeVar *name, const ViewDefinition *asked, const List *columns, ViewDrift *drift)
{
	Relation relation = open_view(name, AccessExclusiveLock);
	Oid view = RelationGetRelid(relation);
	ViewDefinition definition;

	view_definition_read(relation, &definition);
	relation_close(relation, NoLock);
	if (!view_definition_same(&definition, asked))
		ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
						errmsg("view \"%s\" was changed while its source was asked", name->relname),
						errhint("Refresh it again.")));
	view_definition_compare(&definition, columns, drift);
	if (drift->any)
		redefine(view, &definition, columns, drift);
	return drift->any;
}

static void
redefine(Oid view, const ViewDefinition *definition, const List *columns, const ViewDrift *drift)
{
	Oid schema = get_rel_namespace(view);
	char *relation = get_rel_name(view);
	char *name = qualified_name(schema, relation);
	ViewDefinition next = *definition;
	ViewAttachments attachments;

	next.columns = (List *) columns;
	next.names = renamed(definition, columns, drift);
	view_attachments_read(view, list_length(columns), drift->places, &attachments);
	if (drift->only_added)
		run(view_definition_statement("CREATE OR REPLACE", name, &next));
	else
		replace_view(view, name, view_definition_statement("CREATE", name, &next));
	/* Also in the first case, since CREATE OR REPLACE takes the view's options away. */
	view_attachments_put_back(get_relname_relid(relation, schema), &attachments);
}

/* The names of the new columns: those that were there keep what the view calls them. */
static List *
renamed(const ViewDefinition *definition, const List *columns, const ViewDrift *drift)
{
	List *names = names_of(columns);

	for (int i = 0; i < list_length(names); i++)
	{
		if (drift->places[i] > 0)
			lfirst(list_nth_cell(names, i)) = list_nth(definition->names, drift->places[i] - 1);
	}
	return names;
}

static void
replace_view(Oid view, const char *name, const char *statement)
{
	Relation relation = relation_open(view, NoLock);
	Oid owner = relation->rd_rel->relowner;
	ErrorContextCallback callback = {.previous = error_context_stack,
									 .callback = explain_dependents};

	relation_close(relation, NoLock);
	check_nothing_lost(view);
	error_context_stack = &callback;
	run(psprintf("DROP VIEW %s", name));
	error_context_stack = callback.previous;
	run(statement);
	if (owner != GetUserId())
		run(psprintf("ALTER VIEW %s OWNER TO %s", name,
					 quote_identifier(GetUserNameFromId(owner, false))));
}

/* A view drags these with it when it is dropped, without a word. */
static void
check_nothing_lost(Oid view)
{
	Relation relation = relation_open(view, NoLock);
	const TupleConstr *constraints = RelationGetDescr(relation)->constr;

	if (relation->trigdesc != NULL || relation->rd_rules->numLocks > 1 ||
		(constraints != NULL && constraints->num_defval > 0))
		ereport(ERROR, (errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
						errmsg("cannot refresh view \"%s\", which has triggers, rules or defaults",
							   RelationGetRelationName(relation)),
						errdetail("Its columns have changed, so that it must be made anew."),
						errhint("Drop them, refresh the view, and make them again.")));
	relation_close(relation, NoLock);
}

/* The server's own hint is to drop them all with CASCADE. */
static void
explain_dependents(void *argument)
{
	if (geterrcode() == ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST)
		errhint("The view's columns have changed, so that it must be made anew: drop what depends "
				"on it, refresh it, and make that again.");
}

static Datum
name_array(const List *names)
{
	Datum *elements = palloc(Max(list_length(names), 1) * sizeof(Datum));

	for (int i = 0; i < list_length(names); i++)
		elements[i] = CStringGetTextDatum(list_nth(names, i));
	return PointerGetDatum(
		construct_array(elements, list_length(names), TEXTOID, -1, false, TYPALIGN_INT));
}
