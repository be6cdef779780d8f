/*
 * saved/arguments.c
 *		Arguments of the functions for what is kept.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/uuid.h"

#include "saved/arguments.h"

static void refuse_null(FunctionCallInfo fcinfo, int number, const char *name);

char *
required_text(FunctionCallInfo fcinfo, int number, const char *name)
{
	refuse_null(fcinfo, number, name);
	return text_to_cstring(PG_GETARG_TEXT_PP(number));
}

pg_uuid_t *
required_uuid(FunctionCallInfo fcinfo, int number, const char *name)
{
	refuse_null(fcinfo, number, name);
	return PG_GETARG_UUID_P(number);
}

JsonbContainer *
required_object(FunctionCallInfo fcinfo, int number, const char *name)
{
	Jsonb *json;

	refuse_null(fcinfo, number, name);
	json = PG_GETARG_JSONB_P(number);
	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s must be a JSON object", name)));
	return &json->root;
}

Jsonb *
optional_json(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL : PG_GETARG_JSONB_P(number);
}

int
version_argument(FunctionCallInfo fcinfo, int number, const FieldValue *member)
{
	bool given = PG_NARGS() > number && !PG_ARGISNULL(number);

	if (!given && !member->given)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the version that was read is missing"),
						errhint("Give it, so that nobody's change is lost: it is in the document, "
								"and in the view.")));
	if (given && member->given && PG_GETARG_INT32(number) != member->number)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("version is given twice: %d and %d", PG_GETARG_INT32(number),
							   member->number)));
	return given ? PG_GETARG_INT32(number) : member->number;
}

static void
refuse_null(FunctionCallInfo fcinfo, int number, const char *name)
{
	if (PG_ARGISNULL(number))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s must not be null", name)));
}
