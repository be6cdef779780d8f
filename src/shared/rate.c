/*
 * shared/rate.c
 *		How often a source may be queried.
 *
 * A token bucket for each source: it holds as many queries as are allowed in
 * a minute, is full at first, and fills evenly.
 */
#include "postgres.h"

#include <math.h>

#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "base/deadline.h"
#include "shared/rate.h"

#define MINUTE_US INT64CONST(60000000)

typedef struct Bucket
{
	pg_uuid_t source_id; /* hash key, must be first */
	int limit;			 /* for which it was filled */
	double tokens;
	int64 filled_us; /* when tokens was right */
} Bucket;

static Bucket *find_bucket(const Source *source);

RemoteError *
rate_take(const Source *source)
{
	Bucket *bucket;
	RemoteError *error;
	double per_us;
	int seconds;
	int64 now;

	if (source->rate_limit <= 0)
		return NULL;

	bucket = find_bucket(source);
	/* Not before: a new bucket was filled just now, and time must not run backwards. */
	now = monotonic_us();
	per_us = (double) source->rate_limit / MINUTE_US;
	bucket->tokens = Min(bucket->tokens + (now - bucket->filled_us) * per_us, source->rate_limit);
	bucket->filled_us = now;
	if (bucket->tokens >= 1)
	{
		bucket->tokens -= 1;
		return NULL;
	}
	error = make_error(STAGE_WAIT, ERRCODE_CONFIGURATION_LIMIT_EXCEEDED,
					   "the source's rate limit of %d per minute is reached", source->rate_limit);
	seconds = (int) ceil((1 - bucket->tokens) / per_us / 1000000);
	error->hint = psprintf("Try again after %d second%s.", seconds, seconds == 1 ? "" : "s");
	return error;
}

/* The source's bucket, full if it is new or its limit has changed. */
static Bucket *
find_bucket(const Source *source)
{
	static HTAB *buckets = NULL;
	Bucket *bucket;
	bool found;

	if (buckets == NULL)
	{
		HASHCTL control = {0};

		control.keysize = sizeof(pg_uuid_t);
		control.entrysize = sizeof(Bucket);
		control.hcxt = TopMemoryContext;
		buckets = hash_create("metahog rates", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	bucket = hash_search(buckets, &source->id, HASH_ENTER, &found);
	if (!found || bucket->limit != source->rate_limit)
	{
		bucket->limit = source->rate_limit;
		bucket->tokens = source->rate_limit;
		bucket->filled_us = monotonic_us();
	}
	return bucket;
}
