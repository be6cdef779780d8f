/*
 * source/address.c
 *		Host names to addresses, and which of them may be connected to.
 *
 * - The policy is applied to socket addresses, never to text: 127.1, 0x7f.1
 *   and ::ffff:127.0.0.1 are all what they resolve to.
 * - The resolver runs in a thread: it takes as long as a network pleases.
 */
#include "postgres.h"

#include <stdlib.h>

#include <netinet/in.h>

#include "base/network.h"
#include "base/offload.h"
#include "base/settings.h"
#include "source/address.h"

#define LIST_SEPARATORS " \t\r\n,"

/* A call of getaddrinfo(), in memory of malloc, since a thread may outlive the caller. */
typedef struct ResolveJob
{
	OffloadJob job;			 /* must be first */
	int status;				 /* what getaddrinfo() returned */
	int system_error;		 /* errno, if that was EAI_SYSTEM */
	struct addrinfo *result; /* freed with the job */
	char host[FLEXIBLE_ARRAY_MEMBER];
} ResolveJob;

static RemoteError *resolve_name(const char *host, const Deadline *deadline, ResolveJob **job);
static ResolveJob *make_job(const char *host);
static void run_job(OffloadJob *job);
static void destroy_job(OffloadJob *job);
static int look_up(const char *host, int flags, struct addrinfo **result);
static RemoteError *make_resolve_error(const char *host, int status, int system_error);
static RemoteError *select_allowed(const char *host, const struct addrinfo *found,
								   List **addresses);
static bool address_allowed(const struct sockaddr *address, bool host_allowed);
static bool denied_is_unreadable(void);
static bool is_unspecified(const struct sockaddr *address);
static Address *make_address(const struct addrinfo *found);
static bool is_restricted(void);
static bool host_is_listed(const char *host);
static bool list_has_network(void);
static bool matches_pattern(const char *host, size_t host_length, const char *pattern,
							size_t pattern_length);
static size_t name_length(const char *name, size_t length);
static char *next_pattern(const char **cursor);
static void raise_host_denied(const char *host) pg_attribute_noreturn();

RemoteError *
address_resolve(const char *host, const Deadline *deadline, List **addresses)
{
	struct addrinfo *numeric;
	RemoteError *error;
	ResolveJob *job;

	if (look_up(host, AI_NUMERICHOST, &numeric) == 0)
	{
		PG_TRY();
		{
			error = select_allowed(host, numeric, addresses);
		}
		PG_FINALLY();
		{
			freeaddrinfo(numeric);
		}
		PG_END_TRY();
		return error;
	}

	error = resolve_name(host, deadline, &job);
	if (error != NULL)
		return error;
	PG_TRY();
	{
		if (job->status != 0)
			error = make_resolve_error(host, job->status, job->system_error);
		else
			error = select_allowed(host, job->result, addresses);
	}
	PG_FINALLY();
	{
		destroy_job(&job->job);
	}
	PG_END_TRY();
	return error;
}

void
address_check_host(const char *host)
{
	struct addrinfo *numeric;
	bool allowed;

	if (!is_restricted() || host_is_listed(host))
		return;
	if (look_up(host, AI_NUMERICHOST, &numeric) != 0)
	{
		if (!list_has_network())
			raise_host_denied(host);
		return;
	}
	PG_TRY();
	{
		allowed = network_list_contains(setting_allowed_hosts, numeric->ai_addr);
	}
	PG_FINALLY();
	{
		freeaddrinfo(numeric);
	}
	PG_END_TRY();
	if (!allowed)
		raise_host_denied(host);
}

/* On success *job has been run and is the caller's to destroy. */
static RemoteError *
resolve_name(const char *host, const Deadline *deadline, ResolveJob **job)
{
	*job = make_job(host);
	if (*job != NULL)
	{
		switch (offload(&(*job)->job, deadline, true))
		{
			case OFFLOAD_DONE:
				return NULL;
			case OFFLOAD_DEADLINE:
				return make_deadline_error(STAGE_RESOLVE);
			case OFFLOAD_FAILED:
				break;
		}
	}
	return make_error(STAGE_RESOLVE, ERRCODE_INSUFFICIENT_RESOURCES,
					  "could not resolve host \"%s\": no thread or descriptor is free", host);
}

/* NULL if there is no memory. */
static ResolveJob *
make_job(const char *host)
{
	ResolveJob *job = calloc(1, offsetof(ResolveJob, host) + strlen(host) + 1);

	if (job == NULL)
		return NULL;
	job->job.run = run_job;
	job->job.destroy = destroy_job;
	memcpy(job->host, host, strlen(host) + 1);
	return job;
}

/* In the thread: nothing of PostgreSQL may be called. */
static void
run_job(OffloadJob *offloaded)
{
	ResolveJob *job = (ResolveJob *) offloaded;

	job->status = look_up(job->host, 0, &job->result);
	job->system_error = errno;
}

static void
destroy_job(OffloadJob *offloaded)
{
	ResolveJob *job = (ResolveJob *) offloaded;

	if (job->result != NULL)
		freeaddrinfo(job->result);
	free(job);
}

/* *result is NULL unless 0 is returned. */
static int
look_up(const char *host, int flags, struct addrinfo **result)
{
	struct addrinfo hints = {.ai_flags = flags, .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};

	*result = NULL;
	return getaddrinfo(host, NULL, &hints, result);
}

static RemoteError *
make_resolve_error(const char *host, int status, int system_error)
{
	return make_error(STAGE_RESOLVE, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
					  "could not resolve host \"%s\": %s", host,
					  status == EAI_SYSTEM ? strerror(system_error) : gai_strerror(status));
}

/* What the policy leaves of the addresses; an error if that is nothing. */
static RemoteError *
select_allowed(const char *host, const struct addrinfo *found, List **addresses)
{
	bool host_allowed = !is_restricted() || host_is_listed(host);
	RemoteError *error;

	*addresses = NIL;
	for (; found != NULL; found = found->ai_next)
	{
		if (found->ai_family != AF_INET && found->ai_family != AF_INET6)
			continue;
		if (address_allowed(found->ai_addr, host_allowed))
			*addresses = lappend(*addresses, make_address(found));
	}
	if (*addresses != NIL)
		return NULL;

	error = make_error(STAGE_RESOLVE, ERRCODE_INSUFFICIENT_PRIVILEGE,
					   "the address of host \"%s\" is not allowed", host);
	if (denied_is_unreadable())
		error->detail = pstrdup("metahog.denied_networks cannot be read, so none is.");
	error->hint = pstrdup("metahog.denied_networks and metahog.allowed_hosts decide which are.");
	return error;
}

/*
 * The unspecified addresses, 0.0.0.0 and ::, are never allowed: connecting to
 * one reaches this machine, past any list that denies 127.0.0.0/8.
 */
static bool
address_allowed(const struct sockaddr *address, bool host_allowed)
{
	if (is_unspecified(address) || denied_is_unreadable() ||
		network_list_contains(setting_denied_networks, address))
		return false;
	return host_allowed || network_list_contains(setting_allowed_hosts, address);
}

/* It may have been stored before anybody could check it: see base/settings.c. */
static bool
denied_is_unreadable(void)
{
	return network_list_first_bad(setting_denied_networks) != NULL;
}

static bool
is_unspecified(const struct sockaddr *address)
{
	return network_list_contains("0.0.0.0/8, ::/128", address);
}

static Address *
make_address(const struct addrinfo *found)
{
	Address *address = palloc0(sizeof(Address));
	int status = getnameinfo(found->ai_addr, found->ai_addrlen, address->text,
							 sizeof(address->text), NULL, 0, NI_NUMERICHOST);

	if (status != 0)
		elog(ERROR, "could not print an address: %s", gai_strerror(status));
	address->is_private = network_is_private(found->ai_addr);
	return address;
}

static bool
is_restricted(void)
{
	return setting_allowed_hosts != NULL && setting_allowed_hosts[0] != '\0';
}

/* Does metahog.allowed_hosts have this name, or a pattern for it? */
static bool
host_is_listed(const char *host)
{
	const char *cursor = setting_allowed_hosts;
	size_t length = name_length(host, strlen(host));
	char *pattern;
	bool found = false;

	while (!found && (pattern = next_pattern(&cursor)) != NULL)
	{
		found = matches_pattern(host, length, pattern, name_length(pattern, strlen(pattern)));
		pfree(pattern);
	}
	return found;
}

static bool
list_has_network(void)
{
	const char *cursor = setting_allowed_hosts;
	char *pattern;
	bool found = false;

	while (!found && (pattern = next_pattern(&cursor)) != NULL)
	{
		char *bad = network_list_first_bad(pattern);

		found = bad == NULL;
		if (bad != NULL)
			pfree(bad);
		pfree(pattern);
	}
	return found;
}

/* "*.example.com" stands for every name below example.com, not for itself. */
static bool
matches_pattern(const char *host, size_t host_length, const char *pattern, size_t pattern_length)
{
	if (pattern_length > 1 && pattern[0] == '*' && pattern[1] == '.')
	{
		pattern++;
		pattern_length--;
		if (host_length <= pattern_length)
			return false;
		host += host_length - pattern_length;
		host_length = pattern_length;
	}
	return host_length == pattern_length && pg_strncasecmp(host, pattern, host_length) == 0;
}

/* Without the dot that ends a fully qualified name. */
static size_t
name_length(const char *name, size_t length)
{
	return length > 0 && name[length - 1] == '.' ? length - 1 : length;
}

/* The next item of the list, palloc'd; NULL at the end. */
static char *
next_pattern(const char **cursor)
{
	const char *start = *cursor + strspn(*cursor, LIST_SEPARATORS);
	size_t length = strcspn(start, LIST_SEPARATORS);

	*cursor = start + length;
	return length > 0 ? pnstrdup(start, length) : NULL;
}

static void
raise_host_denied(const char *host)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE), errmsg("host \"%s\" is not allowed", host),
			 errhint("metahog.allowed_hosts decides which hosts are.")));
}
