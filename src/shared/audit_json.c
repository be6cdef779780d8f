/*
 * shared/audit_json.c
 *		An audit record as one line of JSON.
 *
 * The keys are the columns of metahog.audit_log; what would be null is left
 * out.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/jsonapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/json_writer.h"
#include "shared/audit_record.h"

static void write_key(StringInfo out, const char *key);
static void write_text(StringInfo out, const char *key, const AuditPiece *piece);
static void write_json_text(StringInfo out, const char *key, const AuditPiece *piece, bool cut);
static void write_word(StringInfo out, const char *key, const char *word);
static void write_seconds(StringInfo out, const char *key, double seconds);
static void write_time(StringInfo out, TimestampTz time);
static void write_uuid(StringInfo out, const pg_uuid_t *id);
static void write_query(StringInfo out, const AuditRecord *record);
static void write_figures(StringInfo out, const AuditRecord *record);

void
audit_record_write_json(const AuditRecord *record, StringInfo out)
{
	const AuditFacts *facts = &record->facts;
	const AuditPiece *texts = record->texts;

	appendStringInfoChar(out, '{');
	if (facts->id != 0)
	{
		write_key(out, "id");
		appendStringInfo(out, UINT64_FORMAT, facts->id);
	}
	write_time(out, facts->time);
	write_text(out, "action", &texts[AUDIT_ACTION]);
	write_text(out, "database", &texts[AUDIT_DATABASE]);
	write_text(out, "role", &texts[AUDIT_ROLE]);
	write_text(out, "login", &texts[AUDIT_LOGIN]);
	if (facts->has_team)
	{
		write_key(out, "team_id");
		appendStringInfo(out, INT64_FORMAT, facts->team_id);
	}
	write_text(out, "source", &texts[AUDIT_SOURCE]);
	if (facts->has_source)
		write_uuid(out, &facts->source_id);
	if (facts->has_query)
		write_query(out, record);
	write_json_text(out, "details", &texts[AUDIT_DETAILS], false);
	write_word(out, "outcome", audit_outcome_name(facts->outcome));
	if (facts->sqlstate != 0)
		write_word(out, "sqlstate", unpack_sql_state(facts->sqlstate));
	if (facts->has_figures)
		write_figures(out, record);
	write_text(out, "client_address", &texts[AUDIT_CLIENT_ADDRESS]);
	write_text(out, "application_name", &texts[AUDIT_APPLICATION_NAME]);
	write_text(out, "actor", &texts[AUDIT_ACTOR]);
	write_key(out, "level");
	appendStringInfo(out, "\"L%d\"}", facts->level);
}

static void
write_query(StringInfo out, const AuditRecord *record)
{
	const AuditFacts *facts = &record->facts;

	write_text(out, "query", &record->texts[AUDIT_QUERY]);
	write_key(out, "query_cut");
	appendStringInfoString(out, facts->query_cut ? "true" : "false");
	write_key(out, "query_hash");
	appendStringInfoString(out, "\"\\\\x");
	enlargeStringInfo(out, 2 * AUDIT_HASH_SIZE + 1);
	out->len += hex_encode((const char *) facts->query_hash, AUDIT_HASH_SIZE, out->data + out->len);
	appendStringInfoChar(out, '"');
	if (record->texts[AUDIT_PARAMETERS].text == NULL)
		return;
	write_json_text(out, "parameters", &record->texts[AUDIT_PARAMETERS], facts->parameters_cut);
	write_key(out, "parameters_cut");
	appendStringInfoString(out, facts->parameters_cut ? "true" : "false");
}

static void
write_figures(StringInfo out, const AuditRecord *record)
{
	const AuditFacts *facts = &record->facts;

	write_key(out, "rows");
	appendStringInfo(out, INT64_FORMAT, facts->rows);
	write_key(out, "bytes");
	appendStringInfo(out, INT64_FORMAT, facts->bytes);
	write_text(out, "truncated", &record->texts[AUDIT_TRUNCATED]);
	for (int i = 0; i < AUDIT_STAGES; i++)
		write_seconds(out, audit_stage_column(i), facts->seconds[i]);
	write_seconds(out, "total_seconds", facts->total_seconds);
}

/* Behind another value, or the first one. */
static void
write_key(StringInfo out, const char *key)
{
	if (out->data[out->len - 1] != '{')
		appendStringInfoChar(out, ',');
	appendStringInfo(out, "\"%s\":", key);
}

static void
write_word(StringInfo out, const char *key, const char *word)
{
	write_key(out, key);
	json_write_cstring(out, word);
}

static void
write_text(StringInfo out, const char *key, const AuditPiece *piece)
{
	if (piece->text == NULL)
		return;
	write_key(out, key);
	if (text_is_clean(piece->text, piece->length))
		json_write_string(out, piece->text, piece->length);
	else
		json_write_cstring(out, clean_bytes(piece->text, piece->length));
}

/*
 * JSON that this server has printed, as it is; as a string what was cut, and
 * so is none.  It is not parsed to make sure: that recurses, and may fail where
 * a record must not get lost.
 */
static void
write_json_text(StringInfo out, const char *key, const AuditPiece *piece, bool cut)
{
	if (piece->text == NULL || cut || !text_is_clean(piece->text, piece->length))
	{
		write_text(out, key, piece);
		return;
	}
	write_key(out, key);
	json_write_verbatim(out, piece->text, piece->length, true);
}

static void
write_seconds(StringInfo out, const char *key, double seconds)
{
	write_key(out, key);
	appendStringInfo(out, "%.6f", seconds);
}

static void
write_time(StringInfo out, TimestampTz time)
{
	static const int utc = 0;
	char text[MAXDATELEN + 1];

	write_word(out, "time",
			   JsonEncodeDateTime(text, TimestampTzGetDatum(time), TIMESTAMPTZOID, &utc));
}

static void
write_uuid(StringInfo out, const pg_uuid_t *id)
{
	write_word(out, "source_id", DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(id))));
}
