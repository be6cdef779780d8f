/*
 * hogql/hogql_text.c
 *		HogQL as a language of calls: from a text to the text that is sent.
 *
 * - The tree and all that it takes to make a text of it is gone when the call goes on; the text is
 *   remembered for the next call that has the same one.
 * - Whatever is wrong with the text is raised with a position in it.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/settings.h"
#include "hogql/compile.h"
#include "hogql/hogql_text.h"
#include "hogql/params.h"
#include "hogql/parse_query.h"
#include "hogql/text_cache.h"
#include "query/prefix.h"
#include "query/qualifiers.h"
#include "query/route.h"
#include "remote/session_cache.h"
#include "schema/snapshot.h"
#include "source/options.h"

static Source *find_source(Call *call);
static const char *source_word(const List *chain);
static bool collect_qualifiers(AstNode *node, void *context);
static void compile(Call *call);
static void say_where(void *argument);
static const CompiledText *find_compiled(const TextKey *key, Params *params);
static CompiledText *compile_anew(Call *call, const TextKey *key, Params *params);
static bool names_table(AstNode *node, void *context);
static const char *zone_of(const Source *source);
static bool week_starts_monday(const Source *source);
static void fill_compiled(CompiledText *text, const CompiledQuery *query, const SqlText *printed);
static void fill_names(Compiled *compiled, const CompiledQuery *query);
static void fill_warnings(Compiled *compiled, const CompiledQuery *query);
static void fill_limit(CompiledText *text, const SqlSelect *select);
static void take(Call *call, const CompiledText *text, const Params *params);

#define HOGQL_LANGUAGE                \
	{                                 \
		"hogql", find_source, compile \
	}

const HogqlLanguage hogql_language = {.base = HOGQL_LANGUAGE};
const HogqlLanguage hogql_shown = {.base = HOGQL_LANGUAGE, .options = {.constants = true}};
const HogqlLanguage hogql_shown_pretty = {.base = HOGQL_LANGUAGE,
										  .options = {.constants = true, .pretty = true}};

/* Names of tables are the only ones that may begin with a source's. */
static Source *
find_source(Call *call)
{
	ErrorContextCallback callback = {error_context_stack, say_where, call};
	TextWork work = {.deadline = deadline_from_us(call->start_us, setting_timeout)};
	List *qualifiers = NIL;
	Route route = {0};

	if (strchr(call->query, '.') != NULL)
	{
		error_context_stack = &callback;
		call_compiles(call, STAGE_PARSE);
		collect_qualifiers(hogql_parse(call->query, (int) strlen(call->query))->root, &qualifiers);
		call_compiles(call, STAGE_SOURCE);
		error_context_stack = callback.previous;
	}
	route_find(call->query, qualifiers, &route, &work);
	return route.source;
}

/* The word of a table's name that may be a source's: in postgres.source.t the second one. */
static const char *
source_word(const List *chain)
{
	const AstName *first = linitial(chain);

	if (list_length(chain) > 2 && strcmp(first->text, GENERAL_PREFIX) == 0)
		return ((const AstName *) lsecond(chain))->text;
	return first->text;
}

static bool
collect_qualifiers(AstNode *node, void *context)
{
	List **qualifiers = context;
	const AstJoinExpr *join = (const AstJoinExpr *) node;

	CHECK_FOR_INTERRUPTS();
	check_stack_depth();
	if (node->kind == AST_JOIN_EXPR && join->table != NULL && join->table->kind == AST_FIELD &&
		list_length(((const AstField *) join->table)->chain) > 1)
	{
		Qualifier *qualifier = palloc0(sizeof(Qualifier));

		qualifier->word = source_word(((const AstField *) join->table)->chain);
		/* Names are what they are, down to their case. */
		qualifier->quoted = true;
		*qualifiers = lappend(*qualifiers, qualifier);
	}
	return ast_visit_children(node, collect_qualifiers, context);
}

static void
compile(Call *call)
{
	ErrorContextCallback callback = {error_context_stack, say_where, call};
	bool shown = ((const HogqlLanguage *) call->language)->options.constants;
	TextKey key = {.source = call->source,
				   .server_version = session_cache_server_version(call->source),
				   .week_starts_monday = week_starts_monday(call->source),
				   .text = call->query};
	Params *params = params_new(call->params);
	const CompiledText *text = shown ? NULL : find_compiled(&key, params);

	if (text == NULL)
	{
		CompiledText *compiled;

		error_context_stack = &callback;
		params = params_new(call->params);
		compiled = compile_anew(call, &key, params);
		error_context_stack = callback.previous;
		if (!shown && compiled->signature != NULL)
			text_cache_store(&key, compiled);
		text = compiled;
	}
	take(call, text, params);
}

/* psql shows the caret under the text of HogQL, which no SQL of this server's knows. */
static void
say_where(void *argument)
{
	const Call *call = argument;
	int position = geterrposition();

	if (position < 1)
		return;
	errposition(0);
	internalerrposition(position);
	internalerrquery(call->query);
}

static const CompiledText *
find_compiled(const TextKey *key, Params *params)
{
	const CompiledText *text = text_cache_find(key);

	if (text == NULL || !params_fit(params, text->signature))
		return NULL;
	if (text->names_tables && text->snapshot != snapshot_version(key->source))
		return NULL;
	return text;
}

/* In a context of its own, but for what has to do with the parameters' values. */
static CompiledText *
compile_anew(Call *call, const TextKey *key, Params *params)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext kept =
		AllocSetContextCreate(caller, "metahog text of HogQL", ALLOCSET_SMALL_SIZES);
	MemoryContext work = AllocSetContextCreate(caller, "metahog HogQL", ALLOCSET_DEFAULT_SIZES);
	CompiledText *text = MemoryContextAllocZero(kept, sizeof(CompiledText));
	SqlPrintOptions options = ((const HogqlLanguage *) call->language)->options;
	CompileContext context = {
		.params = params,
		.zone = zone_of(call->source),
		.week_starts_monday = key->week_starts_monday,
		.server_version = key->server_version,
	};
	const AstTree *tree;
	CompiledQuery *query;

	text->context = kept;
	/* Before it is looked at: what is newer afterwards is seen to be so. */
	text->snapshot = snapshot_version(call->source);

	MemoryContextSwitchTo(work);
	call_compiles(call, STAGE_PARSE);
	tree = hogql_parse(call->query, (int) strlen(call->query));
	call_compiles(call, STAGE_NAMES);
	context.catalog = catalog_begin(call->source);
	query = compile_query(tree, &context);
	catalog_end(context.catalog);

	MemoryContextSwitchTo(kept);
	call_compiles(call, STAGE_PRINT);
	fill_compiled(text, query, sql_print(query->query, &sql_postgres, options));
	text->names_tables = names_table(tree->root, NULL);
	/* What holds only for a while is not kept. */
	if (!text->names_tables || text->snapshot != 0)
		text->signature = params_signature(params);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(work);
	return text;
}

static bool
names_table(AstNode *node, void *context)
{
	CHECK_FOR_INTERRUPTS();
	check_stack_depth();
	if (node->kind == AST_JOIN_EXPR && ((const AstJoinExpr *) node)->table->kind == AST_FIELD)
		return true;
	return ast_visit_children(node, names_table, context);
}

/* As guard.c has the remote see instants. */
static const char *
zone_of(const Source *source)
{
	const char *zone = options_connection_value(source->options, OPTION_TIMEZONE);

	return zone != NULL ? zone : "UTC";
}

static bool
week_starts_monday(const Source *source)
{
	const char *start = options_connection_value(source->options, OPTION_WEEK_START);

	return start != NULL ? strcmp(start, "monday") == 0
						 : setting_hogql_week_start == WEEK_START_MONDAY;
}

/* Copies what it needs: the query will be gone. */
static void
fill_compiled(CompiledText *text, const CompiledQuery *query, const SqlText *printed)
{
	Compiled *compiled = &text->compiled;

	compiled->text = printed->text;
	compiled->printed = &printed_query(printed->text, printed->spans)->base;
	fill_names(compiled, query);
	fill_warnings(compiled, query);
	fill_limit(text, (const SqlSelect *) query->query);
}

static void
fill_names(Compiled *compiled, const CompiledQuery *query)
{
	const char **names = palloc0(Max(query->ncolumns, 1) * sizeof(char *));

	for (int i = 0; i < query->ncolumns; i++)
	{
		const CompiledColumn *column = &query->columns[i];

		if (strcmp(column->name, column->printed) != 0)
			names[i] = pstrdup(column->name);
	}
	compiled->ncolumns = query->ncolumns;
	compiled->names = names;
}

static void
fill_warnings(Compiled *compiled, const CompiledQuery *query)
{
	DocumentWarning *warnings = palloc0(Max(list_length(query->warnings), 1) * sizeof(*warnings));
	ListCell *cell;

	foreach (cell, query->warnings)
	{
		const HogqlWarning *warning = lfirst(cell);

		warnings[compiled->nwarnings].message = pstrdup(warning->message);
		warnings[compiled->nwarnings++].position = warning->span.start + 1;
	}
	compiled->warnings = warnings;
}

static void
fill_limit(CompiledText *text, const SqlSelect *select)
{
	const SqlNode *limit = select->limit;

	text->compiled.has_limit = select->limit != NULL || select->offset != NULL;
	text->compiled.limit = -1;
	if (limit == NULL || select->with_ties)
		return;
	if (limit->kind == SQL_PARAMETER)
		text->limit_parameter = ((const SqlParameter *) limit)->number;
	else if (limit->kind == SQL_CONSTANT && ((const SqlConstant *) limit)->text != NULL)
		text->compiled.limit = strtoll(((const SqlConstant *) limit)->text, NULL, 10);
}

static void
take(Call *call, const CompiledText *text, const Params *params)
{
	Compiled *compiled = &call->compiled;

	*compiled = text->compiled;
	compiled->nparams = params_count(params);
	compiled->params = params_values(params);
	compiled->param_types = params_types(params);
	if (text->limit_parameter > 0 && compiled->params[text->limit_parameter - 1] != NULL)
		compiled->limit = strtoll(compiled->params[text->limit_parameter - 1], NULL, 10);
}
