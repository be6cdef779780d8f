/*
 * remote/handover.c
 *		A session's connection, handed from one backend to another.
 *
 * Only a connection that is plain TCP can go over: the keys of TLS are in the
 * giver's memory.  And only one of which all is known: by what it is cancelled,
 * and which settings its server has by itself.  Behind a pooler, or on a source
 * that may write, that is not so.
 */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/hashfn.h"
#include "lib/stringinfo.h"

#include "base/settings.h"
#include "remote/expiry.h"
#include "remote/guard.h"
#include "remote/handover.h"
#include "shared/passing.h"

static bool is_known(const ConnectionFacts *facts);
static uint64 make_fingerprint(const Session *session);
static void append_text(StringInfo text, const char *value);

void
handover_prepare(Session *session)
{
	ConnectionFacts *facts = &session->facts;
	bool fit = is_known(facts) && passing_open();

	if (fit && facts->fingerprint == 0)
		facts->fingerprint = make_fingerprint(session);
	session->handover = (Handover){.fingerprint = fit ? facts->fingerprint : 0,
								   .socket = PQsocket(session->conn),
								   .letter = facts,
								   .size = sizeof(*facts)};
}

static bool
is_known(const ConnectionFacts *facts)
{
	return facts->cancel_key.known && facts->defaults_known && !facts->all_settings &&
		   !facts->plain_settings && facts->server_started[0] != '\0';
}

/*
 * Of whatever a taker's knowledge of the remote depends on: the source as it
 * was when the session was opened, and the server that it was opened to.  What
 * the remote says of itself stands behind what it has no say in.
 */
static uint64
make_fingerprint(const Session *session)
{
	StringInfoData text;
	uint64 hash;

	initStringInfo(&text);
	appendBinaryStringInfo(&text, (const char *) &session->source_id, sizeof(pg_uuid_t));
	appendBinaryStringInfo(&text, (const char *) &session->source_tid, sizeof(ItemPointerData));
	appendBinaryStringInfo(&text, (const char *) &session->source_xmin, sizeof(TransactionId));
	append_text(&text, session->allowed_hosts);
	append_text(&text, session->denied_networks);
	append_text(&text, PQhostaddr(session->conn));
	append_text(&text, PQport(session->conn));
	appendStringInfo(&text, "%d ", PQserverVersion(session->conn));
	append_text(&text, session->facts.server_started);
	hash = hash_bytes_extended((unsigned char *) text.data, text.len, 0);
	pfree(text.data);
	return Max(hash, 1);
}

/* With its end. */
static void
append_text(StringInfo text, const char *value)
{
	appendBinaryStringInfo(text, value, strlen(value) + 1);
}

bool
handover_to_waiting(Session *session)
{
	if (!slot_hand_over(&session->slot, &session->handover))
		return false;
	handover_vacate(session);
	return true;
}

void
handover_vacate(Session *session)
{
	expiry_forget(PQsocket(session->conn));
	passing_leave_number(PQsocket(session->conn));
	waiter_close(&session->waiter);
	slot_free(&session->slot);
	session->vacant = true;
	session->expires_us = monotonic_us() + (int64) setting_session_idle_timeout * 1000;
}

bool
handover_take(Session *session)
{
	ConnectionFacts before = session->facts;
	ConnectionFacts facts;
	pgsocket socket = passing_receive(&facts, sizeof(facts));

	session->slot.handed = false;
	if (socket == PGINVALID_SOCKET)
		return false;
	if (facts.fingerprint != before.fingerprint)
	{
		close(socket);
		return false;
	}
	/* In the place of the one that this connection of libpq's had. */
	dup3(socket, PQsocket(session->conn), O_CLOEXEC);
	close(socket);
	session->vacant = false;
	session->facts = facts;
	guard_facts_changed(session, &before);
	return true;
}
