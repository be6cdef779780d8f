/*
 * base/errors.c
 *		Failures as values, until the top floor raises or prints them.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "base/errors.h"

/* A remote's message may have any size; what a person reads of it has not. */
#define MAX_ERROR_TEXT 8192

const char *
stage_name(Stage stage)
{
	switch (stage)
	{
		case STAGE_SOURCE:
			return "source";
		case STAGE_PARSE:
			return "parse";
		case STAGE_PRINT:
			return "print";
		case STAGE_WAIT:
			return "wait";
		case STAGE_NAMES:
		case STAGE_RESOLVE:
			return "resolve";
		case STAGE_TUNNEL:
			return "tunnel";
		case STAGE_CONNECT:
			return "connect";
		case STAGE_TLS:
			return "tls";
		case STAGE_AUTHENTICATE:
			return "authenticate";
		case STAGE_QUERY:
			return "query";
		case STAGE_FETCH:
			return "fetch";
	}
	return "unknown";
}

RemoteError *
make_error(Stage stage, int sqlstate, const char *format, ...)
{
	RemoteError *error = palloc0(sizeof(RemoteError));
	StringInfoData message;

	initStringInfo(&message);
	for (;;)
	{
		va_list args;
		int needed;

		va_start(args, format);
		needed = appendStringInfoVA(&message, format, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&message, needed);
	}
	error->stage = stage;
	error->sqlstate = sqlstate;
	error->message = message.data;
	return error;
}

RemoteError *
make_deadline_error(Stage stage)
{
	RemoteError *error = make_error(stage, ERRCODE_QUERY_CANCELED,
									"the call's timeout passed before the remote had answered");

	error->timed_out = true;
	error->detail = psprintf("The deadline passed in stage \"%s\".", stage_name(stage));
	error->hint =
		pstrdup("Ask for less, or allow more with the timeout argument, metahog.timeout or "
				"the source's timeout.");
	return error;
}

const char *
error_cause(const RemoteError *error)
{
	if (error->sqlstate != ERRCODE_QUERY_CANCELED)
		return NULL;
	return error->timed_out ? "deadline" : "remote";
}

char *
clean_text(const char *text)
{
	char *clean = clean_name(text);
	size_t length = clean != NULL ? strlen(clean) : 0;

	/* A line break at the end would be printed as an empty line. */
	while (length > 0 && (clean[length - 1] == '\n' || clean[length - 1] == '\r'))
		clean[--length] = '\0';
	return clean;
}

char *
clean_name(const char *text)
{
	return text != NULL ? clean_bytes(text, strnlen(text, MAX_ERROR_TEXT)) : NULL;
}

bool
text_is_clean(const char *text, size_t length)
{
	return memchr(text, '\0', length) == NULL &&
		   (size_t) pg_encoding_verifymbstr(GetDatabaseEncoding(), text, (int) length) == length;
}

char *
clean_bytes(const char *text, size_t length)
{
	int encoding = GetDatabaseEncoding();
	char *clean = palloc(length + 1);
	size_t at = 0;
	size_t out = 0;

	while (at < length)
	{
		int valid = pg_encoding_verifymbchar(encoding, text + at, (int) (length - at));

		if (valid <= 0 || text[at] == '\0')
		{
			clean[out++] = '?';
			at++;
			continue;
		}
		memcpy(clean + out, text + at, valid);
		out += valid;
		at += valid;
	}
	clean[out] = '\0';
	return clean;
}

void
raise_error(const RemoteError *error, const char *query)
{
	ereport(ERROR, (errcode(error->sqlstate), errmsg("%s", error->message),
					error->detail ? errdetail("%s", error->detail) : 0,
					error->hint ? errhint("%s", error->hint) : 0,
					error->context ? errcontext("remote: %s", error->context) : 0,
					query && error->position > 0 ? internalerrposition(error->position) : 0,
					query && error->position > 0 ? internalerrquery(query) : 0));
	pg_unreachable();
}
