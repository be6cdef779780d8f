/*
 * query/query.c
 *		query(): rows as typed tuples.
 *
 * A function in FROM is always materialised, so this one fills the tuplestore
 * itself.  The first time that a session meets a text, the statement is
 * described beforehand, to find out whether the columns can be had in binary
 * format; what was found is kept with the session.
 */
#include "postgres.h"

#include "funcapi.h"
#include "parser/scansup.h"
#include "utils/builtins.h"

#include "query/describe.h"
#include "query/functions.h"
#include "query/materialize.h"
#include "remote/text_memory.h"
#include "result/record.h"

#define QUERY_ARGS 6	   /* with source */
#define QUERY_EXACT_ARGS 3 /* likewise; exact is the last */

PG_FUNCTION_INFO_V1(metahog_query);
PG_FUNCTION_INFO_V1(metahog_query_exact);

static TupleDesc declared_columns(FunctionCallInfo fcinfo, const char *action);
static Datum run(Call *call, FunctionCallInfo fcinfo, TupleDesc tuple_desc, bool exact);
static void start_rows(Call *call, TupleDesc tuple_desc, bool exact);
static bool choose_binary(Call *call, TupleDesc tuple_desc, bool exact);
static void describe_columns(Call *call, TupleDesc tuple_desc, bool exact, int *ncolumns,
							 RemoteColumn **columns);
static void check_answer(Call *call, TupleDesc tuple_desc, bool exact);
static void check_exact(Call *call, TupleDesc tuple_desc, const List *columns);
static bool is_declared(Form_pg_attribute declared, const LocalColumn *column);
static char *column_text(const char *name, Oid type, int32 typmod);

Datum
metahog_query(PG_FUNCTION_ARGS)
{
	return call_query(fcinfo, "query", NULL);
}

Datum
call_query(FunctionCallInfo fcinfo, const char *action, const Language *language)
{
	TupleDesc tuple_desc = declared_columns(fcinfo, action);
	CallKind kind = {action, QUERY_ARGS, ARGUMENTS_LIMITS, CUT_IS_ERROR, language};
	Call call;

	call_begin(&call, &kind, fcinfo);
	return run(&call, fcinfo, tuple_desc, false);
}

/*
 * query([source text,] query text, exact boolean), which a view is made of: its
 * columns are not only counted.
 */
Datum
metahog_query_exact(PG_FUNCTION_ARGS)
{
	static const CallKind kind = {"query", QUERY_EXACT_ARGS, ARGUMENTS_NONE, CUT_IS_ERROR, NULL};
	TupleDesc tuple_desc = declared_columns(fcinfo, kind.action);
	int exact = PG_NARGS() - 1;
	Call call;

	call_begin(&call, &kind, fcinfo);
	return run(&call, fcinfo, tuple_desc, !PG_ARGISNULL(exact) && PG_GETARG_BOOL(exact));
}

static TupleDesc
declared_columns(FunctionCallInfo fcinfo, const char *action)
{
	ReturnSetInfo *info = (ReturnSetInfo *) fcinfo->resultinfo;

	if (info == NULL || !IsA(info, ReturnSetInfo) || info->expectedDesc == NULL ||
		info->expectedDesc->natts == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("metahog.%s() must be called in FROM with a column definition list",
						action),
				 errhint("For example: SELECT * FROM metahog.%s('pagila', 'SELECT title FROM "
						 "film') AS t(title text)",
						 action)));
	return info->expectedDesc;
}

static Datum
run(Call *call, FunctionCallInfo fcinfo, TupleDesc tuple_desc, bool exact)
{
	start_rows(call, tuple_desc, exact);
	materialize_rows(call, tuple_desc, materialize_record(fcinfo, tuple_desc));
	call_end(call);
	return (Datum) 0;
}

static void
start_rows(Call *call, TupleDesc tuple_desc, bool exact)
{
	RemoteError *error;

	call->statement.binary = choose_binary(call, tuple_desc, exact);
	error = call_start(call, exact);
	if (error != NULL)
		call_raise(call, error);
	check_answer(call, tuple_desc, exact);
	record_check_columns(tuple_desc, call->rows->ncolumns, call->rows->columns);
}

/*
 * Also for what writes the columns are known before it runs, and a wrong
 * declaration does no harm.  But it is read as text: an answer that turns out
 * to have changed could not be asked for again.
 */
static bool
choose_binary(Call *call, TupleDesc tuple_desc, bool exact)
{
	int ncolumns;
	RemoteColumn *columns;

	/* What is remembered is a hint: a refusal, or a write, must not rest on it. */
	if (!call_reads_only(call) ||
		!text_memory_find(&call->source->id, call->text, &ncolumns, &columns) ||
		ncolumns != tuple_desc->natts)
		describe_columns(call, tuple_desc, exact, &ncolumns, &columns);
	record_check_columns(tuple_desc, ncolumns, columns);
	return call_reads_only(call) && record_fits_binary(tuple_desc, ncolumns, columns);
}

static void
describe_columns(Call *call, TupleDesc tuple_desc, bool exact, int *ncolumns,
				 RemoteColumn **columns)
{
	RemoteError *error = call_describe(call, exact);
	List *local = NIL;

	if (error == NULL && exact)
		local = local_columns(call);
	if (error == NULL)
		error = call_end_description(call);
	if (error != NULL)
		call_raise(call, error);
	*ncolumns = call->rows->ncolumns;
	*columns = call->rows->columns;
	text_memory_store(&call->source->id, call->text, *ncolumns, *columns);
	if (exact)
		check_exact(call, tuple_desc, local);
}

/*
 * Tables may have changed since the text was described.  What does not fit
 * binary format is begun anew, as text; what is not what an exact call expects
 * is not read at all.
 */
static void
check_answer(Call *call, TupleDesc tuple_desc, bool exact)
{
	RemoteError *error;

	if (exact)
		check_exact(call, tuple_desc, local_columns(call));
	if (!call->statement.binary ||
		record_fits_binary(tuple_desc, call->rows->ncolumns, call->rows->columns))
		return;
	text_memory_forget(&call->source->id, call->text);
	call->rows->stop(call->rows);
	call->statement.binary = false;
	error = call_start(call, exact);
	if (error != NULL)
		call_raise(call, error);
	/* They may have changed once more; as text, this is the last time. */
	check_answer(call, tuple_desc, exact);
}

/* Are the columns, of LocalColumn, those that were declared, by name and type?  Else none is read. */
static void
check_exact(Call *call, TupleDesc tuple_desc, const List *columns)
{
	record_check_columns(tuple_desc, call->rows->ncolumns, call->rows->columns);
	for (int i = 0; i < tuple_desc->natts; i++)
	{
		Form_pg_attribute declared = TupleDescAttr(tuple_desc, i);
		LocalColumn *column = list_nth(columns, i);

		if (is_declared(declared, column))
			continue;
		call->rows->stop(call->rows);
		text_memory_forget(&call->source->id, call->text);
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("column %d of the query is %s, but %s is declared", i + 1,
							   column_text(column->name, column->type, column->typmod),
							   column_text(NameStr(declared->attname), declared->atttypid,
										   declared->atttypmod)),
						errhint("metahog.refresh_view() brings a view up to date.")));
	}
}

/* Names that are longer than a name of SQL are the same up to there. */
static bool
is_declared(Form_pg_attribute declared, const LocalColumn *column)
{
	char *name = pstrdup(column->name);

	truncate_identifier(name, (int) strlen(name), false);
	return strcmp(name, NameStr(declared->attname)) == 0 && column->type == declared->atttypid &&
		   column->typmod == declared->atttypmod;
}

static char *
column_text(const char *name, Oid type, int32 typmod)
{
	return psprintf("\"%s\" %s", name, format_type_with_typemod(type, typmod));
}
