/*
 * remote/notices.c
 *		What a remote says beside its answer: NOTICE, WARNING and the like.
 */
#include "postgres.h"

#include "base/errors.h"
#include "remote/notices.h"

/* More than a person reads; each field is cut where clean_text() cuts. */
#define MAX_NOTICES 100
#define MAX_NOTICE_BYTES (64 * 1024)
#define MAX_FIELD_BYTES 8192

/* What is kept of one, in this order. */
static const int fields[] = {PG_DIAG_SEVERITY, PG_DIAG_SQLSTATE, PG_DIAG_MESSAGE_PRIMARY,
							 PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT};

static const char *field_text(const PGresult *result, int field);
static char *next_field(const char **at);
static Notice *left_out_notice(int64 left_out);

void
notices_begin(Notices *notices)
{
	memset(notices, 0, sizeof(*notices));
	notices->context = CurrentMemoryContext;
}

void
notices_add(Notices *notices, const PGresult *result)
{
	size_t needed = 0;

	for (size_t i = 0; i < lengthof(fields); i++)
		needed += strnlen(field_text(result, fields[i]), MAX_FIELD_BYTES) + 1;
	if (notices->text == NULL)
		notices->text =
			MemoryContextAllocExtended(notices->context, MAX_NOTICE_BYTES, MCXT_ALLOC_NO_OOM);
	/* Those that are kept are the first ones: none that is shorter goes past one that did not fit. */
	if (notices->text == NULL || notices->left_out > 0 || notices->count == MAX_NOTICES ||
		notices->used + needed > MAX_NOTICE_BYTES)
	{
		notices->left_out++;
		return;
	}
	for (size_t i = 0; i < lengthof(fields); i++)
	{
		const char *text = field_text(result, fields[i]);
		size_t length = strnlen(text, MAX_FIELD_BYTES);

		memcpy(notices->text + notices->used, text, length);
		notices->used += length;
		notices->text[notices->used++] = '\0';
	}
	notices->count++;
}

List *
notices_list(const Notices *notices)
{
	List *list = NIL;
	const char *at = notices->text;

	for (int i = 0; i < notices->count; i++)
	{
		Notice *notice = palloc(sizeof(Notice));

		notice->severity = next_field(&at);
		notice->sqlstate = next_field(&at);
		notice->message = next_field(&at);
		notice->detail = next_field(&at);
		notice->hint = next_field(&at);
		/* What every server sends, but a hostile one may not. */
		if (notice->severity == NULL)
			notice->severity = pstrdup("NOTICE");
		if (notice->message == NULL)
			notice->message = pstrdup("");
		list = lappend(list, notice);
	}
	if (notices->left_out > 0)
		list = lappend(list, left_out_notice(notices->left_out));
	return list;
}

/* Its SQLSTATE and its place on the remote would mean nothing to a handler here, so they are not passed on. */
void
notices_raise(Notices *notices)
{
	List *list = notices_list(notices);
	ListCell *cell;

	notices->used = 0;
	notices->count = 0;
	notices->left_out = 0;
	foreach (cell, list)
	{
		const Notice *notice = lfirst(cell);
		int level = strcmp(notice->severity, "WARNING") == 0 ? WARNING : NOTICE;

		ereport(level, (errmsg("%s", notice->message),
						notice->detail ? errdetail("%s", notice->detail) : 0,
						notice->hint ? errhint("%s", notice->hint) : 0));
	}
}

/* "" if it is not there. */
static const char *
field_text(const PGresult *result, int field)
{
	const char *text = NULL;

	/* Newer servers have it in their own language and in English. */
	if (field == PG_DIAG_SEVERITY)
		text = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	if (text == NULL)
		text = PQresultErrorField(result, field);
	return text != NULL ? text : "";
}

/* The field that begins there, made fit to be shown; NULL if it is empty. */
static char *
next_field(const char **at)
{
	const char *text = *at;

	*at += strlen(text) + 1;
	return *text != '\0' ? clean_text(text) : NULL;
}

static Notice *
left_out_notice(int64 left_out)
{
	Notice *notice = palloc0(sizeof(Notice));

	notice->severity = pstrdup("WARNING");
	notice->sqlstate = pstrdup("01000");
	notice->message = psprintf(INT64_FORMAT " more notice%s left out", left_out,
							   left_out == 1 ? " of the remote is" : "s of the remote are");
	return notice;
}
