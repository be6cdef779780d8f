/*
 * base/network.h
 *		Lists of networks, as in metahog.denied_networks.
 */
#ifndef METAHOG_NETWORK_H
#define METAHOG_NETWORK_H

#include <sys/socket.h>

/*
 * The first item of a comma-separated list that is no network in CIDR
 * notation, palloc'd; NULL if all are.
 */
extern char *network_list_first_bad(const char *list);

/*
 * The first item of a comma-separated list that is no host's name, no pattern
 * *.domain and no network either, palloc'd; so is the list itself if it has no
 * items, but is not empty.  NULL if all is well.
 */
extern char *host_list_first_bad(const char *list);

/*
 * Is the address within one of the networks of a list that has been checked
 * with network_list_first_bad?  An IPv4 address that is wrapped in an IPv6 one
 * (::ffff:0:0/96) is compared as what it is, and so is a network of such.  One
 * that leads on to an IPv4 address (NAT64, 6to4, Teredo, IPv4-compatible) is
 * compared as both.
 */
extern bool network_list_contains(const char *list, const struct sockaddr *address);

/*
 * Is it not on the public internet?  Loopback, private networks (RFC 1918 and
 * 4193), those behind a provider's NAT (RFC 6598), and link-local addresses.
 */
extern bool network_is_private(const struct sockaddr *address);

#endif /* METAHOG_NETWORK_H */
