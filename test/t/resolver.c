/*
 * test/t/resolver.c: a getaddrinfo() for tests, put before the C library's with LD_PRELOAD.
 *
 * - "127-0-0-2.127-0-0-1.several.test" has the addresses 127.0.0.2 and
 *   127.0.0.1, in this order.
 * - "hangs.test" is not answered while the file exists that HANGS_WHILE names.
 * - Any other name is the C library's business.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int (*Resolver)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static int several(Resolver next, const char *host, const struct addrinfo *hints, struct addrinfo **result);
static int ends_with(const char *host, const char *end);

int
getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **result)
{
	Resolver next = (Resolver) dlsym(RTLD_NEXT, "getaddrinfo");

	if (host == NULL || (hints != NULL && (hints->ai_flags & AI_NUMERICHOST)))
		return next(host, service, hints, result);
	if (ends_with(host, ".several.test"))
		return several(next, host, hints, result);
	if (strcmp(host, "hangs.test") == 0)
	{
		while (access(getenv("HANGS_WHILE"), F_OK) == 0)
			usleep(20000);
		return next("127.0.0.1", service, hints, result);
	}
	return next(host, service, hints, result);
}

/* Each address is looked up by itself; the C library frees a list link by link. */
static int
several(Resolver next, const char *host, const struct addrinfo *hints, struct addrinfo **result)
{
	char *names = strdup(host);
	struct addrinfo **last = result;
	int status = 0;

	*strstr(names, ".several.test") = '\0';
	for (char *name = strtok(names, "."); name != NULL && status == 0; name = strtok(NULL, "."))
	{
		for (char *dash = name; (dash = strchr(dash, '-')) != NULL;)
			*dash = '.';
		status = next(name, NULL, hints, last);
		while (status == 0 && *last != NULL)
			last = &(*last)->ai_next;
	}
	free(names);
	return status;
}

static int
ends_with(const char *host, const char *end)
{
	return strlen(host) >= strlen(end) && strcmp(host + strlen(host) - strlen(end), end) == 0;
}
