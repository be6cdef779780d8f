/*
 * hogql/scope.c
 *		Scopes: what they are made of, and what is added to them.
 *
 * Finding a name in them is scope_find.c's.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/ast.h"
#include "hogql/scope.h"
#include "hogql/suggest.h"

/* Each is compared with all others. */
#define MAX_ARRAY_JOINS 100

static Scope *push(Resolver *resolver);

Scope *
scope_push_select(Resolver *resolver, AstNode *select)
{
	Scope *scope = push(resolver);

	scope->select = select;
	scope->tables = name_map_new();
	scope->columns = name_map_new();
	scope->aliases = name_map_new();
	return scope;
}

void
scope_push_lambda(Resolver *resolver, List *arguments)
{
	Scope *scope = push(resolver);

	scope->is_lambda = true;
	scope->lambda_arguments = arguments;
	scope->aliases = name_map_new();
}

void
scope_pop(Resolver *resolver)
{
	resolver->scope = resolver->scope->outer;
}

Scope *
scope_select(const Resolver *resolver)
{
	Scope *scope = resolver->scope;

	while (scope != NULL && scope->is_lambda)
		scope = scope->outer;
	return scope;
}

void
scope_begin_alias(Resolver *resolver, const char *name)
{
	resolver->scope->open_aliases =
		lappend(resolver->scope->open_aliases, unconstify(char *, name));
}

/* The same expression may have its name twice, as where a star and an item list it. */
void
scope_end_alias(Resolver *resolver, const char *name, AstNode *expression)
{
	Scope *scope = resolver->scope;
	ScopeAlias *alias = name_map_get(scope->aliases, name);

	scope->open_aliases = list_delete_last(scope->open_aliases);
	if (alias != NULL && !alias->is_with)
	{
		alias->is_ambiguous =
			alias->is_ambiguous || !same_expression(alias->expression, expression);
		return;
	}
	alias = palloc0(sizeof(ScopeAlias));
	alias->name = name;
	alias->expression = expression;
	name_map_set(scope->aliases, name, alias);
}

void
scope_add_with(Scope *scope, const char *name, AstNode *expression)
{
	ScopeAlias *alias = palloc0(sizeof(ScopeAlias));

	alias->name = name;
	alias->expression = expression;
	alias->is_with = true;
	alias->is_ambiguous = name_map_get(scope->aliases, name) != NULL;
	name_map_set(scope->aliases, name, alias);
}

void
scope_lend_with(Scope *scope, const char *name, AstNode *expression)
{
	scope_add_with(scope, name, expression);
	((ScopeAlias *) name_map_get(scope->aliases, name))->is_lent = true;
}

void
scope_add_entry(Scope *scope, FromEntry *entry)
{
	entry->scope = scope;
	entry->number = list_length(scope->entries);
	scope->entries = lappend(scope->entries, entry);
	if (entry->name != NULL)
	{
		entry->next_of_name = name_map_get(scope->tables, entry->name);
		name_map_set(scope->tables, entry->name, entry);
	}
	entry->by_name = name_map_new();
	for (int i = 0; i < entry->ncolumns; i++)
	{
		FromColumn *column = &entry->columns[i];
		ScopeColumn *known = name_map_get(scope->columns, column->name);

		if (name_map_get(entry->by_name, column->name) == NULL)
			name_map_set(entry->by_name, column->name, column);
		else
			((FromColumn *) name_map_get(entry->by_name, column->name))->is_ambiguous = true;
		if (known == NULL)
			scope_set_column(scope, column->name, entry, i);
		else
			known->is_ambiguous = true;
	}
}

void
scope_set_column(Scope *scope, const char *name, FromEntry *entry, int column)
{
	ScopeColumn *meaning = palloc(sizeof(ScopeColumn));

	meaning->entry = entry;
	meaning->column = column;
	meaning->is_ambiguous = false;
	name_map_set(scope->columns, name, meaning);
}

Meaning *
scope_array_join(Resolver *resolver, AstNode *call, AstNode *array, const HogqlType *element)
{
	Scope *scope = scope_select(resolver);
	Meaning *meaning = palloc0(sizeof(Meaning));
	FromEntry *entry = NULL;
	ListCell *cell;

	foreach (cell, scope->array_joins)
	{
		FromEntry *known = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (same_expression(linitial(known->arguments), array))
			entry = known;
	}
	if (entry == NULL)
	{
		if (list_length(scope->array_joins) >= MAX_ARRAY_JOINS)
			hogql_error(call->span, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
						"query has too many different calls of arrayJoin()",
						psprintf("At most %d are supported.", MAX_ARRAY_JOINS), NULL);
		entry = palloc0(sizeof(FromEntry));
		entry->kind = FROM_ARRAYS;
		entry->node = call;
		entry->scope = scope;
		entry->arguments = list_make1(array);
		entry->ncolumns = 1;
		entry->columns = palloc0(sizeof(FromColumn));
		entry->columns[0].name = entry->columns[0].printed = "element";
		entry->columns[0].type = element;
		scope->array_joins = lappend(scope->array_joins, entry);
	}
	meaning->kind = MEANING_ARRAY_JOIN;
	meaning->entry = entry;
	return meaning;
}

AstNode *
scope_window(Resolver *resolver, const char *name, HogqlSpan span)
{
	Scope *scope = scope_select(resolver);
	Suggestion suggestion;
	ListCell *cell;

	suggestion_begin(&suggestion, name);
	foreach (cell, scope->windows)
	{
		const AstBinding *binding = lfirst(cell);

		if (strcmp(binding->name->text, name) == 0)
			return binding->expr;
		suggestion_consider(&suggestion, binding->name->text);
	}
	hogql_error(span, ERRCODE_UNDEFINED_OBJECT, psprintf("unknown window %s", hogql_excerpt(name)),
				NULL, suggestion_hint(&suggestion));
}

Cte *
scope_cte(const Resolver *resolver, const char *name)
{
	for (Scope *scope = resolver->scope; scope != NULL; scope = scope->outer)
	{
		Cte *cte = name_map_get(scope->ctes, name);

		if (cte != NULL)
			return cte;
	}
	return NULL;
}

void
scope_suggest_ctes(const Resolver *resolver, Suggestion *suggestion)
{
	for (Scope *scope = resolver->scope; scope != NULL; scope = scope->outer)
		for (int i = 0; i < name_map_count(scope->ctes); i++)
			suggestion_consider(suggestion, name_map_name(scope->ctes, i));
}

static Scope *
push(Resolver *resolver)
{
	Scope *scope = palloc0(sizeof(Scope));

	scope->outer = resolver->scope;
	resolver->scope = scope;
	return scope;
}
