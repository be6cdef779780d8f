/*
 * remote/result_error.c
 *		What libpq says of a failure, as a RemoteError.
 */
#include "postgres.h"

#include <limits.h>

#include <ctype.h>

#include "remote/result_error.h"

#define SQLSTATE_LENGTH 5

static int parse_sqlstate(const char *text);
static bool is_success_class(int sqlstate);
static const char *find_sqlstate(const char *text);
static RemoteError *refusal(PGconn *conn, const char *text);
static int connect_sqlstate(int remote_sqlstate);
static char *first_lines(const char *text);
static const char *find_location(const char *text);
static bool is_location(const char *line);
static bool is_fatal(const PGresult *result);
static void receive_notice(void *argument, const PGresult *result);

RemoteError *
error_from_connection(PGconn *conn, Stage stage)
{
	char *text = clean_text(PQerrorMessage(conn));
	const char *sqlstate = find_sqlstate(text);
	RemoteError *error;

	if (sqlstate == NULL)
	{
		error = stage == STAGE_AUTHENTICATE ? refusal(conn, text) : NULL;
		return error != NULL
				   ? error
				   : make_error(stage, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION, "%s",
								first_lines(text));
	}

	/* What follows the SQLSTATE is the remote's message, up to libpq's own extra lines. */
	error = make_error(stage, connect_sqlstate(parse_sqlstate(sqlstate)), "%s",
					   first_lines(sqlstate + SQLSTATE_LENGTH + 2));
	if (error->stage < STAGE_AUTHENTICATE)
		error->stage = STAGE_AUTHENTICATE;
	return error;
}

RemoteError *
error_from_result(PGconn *conn, const PGresult *result, Stage stage)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	char *message = clean_text(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
	const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
	RemoteError *error;

	if (message == NULL && PQstatus(conn) == CONNECTION_BAD)
		return error_connection_lost(conn, stage);
	if (is_fatal(result))
	{
		error = make_error(stage, ERRCODE_CONNECTION_FAILURE, "the remote ended the connection");
		error->detail = psprintf("The remote said: %s (SQLSTATE %s)", message ? message : "nothing",
								 sqlstate ? clean_text(sqlstate) : "missing");
		return error;
	}
	if (message == NULL)
	{
		char *detail;

		error = make_error(stage, ERRCODE_PROTOCOL_VIOLATION,
						   "the remote broke the protocol or sent an error without a message");
		detail = first_lines(clean_text(PQresultErrorMessage(result)));
		if (detail[0] != '\0')
			error->detail = detail;
		return error;
	}

	error = make_error(stage, parse_sqlstate(sqlstate), "%s", message);
	error->detail = clean_text(PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
	error->hint = clean_text(PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
	error->context = clean_text(PQresultErrorField(result, PG_DIAG_CONTEXT));
	if (position != NULL)
		error->position = (int) Max(0, Min(strtol(position, NULL, 10), INT_MAX));
	return error;
}

RemoteError *
error_connection_lost(PGconn *conn, Stage stage)
{
	RemoteError *error =
		make_error(stage, ERRCODE_CONNECTION_FAILURE, "the connection to the remote was lost");
	char *reason = first_lines(clean_text(PQerrorMessage(conn)));

	if (reason[0] != '\0')
		error->detail = reason;
	return error;
}

void
watch_notices(Session *session)
{
	PQsetNoticeReceiver(session->conn, receive_notice, session);
}

/*
 * SQLSTATE from text.  A missing or malformed one, and one that would not be
 * an error's at all, becomes 38000: external routine exception.
 */
static int
parse_sqlstate(const char *text)
{
	int sqlstate;

	if (text == NULL || strnlen(text, SQLSTATE_LENGTH) < SQLSTATE_LENGTH)
		return ERRCODE_EXTERNAL_ROUTINE_EXCEPTION;
	for (int i = 0; i < SQLSTATE_LENGTH; i++)
	{
		if (!isdigit((unsigned char) text[i]) && !(text[i] >= 'A' && text[i] <= 'Z'))
			return ERRCODE_EXTERNAL_ROUTINE_EXCEPTION;
	}
	sqlstate = MAKE_SQLSTATE(text[0], text[1], text[2], text[3], text[4]);
	return is_success_class(sqlstate) ? ERRCODE_EXTERNAL_ROUTINE_EXCEPTION : sqlstate;
}

/* 00 success, 01 warning, 02 no data: a caller's PL/pgSQL could not make sense of them as errors. */
static bool
is_success_class(int sqlstate)
{
	int category = ERRCODE_TO_CATEGORY(sqlstate);

	return category == ERRCODE_SUCCESSFUL_COMPLETION || category == ERRCODE_WARNING ||
		   category == ERRCODE_NO_DATA;
}

/*
 * Where the SQLSTATE stands in a verbose message: "FATAL:  28P01: password …".
 * The word before it is in the language of the remote.
 */
static const char *
find_sqlstate(const char *text)
{
	for (const char *at = strstr(text, ":  "); at != NULL; at = strstr(at + 1, ":  "))
	{
		const char *code = at + 3;
		int length = strspn(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

		if (length == SQLSTATE_LENGTH && code[length] == ':' && code[length + 1] == ' ')
			return code;
	}
	return NULL;
}

/*
 * What the remote asks for and the source has not got, in words of our own;
 * NULL if it is something else.  Every version of libpq, in every language,
 * names the methods that take no password by these names.
 */
static RemoteError *
refusal(PGconn *conn, const char *text)
{
	RemoteError *error;

	if (PQconnectionNeedsPassword(conn))
	{
		error = make_error(STAGE_AUTHENTICATE, ERRCODE_INVALID_PASSWORD,
						   "the remote asks for a password, and the source has none");
		error->hint = pstrdup("Give it one with metahog.alter_source().");
		return error;
	}
	if (strstr(text, "GSSAPI") == NULL && strstr(text, "SSPI") == NULL)
		return NULL;
	error = make_error(STAGE_AUTHENTICATE, ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION,
					   "the remote asks for Kerberos authentication (GSSAPI or SSPI)");
	error->hint = pstrdup("A source logs in with a password: let the remote's pg_hba.conf ask "
						  "for scram-sha-256.");
	return error;
}

/* Which SQLSTATE a connect has that the remote refused with this one. */
static int
connect_sqlstate(int remote_sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(remote_sqlstate))
	{
		case MAKE_SQLSTATE('2', '8', '0', '0', '0'): /* credentials */
		case MAKE_SQLSTATE('3', 'D', '0', '0', '0'): /* no such database */
		case MAKE_SQLSTATE('4', '2', '0', '0', '0'): /* no CONNECT right */
		case MAKE_SQLSTATE('5', '3', '0', '0', '0'): /* too many connections */
			return remote_sqlstate;
		default:
			return ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION;
	}
}

/* The text up to libpq's LOCATION line, in one line, with one blank for a line break and the like. */
static char *
first_lines(const char *text)
{
	const char *location = find_location(text);
	char *line = location ? pnstrdup(text, location - text) : pstrdup(text);
	char *out = line;

	for (const char *at = line; *at != '\0'; at++)
	{
		bool is_break = *at == '\n' || *at == '\r' || *at == '\t';

		if (!is_break)
			*out++ = *at;
		else if (out > line && out[-1] != ' ')
			*out++ = ' ';
	}
	*out = '\0';
	return line;
}

static const char *
find_location(const char *text)
{
	for (const char *end = strchr(text, '\n'); end != NULL; end = strchr(end + 1, '\n'))
	{
		if (is_location(end + 1))
			return end;
	}
	return NULL;
}

/*
 * Where in its sources the remote has raised an error, as libpq prints it:
 * "LOCATION:  auth_failed, auth.c:335".  The first word is in the language of
 * this server.
 */
static bool
is_location(const char *line)
{
	size_t label = strcspn(line, ":\n");
	const char *at = line + label + strlen(":  ");
	size_t digits;

	if (strncmp(line + label, ":  ", strlen(":  ")) != 0)
		return false;
	if (strncmp(at + strcspn(at, " ,\n"), ", ", strlen(", ")) == 0)
		at += strcspn(at, " ,\n") + strlen(", ");
	at += strcspn(at, " :\n");
	if (*at != ':')
		return false;
	digits = strspn(at + 1, "0123456789");
	return digits > 0 && (at[1 + digits] == '\n' || at[1 + digits] == '\0');
}

static bool
is_fatal(const PGresult *result)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	return severity != NULL && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0);
}

/*
 * Two are for us: ROLLBACK's warning that there was no transaction any more,
 * and what a server says when it ends the session.  The others are for who has
 * the session.
 */
static void
receive_notice(void *argument, const PGresult *result)
{
	Session *session = argument;
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (sqlstate != NULL && strcmp(sqlstate, "25P01") == 0)
		session->left_transaction = true;
	else if (is_fatal(result))
		session->doubtful = true;
	else if (session->user != NULL)
		notices_add(session->notices, result);
}
