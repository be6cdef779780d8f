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

/* An IPv4 address that is written as an IPv6 one. */
#define MAPPED_BITS 96
static const unsigned char mapped[16] = {[10] = 0xff, [11] = 0xff};

/* Networks of IPv6 behind which a gateway or a tunnel leads on to an IPv4 address that is in the address. */
typedef struct Gateway
{
	unsigned char prefix[16];
	int bits;
	int at[4];			/* which bytes are the IPv4 address */
	unsigned char mask; /* they are written exclusive-or this */
} Gateway;

static const Gateway gateways[] = {
	/* NAT64, of RFC 6052, and of RFC 8215, whose usual prefix has 96 bits as well */
	{{0x00, 0x64, 0xff, 0x9b}, 96, {12, 13, 14, 15}, 0},
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, {12, 13, 14, 15}, 0},
	/* and as RFC 6052 puts an address behind a prefix of 48 bits, with a byte of zeros in it */
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, {6, 7, 9, 10}, 0},
	/* 6to4, RFC 3056 */
	{{0x20, 0x02}, 16, {2, 3, 4, 5}, 0},
	/* addresses that RFC 4291 calls IPv4-compatible */
	{{0}, 96, {12, 13, 14, 15}, 0},
	/* Teredo, RFC 4380: the server, and the client behind its NAT */
	{{0x20, 0x01}, 32, {4, 5, 6, 7}, 0},
	{{0x20, 0x01}, 32, {12, 13, 14, 15}, 0xff},
};

static char *next_item(const char **cursor);
static bool parse_network(const char *text, Network *network);
static bool is_host_pattern(const char *item);
static Network network_of_address(const struct sockaddr *address);
static void unwrap_mapped(Network *network);
static int networks_behind(const Network *address, Network *behind);
static bool is_within_one_of(const Network *networks, int count, const Network *outer);
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
	Network meant[1 + lengthof(gateways)] = {network_of_address(address)};
	const char *cursor = list;
	bool found = false;
	char *item;
	int count;

	unwrap_mapped(&meant[0]);
	count = 1 + networks_behind(&meant[0], meant + 1);
	while (!found && (item = next_item(&cursor)) != NULL)
	{
		Network network;

		found = parse_network(item, &network) && is_within_one_of(meant, count, &network);
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
	unwrap_mapped(network);
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

/* A network of IPv6 that lies within the mapped addresses becomes one of IPv4. */
static void
unwrap_mapped(Network *network)
{
	if (network->family != AF_INET6 || network->bits < MAPPED_BITS ||
		!same_prefix(network->bytes, mapped, MAPPED_BITS))
		return;
	network->family = AF_INET;
	network->bits -= MAPPED_BITS;
	memmove(network->bytes, network->bytes + MAPPED_BITS / 8, 4);
}

/* The IPv4 addresses that an IPv6 one may lead to; how many there are. */
static int
networks_behind(const Network *address, Network *behind)
{
	int count = 0;

	if (address->family != AF_INET6)
		return 0;
	for (size_t i = 0; i < lengthof(gateways); i++)
	{
		const Gateway *gateway = &gateways[i];

		if (!same_prefix(address->bytes, gateway->prefix, gateway->bits))
			continue;
		behind[count] = (Network){.family = AF_INET, .bits = 32};
		for (int byte = 0; byte < 4; byte++)
			behind[count].bytes[byte] = address->bytes[gateway->at[byte]] ^ gateway->mask;
		count++;
	}
	return count;
}

static bool
is_within_one_of(const Network *networks, int count, const Network *outer)
{
	for (int i = 0; i < count; i++)
	{
		if (is_within(&networks[i], outer))
			return true;
	}
	return false;
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
