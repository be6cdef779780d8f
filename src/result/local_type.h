/*
 * result/local_type.h
 *		Which types of this server can hold a remote's values.
 *
 * A value crosses over as text.  That means the same on both sides only if
 * neither a setting nor a catalog is needed to read it.
 */
#ifndef METAHOG_LOCAL_TYPE_H
#define METAHOG_LOCAL_TYPE_H

#include "remote/remote_type.h"

/*
 * The type of this server, and its typmod, that takes the column's values as
 * text: the same one if it is built in and means the same here, else text or
 * text[].
 */
extern Oid local_type(const RemoteTypes *types, const RemoteColumn *column, int32 *typmod);

/*
 * May values of the remote's type be read as the declared type of this server,
 * which may be any?  Raises 42804, naming the column, where another value
 * would come of it.
 */
extern void local_type_check(Oid declared, Oid remote, const char *column);

#endif /* METAHOG_LOCAL_TYPE_H */
