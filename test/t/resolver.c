/*
 * test/t/resolver.c: a getaddrinfo() and a connect() for tests, put before the C library's with LD_PRELOAD.
 *
 * - "127-0-0-2.127-0-0-1.several.test" has the addresses 127.0.0.2 and
 *   127.0.0.1, in this order.
 * - "signals.test" is known where all signals are blocked that somebody may send.
 * - "hangs.test" is not answered while the file exists that HANGS_WHILE names.
 * - Any other name is the C library's business.
 * - Whatever IPv4 address is connected to, it is this machine's own, 127.0.0.1,
 *   if it is none of 127.0.0.0/8.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef int (*Resolver)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static int several(Resolver next, const char *host, const struct addrinfo *hints, struct addrinfo **result);
static int signals_are_blocked(void);
static int ends_with(const char *host, const char *end);

typedef int (*Connector)(int, const struct sockaddr *, socklen_t);

int
connect(int fd, const struct sockaddr *address, socklen_t length)
{
	Connector next = (Connector) dlsym(RTLD_NEXT, "connect");
	struct sockaddr_in here;

	if (address->sa_family != AF_INET)
		return next(fd, address, length);
	memcpy(&here, address, sizeof(here));
	if (ntohl(here.sin_addr.s_addr) >> 24 != 127)
		here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return next(fd, (const struct sockaddr *) &here, sizeof(here));
}

int
getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **result)
{
	Resolver next = (Resolver) dlsym(RTLD_NEXT, "getaddrinfo");

	if (host == NULL || (hints != NULL && (hints->ai_flags & AI_NUMERICHOST)))
		return next(host, service, hints, result);
	if (ends_with(host, ".several.test"))
		return several(next, host, hints, result);
	if (strcmp(host, "signals.test") == 0)
		return signals_are_blocked() ? next("127.0.0.1", service, hints, result) : EAI_FAIL;
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
signals_are_blocked(void)
{
	static const int sent[] = {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGALRM, SIGUSR1, SIGUSR2, SIGCHLD};
	sigset_t blocked;
	int all = 1;

	pthread_sigmask(SIG_BLOCK, NULL, &blocked);
	for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++)
		all = all && sigismember(&blocked, sent[i]);
	return all;
}

static int
ends_with(const char *host, const char *end)
{
	return strlen(host) >= strlen(end) && strcmp(host + strlen(host) - strlen(end), end) == 0;
}
