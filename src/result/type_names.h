/*
 * result/type_names.h
 *		What the columns' types are called in an answer.
 */
#ifndef METAHOG_TYPE_NAMES_H
#define METAHOG_TYPE_NAMES_H

#include "remote/remote_type.h"

/* PostHog's (ClickHouse's) name for a type: "Int64", "Array(String)"; palloc'd or constant. */
extern const char *posthog_type_name(const RemoteTypes *types, Oid oid);

/* What format_type prints on the remote. */
extern const char *postgres_type_name(const RemoteTypes *types, const RemoteColumn *column);

/*
 * Is a type, which is no domain, an array?  Then *element is its elements'
 * type; of anyarray, which does not say, text.
 */
extern bool array_element_type(const RemoteTypes *types, Oid base, Oid *element);

/*
 * The columns' names, made unique: the second "a" is "a_2", the next one that
 * is still free.  An array of palloc'd or borrowed strings.
 */
extern const char **unique_column_names(int ncolumns, const RemoteColumn *columns);

#endif /* METAHOG_TYPE_NAMES_H */
