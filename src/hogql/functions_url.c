/*
 * hogql/functions_url.c
 *		Pieces of URLs, by regular expressions, and URL encoding.
 *
 * - A host has a point in it, as ClickHouse has it: "localhost" is none.
 * - A pattern's only group is what is looked for; what is not there is an empty text.
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"

#include "hogql/families.h"
#include "hogql/operands.h"

#define SCHEME "(?:[A-Za-z][A-Za-z0-9+.-]*:)?//"
#define BEFORE_HOST "^(?:" SCHEME "(?:[^/?#@]*@)?)?"
#define HOST "[^/?#:@ ]*[.][^/?#:@ ]*"

#define HOST_PATTERN BEFORE_HOST "(" HOST ")(?=[/?#:]|$)"
#define NETLOC_PATTERN "^(?:" SCHEME ")?([^/?#]*)"
#define BEFORE_PATH "^(?:" SCHEME "[^/?#]*|(?!" SCHEME ")[^/?#]*)"

#define FOUND(pattern) "COALESCE(pg_catalog.substring({1}, '" pattern "'), '')"
#define CUT(pattern, rest) "pg_catalog.regexp_replace({1}, '" pattern "', '" rest "')"
#define WITHOUT_WWW "pg_catalog.regexp_replace(" FOUND(HOST_PATTERN) ", '^www[.]', '')"

#define PORT                                                            \
	"CASE WHEN COALESCE(pg_catalog.substring({1}, '" BEFORE_HOST HOST   \
	":([0-9]{{1,5}})(?=[/?#]|$)'), '0')::pg_catalog.int4 > 65535 "      \
	"THEN 0 ELSE COALESCE(pg_catalog.substring({1}, '" BEFORE_HOST HOST \
	":([0-9]{{1,5}})(?=[/?#]|$)'), '0')::pg_catalog.int4 END"

#define QUERY_AND_FRAGMENT \
	"COALESCE(pg_catalog.substring({1}, '[?](.*)'), pg_catalog.substring({1}, '#.*'), '')"

/* Of a host {1}: the label before the last one, or the one before that where the last two are "co.uk" or alike. */
#define SIGNIFICANT(group)                                                                       \
	"COALESCE(pg_catalog.substring({1}, '" group(                                                \
		"[.](?:co|com|net|org|edu|gov|ac)[.][A-Za-z]{{2}}") "'), "                               \
															"pg_catalog.substring({1}, '" group( \
																"[.][^.]+") "'), '')"
#define LABEL(behind) "([^.]+)" behind "$"
#define LABEL_AND_REST(behind) "([^.]+" behind ")$"

/*
 * Parameters: what stands behind the first question mark, up to the last that has a value.  A word that a
 * further question mark ends is none.
 */
#define PARAMETERS                                                                                                      \
	"COALESCE(pg_catalog.regexp_split_to_array(pg_catalog.regexp_replace(pg_catalog.substring({1}, '[?](.*=[^&#]*)'), " \
	"'(^|[&#])[^&#=]*[?]', '\\1', 'g'), '[&#]'), '{{}}')"
#define PARAMETER_NAMES                                                                   \
	"ARRAY(SELECT pg_catalog.split_part(x1.v, '=', 1) FROM pg_catalog.unnest(" PARAMETERS \
	") WITH ORDINALITY AS x1(v, o) ORDER BY x1.o)"

/* text is a template of the URL that is never NULL by itself. */
static SqlNode *
of_url(const FunctionCall *call, const char *template, SqlNode *url)
{
	SqlNode *piece = sql_template1(template, url);

	if (!call->type->nullable)
		return piece;
	return sql_if(sql_is_not_null(call->arguments[0].sql), piece, NULL);
}

static SqlNode *
print_piece(FunctionCall *call)
{
	return of_url(call, call->function->text, call->arguments[0].sql);
}

/* text is a template of the host. */
static SqlNode *
print_of_host(FunctionCall *call)
{
	return of_url(call, call->function->text,
				  sql_template1(FOUND(HOST_PATTERN), call->arguments[0].sql));
}

/* ---- Parameters ---- */

/* A name as a pattern that matches it alone. */
static char *
quoted_name(const char *name)
{
	StringInfoData out;

	initStringInfo(&out);
	for (const char *c = name; *c; c++)
	{
		if (!IS_HIGHBIT_SET(*c) && !isalnum((unsigned char) *c) && *c != '_')
			appendStringInfoChar(&out, '\\');
		appendStringInfoChar(&out, *c);
	}
	return out.data;
}

static SqlNode *
print_parameter(FunctionCall *call)
{
	char *name = quoted_name(required_string(call, 1));

	return of_url(call, "{1}",
				  sql_template2("COALESCE(pg_catalog.substring({1}, {2}), '')",
								call->arguments[0].sql,
								sql_string(psprintf("[?&#]%s=([^&#]*)", name))));
}

/* The first one goes with the mark behind it, any other with the one before it. */
static SqlNode *
print_cut_parameter(FunctionCall *call)
{
	char *name = quoted_name(required_string(call, 1));

	return sql_template("CASE WHEN {1} ~ {2} THEN pg_catalog.regexp_replace({1}, {3}, '\\1') "
						"ELSE pg_catalog.regexp_replace({1}, {4}, '') END",
						list_make4(call->arguments[0].sql, sql_string(psprintf("[?#]%s=", name)),
								   sql_string(psprintf("([?#])%s=[^&#]*&?", name)),
								   sql_string(psprintf("&%s=[^&#]*", name))));
}

/* ---- Encoding ---- */

/* One character after the other: those that are not plain as the bytes of their UTF-8. */
#define ENCODED(source)                                                                                                \
	"COALESCE((SELECT pg_catalog.string_agg(CASE WHEN x1.c ~ '^[A-Za-z0-9_.~-]$' THEN x1.c "                           \
	"ELSE pg_catalog.regexp_replace(pg_catalog.upper(pg_catalog.encode(pg_catalog.convert_to(x1.c, 'UTF8'), 'hex')), " \
	"'(..)', '%\\1', 'g') END, '' ORDER BY x1.o) FROM pg_catalog.regexp_split_to_table(" source                        \
	", '') "                                                                                                           \
	"WITH ORDINALITY AS x1(c, o)), '')"

#define TRAIL "%[89ABab][0-9A-Fa-f]"
#define UTF8_CHARACTER                                                              \
	"%(?:0[1-9A-Fa-f]|[1-7][0-9A-Fa-f])"                                            \
	"|%(?:[Cc][2-9A-Fa-f]|[Dd][0-9A-Fa-f])" TRAIL "|%[Ee]0%[ABab][0-9A-Fa-f]" TRAIL \
	"|%[Ee][1-9A-Ca-cEeFf]" TRAIL TRAIL "|%[Ee][Dd]%[89][0-9A-Fa-f]" TRAIL          \
	"|%[Ff]0%[9ABab][0-9A-Fa-f]" TRAIL TRAIL "|%[Ff][1-3]" TRAIL TRAIL TRAIL        \
	"|%[Ff]4%8[0-9A-Fa-f]" TRAIL TRAIL

/* Runs of encoded characters, and what is between them; a percent sign that begins none stays. */
#define DECODED(source)                                                                                     \
	"COALESCE((SELECT pg_catalog.string_agg(CASE WHEN x1.m[1] ~ '^(?:" UTF8_CHARACTER ")+$' "               \
	"THEN pg_catalog.convert_from(pg_catalog.decode(pg_catalog.replace(x1.m[1], '%', ''), 'hex'), 'UTF8') " \
	"ELSE x1.m[1] END, '' ORDER BY x1.o) "                                                                  \
	"FROM pg_catalog.regexp_matches(" source ", '(?:" UTF8_CHARACTER                                        \
	")+|[^%]+|%', 'g') WITH ORDINALITY AS x1(m, o)), '')"

#define PIECE(n, template)                                                           \
	{                                                                                \
		.name = n, .arguments = "string", .result = RESULT_STRING, .text = template, \
		.print = print_piece                                                         \
	}
#define OF_HOST(n, template)                                                         \
	{                                                                                \
		.name = n, .arguments = "string", .result = RESULT_STRING, .text = template, \
		.print = print_of_host                                                       \
	}
#define ARRAY_OF(n, template)                                                                     \
	{                                                                                             \
		.name = n, .arguments = "string", .result = RESULT_ARRAY_OF_STRING, .nulls = NULLS_NEVER, \
		.sql = template                                                                           \
	}
#define REFUSED(n, way)                                          \
	{                                                            \
		.name = n, .refused = "It is not built.", .instead = way \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	PIECE("protocol", FOUND("^([A-Za-z][A-Za-z0-9+.-]*):")),
	PIECE("domain", FOUND(HOST_PATTERN)),
	PIECE("domainWithoutWWW", WITHOUT_WWW),
	PIECE("netloc", FOUND(NETLOC_PATTERN)),
	{.name = "port", .arguments = "string", .result = RESULT_INT, .text = PORT, .print = print_piece, .note = "0 if there is none"},
	OF_HOST("topLevelDomain", FOUND("[.]([^.0-9][^.]*)$")),
	PIECE("path", FOUND(BEFORE_PATH "(/[^?#]*)")),
	PIECE("pathFull", FOUND(BEFORE_PATH "(/.*)")),
	PIECE("queryString", FOUND("[?]([^#]*)")),
	PIECE("fragment", FOUND("#(.*)")),
	PIECE("queryStringAndFragment", QUERY_AND_FRAGMENT),
	PIECE("cutQueryString", CUT("[?][^#]*", "")),
	PIECE("cutFragment", CUT("#.*", "")),
	PIECE("cutQueryStringAndFragment", CUT("[?#].*", "")),
	PIECE("cutWWW", CUT("^(" SCHEME ")www[.]", "\\1")),
	{.name = "cutURLParameter", .arguments = "string, constant string", .result = RESULT_STRING, .print = print_cut_parameter},
	{.name = "extractURLParameter", .arguments = "string, constant string", .result = RESULT_STRING, .print = print_parameter},
	ARRAY_OF("extractURLParameters", PARAMETERS),
	ARRAY_OF("extractURLParameterNames", PARAMETER_NAMES),
	OF_HOST("firstSignificantSubdomain", SIGNIFICANT(LABEL)),
	OF_HOST("cutToFirstSignificantSubdomain", SIGNIFICANT(LABEL_AND_REST)),
	PIECE("encodeURLComponent", ENCODED("{1}")),
	PIECE("encodeURLFormComponent", "pg_catalog.replace(" ENCODED("{1}") ", '%20', '+')"),
	PIECE("decodeURLComponent", DECODED("{1}")),
	PIECE("decodeURLFormComponent", DECODED("pg_catalog.replace({1}, '+', ' ')")),
	REFUSED("URLHierarchy", "Use splitByChar('/', path(...))."),
	REFUSED("URLPathHierarchy", "Use splitByChar('/', path(...))."),
	REFUSED("cutToFirstSignificantSubdomainWithWWW", "Use cutToFirstSignificantSubdomain(...)."),
	REFUSED("firstSignificantSubdomainCustom", "Use firstSignificantSubdomain(...)."),
	REFUSED("cutToFirstSignificantSubdomainCustom", "Use cutToFirstSignificantSubdomain(...)."),
};

/* clang-format on */

const FunctionFamily url_functions = {"URLs", functions, lengthof(functions)};
