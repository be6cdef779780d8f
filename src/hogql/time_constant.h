/*
 * hogql/time_constant.h
 *		Dates and times that stand in a query as text, as constants of SQL.
 */
#ifndef METAHOG_HOGQL_TIME_CONSTANT_H
#define METAHOG_HOGQL_TIME_CONSTANT_H

#include "calendar/written_time.h"
#include "hogql/types.h"

/* A constant of SQL, of a DateTime type: without an offset it is a time in the type's zone. */
extern SqlNode *time_constant_sql(const WrittenTime *time, const HogqlType *type);

#endif /* METAHOG_HOGQL_TIME_CONSTANT_H */
