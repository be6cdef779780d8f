/*
 * source/address.h
 *		Host names to addresses, and which of them may be connected to.
 *
 * A host is resolved once per connect and every address is checked; the
 * address that was checked is the one that is connected to.
 */
#ifndef METAHOG_ADDRESS_H
#define METAHOG_ADDRESS_H

#include <netdb.h>
#include <sys/socket.h>

#include "base/deadline.h"
#include "base/errors.h"
#include "nodes/pg_list.h"
#include "storage/fd.h"

typedef struct Address
{
	char text[NI_MAXHOST]; /* numeric, as hostaddr wants it */
	bool is_private;	   /* loopback or private network: sslmode defaults to prefer */
} Address;

/*
 * Resolve a host within the deadline.  On success returns NULL and sets
 * *addresses to a List of palloc'd Address, in the resolver's order, denied
 * ones left out.  The error has stage resolve and SQLSTATE 08001 (no such
 * host), 57014 (deadline) or 42501 (the network policy leaves no address).
 */
extern RemoteError *address_resolve(const char *host, const Deadline *deadline, List **addresses);

/*
 * Raises 42501 if metahog.allowed_hosts excludes this host already by name.  A
 * name that a network in the list may let through is decided at connect.
 */
extern void address_check_host(const char *host);

#endif /* METAHOG_ADDRESS_H */
