/*
 * hogql/function_list.c
 *		metahog.hogql_functions(): the table of functions, for completion and documentation.
 */
#include "postgres.h"

#include "funcapi.h"
#include "utils/builtins.h"

#include "base/result_set.h"
#include "hogql/functions.h"

PG_FUNCTION_INFO_V1(metahog_hogql_functions);

static const char *const kind_names[] = {
	[FUNCTION_SCALAR] = "scalar",
	[FUNCTION_AGGREGATE] = "aggregate",
	[FUNCTION_WINDOW] = "window",
};

static const HogqlFunction *
named_function(const HogqlFunction *function)
{
	return function->same_as ? functions_lookup(function->same_as) : function;
}

/* "(number)(float)": what stands between the parentheses, the parameters first. */
static Datum
arguments_text(const HogqlFunction *function, bool *is_null)
{
	*is_null = function->arguments == NULL;
	if (*is_null)
		return (Datum) 0;
	if (function->parameters)
		return CStringGetTextDatum(psprintf("(%s)(%s)", function->parameters, function->arguments));
	return CStringGetTextDatum(psprintf("(%s)", function->arguments));
}

/* What there is to say of it; of what is refused, why, and the way round. */
static const char *
note_text(const HogqlFunction *entry, const HogqlFunction *function)
{
	if (function->refused && function->instead)
		return psprintf("%s %s", function->refused, function->instead);
	if (function->refused)
		return function->refused;
	if (entry->same_as)
		return psprintf("the same as %s", entry->same_as);
	if (function->reads_as)
		return psprintf("the same as %s", function->reads_as);
	if (function->since)
		return psprintf("needs PostgreSQL %d or later%s%s", function->since,
						function->note ? "; " : "", function->note ? function->note : "");
	return function->note;
}

Datum
metahog_hogql_functions(PG_FUNCTION_ARGS)
{
	TupleDesc tuple_desc;
	Tuplestorestate *store = materialize_result(fcinfo, &tuple_desc);
	const HogqlFunction *entry;

	for (int i = 0; (entry = functions_nth(i)) != NULL; i++)
	{
		const HogqlFunction *function = named_function(entry);
		const char *note = note_text(entry, function);
		Datum values[5];
		bool nulls[5] = {false};

		values[0] = CStringGetTextDatum(entry->name);
		values[1] = CStringGetTextDatum(kind_names[function->kind]);
		values[2] = arguments_text(function, &nulls[2]);
		values[3] = BoolGetDatum(!function->refused);
		nulls[4] = note == NULL;
		values[4] = note ? CStringGetTextDatum(note) : (Datum) 0;
		tuplestore_putvalues(store, tuple_desc, values, nulls);
	}
	PG_RETURN_NULL();
}
