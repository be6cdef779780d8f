/*
 * result/value_json.h
 *		One value of a remote, from its text to the JSON that to_json() prints.
 */
#ifndef METAHOG_VALUE_JSON_H
#define METAHOG_VALUE_JSON_H

#include "remote/remote_type.h"
#include "result/value_format.h"

/*
 * The format for each column, palloc'd.  All types must be known: see
 * remote_types_missing.
 */
extern ValueFormat *value_formats(const RemoteTypes *types, int ncolumns,
								  const RemoteColumn *columns, bool one_line);

#endif /* METAHOG_VALUE_JSON_H */
