/*
 * query/functions.h
 *		The bodies of the functions that run a text, for those that run another language.
 *
 * Each is what the SQL function of that name does, with a text of the language
 * instead of the remote's own (NULL).  The action is the name of the function
 * that the caller has called, a constant.
 */
#ifndef METAHOG_FUNCTIONS_H
#define METAHOG_FUNCTIONS_H

#include "query/call.h"

extern Datum call_execute(FunctionCallInfo fcinfo, const char *action, const Language *language);
extern Datum call_try_execute(FunctionCallInfo fcinfo, const char *action,
							  const Language *language);

/* The same for a text that is kept here; limits is the number of the argument max_rows. */
extern Datum call_execute_kept(FunctionCallInfo fcinfo, const char *action, int limits,
							   FindText find, void *argument);
extern Datum call_try_execute_kept(FunctionCallInfo fcinfo, const char *action, int limits,
								   FindText find, void *argument);

extern Datum call_query(FunctionCallInfo fcinfo, const char *action, const Language *language);
extern Datum call_rows(FunctionCallInfo fcinfo, const char *action, const Language *language);
extern Datum call_stream(FunctionCallInfo fcinfo, const char *action, const Language *language);

/* describe() and column_definition(): with a language they have params behind query. */
extern Datum call_describe_columns(FunctionCallInfo fcinfo, const char *action,
								   const Language *language);
extern Datum call_column_definition(FunctionCallInfo fcinfo, const char *action,
									const Language *language);

extern Datum call_explain(FunctionCallInfo fcinfo, const char *action, const Language *language);

#endif /* METAHOG_FUNCTIONS_H */
