/*
 * hogql/scope_find.c
 *		What a chain of names means: argument of a lambda, column of a table, alias, column.
 *
 * - The longest table before a column wins; what is behind the column is a path into it.
 * - A column that was found in an outer select marks every select on the way: it is correlated.
 * - Only where nothing was found are all names looked at again, for the nearest one.
 */
#include "postgres.h"

#include "hogql/ast.h"
#include "hogql/scope.h"
#include "hogql/suggest.h"

/* At most source.schema.table before a column. */
#define MAX_TABLE_PARTS 3

/* One search. */
typedef struct Search
{
	Resolver *resolver;
	List *chain; /* of AstName * */
	HogqlSpan span;
	int nparts;
	FromEntry *without; /* a table that has been found, but has no such column */
	int without_parts;
	FromEntry *outside; /* a table that has been found, but is not in the parentheses of the join */
} Search;

static const AstName *part(const Search *search, int index);
static Meaning *find_lambda_argument(const Search *search);
static Meaning *find_in_select(Search *search, Scope *scope);
static Meaning *find_with_table(Search *search, Scope *scope);
static FromEntry *find_entry(Search *search, Scope *scope, int parts);
static bool entry_is_called(const Search *search, const FromEntry *entry, int parts);
static Meaning *find_alias(Search *search, Scope *scope);
static void check_volatile(const Search *search, ScopeAlias *alias);
static bool is_open(const Scope *scope, const char *name);
static void resolve_with(Resolver *resolver, Scope *scope, ScopeAlias *alias);
static void check_outer_alias(const Search *search, const AstNode *expression);
static Meaning *find_column(Search *search, Scope *scope);
static Meaning *column_meaning(const Search *search, FromEntry *entry, int column, int parts);
static void mark_correlated(const Resolver *resolver, const Scope *scope);
static void raise_ambiguous(const Search *search, const char *what) pg_attribute_noreturn();
static void raise_unknown(const Search *search) pg_attribute_noreturn();
static void consider_scope(Suggestion *suggestion, const Scope *scope);
static void consider_names(Suggestion *suggestion, const NameMap *names);

Meaning *
scope_find(Resolver *resolver, AstNode *field)
{
	Search search = {.resolver = resolver,
					 .chain = ((AstField *) field)->chain,
					 .span = field->span};
	Meaning *meaning;
	int levels = 0;

	search.nparts = list_length(search.chain);
	meaning = find_lambda_argument(&search);
	for (Scope *scope = resolver->scope; scope != NULL && meaning == NULL; scope = scope->outer)
	{
		meaning = find_in_select(&search, scope);
		if (meaning == NULL)
		{
			levels += scope->is_lambda ? 0 : 1;
			continue;
		}
		meaning->levels_up = levels;
		if (levels > 0 && meaning->kind == MEANING_ALIAS)
			check_outer_alias(&search, meaning->expression);
		mark_correlated(resolver, scope);
	}
	if (meaning == NULL)
		raise_unknown(&search);
	return meaning;
}

bool
scope_knows(Resolver *resolver, AstNode *field)
{
	Search search = {.resolver = resolver,
					 .chain = ((AstField *) field)->chain,
					 .span = field->span};

	search.nparts = list_length(search.chain);
	if (find_lambda_argument(&search) != NULL)
		return true;
	for (Scope *scope = resolver->scope; scope != NULL; scope = scope->outer)
	{
		if (find_in_select(&search, scope) != NULL)
			return true;
	}
	return false;
}

FromEntry *
scope_find_table(Resolver *resolver, List *chain, HogqlSpan span)
{
	Search search = {.resolver = resolver, .chain = chain, .span = span};
	Scope *scope = scope_select(resolver);
	FromEntry *entry = NULL;
	Suggestion suggestion;

	search.nparts = list_length(chain);
	if (search.nparts <= MAX_TABLE_PARTS)
		entry = find_entry(&search, scope, search.nparts);
	if (entry != NULL)
		return entry;
	suggestion_begin(&suggestion, part(&search, 0)->text);
	consider_names(&suggestion, scope->tables);
	hogql_error(span, ERRCODE_UNDEFINED_TABLE,
				psprintf("there is no table %s in FROM", hogql_excerpt(part(&search, 0)->text)),
				NULL, suggestion_hint(&suggestion));
}

static const AstName *
part(const Search *search, int index)
{
	return list_nth(search->chain, index);
}

static Meaning *
find_lambda_argument(const Search *search)
{
	for (Scope *scope = search->resolver->scope; scope != NULL; scope = scope->outer)
	{
		ListCell *cell;

		foreach (cell, scope->lambda_arguments)
		{
			LambdaArgument *argument = lfirst(cell);
			Meaning *meaning;

			if (strcmp(argument->name, part(search, 0)->text) != 0)
				continue;
			meaning = palloc0(sizeof(Meaning));
			meaning->kind = MEANING_LAMBDA_ARGUMENT;
			meaning->argument = argument;
			meaning->name_parts = 1;
			return meaning;
		}
	}
	return NULL;
}

/* Of a lambda's scope there are only aliases. */
static Meaning *
find_in_select(Search *search, Scope *scope)
{
	Meaning *meaning = NULL;

	if (!scope->is_lambda && !scope->in_from)
		meaning = find_with_table(search, scope);
	if (meaning == NULL)
		meaning = find_alias(search, scope);
	if (meaning == NULL && !scope->is_lambda && !scope->in_from)
		meaning = find_column(search, scope);
	return meaning;
}

static Meaning *
find_with_table(Search *search, Scope *scope)
{
	for (int parts = Min(search->nparts - 1, MAX_TABLE_PARTS); parts > 0; parts--)
	{
		FromEntry *entry = find_entry(search, scope, parts);
		FromColumn *column;

		if (entry == NULL)
			continue;
		column = name_map_get(entry->by_name, part(search, parts)->text);
		if (column != NULL && column->is_ambiguous)
			raise_ambiguous(search, "several columns of the table have this name");
		if (column != NULL)
			return column_meaning(search, entry, (int) (column - entry->columns), parts + 1);
		if (search->without == NULL)
		{
			search->without = entry;
			search->without_parts = parts;
		}
	}
	return NULL;
}

/* The entry that so many parts of the chain name. */
static FromEntry *
find_entry(Search *search, Scope *scope, int parts)
{
	FromEntry *found = NULL;
	FromEntry *entry = name_map_get(scope->tables, part(search, parts - 1)->text);

	for (; entry != NULL; entry = entry->next_of_name)
	{
		if (!entry_is_called(search, entry, parts))
			continue;
		if (entry->number < scope->first_visible)
		{
			search->outside = entry;
			continue;
		}
		if (found != NULL)
			raise_ambiguous(search, "several tables have this name");
		found = entry;
	}
	return found;
}

/* Its name is the last of these parts. */
static bool
entry_is_called(const Search *search, const FromEntry *entry, int parts)
{
	const char *first = part(search, 0)->text;

	if (parts == 1)
		return true;
	if (entry->schema == NULL)
		return false;
	if (parts == 2 && strcmp(entry->schema, first) == 0)
		return true;
	if (entry->source == NULL || strcmp(entry->source, first) != 0)
		return false;
	return parts == 2 || strcmp(entry->schema, part(search, 1)->text) == 0;
}

static Meaning *
find_alias(Search *search, Scope *scope)
{
	const char *name = part(search, 0)->text;
	ScopeAlias *alias = name_map_get(scope->aliases, name);
	Meaning *meaning;

	if (alias == NULL || alias->is_being_resolved || is_open(scope, name))
		return NULL;
	if (scope->in_from && !alias->is_with)
		return NULL;
	if (alias->is_ambiguous)
		raise_ambiguous(search, "different expressions have this alias");
	if (alias->is_with && alias->expression->meaning == NULL)
		resolve_with(search->resolver, scope, alias);
	check_volatile(search, alias);
	meaning = palloc0(sizeof(Meaning));
	meaning->kind = MEANING_ALIAS;
	meaning->expression = alias->expression;
	meaning->name_parts = 1;
	return meaning;
}

/* It would be computed anew wherever it is used; only a key as a whole is the item itself. */
static void
check_volatile(const Search *search, ScopeAlias *alias)
{
	Clause clause = search->resolver->clause;

	if (alias->uses++ == 0 && alias->is_with)
		return;
	if ((alias->expression->meaning->traits & HAS_VOLATILE) == 0 || clause == CLAUSE_ORDER_BY ||
		clause == CLAUSE_GROUP_BY)
		return;
	hogql_error(
		part(search, 0)->span, ERRCODE_FEATURE_NOT_SUPPORTED,
		psprintf("using %s, which is another value each time, more than once is not supported",
				 hogql_excerpt(alias->name)),
		NULL, "Compute it in a subquery of FROM, and use its column.");
}

/* Is what defines this alias being resolved? */
static bool
is_open(const Scope *scope, const char *name)
{
	ListCell *cell;

	foreach (cell, scope->open_aliases)
	{
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	}
	return false;
}

/* In the select that has the WITH, wherever it is used. */
static void
resolve_with(Resolver *resolver, Scope *scope, ScopeAlias *alias)
{
	Resolver caller = *resolver;

	resolver->scope = scope;
	resolver->clause = CLAUSE_SELECT;
	resolver->aggregate = NULL;
	resolver->window = NULL;
	alias->is_being_resolved = true;
	resolve_expression(resolver, alias->expression);
	alias->is_being_resolved = false;
	resolver->scope = caller.scope;
	resolver->clause = caller.clause;
	resolver->aggregate = caller.aggregate;
	resolver->window = caller.window;
}

void
scope_resolve_rest(Resolver *resolver)
{
	Scope *scope = resolver->scope;

	for (int i = 0; i < name_map_count(scope->aliases); i++)
	{
		ScopeAlias *alias = name_map_get(scope->aliases, name_map_name(scope->aliases, i));

		if (alias->is_with && !alias->is_lent && alias->expression->meaning == NULL)
			resolve_with(resolver, scope, alias);
	}
}

/* In a subquery an aggregate would be one over the subquery's rows. */
static void
check_outer_alias(const Search *search, const AstNode *expression)
{
	if ((expression->meaning->traits & (HAS_AGGREGATE | HAS_WINDOW | HAS_ARRAY_JOIN)) == 0)
		return;
	hogql_error(part(search, 0)->span, ERRCODE_FEATURE_NOT_SUPPORTED,
				psprintf("%s is an aggregate, window function or arrayJoin of an outer query",
						 hogql_excerpt(part(search, 0)->text)),
				"ClickHouse would compute it anew, over the rows of the subquery.",
				"Compute it in a subquery of FROM, and use its column.");
}

static Meaning *
find_column(Search *search, Scope *scope)
{
	ScopeColumn *column = name_map_get(scope->columns, part(search, 0)->text);

	if (column == NULL || column->entry->number < scope->first_visible)
		return NULL;
	if (column->is_ambiguous)
		raise_ambiguous(search, "several columns of FROM have this name");
	return column_meaning(search, column->entry, column->column, 1);
}

static Meaning *
column_meaning(const Search *search, FromEntry *entry, int column, int parts)
{
	Meaning *meaning = palloc0(sizeof(Meaning));
	FromColumn *found = &entry->columns[column];

	meaning->kind = MEANING_COLUMN;
	meaning->entry = entry;
	meaning->column = column;
	meaning->name_parts = parts;
	if (search->resolver->clause != CLAUSE_ON)
		found->is_used = true;
	return meaning;
}

/* Something of this scope is read in all that are inside of it. */
static void
mark_correlated(const Resolver *resolver, const Scope *scope)
{
	for (Scope *inside = resolver->scope; inside != scope; inside = inside->outer)
	{
		Scope *around = inside->outer;

		while (around != scope && around->is_lambda)
			around = around->outer;
		if (around == scope)
			inside->reads_outer = true;
		else
			inside->reads_far = true;
	}
}

static void
raise_ambiguous(const Search *search, const char *what)
{
	hogql_error(search->span, ERRCODE_AMBIGUOUS_COLUMN,
				psprintf("%s is ambiguous", hogql_excerpt(part(search, 0)->text)),
				psprintf("%c%s.", pg_toupper((unsigned char) what[0]), what + 1),
				"Say which one is meant: give each an alias of its own.");
}

static void
raise_unknown(const Search *search)
{
	const AstName *name = part(search, 0);
	Suggestion suggestion;
	char *message;

	if (search->outside != NULL)
		hogql_error(name->span, ERRCODE_UNDEFINED_TABLE,
					psprintf("table %s cannot be read here", hogql_excerpt(name->text)),
					"It is outside of the parentheses around the join.", NULL);
	if (search->without != NULL)
	{
		name = part(search, search->without_parts);
		suggestion_begin(&suggestion, name->text);
		consider_names(&suggestion, search->without->by_name);
		message = psprintf("table %s has no column %s", hogql_excerpt(search->without->name),
						   hogql_excerpt(name->text));
	}
	else
	{
		suggestion_begin(&suggestion, name->text);
		for (Scope *scope = search->resolver->scope; scope != NULL; scope = scope->outer)
			consider_scope(&suggestion, scope);
		message = psprintf("unknown column %s", hogql_excerpt(name->text));
	}
	hogql_error(name->span, ERRCODE_UNDEFINED_COLUMN, message, NULL, suggestion_hint(&suggestion));
}

static void
consider_scope(Suggestion *suggestion, const Scope *scope)
{
	ListCell *cell;

	foreach (cell, scope->lambda_arguments)
		suggestion_consider(suggestion, ((LambdaArgument *) lfirst(cell))->name);
	consider_names(suggestion, scope->aliases);
	if (scope->in_from)
		return;
	consider_names(suggestion, scope->columns);
	consider_names(suggestion, scope->tables);
}

static void
consider_names(Suggestion *suggestion, const NameMap *names)
{
	for (int i = 0; i < name_map_count(names); i++)
		suggestion_consider(suggestion, name_map_name(names, i));
}
