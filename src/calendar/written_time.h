/*
 * calendar/written_time.h
 *		Dates and times as people write them: ISO's forms, day or month first, names of months, Unix time.
 *
 * A zone's rules are not looked at: what has no offset is a clock on some wall.
 */
#ifndef METAHOG_CALENDAR_WRITTEN_TIME_H
#define METAHOG_CALENDAR_WRITTEN_TIME_H

typedef struct WrittenTime
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
} WrittenTime;

/*
 * Read a date with or without a time (hogql.md §5, toDateTime of a constant); month_first: of D/M/YYYY, the
 * month comes first.  False if it cannot be read, or is on no calendar.
 */
extern bool written_time_read(const char *text, bool month_first, WrittenTime *time);

/* Read a date, and maybe a time behind it, which is dropped (toDate). */
extern bool written_date_read(const char *text, WrittenTime *time);

/* "2024-02-29", "2024-02-29 10:20:30.5", "+02:00"; all palloc'd. */
extern char *written_date_text(const WrittenTime *time);
extern char *written_clock_text(const WrittenTime *time);
extern char *written_offset_text(const WrittenTime *time);

#endif /* METAHOG_CALENDAR_WRITTEN_TIME_H */
