/*
 * hogql/conversions.h
 *		Conversions between types that other functions make use of.
 */
#ifndef METAHOG_HOGQL_CONVERSIONS_H
#define METAHOG_HOGQL_CONVERSIONS_H

#include "hogql/functions.h"

/* As toInt(), toFloat(): NULL where there is no such number.  Raise 42804 for types that have none. */
extern SqlNode *operand_to_int(const Operand *operand, const FunctionCall *call);
extern SqlNode *operand_to_float(const Operand *operand, const FunctionCall *call);

/* A text as a Date and as a DateTime of the type: NULL where it cannot be read. */
extern SqlNode *text_to_date(SqlNode *text);
extern SqlNode *text_to_datetime(SqlNode *text, const HogqlType *type);

/* The seconds since 1970 as a bigint, of an instant. */
extern SqlNode *unix_time(SqlNode *instant);

#endif /* METAHOG_HOGQL_CONVERSIONS_H */
