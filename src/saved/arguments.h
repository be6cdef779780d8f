/*
 * saved/arguments.h
 *		Arguments of the functions for what is kept.
 *
 * No function is strict: a null is an error, 22004, that names what must not be null.
 */
#ifndef METAHOG_SAVED_ARGUMENTS_H
#define METAHOG_SAVED_ARGUMENTS_H

#include "saved/fields.h"

extern char *required_text(FunctionCallInfo fcinfo, int number, const char *name);
extern pg_uuid_t *required_uuid(FunctionCallInfo fcinfo, int number, const char *name);

/* An argument of type jsonb that has to be an object; 22023 if it is none. */
extern JsonbContainer *required_object(FunctionCallInfo fcinfo, int number, const char *name);

/* An argument of type jsonb; NULL for a null. */
extern Jsonb *optional_json(FunctionCallInfo fcinfo, int number);

/*
 * The version that was read: an argument of that number, if the function has so many, or else a member of
 * the changes.  Raises 22023 if it is missing, or if the two disagree.
 */
extern int version_argument(FunctionCallInfo fcinfo, int number, const FieldValue *member);

#endif /* METAHOG_SAVED_ARGUMENTS_H */
