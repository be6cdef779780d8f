/*
 * saved/variables.h
 *		Variables of a saved query: what may be declared, and the values that a run is given.
 *
 * - A value is checked against the type of its variable and then bound; it never becomes text of a
 *   statement.
 * - null is a value of every type.
 */
#ifndef METAHOG_SAVED_VARIABLES_H
#define METAHOG_SAVED_VARIABLES_H

#include "utils/jsonb.h"

#include "saved/fields.h"

/* Bytes that the name of a variable, or of a filter, may have. */
#define MAX_VARIABLE_NAME 100

/* The values of a run, in the order of the variables. */
typedef struct BoundVariables
{
	int count;
	char **names;
	char **values; /* as JSON */
} BoundVariables;

/* Of a field "variables": raises 22023 for what cannot be declared. */
extern void variables_check(const char *name, const FieldValue *value);

/*
 * Values for the declared variables: the first that is given of an object of values, another that stands
 * beneath it, and the variable's default.  Either object may be NULL.  Raises 22023 for a value of the
 * wrong type, for one that no variable has asked for, and for a variable that is left without a value.
 */
extern void variables_bind(const Jsonb *declared, const Jsonb *given, const Jsonb *beneath,
						   BoundVariables *bound);

/* Is a variable of that name declared? */
extern bool variables_have(const Jsonb *declared, const char *name);

/* A name, which variables and filters have: raises 22023 if it cannot be one. */
extern void variable_check_name(const char *name, const FieldValue *value);

/* A type, likewise. */
extern void variable_check_type(const char *name, const FieldValue *value);

/* Raise 22023 if the value is none of that type; what names its owner: "variable" or "filter". */
extern void variable_check_value(const char *what, const char *name, const char *type,
								 const JsonbValue *value);

#endif /* METAHOG_SAVED_VARIABLES_H */
