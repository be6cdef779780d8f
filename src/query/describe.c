/*
 * query/describe.c
 *		describe() and column_definition(): what a query would return.
 */
#include "postgres.h"

#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "query/describe.h"
#include "query/functions.h"
#include "query/materialize.h"
#include "result/local_type.h"
#include "result/type_names.h"

/* With source; a text of another language has params, too. */
#define DESCRIBE_ARGS 2
#define DESCRIBE_ARGS_PARAMS 3

PG_FUNCTION_INFO_V1(metahog_describe);
PG_FUNCTION_INFO_V1(metahog_column_definition);

static void begin(Call *call, FunctionCallInfo fcinfo, const char *action,
				  const Language *language);
static void describe(Call *call);
static void end_description(Call *call);

Datum
metahog_describe(PG_FUNCTION_ARGS)
{
	return call_describe_columns(fcinfo, "describe", NULL);
}

Datum
metahog_column_definition(PG_FUNCTION_ARGS)
{
	return call_column_definition(fcinfo, "column_definition", NULL);
}

Datum
call_describe_columns(FunctionCallInfo fcinfo, const char *action, const Language *language)
{
	TupleDesc tuple_desc;
	Tuplestorestate *store = materialize_result(fcinfo, &tuple_desc);
	Call call;
	const RemoteColumn *columns;

	begin(&call, fcinfo, action, language);
	describe(&call);
	columns = call.rows->columns;
	for (int i = 0; i < call.rows->ncolumns; i++)
	{
		bool nulls[4] = {false};
		Datum values[4] = {
			Int32GetDatum(i + 1),
			CStringGetTextDatum(columns[i].name),
			CStringGetTextDatum(postgres_type_name(call.types, &columns[i])),
			ObjectIdGetDatum(columns[i].type),
		};

		tuplestore_putvalues(store, tuple_desc, values, nulls);
	}
	end_description(&call);
	return (Datum) 0;
}

Datum
call_column_definition(FunctionCallInfo fcinfo, const char *action, const Language *language)
{
	Call call;
	char *definition;

	begin(&call, fcinfo, action, language);
	definition = column_definition(describe_local_columns(&call));
	PG_RETURN_TEXT_P(cstring_to_text(definition));
}

List *
describe_local_columns(Call *call)
{
	List *columns;

	describe(call);
	columns = local_columns(call);
	end_description(call);
	return columns;
}

List *
local_columns(const Call *call)
{
	List *local = NIL;
	const RemoteColumn *columns = call->rows->columns;
	const char **names = unique_column_names(call->rows->ncolumns, columns);

	for (int i = 0; i < call->rows->ncolumns; i++)
	{
		LocalColumn *column = palloc(sizeof(LocalColumn));

		column->name = pstrdup(names[i]);
		column->type = local_type(call->types, &columns[i], &column->typmod);
		local = lappend(local, column);
	}
	return local;
}

char *
column_definition(const List *columns)
{
	StringInfoData definition;
	const char *separator = "";
	ListCell *cell;

	initStringInfo(&definition);
	foreach (cell, columns)
	{
		const LocalColumn *column = lfirst(cell);

		appendStringInfo(&definition, "%s%s %s", separator, quote_identifier(column->name),
						 format_type_extended(column->type, column->typmod,
											  FORMAT_TYPE_TYPEMOD_GIVEN));
		separator = ", ";
	}
	return definition.data;
}

static void
begin(Call *call, FunctionCallInfo fcinfo, const char *action, const Language *language)
{
	CallKind kind = {action, DESCRIBE_ARGS, ARGUMENTS_NONE, CUT_IS_ERROR, language};

	if (language != NULL)
	{
		kind.full_nargs = DESCRIBE_ARGS_PARAMS;
		kind.arguments = ARGUMENTS_PARAMS;
	}
	call_begin(call, &kind, fcinfo);
}

static void
describe(Call *call)
{
	RemoteError *error = call_describe(call, true);

	if (error != NULL)
		call_raise(call, error);
}

static void
end_description(Call *call)
{
	RemoteError *error = call_end_description(call);

	if (error != NULL)
		call_raise(call, error);
	call_end(call);
}
