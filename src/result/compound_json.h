/*
 * result/compound_json.h
 *		Values that hold values: arrays, vectors and hstore as JSON.
 */
#ifndef METAHOG_COMPOUND_JSON_H
#define METAHOG_COMPOUND_JSON_H

#include "result/value_format.h"

/* An array's text, of any depth and with any bounds, as nested JSON arrays. */
extern void write_array(StringInfo out, const char *value, int length, const ValueFormat *format);

/* int2vector and oidvector: elements between blanks. */
extern void write_vector(StringInfo out, const char *value, int length, const ValueFormat *format);

/* hstore: an object whose values are strings or null. */
extern void write_hstore(StringInfo out, const char *value, int length, const ValueFormat *format);

#endif /* METAHOG_COMPOUND_JSON_H */
