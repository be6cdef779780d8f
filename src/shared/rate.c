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
 *
 * No limit is forgotten before that, however many buckets there are.  Where the
 * table of them is full, one goes into its owner's debts: as long as there are
 * any, a bucket of this owner's that is not in the table is taken to be as
 * empty as the emptiest of those that have gone.  So who calls a crowd of
 * sources of his own gets no call more, but his own crowd gets less.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/deadline.h"
#include "shared/memory.h"
#include "shared/rate.h"
#include "source/role_limit.h"

#define MINUTE_NS INT64CONST(60000000000)
#define SECOND_NS INT64CONST(1000000000)

/* The source's, the role's, and that of the role that logged in. */
#define MAX_CLAIMS 3

/* Buckets that an owner may have in a full table, which nobody fills alone, before others' go for another one. */
#define FAIR_SHARE 16

/* Where buckets are: in shared memory, or where there is none, in this backend. */
typedef struct Rates
{
	SharedTable *buckets;
	BucketDebts *debts;
} Rates;

/* One call out of one bucket. */
typedef struct Claim
{
	BucketKey key;
	Oid owner;
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

static void collect(Claims *claims, const Source *source);
static void collect_of_roles(Claims *claims);
static void claim(Claims *claims, BucketKey key, Oid owner, int limit, const char *whose);
static const Claim *take(const Rates *rates, Claims *claims);
static Rates find_rates(void);
static void ask(const Rates *rates, Claim *claim, int64 now_ns);
static void put(const Rates *rates, const Claim *claim);
static void forget_one(const Rates *rates, Oid owner);
static Bucket *fullest_of(const Rates *rates, const Oid *owner);
static bool find_filler(const Rates *rates, Oid *owner);
static Oid majority_candidate(const Rates *rates);
static int count_of(const Rates *rates, Oid owner);
static int64 *debt_of(const Rates *rates, Oid owner);
static RemoteError *refuse(const Claim *claim);

RemoteError *
rate_take(const Source *source)
{
	Claims claims = {0};
	const Claim *refused;
	Rates rates;

	collect(&claims, source);
	if (claims.count == 0)
		return NULL;
	rates = find_rates();
	if (shared_available())
		shared_lock();
	refused = take(&rates, &claims);
	if (shared_available())
		shared_unlock();
	return refused == NULL ? NULL : refuse(refused);
}

static void
collect(Claims *claims, const Source *source)
{
	BucketKey key = {.database = MyDatabaseId, .source = source->id};

	claim(claims, key, source->created_by, source->rate_limit, "source");
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

	claim(claims, (BucketKey){.role = role}, role, role_limit(role), "role");
	if (login != role)
		claim(claims, (BucketKey){.role = login}, login, role_limit(login), "login role");
}

/* Without a limit there is nothing to claim. */
static void
claim(Claims *claims, BucketKey key, Oid owner, int limit, const char *whose)
{
	if (limit > 0)
		claims->claims[claims->count++] =
			(Claim){.key = key, .owner = owner, .limit = limit, .whose = whose};
}

/* From all buckets or from none: NULL, or whose turn comes last. */
static const Claim *
take(const Rates *rates, Claims *claims)
{
	int64 now_ns = monotonic_us() * 1000;
	const Claim *last = &claims->claims[0];

	for (int i = 0; i < claims->count; i++)
	{
		ask(rates, &claims->claims[i], now_ns);
		if (claims->claims[i].wait_ns > last->wait_ns)
			last = &claims->claims[i];
	}
	if (last->wait_ns > 0)
		return last;
	for (int i = 0; i < claims->count; i++)
		put(rates, &claims->claims[i]);
	return NULL;
}

static Rates
find_rates(void)
{
	static Rates own;

	if (shared_available())
		return (Rates){.buckets = shared_buckets(), .debts = shared_debts()};
	if (own.buckets == NULL)
	{
		SharedTable *table =
			MemoryContextAlloc(TopMemoryContext, shared_table_size(MAX_BUCKETS, sizeof(Bucket)));

		own.debts = MemoryContextAllocZero(TopMemoryContext, sizeof(BucketDebts));
		shared_table_init(table, MAX_BUCKETS, sizeof(BucketKey), sizeof(Bucket));
		own.buckets = table;
	}
	return own;
}

static void
ask(const Rates *rates, Claim *claim, int64 now_ns)
{
	const Bucket *bucket = shared_table_find(rates->buckets, &claim->key);
	int64 full_ns = bucket != NULL ? bucket->full_ns : *debt_of(rates, claim->owner);

	claim->full_ns = Max(full_ns, now_ns) + MINUTE_NS / claim->limit;
	claim->wait_ns = claim->full_ns - (now_ns + MINUTE_NS);
}

static void
put(const Rates *rates, const Claim *claim)
{
	bool found;
	Bucket *bucket = shared_table_enter(rates->buckets, &claim->key, &found);

	if (bucket == NULL)
	{
		forget_one(rates, claim->owner);
		bucket = shared_table_enter(rates->buckets, &claim->key, &found);
	}
	bucket->owner = claim->owner;
	bucket->full_ns = claim->full_ns;
}

/*
 * The fullest, of which the least is owed: one that nobody has touched for a
 * minute is full.  If there is none that is, of those of the owner who fills
 * the table, so that nobody else owes for his crowd.
 */
static void
forget_one(const Rates *rates, Oid owner)
{
	Bucket *bucket = fullest_of(rates, NULL);
	Oid filler = owner;
	int64 *debt;

	if (bucket->full_ns > monotonic_us() * 1000 && find_filler(rates, &filler))
		bucket = fullest_of(rates, &filler);
	debt = debt_of(rates, bucket->owner);
	*debt = Max(*debt, bucket->full_ns);
	shared_table_remove(rates->buckets, bucket);
}

/* Of an owner's buckets, of which there must be one; NULL: of all. */
static Bucket *
fullest_of(const Rates *rates, const Oid *owner)
{
	Bucket *fullest = NULL;

	for (Bucket *bucket = shared_table_next(rates->buckets, NULL); bucket != NULL;
		 bucket = shared_table_next(rates->buckets, bucket))
	{
		if (owner != NULL && bucket->owner != *owner)
			continue;
		if (fullest == NULL || bucket->full_ns < fullest->full_ns)
			fullest = bucket;
	}
	return fullest;
}

/*
 * Who has more than half of the table; else the one who needs a place, which
 * is what *owner is before, if he has his share.  False if it is neither.
 */
static bool
find_filler(const Rates *rates, Oid *owner)
{
	Oid candidate = majority_candidate(rates);

	if (count_of(rates, candidate) > MAX_BUCKETS / 2)
	{
		*owner = candidate;
		return true;
	}
	return count_of(rates, *owner) >= FAIR_SHARE;
}

/* By Boyer and Moore's vote: whoever has more than half is what is left when pairs of unlike ones are struck out. */
static Oid
majority_candidate(const Rates *rates)
{
	Oid candidate = InvalidOid;
	int lead = 0;

	for (Bucket *bucket = shared_table_next(rates->buckets, NULL); bucket != NULL;
		 bucket = shared_table_next(rates->buckets, bucket))
	{
		if (lead == 0)
			candidate = bucket->owner;
		lead += bucket->owner == candidate ? 1 : -1;
	}
	return candidate;
}

static int
count_of(const Rates *rates, Oid owner)
{
	int count = 0;

	for (Bucket *bucket = shared_table_next(rates->buckets, NULL); bucket != NULL;
		 bucket = shared_table_next(rates->buckets, bucket))
		count += bucket->owner == owner ? 1 : 0;
	return count;
}

static int64 *
debt_of(const Rates *rates, Oid owner)
{
	return &rates->debts
				->full_ns[hash_bytes_uint32_extended(owner, rates->debts->seed) % MAX_DEBTS];
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
	error->retry_after_ms = (claim->wait_ns + SECOND_NS / 1000 - 1) / (SECOND_NS / 1000);
	return error;
}
