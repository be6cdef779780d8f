/*
 * remote/handover.c
 *		A session's connection, handed from one backend to another.
 *
 * Only a connection that is plain TCP can go over: the keys of TLS are in the
 * giver's memory, and by what it is cancelled is known to libpq alone.
 */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "base/settings.h"
#include "remote/expiry.h"
#include "remote/guard.h"
#include "remote/handover.h"
#include "remote/result_error.h"
#include "remote/shell.h"
#include "shared/passing.h"

static bool is_possible(void);
static uint64 hash_of_server(const ConnectionFacts *facts);
static void append_text(StringInfo text, const char *value);
static uint64 hash_of(StringInfo text);
static bool open_shell(Session *session, const ConnectionFacts *facts);

uint64
handover_fingerprint(const Session *session)
{
	StringInfoData text;

	initStringInfo(&text);
	/* A copied database has the same sources, in the same versions. */
	appendBinaryStringInfo(&text, (const char *) &MyDatabaseId, sizeof(Oid));
	appendBinaryStringInfo(&text, (const char *) &session->source_id, sizeof(pg_uuid_t));
	appendBinaryStringInfo(&text, (const char *) &session->source_tid, sizeof(ItemPointerData));
	appendBinaryStringInfo(&text, (const char *) &session->source_xmin, sizeof(TransactionId));
	append_text(&text, session->allowed_hosts);
	append_text(&text, session->denied_networks);
	return hash_of(&text);
}

uint64
handover_wish(const Session *session)
{
	return is_possible() ? session->facts.fingerprint : 0;
}

static bool
is_possible(void)
{
	return passing_open() && shell_is_possible();
}

void
handover_learn(Session *session)
{
	ConnectionFacts *facts = &session->facts;
	const char *strings = PQparameterStatus(session->conn, "standard_conforming_strings");
	const char *version = PQparameterStatus(session->conn, "server_version");
	StringInfoData text;

	facts->standard_strings = strings != NULL && strcmp(strings, "on") == 0;
	strlcpy(facts->server_version, version != NULL ? version : "", sizeof(facts->server_version));
	initStringInfo(&text);
	append_text(&text, PQhostaddr(session->conn));
	append_text(&text, PQport(session->conn));
	facts->address = hash_of(&text);
}

void
handover_prepare(Session *session)
{
	ConnectionFacts *facts = &session->facts;
	bool fit = facts->cancel_key.known && is_possible();

	if (fit && facts->server == 0 && facts->server_started[0] != '\0')
		facts->server = hash_of_server(facts);
	session->handover = (Handover){.fingerprint = fit ? facts->fingerprint : 0,
								   .socket = PQsocket(session->conn),
								   .letter = facts,
								   .size = sizeof(*facts)};
}

/*
 * What a session knows of a server's types, for one, is of no use with another.
 * What the remote says of itself stands behind what it has no say in.
 */
static uint64
hash_of_server(const ConnectionFacts *facts)
{
	StringInfoData text;

	initStringInfo(&text);
	appendBinaryStringInfo(&text, (const char *) &facts->address, sizeof(facts->address));
	append_text(&text, facts->standard_strings ? "on" : "off");
	append_text(&text, facts->server_version);
	append_text(&text, facts->server_started);
	return hash_of(&text);
}

/* With its end. */
static void
append_text(StringInfo text, const char *value)
{
	appendBinaryStringInfo(text, value, strlen(value) + 1);
}

/* Never 0; frees the text. */
static uint64
hash_of(StringInfo text)
{
	uint64 hash = hash_bytes_extended((unsigned char *) text->data, text->len, 0);

	pfree(text->data);
	return Max(hash, 1);
}

void
handover_vacate(Session *session)
{
	expiry_forget(&session->slot);
	passing_leave_number(PQsocket(session->conn));
	waiter_close(&session->waiter);
	slot_free(&session->slot);
	session->vacant = true;
	session->expires_us = Min(monotonic_us() + (int64) setting_session_idle_timeout * 1000,
							  session->created_us + (int64) setting_session_lifetime * 1000);
}

bool
handover_receive(Session *session)
{
	HandedConnection *handed = &session->handed;

	session->slot.handed = false;
	handed->socket = passing_receive(&handed->facts, sizeof(handed->facts));
	return handed->socket != PGINVALID_SOCKET &&
		   handed->facts.fingerprint == session->facts.fingerprint;
}

bool
handover_fits(const Session *session)
{
	uint64 server = session->handed.facts.server;

	return session->conn == NULL || (server != 0 && server == session->facts.server);
}

bool
handover_seat(Session *session)
{
	HandedConnection *handed = &session->handed;

	if (session->conn == NULL && !open_shell(session, &handed->facts))
		return false;
	if (dup3(handed->socket, PQsocket(session->conn), O_CLOEXEC) < 0)
		return false;
	close(handed->socket);
	handed->socket = PGINVALID_SOCKET;
	guard_take_facts(session, &handed->facts);
	session->vacant = false;
	return true;
}

static bool
open_shell(Session *session, const ConnectionFacts *facts)
{
	if (!AcquireExternalFD())
		return false;
	session->holds_fd = true;
	session->conn = shell_open(facts);
	if (session->conn == NULL)
		return false;
	watch_notices(session);
	return true;
}
