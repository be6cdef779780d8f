/*
 * source/option_rules.c
 *		One row for each option, and the checks of their values.
 *
 * Each check takes one value and either gives it as text or raises an error
 * that names the field.  No error shows a value: in a URL that was typed wrong
 * a piece of the password may stand where the host should.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/resowner.h"
#include "utils/timestamp.h"
#include "utils/varlena.h"

#include "source/option_rules.h"
#include "source/secret_memory.h"
#include "source/source.h"

#define MAX_HOST_BYTES 253
#define MAX_IDENTIFIER_BYTES 255
#define MAX_NAME_BYTES 200
#define MAX_CERTIFICATE_BYTES (256 * 1024)

static char *read_host(const char *field, const JsonbValue *value);
static char *read_port(const char *field, const JsonbValue *value);
static char *read_identifier(const char *field, const JsonbValue *value);
static char *read_search_path(const char *field, const JsonbValue *value);
static char *read_timezone(const char *field, const JsonbValue *value);
static char *read_week_start(const char *field, const JsonbValue *value);
static char *read_sslmode(const char *field, const JsonbValue *value);
static char *read_certificate(const char *field, const JsonbValue *value);
static char *read_password(const char *field, const JsonbValue *value);
static char *read_ssh_tunnel(const char *field, const JsonbValue *value);
static char *read_name(const char *field, const JsonbValue *value);
static char *read_bigint(const char *field, const JsonbValue *value);
static char *read_positive_bigint(const char *field, const JsonbValue *value);
static char *read_positive_int(const char *field, const JsonbValue *value);
static char *read_boolean(const char *field, const JsonbValue *value);
static char *read_timeout(const char *field, const JsonbValue *value);

static char *read_integer(const char *field, const JsonbValue *value, int64 min, int64 max,
						  const char *reason);
static bool parse_integer(const char *text, int64 *number);
static bool parse_interval(const char *text, Interval *interval);
static bool has_control_character(const char *text);
static bool tunnel_is_enabled(const JsonbValue *value);

const OptionRule option_rules[OPTION_COUNT] = {
	[OPTION_HOST] = {"host", read_host, false, NULL},
	[OPTION_PORT] = {"port", read_port, false, NULL},
	[OPTION_DATABASE] = {"database", read_identifier, false, NULL},
	[OPTION_USER] = {"user", read_identifier, false, NULL},
	[OPTION_SCHEMA] = {"schema", read_search_path, true, NULL},
	[OPTION_TIMEZONE] = {"timezone", read_timezone, true, NULL},
	[OPTION_WEEK_START] = {"week_start", read_week_start, true, NULL},
	[OPTION_SSLMODE] = {"sslmode", read_sslmode, true, NULL},
	[OPTION_SSLROOTCERT] = {"sslrootcert", read_certificate, true, NULL},
	[OPTION_PASSWORD] = {"password", read_password, true, NULL},
	[OPTION_PASSWORD_SEALED] = {"password_sealed", option_read_string, false, NULL},
	[OPTION_SSH_TUNNEL] = {"ssh_tunnel", read_ssh_tunnel, true, NULL},
	[OPTION_NAME] = {"name", read_name, false, "text"},
	[OPTION_TEAM_ID] = {"team_id", read_bigint, true, "bigint"},
	[OPTION_DESCRIPTION] = {"description", option_read_string, true, "text"},
	[OPTION_READ_ONLY] = {"read_only", read_boolean, true, "boolean"},
	[OPTION_SUPPORTS_DIRECT_QUERY] = {"supports_direct_query", read_boolean, true, "boolean"},
	[OPTION_TIMEOUT] = {"timeout", read_timeout, true, "interval"},
	[OPTION_MAX_ROWS] = {"max_rows", read_positive_bigint, true, "bigint"},
	[OPTION_MAX_BYTES] = {"max_bytes", read_positive_bigint, true, "bigint"},
	[OPTION_MAX_CONNECTIONS] = {"max_connections", read_positive_int, true, "integer"},
	[OPTION_RATE_LIMIT] = {"rate_limit", read_positive_int, true, "integer"},
};

void
option_error(const char *field, const char *reason)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("source option \"%s\" %s", field, reason)));
}

char *
option_read_string(const char *field, const JsonbValue *value)
{
	if (value->type != jbvString)
		option_error(field, "must be a string");
	return pnstrdup(value->val.string.val, value->val.string.len);
}

char *
option_read_one_schema(const char *field, const JsonbValue *value)
{
	char *schema = option_read_string(field, value);

	if (schema[0] == '\0')
		return NULL;
	return pstrdup(quote_identifier(read_identifier(field, value)));
}

void
option_check_name(const char *name)
{
	pg_uuid_t ignored;

	if (name == NULL || name[0] == '\0')
		option_error("name", "must not be empty");
	if (strlen(name) > MAX_NAME_BYTES)
		option_error("name", "must not be longer than 200 bytes");
	if (has_control_character(name))
		option_error("name", "must not contain control characters");
	if (source_parse_id(name, &ignored))
		option_error("name", "must not have the form of a uuid: that stands for a source's id");
}

/* A name or an address; libpq would also take lists of them, and directories with sockets. */
static char *
read_host(const char *field, const JsonbValue *value)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%";
	char *host = option_read_string(field, value);
	size_t length = strlen(host);

	if (length == 0)
		option_error(field, "must not be empty");
	if (strchr(host, ',') != NULL)
		option_error(field, "must be one host, not a list");
	if (host[0] == '/' || host[0] == '@')
		option_error(field, "must not be a socket path");
	if (length > MAX_HOST_BYTES || strspn(host, allowed) != length)
		option_error(field, "must be a host name or an IP address");
	return host;
}

static char *
read_port(const char *field, const JsonbValue *value)
{
	static const char reason[] = "must be a whole number from 1 to 65535";
	char *text;
	int64 port;

	if (value->type != jbvString)
		return read_integer(field, value, 1, 65535, reason);
	text = option_read_string(field, value);
	if (strspn(text, "0123456789") != strlen(text) || !parse_integer(text, &port) || port < 1 ||
		port > 65535)
		option_error(field, reason);
	return psprintf("%d", (int) port);
}

static char *
read_identifier(const char *field, const JsonbValue *value)
{
	char *name = option_read_string(field, value);

	if (name[0] == '\0')
		option_error(field, "must not be empty");
	if (strlen(name) > MAX_IDENTIFIER_BYTES)
		option_error(field, "must not be longer than 255 bytes");
	if (has_control_character(name))
		option_error(field, "must not contain control characters");
	return name;
}

static char *
read_search_path(const char *field, const JsonbValue *value)
{
	char *path = option_read_string(field, value);
	List *names;

	/* The parser works in place. */
	if (!SplitIdentifierString(pstrdup(path), ',', &names))
		option_error(field, "must be a list of schemas, as in search_path");
	if (names == NIL)
		option_error(field, "must not be empty");
	return path;
}

static char *
read_timezone(const char *field, const JsonbValue *value)
{
	char *timezone = option_read_string(field, value);

	if (timezone[0] == '\0' || pg_tzset(timezone) == NULL)
		option_error(field, "must be the name of a time zone, such as \"Europe/Berlin\"");
	return timezone;
}

static char *
read_week_start(const char *field, const JsonbValue *value)
{
	char *day = option_read_string(field, value);

	if (strcmp(day, "sunday") != 0 && strcmp(day, "monday") != 0)
		option_error(field, "must be sunday or monday");
	return day;
}

static char *
read_sslmode(const char *field, const JsonbValue *value)
{
	static const char *const modes[] = {"disable", "allow",		"prefer",
										"require", "verify-ca", "verify-full"};
	char *mode = option_read_string(field, value);

	for (int i = 0; i < (int) lengthof(modes); i++)
	{
		if (strcmp(mode, modes[i]) == 0)
			return mode;
	}
	option_error(field, "must be disable, allow, prefer, require, verify-ca or verify-full");
}

/* The certificates themselves: a path would make libpq read a file as the server's user. */
static char *
read_certificate(const char *field, const JsonbValue *value)
{
	char *pem = option_read_string(field, value);

	if (strlen(pem) > MAX_CERTIFICATE_BYTES)
		option_error(field, "must not be longer than 256 kB");
	if (strstr(pem, "-----BEGIN CERTIFICATE-----") == NULL ||
		strstr(pem, "-----END CERTIFICATE-----") == NULL)
		option_error(field, "must be certificates as PEM text, not a path");
	return pem;
}

static char *
read_password(const char *field, const JsonbValue *value)
{
	if (value->type != jbvString)
		option_error(field, "must be a string");
	if (value->val.string.len == 0)
		option_error(field, "must not be empty");
	if (value->val.string.len > MAX_PASSWORD_BYTES)
		option_error(field, "must not be longer than " MAX_PASSWORD_BYTES_TEXT " bytes");
	return secret_copy(value->val.string.val, value->val.string.len);
}

/* A tunnel that is switched off says nothing; one that is on cannot be had yet. */
static char *
read_ssh_tunnel(const char *field, const JsonbValue *value)
{
	if (tunnel_is_enabled(value))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("SSH tunnels are not supported"),
				 errdetail("Source option \"%s\" is enabled.", field)));
	return NULL;
}

static char *
read_name(const char *field, const JsonbValue *value)
{
	char *name = option_read_string(field, value);

	option_check_name(name);
	return name;
}

static char *
read_bigint(const char *field, const JsonbValue *value)
{
	return read_integer(field, value, PG_INT64_MIN, PG_INT64_MAX,
						"must be a whole number of 64 bits");
}

static char *
read_positive_bigint(const char *field, const JsonbValue *value)
{
	return read_integer(field, value, 1, PG_INT64_MAX, "must be a whole number above zero");
}

static char *
read_positive_int(const char *field, const JsonbValue *value)
{
	return read_integer(field, value, 1, PG_INT32_MAX,
						"must be a whole number from 1 to 2147483647");
}

static char *
read_boolean(const char *field, const JsonbValue *value)
{
	if (value->type != jbvBool)
		option_error(field, "must be true or false");
	return pstrdup(value->val.boolean ? "true" : "false");
}

/* An interval as text, or a number of seconds. */
static char *
read_timeout(const char *field, const JsonbValue *value)
{
	static const char reason[] = "must be an interval or a number of seconds, above zero";
	Interval zero = {0};
	Interval interval;
	char *text;

	if (value->type == jbvNumeric)
		text = psprintf("%s seconds",
						DatumGetCString(
							DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric))));
	else if (value->type == jbvString)
		text = option_read_string(field, value);
	else
		option_error(field, reason);

	if (!parse_interval(text, &interval) ||
		DatumGetInt32(DirectFunctionCall2(interval_cmp, IntervalPGetDatum(&interval),
										  IntervalPGetDatum(&zero))) <= 0)
		option_error(field, reason);
	return text;
}

static char *
read_integer(const char *field, const JsonbValue *value, int64 min, int64 max, const char *reason)
{
	char *text;
	int64 number;

	if (value->type != jbvNumeric)
		option_error(field, reason);
	text = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
	if (!parse_integer(text, &number) || number < min || number > max)
		option_error(field, reason);
	return text;
}

static bool
parse_integer(const char *text, int64 *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0';
}

/*
 * The type's input function reports bad text by raising, with an SQLSTATE and
 * a message of its own; the subtransaction takes that back, so that our error
 * can name the field.
 */
static bool
parse_interval(const char *text, Interval *interval)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool parsed = false;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		*interval = *DatumGetIntervalP(DirectFunctionCall3(interval_in, CStringGetDatum(text),
														   ObjectIdGetDatum(InvalidOid),
														   Int32GetDatum(-1)));
		parsed = true;
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return parsed;
}

static bool
has_control_character(const char *text)
{
	for (const unsigned char *at = (const unsigned char *) text; *at != '\0'; at++)
	{
		if (*at < ' ' || *at == 0x7f)
			return true;
	}
	return false;
}

/*
 * PostHog writes {"enabled": false}, in older rows "False", and leaves the key
 * out of some.  A tunnel that names a host and does not say is taken as meant.
 */
static bool
tunnel_is_enabled(const JsonbValue *value)
{
	JsonbValue *enabled;

	if (value->type == jbvNull)
		return false;
	if (value->type == jbvBool)
		return value->val.boolean;
	if (value->type == jbvString)
		return pg_strcasecmp(option_read_string("ssh_tunnel", value), "false") != 0 &&
			   value->val.string.len > 0;
	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		option_error("ssh_tunnel", "must be an object");

	enabled = getKeyJsonValueFromContainer(value->val.binary.data, "enabled", 7, NULL);
	if (enabled != NULL && enabled->type != jbvNull)
		return enabled->type == jbvBinary || tunnel_is_enabled(enabled);
	return getKeyJsonValueFromContainer(value->val.binary.data, "host", 4, NULL) != NULL;
}
