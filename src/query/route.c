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

static void check_in_time(const TextWork *work, const char *query);
static int read_comments(const char *query, Route *route, TextWork *work);
static char *read_name(const char *from, const char *to);
static void read_qualifiers(List *qualifiers, Route *route, TextWork *work);
static Source *source_of_qualifier(const Qualifier *qualifier, const Source *known);
static void take_source(Route *route, Source *source, const char *name);

Datum
metahog_route(PG_FUNCTION_ARGS)
{
	const char *query = query_argument(fcinfo, 0);
	TextWork work = {.deadline = deadline_after_ms(setting_timeout)};
	Statement statement = {0};
	Route route;
	TupleDesc tuple_desc;
	Datum values[2] = {0};
	bool nulls[2] = {false};

	if (get_call_result_type(fcinfo, NULL, &tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	route_query(query, &route, &statement, &work);
	check_in_time(&work, query);
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
	TextWork work = {.deadline = deadline_after_ms(setting_timeout)};
	Statement statement = {0};
	Route route;

	if (given)
		route.text = prefix_strip(query, source_lookup(source_argument(fcinfo)), &statement, &work);
	else
	{
		route_query(query, &route, &statement, &work);
		if (route.source == NULL && !work.timed_out)
			source_lookup(NULL); /* raises that none is selected */
	}
	check_in_time(&work, query);
	PG_RETURN_TEXT_P(cstring_to_text(route.text));
}

/* These functions have no timeout of their own, but the general one. */
static void
check_in_time(const TextWork *work, const char *query)
{
	if (work->timed_out)
		raise_error(make_deadline_error(STAGE_SOURCE), query);
}

void
route_query(const char *query, Route *route, Statement *statement, TextWork *work)
{
	List *qualifiers = strchr(query, '.') != NULL ? find_qualifiers(query, work) : NIL;
	int skip = route_find(query, qualifiers, route, work);

	if (work->timed_out)
		return;
	if (route->source == NULL && setting_source != NULL && setting_source[0] != '\0')
		take_source(route, source_lookup(NULL), setting_source);
	if (route->source != NULL)
		route->text = prefix_strip_known(query, skip, qualifiers, route->source, statement, work);
}

int
route_find(const char *query, List *qualifiers, Route *route, TextWork *work)
{
	int skip;

	memset(route, 0, sizeof(*route));
	route->text = query;
	skip = read_comments(query, route, work);
	read_qualifiers(qualifiers, route, work);
	return skip;
}

/* Lines before the query that name a source; returns how many bytes they take. */
static int
read_comments(const char *query, Route *route, TextWork *work)
{
	const char *at = query;
	int taken = 0;

	for (;;)
	{
		const char *end;
		char *name;

		while (scanner_isspace(*at) && text_work_goes_on(work))
			at++;
		if (strncmp(at, ROUTE_COMMENT, strlen(ROUTE_COMMENT)) != 0 || !text_work_in_time(work))
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
read_qualifiers(List *qualifiers, Route *route, TextWork *work)
{
	Source *selected = qualifiers != NIL ? source_selected() : NULL;
	ListCell *cell;

	foreach (cell, qualifiers)
	{
		const Qualifier *qualifier = lfirst(cell);
		Source *source;

		if (!text_work_goes_on(work))
			return;
		/* Looking a word up takes longer than a step should. */
		if (qualifier->repeated || !text_work_in_time(work))
			continue;
		source = source_of_qualifier(qualifier, route->source ? route->source : selected);
		if (source != NULL)
			take_source(route, source, source->name);
	}
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
