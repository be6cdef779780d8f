/*
 * hogql/params.h
 *		Values of placeholders: {name}, {a.b}.
 *
 * - A value's type is that of its JSON; it is NULL-able if the value, or an element of it, is null.
 * - Each name that is lowered becomes one parameter $n, however often it stands in the text.
 * - A text may be compiled once for many values.  Who looks at a value while it is compiled does so
 *   through placeholder_string() or placeholder_integer(), which remember that somebody has.
 */
#ifndef METAHOG_HOGQL_PARAMS_H
#define METAHOG_HOGQL_PARAMS_H

#include "utils/jsonb.h"

#include "hogql/ast.h"
#include "hogql/types.h"

typedef struct Params Params;

/* From a JSON object; NULL stands for an empty one.  Raises 22023 if it is none. */
extern Params *params_new(const Jsonb *json);

/*
 * The type of the placeholder's value: Null, String, Int64, Decimal, Float64, Bool, Array, JSON.
 * Raises 42P02 at the placeholder if there is no such value, 22023 if nothing can be made of it.
 */
extern const HogqlType *placeholder_type(Params *params, const AstPlaceholder *placeholder);

/*
 * The value in SQL, of the form of its type: $n with a cast.  The constant NULL, and an empty array, are
 * constants.
 */
extern SqlNode *placeholder_lower(Params *params, const AstPlaceholder *placeholder);

/* The value if it is a String, else NULL: what is compiled then holds for this value alone. */
extern const char *placeholder_string(Params *params, const AstPlaceholder *placeholder);

/* Likewise the elements of an array of Strings, NULL for null; NIL if it is something else. */
extern List *placeholder_strings(Params *params, const AstPlaceholder *placeholder);

/* Likewise of an Int64; false if it is something else. */
extern bool placeholder_integer(Params *params, const AstPlaceholder *placeholder, int64 *value);

/*
 * Is it not a number below 0?  What is compiled then holds for all values of which this is true; for others
 * it is compiled anew.
 */
extern bool placeholder_not_negative(Params *params, const AstPlaceholder *placeholder);

/* How many parameters were made, and their values: texts, NULL for null. */
extern int params_count(const Params *params);
extern const char *const *params_values(const Params *params);

/* Their types here and on every PostgreSQL: a parameter that was not printed in the end has one nevertheless. */
extern const Oid *params_types(const Params *params);

/*
 * What a text asked of the values while it was compiled: "name type" for each name, in order.  NULL if it
 * looked at a value, and holds for no other.
 */
extern const char *params_signature(const Params *params);

/*
 * Have the values the types of that signature?  Then the same parameters are made of them as when the text
 * was compiled, and nothing else need be asked.
 */
extern bool params_fit(Params *params, const char *signature);

#endif /* METAHOG_HOGQL_PARAMS_H */
