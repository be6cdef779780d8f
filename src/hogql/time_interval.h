/*
 * hogql/time_interval.h
 *		Intervals of so many units, and times that are moved by them.
 */
#ifndef METAHOG_HOGQL_TIME_INTERVAL_H
#define METAHOG_HOGQL_TIME_INTERVAL_H

#include "hogql/functions.h"

/* INTERVAL 5 MINUTE */
typedef struct ConstantInterval
{
	int64 count; /* at least 1 */
	HogqlUnit unit;
} ConstantInterval;

/* The interval that an argument is; raises 22023 at it if it is no constant, or not above 0. */
extern ConstantInterval constant_interval(const FunctionCall *call, int argument);

/* A time moved by an interval of a unit (UNIT_NONE: any): a Date stays one by days and more. */
extern const HogqlType *moved_type(const HogqlType *type, HogqlUnit unit, bool nullable);

/* "+" or "-", by an SQL interval.  Days are the clock's, hours and less have elapsed. */
extern SqlNode *moved_time(const Operand *time, SqlNode *interval, HogqlUnit unit, bool back,
						   const FunctionContext *context);

#endif /* METAHOG_HOGQL_TIME_INTERVAL_H */
