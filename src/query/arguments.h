/*
 * query/arguments.h
 *		The arguments that nearly every function has.
 */
#ifndef METAHOG_ARGUMENTS_H
#define METAHOG_ARGUMENTS_H

#include "fmgr.h"

/* The first argument, which names a source, palloc'd.  Raises 22004 for null. */
extern char *source_argument(FunctionCallInfo fcinfo);

/* The query, which is argument number arg, palloc'd.  Raises 22004 for null. */
extern char *query_argument(FunctionCallInfo fcinfo, int arg);

#endif /* METAHOG_ARGUMENTS_H */
