/*
 * calendar/written_time.c
 *		Dates and times as people write them, read.
 *
 * - Each reader moves a cursor over what it took, and leaves it where it was if it took nothing.
 * - Nothing here asks a zone: what has no offset is the clock on some wall, and the caller knows whose.
 */
#include "postgres.h"

#include <ctype.h>

#include "datatype/timestamp.h"
#include "utils/datetime.h"

#include "calendar/written_time.h"

/* Digits from the cursor on, least to most of them; false, and nothing taken, if there are fewer. */
static bool
read_digits(const char **cursor, int least, int most, int *value)
{
	const char *c = *cursor;
	int64 sum = 0;
	int count = 0;

	while (count < most && isdigit((unsigned char) c[count]))
		sum = sum * 10 + (c[count++] - '0');
	if (count < least)
		return false;
	*value = (int) sum;
	*cursor = c + count;
	return true;
}

static bool
read_mark(const char **cursor, const char *marks)
{
	if (**cursor == '\0' || !strchr(marks, **cursor))
		return false;
	(*cursor)++;
	return true;
}

static void
skip_blanks(const char **cursor)
{
	while (**cursor == ' ')
		(*cursor)++;
}

static bool
read_word(const char **cursor, const char *word)
{
	int length = (int) strlen(word);

	if (pg_strncasecmp(*cursor, word, length) != 0 || isalpha((unsigned char) (*cursor)[length]))
		return false;
	*cursor += length;
	return true;
}

/* ---- Dates ---- */

static bool
is_date(const WrittenTime *time)
{
	if (time->month < 1 || time->month > 12 || time->day < 1 || time->year < 1)
		return false;
	return time->day <= day_tab[isleap(time->year)][time->month - 1];
}

/* 2024-2-29, 2024/2/29 */
static bool
read_year_first(const char **cursor, WrittenTime *time)
{
	const char *c = *cursor;
	const char *mark;

	if (!read_digits(&c, 4, 4, &time->year))
		return false;
	mark = c;
	if (!read_mark(&c, "-/") || !read_digits(&c, 1, 2, &time->month) || *c++ != *mark ||
		!read_digits(&c, 1, 2, &time->day) || isdigit((unsigned char) *c))
		return false;
	*cursor = c;
	return true;
}

/* 29/2/2024, or 2/29/2024 with the month first */
static bool
read_year_last(const char **cursor, bool month_first, WrittenTime *time)
{
	const char *c = *cursor;
	int first;
	int second;

	if (!read_digits(&c, 1, 2, &first) || !read_mark(&c, "/") || !read_digits(&c, 1, 2, &second) ||
		!read_mark(&c, "/") || !read_digits(&c, 4, 4, &time->year))
		return false;
	time->day = month_first ? second : first;
	time->month = month_first ? first : second;
	*cursor = c;
	return true;
}

/* Jan, January */
static bool
read_month_name(const char **cursor, int *month)
{
	for (int i = 0; i < MONTHS_PER_YEAR; i++)
	{
		char abbreviated[4];

		strlcpy(abbreviated, months[i], sizeof(abbreviated));
		if (read_word(cursor, months[i]) || read_word(cursor, abbreviated))
		{
			*month = i + 1;
			return true;
		}
	}
	return false;
}

/* 29 February 2024, Feb 29 2024, Feb 29, 2024 */
static bool
read_month_by_name(const char **cursor, WrittenTime *time)
{
	const char *c = *cursor;
	bool day_first = read_digits(&c, 1, 2, &time->day);

	skip_blanks(&c);
	if (!read_month_name(&c, &time->month))
		return false;
	skip_blanks(&c);
	if (!day_first && !read_digits(&c, 1, 2, &time->day))
		return false;
	(void) read_mark(&c, ",");
	skip_blanks(&c);
	if (!read_digits(&c, 4, 4, &time->year))
		return false;
	*cursor = c;
	return true;
}

/* 20240229 */
static bool
read_compact(const char **cursor, WrittenTime *time)
{
	const char *c = *cursor;

	if (!read_digits(&c, 4, 4, &time->year) || !read_digits(&c, 2, 2, &time->month) ||
		!read_digits(&c, 2, 2, &time->day))
		return false;
	*cursor = c;
	return true;
}

/* ---- Times ---- */

static bool
read_fraction(const char **cursor, WrittenTime *time)
{
	int digits = 0;

	if (!read_mark(cursor, "."))
		return true;
	for (; isdigit((unsigned char) **cursor); (*cursor)++)
	{
		if (digits++ < 6)
			time->microsecond = time->microsecond * 10 + (**cursor - '0');
	}
	for (int i = digits; i < 6; i++)
		time->microsecond *= 10;
	return digits > 0;
}

/* AM and PM behind a time; false if its hour is none of 1 to 12. */
static bool
read_half_of_day(const char **cursor, WrittenTime *time)
{
	const char *c = *cursor;
	bool afternoon;

	skip_blanks(&c);
	afternoon = read_word(&c, "PM");
	if (!afternoon && !read_word(&c, "AM"))
		return true;
	if (time->hour < 1 || time->hour > 12)
		return false;
	time->hour = time->hour % 12 + (afternoon ? 12 : 0);
	*cursor = c;
	return true;
}

/* Z, GMT, UTC, +hh, +hhmm, +hh:mm */
static bool
read_offset(const char **cursor, WrittenTime *time)
{
	const char *c = *cursor;
	int hours;
	int minutes = 0;
	int sign;

	skip_blanks(&c);
	if (read_word(&c, "Z") || read_word(&c, "GMT") || read_word(&c, "UTC"))
		time->has_offset = true;
	*cursor = c;
	sign = *c == '-' ? -1 : 1;
	if (!read_mark(&c, "+-"))
		return true;
	if (!read_digits(&c, 1, 2, &hours))
		return false;
	(void) read_mark(&c, ":");
	(void) read_digits(&c, 2, 2, &minutes);
	time->has_offset = true;
	time->offset = sign * (hours * 60 + minutes);
	*cursor = c;
	return hours <= 15 && minutes < 60;
}

/* h:m[:s[.f]], with what may follow it */
static bool
read_clock(const char **cursor, WrittenTime *time)
{
	if (!read_digits(cursor, 1, 2, &time->hour) || !read_mark(cursor, ":") ||
		!read_digits(cursor, 2, 2, &time->minute))
		return false;
	if (read_mark(cursor, ":") &&
		(!read_digits(cursor, 2, 2, &time->second) || !read_fraction(cursor, time)))
		return false;
	if (!read_half_of_day(cursor, time) || !read_offset(cursor, time))
		return false;
	return time->hour < 24 && time->minute < 60 && time->second < 60;
}

/* Seconds or milliseconds since 1970, from digits alone. */
static void
set_unix_time(WrittenTime *time, int64 milliseconds)
{
	int64 days = milliseconds / (SECS_PER_DAY * INT64CONST(1000));
	int rest = (int) (milliseconds % (SECS_PER_DAY * INT64CONST(1000)));

	j2date((int) days + UNIX_EPOCH_JDATE, &time->year, &time->month, &time->day);
	time->hour = rest / 3600000;
	time->minute = rest / 60000 % 60;
	time->second = rest / 1000 % 60;
	time->microsecond = rest % 1000 * 1000;
	time->has_offset = true;
}

static bool
read_only_digits(const char *text, size_t length, WrittenTime *time)
{
	const char *c = text;

	if (length == 9 || length == 10)
		set_unix_time(time, strtoll(text, NULL, 10) * 1000);
	else if (length == 13)
		set_unix_time(time, strtoll(text, NULL, 10));
	else if (length == 8)
		return read_compact(&c, time) && is_date(time);
	else if (length == 14)
		return read_compact(&c, time) && is_date(time) && read_digits(&c, 2, 2, &time->hour) &&
			   read_digits(&c, 2, 2, &time->minute) && read_digits(&c, 2, 2, &time->second) &&
			   time->hour < 24 && time->minute < 60 && time->second < 60;
	else
		return false;
	return true;
}

/* ---- Whole texts ---- */

/* "nnnn-nn-nn" or "nnnn-nn-nn nn:nn:nn" */
static bool
is_plain(const char *text)
{
	const char *form = "nnnn-nn-nn nn:nn:nn";
	size_t length = strlen(text);

	if (length != 10 && length != 19)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if (form[i] == 'n' ? !isdigit((unsigned char) text[i]) : text[i] != form[i])
			return false;
	}
	return true;
}

bool
written_time_read(const char *text, bool month_first, WrittenTime *time)
{
	const char *c = text;
	size_t length = strlen(text);

	memset(time, 0, sizeof(WrittenTime));
	if (length > 0 && strspn(text, "0123456789") == length)
		return read_only_digits(text, length, time);
	if (!read_year_first(&c, time) && !read_year_last(&c, month_first, time) &&
		!read_month_by_name(&c, time) && !read_compact(&c, time))
		return false;
	if (!is_date(time))
		return false;
	time->is_plain = is_plain(text);
	if (*c == 'T' || *c == 't')
		c++;
	else if (*c == ' ')
		skip_blanks(&c);
	else
		return *c == '\0';
	return read_clock(&c, time) && *c == '\0';
}

bool
written_date_read(const char *text, WrittenTime *time)
{
	const char *c = text;
	size_t length = strlen(text);

	memset(time, 0, sizeof(WrittenTime));
	if (length == 8 && strspn(text, "0123456789") == length)
		return read_compact(&c, time) && is_date(time);
	if (!read_year_first(&c, time) || !is_date(time))
		return false;
	return *c == '\0' || *c == ' ' || *c == 'T';
}

char *
written_date_text(const WrittenTime *time)
{
	return psprintf("%04d-%02d-%02d", time->year, time->month, time->day);
}

char *
written_clock_text(const WrittenTime *time)
{
	char *date = written_date_text(time);
	char *fraction = time->microsecond ? psprintf(".%06d", time->microsecond) : "";

	return psprintf("%s %02d:%02d:%02d%s", date, time->hour, time->minute, time->second, fraction);
}

char *
written_offset_text(const WrittenTime *time)
{
	return psprintf("%c%02d:%02d", time->offset < 0 ? '-' : '+', abs(time->offset) / 60,
					abs(time->offset) % 60);
}
