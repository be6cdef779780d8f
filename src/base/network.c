/*
 * base/network.c
 *		Lists of networks, as in metahog.denied_networks.
 *
 * Parsing is left to the code behind PostgreSQL's own inet type.
 */
#include "postgres.h"

#include <netinet/in.h>

#include "utils/builtins.h"
#include "utils/inet.h"

#include "base/network.h"

/* Loopback, RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291. */
#define PRIVATE_NETWORKS                                                                      \
	"127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, " \
	"::1/128, fc00::/7, fe80::/10"

typedef struct Network
{
	int family; /* AF_INET or AF_INET6 */
	unsigned char bytes[16];
	int bits; /* length of the prefix */
} Network;

static char *next_item(const char **cursor);
static bool parse_network(const char *text, Network *network);
static void unwrap_address(const struct sockaddr *address, Network *network);
static bool same_prefix(const unsigned char *a, const unsigned char *b, int bits);

char *
network_list_first_bad(const char *list)
{
	const char *cursor = list;
	char *item;

	while ((item = next_item(&cursor)) != NULL)
	{
		Network network;

		if (!parse_network(item, &network))
			return item;
		pfree(item);
	}
	return NULL;
}

bool
network_list_contains(const char *list, const struct sockaddr *address)
{
	Network wanted;
	const char *cursor = list;
	bool found = false;
	char *item;

	unwrap_address(address, &wanted);
	while (!found && (item = next_item(&cursor)) != NULL)
	{
		Network network;

		found = parse_network(item, &network) && network.family == wanted.family &&
				same_prefix(network.bytes, wanted.bytes, network.bits);
		pfree(item);
	}
	return found;
}

bool
network_is_private(const struct sockaddr *address)
{
	return network_list_contains(PRIVATE_NETWORKS, address);
}

/* The next item that is not empty, without white space around it, palloc'd; NULL at the end. */
static char *
next_item(const char **cursor)
{
	while (**cursor != '\0')
	{
		const char *start = *cursor;
		size_t length;

		start += strspn(start, " \t\n\r,");
		length = strcspn(start, " \t\n\r,");
		*cursor = start + length;
		if (length > 0)
			return pnstrdup(start, length);
	}
	return NULL;
}

static bool
parse_network(const char *text, Network *network)
{
	bool is_v6 = strchr(text, ':') != NULL;

	memset(network, 0, sizeof(*network));
	network->family = is_v6 ? AF_INET6 : AF_INET;
	network->bits = pg_inet_net_pton(is_v6 ? PGSQL_AF_INET6 : PGSQL_AF_INET, text, network->bytes,
									 sizeof(network->bytes));
	return network->bits >= 0;
}

/* The address as a network of full length, an IPv4 address taken out of an IPv6 wrapping. */
static void
unwrap_address(const struct sockaddr *address, Network *network)
{
	static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	static const unsigned char nat64[12] = {0, 0x64, 0xff, 0x9b};

	memset(network, 0, sizeof(*network));
	network->family = address->sa_family;
	if (address->sa_family == AF_INET)
	{
		memcpy(network->bytes, &((const struct sockaddr_in *) address)->sin_addr, 4);
		network->bits = 32;
		return;
	}
	memcpy(network->bytes, &((const struct sockaddr_in6 *) address)->sin6_addr, 16);
	network->bits = 128;
	if (memcmp(network->bytes, mapped, 12) == 0 || memcmp(network->bytes, nat64, 12) == 0)
	{
		network->family = AF_INET;
		network->bits = 32;
		memmove(network->bytes, network->bytes + 12, 4);
	}
}

static bool
same_prefix(const unsigned char *a, const unsigned char *b, int bits)
{
	int whole = bits / 8;
	int rest = bits % 8;

	if (memcmp(a, b, whole) != 0)
		return false;
	return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}
