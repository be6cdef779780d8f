/*
 * hogql/function_table.c
 *		The table of functions as a whole: finding one by its name.
 *
 * - The families' pieces are put into one index, sorted by name without regard to case, the first
 *   time that a backend looks for a function, and each is checked then.  No name is there twice.
 * - Nothing but what the index has can be called.
 */
#include "postgres.h"

#include "utils/memutils.h"
#include "utils/varlena.h"

#include "hogql/combinators.h"
#include "hogql/families.h"
#include "hogql/functions.h"
#include "hogql/signature.h"

/* A longer name is like none that is known. */
#define LONGEST_NAME 60

const FunctionFamily *const function_families[] = {
	&conversion_functions,
	&encoding_functions,
	&condition_functions,
	&number_functions,
	&rounding_functions,
	&text_functions,
	&search_functions,
	&regexp_functions,
	&split_functions,
	&time_reading_functions,
	&time_part_functions,
	&time_start_functions,
	&time_arithmetic_functions,
	&time_format_functions,
	&json_functions,
	&array_functions,
	&array_search_functions,
	&lambda_functions,
	&map_functions,
	&url_functions,
	&aggregate_functions,
	&quantile_functions,
	&sequence_functions,
	&window_functions,
	&refused_functions,
	NULL,
};

static const HogqlFunction **function_index;
static int function_count;

static int
compare_names(const char *a, const char *b)
{
	int order = pg_strcasecmp(a, b);

	return order ? order : strcmp(a, b);
}

static int
compare_functions(const void *a, const void *b)
{
	return compare_names((*(const HogqlFunction *const *) a)->name,
						 (*(const HogqlFunction *const *) b)->name);
}

static bool
is_known_signature(const char *text)
{
	Signature signature;

	signature_read(text, true, &signature);
	for (int i = 0; i < signature.count; i++)
	{
		if (signature.parts[i] == CLASS_UNKNOWN_WORD)
			return false;
	}
	return true;
}

/* An entry is another name, refused, read as an operator or printed, and says what it takes. */
static bool
is_sound(const HogqlFunction *function)
{
	if (function->same_as || function->refused)
		return !function->arguments && (!function->same_as || !function->refused);
	if (!function->arguments || !is_known_signature(function->arguments))
		return false;
	if (function->parameters && !is_known_signature(function->parameters))
		return false;
	if ((function->result == RESULT_BY_HOOK) != (function->result_hook != NULL))
		return false;
	return function->reads_as ? !function->sql && !function->print
							  : function->sql || function->print;
}

/* What the compiler cannot check: an unsound entry is met by whoever looks for any function. */
static void
check_index(const HogqlFunction *const *index, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (!is_sound(index[i]))
			elog(ERROR, "the entry of function %s is not sound", index[i]->name);
		if (i > 0 && strcmp(index[i]->name, index[i - 1]->name) == 0)
			elog(ERROR, "function %s has two entries", index[i]->name);
	}
}

static void
build_index(void)
{
	const HogqlFunction **index;
	int count = 0;

	for (int i = 0; function_families[i]; i++)
		count += function_families[i]->count;
	index = palloc(count * sizeof(HogqlFunction *));
	count = 0;
	for (int i = 0; function_families[i]; i++)
	{
		for (int j = 0; j < function_families[i]->count; j++)
			index[count++] = &function_families[i]->functions[j];
	}
	qsort(index, count, sizeof(HogqlFunction *), compare_functions);
	check_index(index, count);
	function_index = MemoryContextAlloc(TopMemoryContext, count * sizeof(HogqlFunction *));
	memcpy(function_index, index, count * sizeof(HogqlFunction *));
	function_count = count;
}

/* The first of the names that differ from this one in case at most; function_count if there is none. */
static int
first_in_any_case(const char *name)
{
	int low = 0;
	int high = function_count;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (pg_strcasecmp(function_index[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < function_count && pg_strcasecmp(function_index[low]->name, name) == 0)
		return low;
	return function_count;
}

static const HogqlFunction *
lookup_name(const char *name)
{
	int first;

	if (!function_index)
		build_index();
	first = first_in_any_case(name);
	if (first == function_count)
		return NULL;
	for (int i = first; i < function_count && pg_strcasecmp(function_index[i]->name, name) == 0;
		 i++)
	{
		if (strcmp(function_index[i]->name, name) == 0)
			return function_index[i];
	}
	return function_index[first];
}

const HogqlFunction *
functions_lookup(const char *name)
{
	const HogqlFunction *found = lookup_name(name);

	while (found && found->same_as)
		found = lookup_name(found->same_as);
	return found;
}

const HogqlFunction *
functions_nth(int number)
{
	if (!function_index)
		build_index();
	return number < function_count ? function_index[number] : NULL;
}

/* The nearest of some names until now. */
typedef struct Nearest
{
	const char *name;
	const char *found; /* NULL: none is near enough */
	int least;		   /* a name must be nearer than this */
} Nearest;

static void
consider(Nearest *nearest, const char *known)
{
	int distance =
		varstr_levenshtein_less_equal(nearest->name, (int) strlen(nearest->name), known,
									  (int) strlen(known), 1, 1, 1, nearest->least - 1, true);

	if (distance < nearest->least)
	{
		nearest->least = distance;
		nearest->found = pstrdup(known);
	}
}

/* Names of aggregates with one combinator: any more are too far from what anybody means. */
static void
consider_combined(Nearest *nearest, const char *aggregate)
{
	const char *suffix;

	for (int i = 0; (suffix = combinators_nth(i)) != NULL; i++)
	{
		char combined[2 * LONGEST_NAME];

		snprintf(combined, sizeof(combined), "%s%s", aggregate, suffix);
		consider(nearest, combined);
	}
}

const char *
functions_nearest(const char *name)
{
	int length = (int) strlen(name);
	Nearest nearest = {.name = name, .least = length < 5 ? 2 : 3};

	if (length > LONGEST_NAME)
		return NULL;
	if (!function_index)
		build_index();
	for (int i = 0; i < function_count; i++)
	{
		const HogqlFunction *function = function_index[i];

		if (function->refused)
			continue;
		consider(&nearest, function->name);
		if (functions_lookup(function->name)->kind == FUNCTION_AGGREGATE)
			consider_combined(&nearest, function->name);
	}
	return nearest.found;
}

/* 0A000, with why and the way round. */
static void
refuse(const HogqlFunction *function, const char *name, HogqlSpan span)
{
	hogql_error(span, ERRCODE_FEATURE_NOT_SUPPORTED,
				psprintf("function %s is not supported", hogql_excerpt(name)), function->refused,
				function->instead);
}

static void
refuse_old_server(const HogqlFunction *function, const char *name, HogqlSpan span, bool is_known)
{
	if (!is_known)
		hogql_error(span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("function %s may not be supported by this source",
							 hogql_excerpt(name)),
					psprintf("It needs PostgreSQL %d or later, and the source's version is not "
							 "known before this session's first connection to it.",
							 function->since),
					"Run another query on the source, and then this one again.");
	hogql_error(span, ERRCODE_FEATURE_NOT_SUPPORTED,
				psprintf("function %s is not supported by this source", hogql_excerpt(name)),
				psprintf("It needs PostgreSQL %d or later.", function->since), function->instead);
}

/* A server that is not known takes what all that are still maintained do. */
static int
server_version(const FunctionContext *context)
{
	return context->server_version ? context->server_version : 140000;
}

const HogqlFunction *
functions_find(const char *name, HogqlSpan span, const FunctionContext *context, List **combinators)
{
	const HogqlFunction *found = functions_lookup(name);

	*combinators = NIL;
	if (!found)
		found = combinators_find(name, span, combinators);
	if (!found)
	{
		const char *nearest = functions_nearest(name);

		hogql_error(span, ERRCODE_UNDEFINED_FUNCTION,
					psprintf("function %s does not exist", hogql_excerpt(name)), NULL,
					nearest ? psprintf("Perhaps you meant \"%s\".", nearest) : NULL);
	}
	if (found->refused)
		refuse(found, name, span);
	if (found->since && server_version(context) < found->since * 10000)
		refuse_old_server(found, name, span, context->server_version != 0);
	return found;
}
