/*
 * query/params.c
 *		A JSON array to the statement's parameters.
 *
 * Every value is bound as text of no declared type, so that the remote infers
 * the type from where $1 stands, as it does with a quoted literal.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "base/settings.h"
#include "query/call.h"

/* The protocol counts parameters in 16 bits. */
#define MAX_PARAMS 65535

static Jsonb *read_json(FunctionCallInfo fcinfo, int arg);
static Oid declared_type(FunctionCallInfo fcinfo, int arg);
static const char **params_from_json(Jsonb *jsonb, int *nparams);
static const char *param_text(const JsonbValue *value);

void
params_read(Call *call, FunctionCallInfo fcinfo, int arg)
{
	if (!PG_ARGISNULL(arg))
		params_take(call, read_json(fcinfo, arg));
}

void
params_take(Call *call, Jsonb *json)
{
	if (setting_audit_parameters)
		activity_parameters(&call->activity, JsonbToCString(NULL, &json->root, VARSIZE(json)));
	call->params = json;
}

void
params_bind(Call *call)
{
	if (call->params != NULL)
		call->statement.params = params_from_json(call->params, &call->statement.nparams);
}

/*
 * The functions have a form with params as text too: without it, an untyped
 * literal would not tell their forms with and without source apart.
 */
static Jsonb *
read_json(FunctionCallInfo fcinfo, int arg)
{
	char *given;

	if (declared_type(fcinfo, arg) == JSONBOID)
		return PG_GETARG_JSONB_P(arg);
	given = text_to_cstring(PG_GETARG_TEXT_PP(arg));
	if (strcmp(given, "csv") == 0 || strcmp(given, "json") == 0 || strcmp(given, "jsonl") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("params must be a JSON array, not \"%s\"", given),
				 errhint("The format of metahog.stream() is named: format => '%s'.", given)));
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(given)));
}

/* Not asked of the call's expression: a call by the fast path of the protocol has none. */
static Oid
declared_type(FunctionCallInfo fcinfo, int arg)
{
	Oid *types;
	int count;

	get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	return types[arg];
}

static const char **
params_from_json(Jsonb *jsonb, int *nparams)
{
	JsonbIterator *iterator;
	JsonbValue value;
	const char **texts;
	int count;

	if (!JB_ROOT_IS_ARRAY(jsonb) || JB_ROOT_IS_SCALAR(jsonb))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("params must be a JSON array"),
				 errhint("Its elements are bound to $1, $2 and so on: '[\"PG\", 90]'.")));
	count = JB_ROOT_COUNT(jsonb);
	if (count > MAX_PARAMS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("params has %d elements, more than the %d that a statement can have",
							   count, MAX_PARAMS)));

	texts = palloc(Max(count, 1) * sizeof(char *));
	*nparams = 0;
	iterator = JsonbIteratorInit(&jsonb->root);
	while (true)
	{
		JsonbIteratorToken token = JsonbIteratorNext(&iterator, &value, true);

		if (token == WJB_DONE)
			break;
		if (token == WJB_ELEM)
			texts[(*nparams)++] = param_text(&value);
	}
	return texts;
}

static const char *
param_text(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNull:
			return NULL;
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			return DatumGetCString(
				DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
		case jbvBool:
			return value->val.boolean ? "true" : "false";
		case jbvBinary:
			return JsonbToCString(NULL, value->val.binary.data, value->val.binary.len);
		default:
			elog(ERROR, "unexpected jsonb value type %d", (int) value->type);
	}
	return NULL;
}
