/*
 * query/limits.c
 *		What a call may take: asked for, default, ceiling.
 *
 * A ceiling is the source's own or else the server's, and moves only by a
 * superuser or the source's owner.  Asking for more gives the ceiling.
 */
#include "postgres.h"

#include "base/settings.h"
#include "query/limits.h"

#define KILOBYTE 1024

static int64 own_or(int64 own, int64 server);
static int64 wish_or(int64 wish, int64 standard);
static void limit_document(Limits *limits, const Source *source, const Wishes *wishes);
static int64 read_count(FunctionCallInfo fcinfo, int arg, const char *name);
static void limit_rows(Limits *limits, const Source *source, const Wishes *wishes);

void
wishes_read(Wishes *wishes, FunctionCallInfo fcinfo, int arg)
{
	wishes->max_rows = read_count(fcinfo, arg, "max_rows");
	wishes->skip_rows = read_count(fcinfo, arg + 1, "skip_rows");
	wishes->timeout_ms = -1;
	if (!PG_ARGISNULL(arg + 2))
		wishes->timeout_ms = timeout_from_interval(PG_GETARG_INTERVAL_P(arg + 2));
}

static int64
read_count(FunctionCallInfo fcinfo, int arg, const char *name)
{
	int64 count;

	if (PG_ARGISNULL(arg))
		return -1;
	count = PG_GETARG_INT64(arg);
	if (count < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s must not be negative", name)));
	return count;
}

int64
timeout_of(const Source *source, const Wishes *wishes)
{
	int64 own = source != NULL ? source->timeout_ms : -1;

	return Min(wish_or(wishes->timeout_ms, setting_timeout), own_or(own, setting_timeout_ceiling));
}

Limits
limits_of(const Source *source, const Wishes *wishes, CutPolicy policy)
{
	Limits limits = {
		.timeout_ms = timeout_of(source, wishes),
		.skip_rows = wish_or(wishes->skip_rows, 0),
		.row_ceiling = -1,
	};

	if (policy == CUT_IS_TOLD)
		limit_document(&limits, source, wishes);
	else
		limit_rows(&limits, source, wishes);
	return limits;
}

int64
timeout_from_interval(const Interval *interval)
{
	double ms = interval->time / 1000.0 +
				((double) interval->month * DAYS_PER_MONTH + interval->day) * SECS_PER_DAY * 1000.0;

	if (ms <= 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("timeout must be greater than zero")));
	return (int64) Max(1.0, Min(ms, (double) PG_INT32_MAX));
}

static void
limit_document(Limits *limits, const Source *source, const Wishes *wishes)
{
	limits->max_rows = Min(wish_or(wishes->max_rows, setting_max_rows),
						   own_or(source->max_rows, setting_max_rows_ceiling));
	limits->max_bytes =
		Min((int64) setting_max_bytes * KILOBYTE,
			own_or(source->max_bytes, (int64) setting_max_bytes_ceiling * KILOBYTE));
}

/* The caller's own wish is a LIMIT; only a ceiling that lies below it can be reached. */
static void
limit_rows(Limits *limits, const Source *source, const Wishes *wishes)
{
	limits->max_rows = wish_or(wishes->max_rows, -1);
	limits->max_bytes = own_or(source->max_bytes, -1);
	if (source->max_rows > 0 && (limits->max_rows < 0 || limits->max_rows > source->max_rows))
	{
		limits->row_ceiling = source->max_rows;
		limits->max_rows = source->max_rows;
	}
}

static int64
own_or(int64 own, int64 server)
{
	return own >= 0 ? own : server;
}

static int64
wish_or(int64 wish, int64 standard)
{
	return wish >= 0 ? wish : standard;
}
