/*
 * shared/audit_record.c
 *		What is kept of a call or of a change of a source, and its three forms.
 *
 * Packing allocates nothing once the buffer is large enough, so that it can be
 * done where nothing may fail.  Unpacking believes nothing: a file may hold
 * anything.
 */
#include "postgres.h"

#include <math.h>
#include <sodium.h>

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/errors.h"
#include "shared/audit_record.h"

/* The length of a text that is not there. */
#define NO_TEXT PG_UINT32_MAX

static const char *const outcome_names[AUDIT_OUTCOMES] = {"ok",			 "error",	"cancelled",
														  "timeout",	 "refused", "abandoned",
														  "rolled_back", "prepared"};

static const char *const stage_columns[AUDIT_STAGES] = {"waiting_seconds", "resolving_seconds",
														"connecting_seconds", "running_seconds",
														"fetching_seconds"};

/* What the last packed record is in. */
static char *buffer = NULL;
static Size buffer_size = 0;

static void set_text(AuditPiece *piece, const char *text, Size length, Size limit, bool *cut);
static void enlarge_buffer(Size size);
static Size packed_size(const AuditRecord *record);
static bool facts_are_valid(const AuditFacts *facts);
static void recode_piece(AuditPiece *piece, int from, Oid conversion);

void
audit_record_init(AuditRecord *record)
{
	memset(record, 0, sizeof(*record));
	record->facts.encoding = GetDatabaseEncoding();
}

void
audit_record_set(AuditRecord *record, AuditText which, const char *text)
{
	Size length = text != NULL ? strlen(text) : 0;

	/* JSON that is cut would be none. */
	if (which == AUDIT_DETAILS && length > AUDIT_MAX_TEXT)
		audit_record_set(record, which, "{\"cut\": true}");
	else if (text == NULL)
		record->texts[which].text = NULL;
	else
		set_text(&record->texts[which], text, length,
				 which == AUDIT_DETAILS ? AUDIT_MAX_TEXT : AUDIT_MAX_NAME, NULL);
}

void
audit_record_set_query(AuditRecord *record, const char *query, Size length)
{
	crypto_hash_sha256(record->facts.query_hash, (const unsigned char *) query, length);
	record->facts.has_query = true;
	set_text(&record->texts[AUDIT_QUERY], query, length, AUDIT_MAX_TEXT, &record->facts.query_cut);
}

void
audit_record_set_parameters(AuditRecord *record, const char *parameters, Size length)
{
	set_text(&record->texts[AUDIT_PARAMETERS], parameters, length, AUDIT_MAX_TEXT,
			 &record->facts.parameters_cut);
}

static void
set_text(AuditPiece *piece, const char *text, Size length, Size limit, bool *cut)
{
	bool too_long = length > limit;

	piece->text = text;
	piece->length = too_long ? (uint32) pg_mbcliplen(text, length, limit) : (uint32) length;
	if (cut != NULL)
		*cut = too_long;
}

Size
audit_record_size(Size text_bytes)
{
	return sizeof(AuditFacts) + AUDIT_TEXTS * sizeof(uint32) + text_bytes;
}

static Size
packed_size(const AuditRecord *record)
{
	Size text_bytes = 0;

	for (int i = 0; i < AUDIT_TEXTS; i++)
		text_bytes += record->texts[i].text != NULL ? record->texts[i].length : 0;
	return audit_record_size(text_bytes);
}

Size
audit_record_prepare_buffer(const AuditRecord *record)
{
	Size size = packed_size(record) + AUDIT_MAX_NAME;

	enlarge_buffer(size);
	return size;
}

static void
enlarge_buffer(Size size)
{
	Size larger_size = Max(size, 8192);
	char *larger;

	if (size <= buffer_size)
		return;
	/* If there is no memory for it, the old one stays. */
	larger = MemoryContextAlloc(TopMemoryContext, larger_size);
	if (buffer != NULL)
		pfree(buffer);
	buffer = larger;
	buffer_size = larger_size;
}

const char *
audit_record_pack(const AuditRecord *record, Size *length)
{
	char *at;

	enlarge_buffer(packed_size(record));
	memcpy(buffer, &record->facts, sizeof(AuditFacts));
	at = buffer + sizeof(AuditFacts);
	for (int i = 0; i < AUDIT_TEXTS; i++)
	{
		const AuditPiece *piece = &record->texts[i];
		uint32 piece_length = piece->text != NULL ? piece->length : NO_TEXT;

		memcpy(at, &piece_length, sizeof(piece_length));
		at += sizeof(piece_length);
		if (piece->text == NULL)
			continue;
		memcpy(at, piece->text, piece->length);
		at += piece->length;
	}
	*length = at - buffer;
	return buffer;
}

bool
audit_record_unpack(const char *bytes, Size length, AuditRecord *record)
{
	const char *at = bytes + sizeof(AuditFacts);
	const char *end = bytes + length;

	memset(record, 0, sizeof(*record));
	if (length < sizeof(AuditFacts))
		return false;
	memcpy(&record->facts, bytes, sizeof(AuditFacts));
	if (!facts_are_valid(&record->facts))
		return false;
	for (int i = 0; i < AUDIT_TEXTS; i++)
	{
		uint32 piece_length;

		if ((Size) (end - at) < sizeof(piece_length))
			return false;
		memcpy(&piece_length, at, sizeof(piece_length));
		at += sizeof(piece_length);
		if (piece_length == NO_TEXT)
			continue;
		if ((Size) (end - at) < piece_length)
			return false;
		record->texts[i].text = at;
		record->texts[i].length = piece_length;
		at += piece_length;
	}
	return at == end && record->texts[AUDIT_ACTION].text != NULL;
}

static bool
facts_are_valid(const AuditFacts *facts)
{
	const bool *flags[] = {&facts->has_team,	&facts->has_source, &facts->has_query,
						   &facts->has_figures, &facts->query_cut,	&facts->parameters_cut};

	for (int i = 0; i < (int) lengthof(flags); i++)
	{
		if (*(const uint8 *) flags[i] > 1)
			return false;
	}
	for (int i = 0; i < AUDIT_STAGES; i++)
	{
		if (!isfinite(facts->seconds[i]))
			return false;
	}
	return isfinite(facts->total_seconds) && facts->outcome < AUDIT_OUTCOMES && facts->level <= 2 &&
		   PG_VALID_BE_ENCODING(facts->encoding) && IS_VALID_TIMESTAMP(facts->time);
}

void
audit_record_recode(AuditRecord *record)
{
	int from = record->facts.encoding;
	int to = GetDatabaseEncoding();
	Oid conversion = InvalidOid;

	if (from != to && from != PG_SQL_ASCII && to != PG_SQL_ASCII)
		conversion = FindDefaultConversionProc(from, to);
	for (int i = 0; i < AUDIT_TEXTS; i++)
	{
		if (record->texts[i].text != NULL)
			recode_piece(&record->texts[i], from, conversion);
	}
	record->facts.encoding = to;
}

static void
recode_piece(AuditPiece *piece, int from, Oid conversion)
{
	unsigned char *text = (unsigned char *) piece->text;
	StringInfoData out;
	uint32 at = 0;

	if (!OidIsValid(conversion))
	{
		if (text_is_clean(piece->text, piece->length))
			return;
		piece->text = clean_bytes(piece->text, piece->length);
		piece->length = strlen(piece->text);
		return;
	}
	initStringInfo(&out);
	while (at < piece->length)
	{
		int left = piece->length - at;

		enlargeStringInfo(&out, (left + 1) * MAX_CONVERSION_GROWTH);
		at += pg_do_encoding_conversion_buf(conversion, from, GetDatabaseEncoding(), text + at,
											left, (unsigned char *) out.data + out.len,
											out.maxlen - out.len, true);
		out.len += strlen(out.data + out.len);
		if (at >= piece->length)
			break;
		appendStringInfoChar(&out, '?');
		at += Max(1, pg_encoding_mblen(from, (const char *) text + at));
	}
	piece->text = out.data;
	piece->length = out.len;
}

const char *
audit_outcome_name(AuditOutcome outcome)
{
	return outcome_names[outcome];
}

const char *
audit_stage_column(int stage)
{
	return stage_columns[stage];
}
