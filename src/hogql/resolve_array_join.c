/*
 * hogql/resolve_array_join.c
 *		ARRAY JOIN: a row for each element.
 */
#include "postgres.h"

#include "hogql/ast.h"
#include "hogql/resolve_from.h"

static void add_array(Resolver *resolver, FromEntry *entry, AstNode *node, bool may_be_missing);
static void replace_in_star(Scope *scope, FromEntry *entry);

/* One entry, with a column for each array; names that have no alias mean the elements from here on. */
void
resolve_array_join(Resolver *resolver, AstSelectQuery *query)
{
	FromEntry *entry = palloc0(sizeof(FromEntry));
	ListCell *cell;

	entry->kind = FROM_ARRAYS;
	entry->is_far = query->array_join == ARRAY_JOIN_LEFT;
	entry->columns = palloc0(list_length(query->array_join_list) * sizeof(FromColumn));
	resolver->clause = CLAUSE_ARRAY_JOIN;
	foreach (cell, query->array_join_list)
		add_array(resolver, entry, lfirst(cell),
				  entry->is_far || list_length(query->array_join_list) > 1);
	scope_add_entry(resolver->scope, entry);
	for (int i = 0; i < entry->ncolumns; i++)
		scope_set_column(resolver->scope, entry->columns[i].name, entry, i);
	replace_in_star(resolver->scope, entry);
}

static void
add_array(Resolver *resolver, FromEntry *entry, AstNode *node, bool may_be_missing)
{
	AstNode *array = node->kind == AST_ALIAS ? ((AstAlias *) node)->expr : node;
	FromColumn *column = &entry->columns[entry->ncolumns++];

	resolve_expression(resolver, array);
	if (array->type->kind != HOGQL_ARRAY)
		hogql_error(array->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("ARRAY JOIN needs an array, not %s", hogql_type_name(array->type)),
					NULL, NULL);
	if (node->kind == AST_ALIAS)
		column->name = ((AstAlias *) node)->alias->text;
	else if (node->kind == AST_FIELD)
		column->name = ((AstName *) llast(((AstField *) node)->chain))->text;
	else
		column->name = ast_source_text(resolver->tree, node->span);
	column->printed = psprintf("e%d", entry->ncolumns);
	column->type =
		may_be_missing ? hogql_with_null(array->type->element, true) : array->type->element;
	entry->arguments = lappend(entry->arguments, array);
}

/* A star lists the element instead of the array of that name; elements of other names it does not list. */
static void
replace_in_star(Scope *scope, FromEntry *entry)
{
	for (int i = 0; i < entry->ncolumns; i++)
	{
		ListCell *cell;

		foreach (cell, scope->star)
		{
			const StarColumn *column = lfirst(cell);
			StarColumn *element;

			if (strcmp(column->entry->columns[column->column].name, entry->columns[i].name) != 0)
				continue;
			element = palloc(sizeof(StarColumn));
			*element = (StarColumn){entry, i};
			lfirst(cell) = element;
			break;
		}
	}
}
