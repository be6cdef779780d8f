/*
 * query/route.c
 *		Which source a text belongs to: route(), strip_prefix().
 *
 * A word before a name is a source only if the session sees a source of that
 * name and the role may use it; else it is what it always was, a schema.  Of
 * the source that is known already, by a comment, another name or the
 * selection, a schema goes before a source.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "parser/scansup.h"
#include "utils/builtins.h"

#include "base/settings.h"
#include "query/arguments.h"
#include "query/prefix.h"
#include "query/qualifiers.h"
#include "query/route.h"

#define ROUTE_COMMENT "--pg:"
#define STRIP_ARGS 2 /* with source */

PG_FUNCTION_INFO_V1(metahog_route);
PG_FUNCTION_INFO_V1(metahog_strip_prefix);

static int read_comments(const char *query, Route *route);
static char *read_name(const char *from, const char *to);
static void read_qualifiers(List *qualifiers, Route *route);
static bool is_repeated(const Qualifier *qualifier, List *earlier);
static Source *source_of_qualifier(const Qualifier *qualifier, const Source *known);
static void take_source(Route *route, Source *source, const char *name);

Datum
metahog_route(PG_FUNCTION_ARGS)
{
	Statement statement = {0};
	Route route;
	TupleDesc tuple_desc;
	Datum values[2] = {0};
	bool nulls[2] = {false};

	if (get_call_result_type(fcinfo, NULL, &tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	route_query(query_argument(fcinfo, 0), &route, &statement);
	nulls[0] = route.source == NULL;
	if (route.source != NULL)
		values[0] = CStringGetTextDatum(route.name);
	values[1] = CStringGetTextDatum(route.text);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tuple_desc), values, nulls)));
}

Datum
metahog_strip_prefix(PG_FUNCTION_ARGS)
{
	bool given = PG_NARGS() == STRIP_ARGS;
	const char *query = query_argument(fcinfo, given ? 1 : 0);
	Statement statement = {0};
	Route route;

	if (given)
		route.text = prefix_strip(query, source_lookup(source_argument(fcinfo)), &statement);
	else
	{
		route_query(query, &route, &statement);
		if (route.source == NULL)
			source_lookup(NULL); /* raises that none is selected */
	}
	PG_RETURN_TEXT_P(cstring_to_text(route.text));
}

void
route_query(const char *query, Route *route, Statement *statement)
{
	List *qualifiers = strchr(query, '.') != NULL ? find_qualifiers(query) : NIL;
	int skip;

	memset(route, 0, sizeof(*route));
	route->text = query;
	skip = read_comments(query, route);
	read_qualifiers(qualifiers, route);
	if (route->source == NULL && setting_source != NULL && setting_source[0] != '\0')
		take_source(route, source_lookup(NULL), setting_source);
	if (route->source != NULL)
		route->text = prefix_strip_known(query, skip, qualifiers, route->source, statement);
}

/* Lines before the query that name a source; returns how many bytes they take. */
static int
read_comments(const char *query, Route *route)
{
	const char *at = query;
	int taken = 0;

	for (;;)
	{
		const char *end;
		char *name;

		while (scanner_isspace(*at))
			at++;
		if (strncmp(at, ROUTE_COMMENT, strlen(ROUTE_COMMENT)) != 0)
			return taken;
		end = at + strcspn(at, "\r\n");
		name = read_name(at + strlen(ROUTE_COMMENT), end);
		take_source(route, source_lookup(name), name);
		at = end;
		if (*at == '\r')
			at++;
		if (*at == '\n')
			at++;
		taken = at - query;
	}
}

static char *
read_name(const char *from, const char *to)
{
	while (from < to && scanner_isspace(*from))
		from++;
	while (from < to && scanner_isspace(to[-1]))
		to--;
	if (from == to)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the comment \"%s\" names no source", ROUTE_COMMENT),
						errhint("Its form is %spagila, on a line of its own.", ROUTE_COMMENT)));
	return pnstrdup(from, to - from);
}

static void
read_qualifiers(List *qualifiers, Route *route)
{
	Source *selected = qualifiers != NIL ? source_selected() : NULL;
	List *seen = NIL;
	ListCell *cell;

	foreach (cell, qualifiers)
	{
		const Qualifier *qualifier = lfirst(cell);
		Source *source;

		if (is_repeated(qualifier, seen))
			continue;
		seen = lappend(seen, (void *) qualifier);
		source = source_of_qualifier(qualifier, route->source ? route->source : selected);
		if (source != NULL)
			take_source(route, source, source->name);
	}
}

static bool
is_repeated(const Qualifier *qualifier, List *earlier)
{
	ListCell *cell;

	foreach (cell, earlier)
	{
		const Qualifier *other = lfirst(cell);

		if (other->quoted == qualifier->quoted && strcmp(other->word, qualifier->word) == 0)
			return true;
	}
	return false;
}

/* known is the source whose schemas go before sources; NULL if there is none. */
static Source *
source_of_qualifier(const Qualifier *qualifier, const Source *known)
{
	if (strcmp(qualifier->word, GENERAL_PREFIX) == 0 || prefix_is_schema(known, qualifier->word))
		return NULL;
	return source_of_word(qualifier->word, qualifier->quoted);
}

static void
take_source(Route *route, Source *source, const char *name)
{
	if (route->source == NULL)
	{
		route->source = source;
		route->name = name;
	}
	else if (memcmp(&route->source->id, &source->id, sizeof(pg_uuid_t)) != 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("the query names two sources, \"%s\" and \"%s\"",
							   route->source->name, source->name),
						errhint("Query each with metahog.query(), and join their rows.")));
}
