/*
 * hogql/check.c
 *		hogql_check(): what is wrong with a text, for editors.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "hogql/hogql_error.h"
#include "hogql/hogql_text.h"
#include "query/try_call.h"

#define CHECK_ARGS 3 /* with source */

/* What it returns, in this order. */
enum
{
	COLUMN_OK,
	COLUMN_SQLSTATE,
	COLUMN_MESSAGE,
	COLUMN_HINT,
	COLUMN_POSITION,
	COLUMN_END_POSITION,
	COLUMNS,
};

PG_FUNCTION_INFO_V1(metahog_hogql_check);

static RemoteError *compile(Call *call, void *argument);
static void fill_failure(const RemoteError *error, Datum *values, bool *nulls);
static int end_position(const RemoteError *error);

/* hogql_check([source text,] query text, params jsonb) -> (ok, sqlstate, message, hint, position, end_position) */
Datum
metahog_hogql_check(PG_FUNCTION_ARGS)
{
	Call call = {0};
	TupleDesc tuple_desc;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {false, true, true, true, true, true};
	RemoteError *error;

	if (get_call_result_type(fcinfo, NULL, &tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	error = try_call(&call, compile, fcinfo);
	values[COLUMN_OK] = BoolGetDatum(error == NULL);
	if (error != NULL)
		fill_failure(error, values, nulls);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tuple_desc), values, nulls)));
}

static RemoteError *
compile(Call *call, void *argument)
{
	static const CallKind kind = {
		.full_nargs = CHECK_ARGS,
		.arguments = ARGUMENTS_PARAMS,
		.policy = CUT_IS_ERROR,
		.language = &hogql_language.base,
	};

	call_begin(call, &kind, argument);
	return NULL;
}

static void
fill_failure(const RemoteError *error, Datum *values, bool *nulls)
{
	values[COLUMN_SQLSTATE] = CStringGetTextDatum(unpack_sql_state(error->sqlstate));
	values[COLUMN_MESSAGE] = CStringGetTextDatum(error->message);
	nulls[COLUMN_SQLSTATE] = nulls[COLUMN_MESSAGE] = false;
	if (error->hint != NULL)
		values[COLUMN_HINT] = CStringGetTextDatum(error->hint);
	nulls[COLUMN_HINT] = error->hint == NULL;
	if (error->position < 1)
		return;
	values[COLUMN_POSITION] = Int32GetDatum(error->position);
	values[COLUMN_END_POSITION] = Int32GetDatum(end_position(error));
	nulls[COLUMN_POSITION] = nulls[COLUMN_END_POSITION] = false;
}

/* One behind the last character that is marked; an error has no room for it. */
static int
end_position(const RemoteError *error)
{
	HogqlSpan span = hogql_last_error_span();

	return span.start + 1 == error->position ? Max(span.end, span.start) + 1 : error->position;
}
