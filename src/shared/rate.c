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
#include "shared/memory.h"
#include "shared/rate.h"

#define MINUTE_US INT64CONST(60000000)

/* Of this backend alone, where nothing is shared. */
typedef struct LocalBucket
{
	pg_uuid_t source_id; /* hash key, must be first */
	Bucket bucket;
} LocalBucket;

static double take(const Source *source);
static double take_from(Bucket *bucket, int limit);
static Bucket *local_bucket(const Source *source);

RemoteError *
rate_take(const Source *source)
{
	RemoteError *error;
	double wait;
	int seconds;

	if (source->rate_limit <= 0)
		return NULL;
	wait = take(source);
	if (wait == 0)
		return NULL;
	error = make_error(STAGE_WAIT, ERRCODE_CONFIGURATION_LIMIT_EXCEEDED,
					   "the source's rate limit of %d per minute is reached", source->rate_limit);
	seconds = (int) ceil(wait);
	error->hint = psprintf("Try again after %d second%s.", seconds, seconds == 1 ? "" : "s");
	return error;
}

static double
take(const Source *source)
{
	SourceKey key;
	double wait;

	if (!shared_available())
		return take_from(local_bucket(source), source->rate_limit);
	key = shared_key(&source->id);
	shared_lock();
	wait = take_from(&shared_source(&key)->bucket, source->rate_limit);
	shared_unlock();
	return wait;
}

/* Take one out: 0 if there was one, else after how many seconds there will be. */
static double
take_from(Bucket *bucket, int limit)
{
	double per_us = (double) limit / MINUTE_US;
	int64 now = monotonic_us();

	/* Full if it is new or its limit has changed. */
	if (bucket->limit != limit)
		*bucket = (Bucket){.limit = limit, .tokens = limit, .filled_us = now};
	bucket->tokens = Min(bucket->tokens + (now - bucket->filled_us) * per_us, limit);
	bucket->filled_us = now;
	if (bucket->tokens < 1)
		return (1 - bucket->tokens) / per_us / 1000000;
	bucket->tokens -= 1;
	return 0;
}

static Bucket *
local_bucket(const Source *source)
{
	static HTAB *buckets = NULL;
	LocalBucket *local;
	bool found;

	if (buckets == NULL)
	{
		HASHCTL control = {0};

		control.keysize = sizeof(pg_uuid_t);
		control.entrysize = sizeof(LocalBucket);
		control.hcxt = TopMemoryContext;
		buckets = hash_create("metahog rates", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	local = hash_search(buckets, &source->id, HASH_ENTER, &found);
	if (!found)
		local->bucket.limit = 0;
	return &local->bucket;
}
