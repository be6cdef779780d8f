/*
 * schema/discovery.c
 *		Functions that list what a remote has: schemas, tables, columns, keys.
 *
 * Each is one statement on the remote's catalogs, and its rows are the
 * function's.  A null source stands for the selected one.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "query/materialize.h"
#include "schema/catalog_statements.h"
#include "schema/discovery.h"

#define MAX_PARAMS 2

PG_FUNCTION_INFO_V1(metahog_schemas);
PG_FUNCTION_INFO_V1(metahog_tables);
PG_FUNCTION_INFO_V1(metahog_columns);
PG_FUNCTION_INFO_V1(metahog_foreign_keys);
PG_FUNCTION_INFO_V1(metahog_indexes);
PG_FUNCTION_INFO_V1(metahog_functions);
PG_FUNCTION_INFO_V1(metahog_profile);

static Datum discover(FunctionCallInfo fcinfo, const char *action, const char *what,
					  const char *statement, int nparams);
static bool is_missing_catalog(const RemoteError *error);
static void raise_missing_catalog(Call *call, const char *what, const RemoteError *error)
	pg_attribute_noreturn();

/* schemas(source text) */
Datum
metahog_schemas(PG_FUNCTION_ARGS)
{
	return discover(fcinfo, "schemas", "schemas", SCHEMAS_STATEMENT, 0);
}

/* tables(source text, in_schema text) */
Datum
metahog_tables(PG_FUNCTION_ARGS)
{
	return discover(fcinfo, "tables", "tables", TABLES_STATEMENT, 1);
}

/* columns(source text, in_schema text, in_table text) */
Datum
metahog_columns(PG_FUNCTION_ARGS)
{
	return discover(fcinfo, "columns", "columns", COLUMNS_STATEMENT, 2);
}

/* foreign_keys(source text, in_schema text) */
Datum
metahog_foreign_keys(PG_FUNCTION_ARGS)
{
	return discover(fcinfo, "foreign_keys", "foreign keys", FOREIGN_KEYS_STATEMENT, 1);
}

/* indexes(source text, in_schema text) */
Datum
metahog_indexes(PG_FUNCTION_ARGS)
{
	return discover(fcinfo, "indexes", "indexes", INDEXES_STATEMENT, 1);
}

/* functions(source text) */
Datum
metahog_functions(PG_FUNCTION_ARGS)
{
	return discover(fcinfo, "functions", "functions", FUNCTIONS_STATEMENT, 0);
}

/* profile([source text,] in_schema text, in_table text) */
Datum
metahog_profile(PG_FUNCTION_ARGS)
{
	return discover(fcinfo, "profile", "statistics", PROFILE_STATEMENT, 2);
}

void
discovery_start(Call *call, const char *what, int ncolumns)
{
	RemoteError *error = call_start_catalog(call);

	if (error != NULL && is_missing_catalog(error))
		raise_missing_catalog(call, what, error);
	if (error != NULL)
		call_raise(call, error);
	if (call->rows->ncolumns != ncolumns)
		ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
						errmsg("the remote sent %d columns instead of %d", call->rows->ncolumns,
							   ncolumns)));
}

/* The parameters are the function's last arguments, the source what stands before them. */
static Datum
discover(FunctionCallInfo fcinfo, const char *action, const char *what, const char *statement,
		 int nparams)
{
	int first = PG_NARGS() - nparams;
	const char *source =
		first > 0 && !PG_ARGISNULL(0) ? text_to_cstring(PG_GETARG_TEXT_PP(0)) : NULL;
	const char *params[MAX_PARAMS];
	TupleDesc tuple_desc;
	Tuplestorestate *store = materialize_result(fcinfo, &tuple_desc);
	Call call;

	for (int i = 0; i < nparams; i++)
		params[i] = PG_ARGISNULL(first + i) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(first + i));
	call_begin_catalog(&call, action, source);
	call_set_catalog_statement(&call, statement, nparams, params);
	discovery_start(&call, what, tuple_desc->natts);
	materialize_rows(&call, tuple_desc, store);
	call_end(&call);
	return (Datum) 0;
}

/* Servers that speak PostgreSQL's protocol need not have all of its catalogs and functions. */
static bool
is_missing_catalog(const RemoteError *error)
{
	if (error->stage < STAGE_QUERY)
		return false;
	switch (error->sqlstate)
	{
		case ERRCODE_UNDEFINED_TABLE:
		case ERRCODE_UNDEFINED_COLUMN:
		case ERRCODE_UNDEFINED_FUNCTION:
		case ERRCODE_UNDEFINED_OBJECT:
		case ERRCODE_INVALID_SCHEMA_NAME:
		case ERRCODE_SYNTAX_ERROR:
		case ERRCODE_FEATURE_NOT_SUPPORTED:
			return true;
		default:
			return false;
	}
}

static void
raise_missing_catalog(Call *call, const char *what, const RemoteError *error)
{
	call->raised = error;
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("source \"%s\" cannot list its %s", call->source->name, what),
					errdetail("Its server said: %s", error->message),
					errhint("It lacks a part of PostgreSQL's system catalogs; what does not need "
							"that part can be listed.")));
}
