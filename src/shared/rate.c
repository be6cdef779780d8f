/*
 * shared/rate.c
 *		How often a source may be queried, and how often a role may query.
 *
 * A token bucket for each: it holds as many calls as are allowed in a minute,
 * is full at first, and fills evenly.  All that has to be remembered of it is
 * when it will be full again: a call puts that off by its share of a minute,
 * and may begin if it is not put off beyond a minute from now.  So a limit may
 * change at any time, or be another one in each database, and what is full
 * need not be remembered.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/deadline.h"
#include "shared/memory.h"
#include "shared/rate.h"
#include "source/role_limit.h"

#define MINUTE_NS INT64CONST(60000000000)
#define SECOND_NS INT64CONST(1000000000)

/* The source's, the role's, the session's, and that of the role that logged in. */
#define MAX_CLAIMS 4

/* One call out of one bucket. */
typedef struct Claim
{
	SharedTable *buckets;
	BucketKey key;
	int limit;
	const char *whose; /* for the error */
	int64 full_ns;	   /* when the bucket will be full again, if it gives the call */
	int64 wait_ns;	   /* after how long it will give it; not above 0: now */
} Claim;

/* What one call needs. */
typedef struct Claims
{
	int count;
	Claim claims[MAX_CLAIMS];
} Claims;

/* No source's and no role's. */
static const BucketKey session_key = {0};

static void collect(Claims *claims, const Source *source);
static void collect_of_roles(Claims *claims);
static void claim(Claims *claims, BucketKey key, int limit, const char *whose);
static SharedTable *buckets_with(const BucketKey *key);
static const Claim *take(Claims *claims);
static void ask(Claim *claim, int64 now_ns);
static void put(const Claim *claim);
static void forget_fullest(SharedTable *buckets);
static RemoteError *refuse(const Claim *claim);

RemoteError *
rate_take(const Source *source)
{
	Claims claims = {0};
	const Claim *refused;

	collect(&claims, source);
	if (claims.count == 0)
		return NULL;
	if (shared_available())
		shared_lock();
	refused = take(&claims);
	if (shared_available())
		shared_unlock();
	return refused == NULL ? NULL : refuse(refused);
}

static void
collect(Claims *claims, const Source *source)
{
	BucketKey key = {.database = MyDatabaseId, .source = source->id};

	claim(claims, key, source->rate_limit, "source");
	collect_of_roles(claims);
}

/*
 * A role is the same one in all databases.  SET ROLE is no way out of a limit:
 * that of the role that logged in counts besides.  As everywhere, what a
 * SECURITY DEFINER function does, its caller does.
 */
static void
collect_of_roles(Claims *claims)
{
	Oid role = GetOuterUserId();
	Oid login = GetSessionUserId();
	int stored = role_limit_stored(role);
	int wished = role_limit_wished();

	/* A superuser's limit is what he says.  What others say binds the session that says it. */
	if (superuser_arg(role))
		claim(claims, (BucketKey){.role = role}, wished, "role");
	else
	{
		claim(claims, (BucketKey){.role = role}, stored, "role");
		if (wished < stored || stored == 0)
			claim(claims, session_key, wished, "session");
	}
	if (login != role)
		claim(claims, (BucketKey){.role = login}, role_limit_stored(login), "login role");
}

/* Without a limit there is nothing to claim. */
static void
claim(Claims *claims, BucketKey key, int limit, const char *whose)
{
	if (limit > 0)
		claims->claims[claims->count++] =
			(Claim){.buckets = buckets_with(&key), .key = key, .limit = limit, .whose = whose};
}

/* The session's bucket is its own; where nothing is shared, all are. */
static SharedTable *
buckets_with(const BucketKey *key)
{
	static SharedTable *own = NULL;
	bool is_session = memcmp(key, &session_key, sizeof(BucketKey)) == 0;

	if (!is_session && shared_available())
		return shared_buckets();
	if (own == NULL)
	{
		own = MemoryContextAlloc(TopMemoryContext, shared_table_size(MAX_BUCKETS, sizeof(Bucket)));
		shared_table_init(own, MAX_BUCKETS, sizeof(BucketKey), sizeof(Bucket));
	}
	return own;
}

/* From all buckets or from none: NULL, or whose turn comes last. */
static const Claim *
take(Claims *claims)
{
	int64 now_ns = monotonic_us() * 1000;
	const Claim *last = &claims->claims[0];

	for (int i = 0; i < claims->count; i++)
	{
		ask(&claims->claims[i], now_ns);
		if (claims->claims[i].wait_ns > last->wait_ns)
			last = &claims->claims[i];
	}
	if (last->wait_ns > 0)
		return last;
	for (int i = 0; i < claims->count; i++)
		put(&claims->claims[i]);
	return NULL;
}

static void
ask(Claim *claim, int64 now_ns)
{
	const Bucket *bucket = shared_table_find(claim->buckets, &claim->key);
	int64 full_ns = bucket != NULL ? Max(bucket->full_ns, now_ns) : now_ns;

	claim->full_ns = full_ns + MINUTE_NS / claim->limit;
	claim->wait_ns = claim->full_ns - (now_ns + MINUTE_NS);
}

static void
put(const Claim *claim)
{
	bool found;
	Bucket *bucket = shared_table_enter(claim->buckets, &claim->key, &found);

	if (bucket == NULL)
	{
		forget_fullest(claim->buckets);
		bucket = shared_table_enter(claim->buckets, &claim->key, &found);
	}
	bucket->full_ns = claim->full_ns;
}

/* One that nobody has touched for a minute is full, and nothing is lost with it. */
static void
forget_fullest(SharedTable *buckets)
{
	Bucket *fullest = NULL;

	for (Bucket *bucket = shared_table_next(buckets, NULL); bucket != NULL;
		 bucket = shared_table_next(buckets, bucket))
	{
		if (fullest == NULL || bucket->full_ns < fullest->full_ns)
			fullest = bucket;
	}
	shared_table_remove(buckets, fullest);
}

static RemoteError *
refuse(const Claim *claim)
{
	int64 seconds = (claim->wait_ns + SECOND_NS - 1) / SECOND_NS;
	RemoteError *error =
		make_error(STAGE_WAIT, ERRCODE_CONFIGURATION_LIMIT_EXCEEDED,
				   "the %s's rate limit of %d per minute is reached", claim->whose, claim->limit);

	error->hint =
		psprintf("Try again after " INT64_FORMAT " second%s.", seconds, seconds == 1 ? "" : "s");
	return error;
}
