/*
 * result/document.c
 *		The one JSON document that execute() answers with.
 */
#include "postgres.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/json_writer.h"
#include "result/document.h"
#include "result/type_names.h"

/* Below this, the buffer may share its pages with what else malloc() has given out. */
#define HUGE_PAGES_FROM (8 * 1024 * 1024)

static void use_huge_pages(Document *document);
static void write_columns(Document *document, const RemoteTypes *types,
						  const RemoteColumn *columns);
static void write_timings(StringInfo out, const Timing *timings, int count);
static void write_notices(StringInfo out, const Notices *notices);
static void write_caller_text(StringInfo out, const DocumentEnd *end);
static void write_error(StringInfo out, const RemoteError *error);
static void write_field(StringInfo out, const char *name, const char *value);
static void write_count(StringInfo out, const char *name, int64 count);

void
datum_buffer_init(DatumBuffer *buffer)
{
	static const char header[VARHDRSZ] = {0};

	initStringInfo(&buffer->text);
	appendBinaryStringInfo(&buffer->text, header, VARHDRSZ);
}

Datum
datum_buffer_finish(DatumBuffer *buffer)
{
	SET_VARSIZE(buffer->text.data, buffer->text.len);
	return PointerGetDatum(buffer->text.data);
}

void
document_begin(Document *document, const RemoteTypes *types, int ncolumns,
			   const RemoteColumn *columns)
{
	StringInfo out = &document->buffer.text;

	document->ncolumns = ncolumns;
	document->formats = value_formats(types, ncolumns, columns, false);
	document->row_count = 0;
	document->advised = HUGE_PAGES_FROM;
	datum_buffer_init(&document->buffer);
	appendStringInfoChar(out, '{');
	write_columns(document, types, columns);
	appendStringInfoString(out, ",\n\"results\":[");
}

void
document_add_row(Document *document, const RowStream *rows)
{
	StringInfo out = &document->buffer.text;

	if (document->row_count++ > 0)
		appendStringInfoCharMacro(out, ',');
	appendBinaryStringInfo(out, "\n[", 2);
	for (int i = 0; i < document->ncolumns; i++)
	{
		if (i > 0)
			appendStringInfoCharMacro(out, ',');
		write_value(out, rows->values[i], rows->lengths[i], &document->formats[i]);
	}
	appendStringInfoCharMacro(out, ']');
	if (out->maxlen > document->advised)
		use_huge_pages(document);
}

Datum
document_finish(Document *document, const DocumentEnd *end)
{
	StringInfo out = &document->buffer.text;

	appendStringInfo(out, "],\n\"row_count\":" INT64_FORMAT ",\"hasMore\":%s,\"truncated\":",
					 document->row_count, end->has_more ? "true" : "false");
	json_write_cstring(out, end->truncated);
	write_count(out, ",\"limit\":", end->limit);
	write_count(out, ",\"offset\":", end->offset);
	appendStringInfoString(out, ",\n");
	write_timings(out, end->timings, end->ntimings);
	write_notices(out, end->notices);
	write_field(out, ",\n\"query\":", end->query);
	if (end->language != NULL)
		write_caller_text(out, end);
	write_field(out, ",\n\"source\":", end->source);
	write_field(out, ",\"error\":", end->error != NULL ? end->error->message : NULL);
	if (end->error != NULL)
		write_error(out, end->error);
	appendStringInfoChar(out, '}');
	return datum_buffer_finish(&document->buffer);
}

/*
 * A document of 137 MB in pages of 4 kB costs 35,000 page faults, a tenth of
 * its whole time.  A hint, which a kernel may have no use for.
 */
static void
use_huge_pages(Document *document)
{
#ifdef MADV_HUGEPAGE
	StringInfo out = &document->buffer.text;
	uintptr_t page = (uintptr_t) sysconf(_SC_PAGESIZE);
	uintptr_t start = TYPEALIGN(page, (uintptr_t) out->data);
	uintptr_t end = TYPEALIGN_DOWN(page, (uintptr_t) out->data + out->maxlen);

	(void) madvise((void *) start, end - start, MADV_HUGEPAGE);
#endif
	document->advised = document->buffer.text.maxlen;
}

static void
write_columns(Document *document, const RemoteTypes *types, const RemoteColumn *columns)
{
	StringInfo out = &document->buffer.text;
	const char *separators[] = {"", ","};

	appendStringInfoString(out, "\"columns\":[");
	for (int i = 0; i < document->ncolumns; i++)
		write_field(out, separators[i > 0], columns[i].name);
	appendStringInfoString(out, "],\n\"types\":[");
	for (int i = 0; i < document->ncolumns; i++)
	{
		appendStringInfoString(out, separators[i > 0]);
		write_field(out, "[", columns[i].name);
		write_field(out, ",", posthog_type_name(types, columns[i].type));
		appendStringInfoChar(out, ']');
	}
	appendStringInfoString(out, "],\n\"postgres_types\":[");
	for (int i = 0; i < document->ncolumns; i++)
		write_field(out, separators[i > 0], postgres_type_name(types, &columns[i]));
	appendStringInfoChar(out, ']');
}

static void
write_timings(StringInfo out, const Timing *timings, int count)
{
	appendStringInfoString(out, "\"timings\":[");
	for (int i = 0; i < count; i++)
		appendStringInfo(out, "%s{\"k\":\"%s\",\"t\":%.6f}", i > 0 ? "," : "", timings[i].name,
						 timings[i].seconds);
	appendStringInfoChar(out, ']');
}

static void
write_notices(StringInfo out, const Notices *notices)
{
	List *list = notices != NULL ? notices_list(notices) : NIL;
	const char *separator = "";
	ListCell *cell;

	appendStringInfoString(out, ",\n\"notices\":[");
	foreach (cell, list)
	{
		const Notice *notice = lfirst(cell);

		appendStringInfoString(out, separator);
		write_field(out, "{\"severity\":", notice->severity);
		write_field(out, ",\"message\":", notice->message);
		write_field(out, ",\"detail\":", notice->detail);
		write_field(out, ",\"hint\":", notice->hint);
		write_field(out, ",\"sqlstate\":", notice->sqlstate);
		appendStringInfoChar(out, '}');
		separator = ",\n";
	}
	appendStringInfoChar(out, ']');
}

static void
write_caller_text(StringInfo out, const DocumentEnd *end)
{
	appendStringInfo(out, ",\n\"%s\":", end->language);
	json_write_cstring(out, end->text);
	appendStringInfoString(out, ",\n\"warnings\":[");
	for (int i = 0; i < end->nwarnings; i++)
	{
		write_field(out, i > 0 ? ",{\"message\":" : "{\"message\":", end->warnings[i].message);
		appendStringInfo(out, ",\"position\":%d}", end->warnings[i].position);
	}
	appendStringInfoChar(out, ']');
}

static void
write_error(StringInfo out, const RemoteError *error)
{
	write_field(out, ",\n\"error_detail\":{\"sqlstate\":", unpack_sql_state(error->sqlstate));
	write_field(out, ",\"message\":", error->message);
	write_field(out, ",\"detail\":", error->detail);
	write_field(out, ",\"hint\":", error->hint);
	if (error->position > 0)
		appendStringInfo(out, ",\"position\":%d", error->position);
	else
		appendStringInfoString(out, ",\"position\":null");
	write_field(out, ",\"stage\":", stage_name(error->stage));
	if (error_cause(error) != NULL)
		write_field(out, ",\"cause\":", error_cause(error));
	if (error->retry_after_ms > 0)
		appendStringInfo(out, ",\"retry_after\":%.3f", error->retry_after_ms / 1000.0);
	appendStringInfoChar(out, '}');
}

static void
write_field(StringInfo out, const char *name, const char *value)
{
	appendStringInfoString(out, name);
	json_write_cstring(out, value);
}

/* Below zero stands for null. */
static void
write_count(StringInfo out, const char *name, int64 count)
{
	if (count < 0)
		appendStringInfo(out, "%snull", name);
	else
		appendStringInfo(out, "%s" INT64_FORMAT, name, count);
}
