/*
 * hogql/time_constant.h
 *		Dates and times that stand in a query as text, read when it is printed.
 */
#ifndef METAHOG_HOGQL_TIME_CONSTANT_H
#define METAHOG_HOGQL_TIME_CONSTANT_H

#include "hogql/types.h"

typedef struct TimeConstant
{
	int year;
	int month;
	int day;
	int hour;
	int minute;
	int second;
	int microsecond;
	bool has_offset;
	int offset;	   /* minutes east of Greenwich */
	bool is_plain; /* written YYYY-MM-DD or YYYY-MM-DD hh:mm:ss: its precision is 0 */
} TimeConstant;

/*
 * Read what toDateTime() takes of a constant (hogql.md §5); month_first: of D/M/YYYY, the month comes
 * first.  False if it cannot be read.
 */
extern bool time_constant_read(const char *text, bool month_first, TimeConstant *time);

/* What toDate() takes: a date, and maybe a time behind it, which is dropped. */
extern bool time_constant_date(const char *text, TimeConstant *time);

/* "2024-02-29"; palloc'd. */
extern char *time_constant_date_text(const TimeConstant *time);

/* A constant of SQL, of a DateTime type: without an offset it is a time in the type's zone. */
extern SqlNode *time_constant_sql(const TimeConstant *time, const HogqlType *type);

#endif /* METAHOG_HOGQL_TIME_CONSTANT_H */
