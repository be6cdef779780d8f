/*
 * query/arguments.c
 *		The arguments that nearly every function has.
 *
 * No function is strict: a null is an error that names what must not be null.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "query/arguments.h"

char *
source_argument(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("source must not be null"),
						errhint("Leave it out to use the setting metahog.source.")));
	return text_to_cstring(PG_GETARG_TEXT_PP(0));
}

char *
query_argument(FunctionCallInfo fcinfo, int arg)
{
	if (PG_ARGISNULL(arg))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("query must not be null")));
	return text_to_cstring(PG_GETARG_TEXT_PP(arg));
}
