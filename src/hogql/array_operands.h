/*
 * hogql/array_operands.h
 *		Arrays of calls brought to one type.
 */
#ifndef METAHOG_HOGQL_ARRAY_OPERANDS_H
#define METAHOG_HOGQL_ARRAY_OPERANDS_H

#include "hogql/functions.h"

/* An element as an array of the type keeps it. */
extern SqlNode *as_element_of(const FunctionCall *call, const Operand *operand,
							  const HogqlType *array);

/* The array that can have both the elements of one and a value; 42804 at the value if there is none. */
extern const HogqlType *array_with(const FunctionCall *call, int array, int value);

/* An argument as an array of the type. */
extern SqlNode *array_as(const FunctionCall *call, int argument, const HogqlType *type);

#endif /* METAHOG_HOGQL_ARRAY_OPERANDS_H */
