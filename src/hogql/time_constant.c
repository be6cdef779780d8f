/*
 * hogql/time_constant.c
 *		Dates and times that stand in a query as text, as constants of SQL.
 */
#include "postgres.h"

#include "hogql/time_constant.h"

SqlNode *
time_constant_sql(const WrittenTime *time, const HogqlType *type)
{
	SqlType instant = sql_type(SQL_TYPE_TIMESTAMPTZ);
	SqlType clock = sql_type(SQL_TYPE_TIMESTAMP);
	SqlNode *zone = type->zone ? sql_string(type->zone) : NULL;
	SqlNode *moment;

	if (!time->has_offset && type->wall_clock)
		return sql_typed(clock, written_clock_text(time));
	if (!time->has_offset)
		return sql_typed(instant, written_clock_text(time));
	moment =
		sql_typed(instant, psprintf("%s%s", written_clock_text(time), written_offset_text(time)));
	if (!type->wall_clock)
		return moment;
	return zone ? sql_template2("{1} AT TIME ZONE {2}", moment, zone) : sql_cast(moment, clock);
}
