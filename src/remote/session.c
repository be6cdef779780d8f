/*
 * remote/session.c
 *		A session with a remote: what is true of it, whoever asks.
 */
#include "postgres.h"

#include <poll.h>

#include "base/settings.h"
#include "remote/expiry.h"
#include "remote/session.h"

bool
session_is_quiet(const Session *session)
{
	struct pollfd wanted = {.fd = PQsocket(session->conn), .events = POLLIN};

	/* First of all, or its time may be over between this look and its use. */
	expiry_forget(&session->slot);

	return poll(&wanted, 1, 0) == 0;
}

bool
session_is_too_old(int64 since_us)
{
	return monotonic_us() >= since_us + (int64) setting_session_lifetime * 1000;
}
