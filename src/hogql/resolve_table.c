/*
 * hogql/resolve_table.c
 *		What may stand in FROM: tables, CTEs, subqueries, VALUES, table functions.
 *
 * A name is a CTE's if one can be seen, else a table's of the source.
 */
#include "postgres.h"

#include "hogql/ast.h"
#include "hogql/catalog.h"
#include "hogql/pivot.h"
#include "hogql/resolve_from.h"
#include "hogql/suggest.h"
#include "schema/schema_names.h"

/* What numbers() and generateSeries() are called with, and what they call their column. */
typedef struct SeriesFunction
{
	const char *name;
	int least;
	int most;
	const char *column;
} SeriesFunction;

static const SeriesFunction series_functions[] = {
	{"numbers", 1, 1, "number"},
	{"generateSeries", 2, 3, "generate_series"},
	{"generate_series", 2, 3, "generate_series"},
};

static void refuse_modifiers(const AstJoinExpr *join);
static FromEntry *resolve_operand(Resolver *resolver, AstJoinExpr *join);
static FromEntry *resolve_named(Resolver *resolver, const AstField *field);
static FromEntry *cte_entry(Cte *cte);
static FromEntry *table_entry(Resolver *resolver, const NamedTable *table);
static FromColumn column_of_table(const NamedColumn *column);
static void raise_unknown_table(Resolver *resolver, const AstField *field) pg_attribute_noreturn();
static FromEntry *resolve_function(Resolver *resolver, AstJoinExpr *join);
static const SeriesFunction *find_series(const char *name);
static void resolve_bound(Resolver *resolver, AstNode *bound);
static FromEntry *query_entry(Resolver *resolver, AstNode *query);
static void refuse(const AstNode *node, const char *what, const char *hint) pg_attribute_noreturn();

FromEntry *
resolve_table(Resolver *resolver, AstJoinExpr *join)
{
	FromEntry *entry;

	refuse_modifiers(join);
	entry = resolve_operand(resolver, join);
	if (join->alias != NULL)
	{
		entry->name = join->alias->text;
		entry->schema = NULL;
		entry->source = NULL;
	}
	rename_columns(entry->columns, entry->ncolumns, join->column_aliases, join->node.span);
	return entry;
}

void
resolve_apart(Resolver *resolver, AstNode *query)
{
	Scope *scope = scope_select(resolver);
	bool in_from;

	if (scope == NULL)
	{
		resolve_subquery(resolver, query);
		return;
	}
	in_from = scope->in_from;
	scope->in_from = true;
	resolve_subquery(resolver, query);
	scope->in_from = in_from;
}

FromColumn *
columns_of_query(const ResolvedQuery *query, List *names, HogqlSpan span)
{
	FromColumn *columns = palloc0(Max(query->ncolumns, 1) * sizeof(FromColumn));

	for (int i = 0; i < query->ncolumns; i++)
	{
		columns[i].name = query->columns[i].name;
		columns[i].printed = query->columns[i].printed;
		columns[i].type = query->columns[i].type;
	}
	rename_columns(columns, query->ncolumns, names, span);
	return columns;
}

void
rename_columns(FromColumn *columns, int ncolumns, List *names, HogqlSpan span)
{
	ListCell *cell;
	int at = 0;

	if (list_length(names) > ncolumns)
		hogql_error(span, ERRCODE_SYNTAX_ERROR,
					psprintf("there are %d names for %d columns", list_length(names), ncolumns),
					NULL, NULL);
	foreach (cell, names)
		columns[at++].name = ((AstName *) lfirst(cell))->text;
}

static void
refuse_modifiers(const AstJoinExpr *join)
{
	if (join->final)
		hogql_error(join->final_span, ERRCODE_FEATURE_NOT_SUPPORTED, "FINAL is not supported", NULL,
					"Tables of PostgreSQL have no rows to be merged: leave it out.");
	if (join->sample != NULL)
		refuse(
			&join->sample->node, "SAMPLE",
			"There is no sampling key. Filter by a hash, or by random(), if an estimate will do.");
}

static FromEntry *
resolve_operand(Resolver *resolver, AstJoinExpr *join)
{
	if (join->is_function)
		return resolve_function(resolver, join);
	switch (join->table->kind)
	{
		case AST_FIELD:
			return resolve_named(resolver, (AstField *) join->table);
		case AST_SELECT_QUERY:
		case AST_SELECT_SET_QUERY:
		case AST_VALUES_QUERY:
			return query_entry(resolver, join->table);
		case AST_PIVOT_EXPR:
			join->table = query_of_pivot(resolver, join->table);
			return query_entry(resolver, join->table);
		case AST_UNPIVOT_EXPR:
			join->table = query_of_unpivot(resolver, join->table);
			return query_entry(resolver, join->table);
		case AST_PLACEHOLDER:
			refuse(join->table, "A placeholder for a table",
				   "A placeholder stands for a value: write the table's name.");
		default:
			refuse(join->table, "This in FROM", "FROM takes tables, subqueries and VALUES.");
	}
}

static FromEntry *
resolve_named(Resolver *resolver, const AstField *field)
{
	const NamedTable *table;

	if (list_length(field->chain) == 1)
	{
		Cte *cte = scope_cte(resolver, ((AstName *) linitial(field->chain))->text);

		if (cte != NULL)
			return cte_entry(cte);
	}
	table = catalog_find(resolver->catalog, field->chain);
	if (table == NULL)
		raise_unknown_table(resolver, field);
	return table_entry(resolver, table);
}

static FromEntry *
cte_entry(Cte *cte)
{
	FromEntry *entry = palloc0(sizeof(FromEntry));

	entry->kind = FROM_CTE;
	entry->name = cte->name;
	entry->cte = cte;
	entry->query = cte->query;
	entry->ncolumns = cte->ncolumns;
	entry->columns = palloc(Max(cte->ncolumns, 1) * sizeof(FromColumn));
	memcpy(entry->columns, cte->columns, cte->ncolumns * sizeof(FromColumn));
	return entry;
}

static FromEntry *
table_entry(Resolver *resolver, const NamedTable *table)
{
	FromEntry *entry = palloc0(sizeof(FromEntry));

	entry->kind = FROM_TABLE;
	entry->name = table->name;
	entry->schema = table->schema;
	entry->source = catalog_source_name(resolver->catalog);
	entry->table = table;
	entry->has_key = table->nkeys > 0;
	entry->ncolumns = table->ncolumns;
	entry->columns = palloc(Max(table->ncolumns, 1) * sizeof(FromColumn));
	for (int i = 0; i < table->ncolumns; i++)
		entry->columns[i] = column_of_table(&table->columns[i]);
	return entry;
}

/*
 * The type of a domain is known by its name alone, beside what it is in HogQL: then that decides what it
 * is cast to.
 */
static FromColumn
column_of_table(const NamedColumn *column)
{
	static const struct
	{
		const char *hogql_type;
		const char *sql_type;
	} domains[] = {
		{"INTEGER", "bigint"},
		{"FLOAT", "numeric"},
		{"BOOLEAN", "boolean"},
		{"DATE", "date"},
		{"JSON", "jsonb"},
		{"UUID", "uuid"},
		{"DATETIME", "timestamp with time zone"},
	};
	FromColumn result = {.name = column->name, .printed = column->name, .is_key = column->is_key};

	result.type = hogql_type_of_column(column->data_type, column->is_nullable, &result.needs_cast);
	if (result.type->kind != HOGQL_STRING)
		return result;
	for (int i = 0; i < (int) lengthof(domains); i++)
	{
		if (strcmp(column->hogql_type, domains[i].hogql_type) != 0)
			continue;
		result.type =
			hogql_type_of_column(domains[i].sql_type, column->is_nullable, &result.needs_cast);
		result.needs_cast = true;
	}
	return result;
}

static void
raise_unknown_table(Resolver *resolver, const AstField *field)
{
	StringInfoData name;
	Suggestion suggestion;
	ListCell *cell;

	initStringInfo(&name);
	foreach (cell, field->chain)
		appendStringInfo(&name, "%s%s", name.len > 0 ? "." : "", ((AstName *) lfirst(cell))->text);
	suggestion_begin(&suggestion, ((AstName *) llast(field->chain))->text);
	scope_suggest_ctes(resolver, &suggestion);
	catalog_suggest(resolver->catalog, &suggestion);
	hogql_error(field->node.span, ERRCODE_UNDEFINED_TABLE,
				psprintf("unknown table %s", hogql_excerpt(name.data)), NULL,
				suggestion_hint(&suggestion));
}

static FromEntry *
resolve_function(Resolver *resolver, AstJoinExpr *join)
{
	const AstField *field = (AstField *) join->table;
	const AstName *name = llast(field->chain);
	const SeriesFunction *function =
		list_length(field->chain) == 1 ? find_series(name->text) : NULL;
	FromEntry *entry = palloc0(sizeof(FromEntry));
	Scope *scope = scope_select(resolver);
	ListCell *cell;

	if (function == NULL)
		refuse(join->table, psprintf("The table function %s", hogql_excerpt(name->text)),
			   "There are numbers(n) and generateSeries(start, end, step).");
	if (list_length(join->table_args) < function->least ||
		list_length(join->table_args) > function->most)
		hogql_error(name->span, ERRCODE_UNDEFINED_FUNCTION,
					psprintf("%s takes %d to %d arguments, found %d", hogql_excerpt(name->text),
							 function->least, function->most, list_length(join->table_args)),
					NULL, NULL);
	scope->in_from = true;
	foreach (cell, join->table_args)
		resolve_bound(resolver, lfirst(cell));
	scope->in_from = false;

	entry->kind = FROM_SERIES;
	entry->name = name->text;
	entry->arguments = join->table_args;
	entry->ncolumns = 1;
	entry->columns = palloc0(sizeof(FromColumn));
	entry->columns[0].name = entry->columns[0].printed = function->column;
	entry->columns[0].type = hogql_type(HOGQL_INT, false);
	return entry;
}

static const SeriesFunction *
find_series(const char *name)
{
	for (int i = 0; i < (int) lengthof(series_functions); i++)
	{
		if (strcmp(series_functions[i].name, name) == 0)
			return &series_functions[i];
	}
	return NULL;
}

static void
resolve_bound(Resolver *resolver, AstNode *bound)
{
	resolver->clause = CLAUSE_VALUES;
	resolve_expression(resolver, bound);
	if (bound->type->kind != HOGQL_INT && bound->type->kind != HOGQL_UNKNOWN)
		hogql_error(bound->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("an integer is needed here, not %s", hogql_type_name(bound->type)),
					NULL, NULL);
}

static FromEntry *
query_entry(Resolver *resolver, AstNode *query)
{
	FromEntry *entry = palloc0(sizeof(FromEntry));

	resolve_apart(resolver, query);
	entry->kind = FROM_QUERY;
	entry->query = query;
	entry->ncolumns = resolved_query(query)->ncolumns;
	entry->columns = columns_of_query(resolved_query(query), NIL, query->span);
	return entry;
}

static void
refuse(const AstNode *node, const char *what, const char *hint)
{
	hogql_error(node->span, ERRCODE_FEATURE_NOT_SUPPORTED, psprintf("%s is not supported", what),
				NULL, hint);
}
