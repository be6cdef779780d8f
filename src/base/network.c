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

/* How IPv4 addresses are written as IPv6 ones: as such, and for a gateway that translates. */
#define WRAPPING_BITS 96
static const unsigned char mapped[16] = {[10] = 0xff, [11] = 0xff};
static const unsigned char nat64[16] = {[1] = 0x64, [2] = 0xff, [3] = 0x9b};

static char *next_item(const char **cursor);
static bool parse_network(const char *text, Network *network);
static bool is_host_pattern(const char *item);
static Network network_of_address(const struct sockaddr *address);
static void unwrap(Network *network, const unsigned char *wrapping);
static bool is_within(const Network *inner, const Network *outer);
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

char *
host_list_first_bad(const char *list)
{
	const char *cursor = list;
	bool empty = true;
	char *item;

	while ((item = next_item(&cursor)) != NULL)
	{
		Network network;

		empty = false;
		if (!is_host_pattern(item) && !parse_network(item, &network))
			return item;
		pfree(item);
	}
	return empty && list[0] != '\0' ? pstrdup(list) : NULL;
}

bool
network_list_contains(const char *list, const struct sockaddr *address)
{
	Network wanted = network_of_address(address);
	Network other = wanted;
	const char *cursor = list;
	bool found = false;
	char *item;

	unwrap(&wanted, mapped);
	unwrap(&wanted, nat64);
	unwrap(&other, mapped);
	while (!found && (item = next_item(&cursor)) != NULL)
	{
		Network network;

		found = parse_network(item, &network) &&
				(is_within(&wanted, &network) || is_within(&other, &network));
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

/* A name, or what begins with "*." and a name behind it; the names of IPv4's numbers are among them. */
static bool
is_host_pattern(const char *item)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	const char *name = strncmp(item, "*.", 2) == 0 ? item + 2 : item;

	return name[0] != '\0' && name[strspn(name, allowed)] == '\0';
}

static bool
parse_network(const char *text, Network *network)
{
	bool is_v6 = strchr(text, ':') != NULL;

	memset(network, 0, sizeof(*network));
	network->family = is_v6 ? AF_INET6 : AF_INET;
	network->bits = pg_inet_net_pton(is_v6 ? PGSQL_AF_INET6 : PGSQL_AF_INET, text, network->bytes,
									 sizeof(network->bytes));
	if (network->bits < 0)
		return false;
	unwrap(network, mapped);
	return true;
}

/* The address as a network of full length. */
static Network
network_of_address(const struct sockaddr *address)
{
	Network network = {.family = address->sa_family};

	if (address->sa_family == AF_INET)
	{
		memcpy(network.bytes, &((const struct sockaddr_in *) address)->sin_addr, 4);
		network.bits = 32;
	}
	else
	{
		memcpy(network.bytes, &((const struct sockaddr_in6 *) address)->sin6_addr, 16);
		network.bits = 128;
	}
	return network;
}

/* A network of IPv6 that lies within this wrapping of IPv4 becomes one of IPv4. */
static void
unwrap(Network *network, const unsigned char *wrapping)
{
	if (network->family != AF_INET6 || network->bits < WRAPPING_BITS ||
		!same_prefix(network->bytes, wrapping, WRAPPING_BITS))
		return;
	network->family = AF_INET;
	network->bits -= WRAPPING_BITS;
	memmove(network->bytes, network->bytes + WRAPPING_BITS / 8, 4);
}

static bool
is_within(const Network *inner, const Network *outer)
{
	return inner->family == outer->family && inner->bits >= outer->bits &&
		   same_prefix(inner->bytes, outer->bytes, outer->bits);
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
