/*
 * hogql/field.c
 *		Names in expressions: columns, aliases, arguments of lambdas, and the items of #N.
 *
 * - What a name stands for is the scope's to say; here it gets its type, and what is behind the name is
 *   a path into JSON.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/json_path.h"
#include "hogql/resolved_query.h"
#include "hogql/scope.h"

/* What a name makes of the traits of what it stands for: those of an outer select are that one's affair. */
static int
seen_traits(int traits, int levels_up)
{
	if (levels_up == 0)
		return traits;
	return (traits & HAS_VOLATILE) | HAS_OUTER;
}

static const HogqlType *
type_of_name(const Meaning *meaning)
{
	switch (meaning->kind)
	{
		case MEANING_LAMBDA_ARGUMENT:
			return meaning->argument->type;
		case MEANING_ALIAS:
			return meaning->expression->type;
		default:
			return meaning->entry->columns[meaning->column].type;
	}
}

/* Traits and nodes, which the scope leaves to us. */
static void
complete_meaning(Meaning *meaning)
{
	meaning->nodes = 1;
	if (meaning->kind == MEANING_LAMBDA_ARGUMENT)
		meaning->traits = HAS_LAMBDA_ARGUMENT;
	else if (meaning->kind == MEANING_ALIAS)
	{
		const Meaning *expression = meaning->expression->meaning;

		meaning->traits = seen_traits(expression->traits, meaning->levels_up);
		meaning->nodes = expression->nodes;
	}
	else
		meaning->traits = seen_traits(HAS_COLUMN, meaning->levels_up);
}

/* Names behind the name are a path into JSON; nothing else has members. */
static void
resolve_members(AstField *field, const HogqlType *type)
{
	Meaning *meaning = field->node.meaning;
	AstName *first = list_nth(field->chain, meaning->name_parts);
	bool is_json = type->kind == HOGQL_JSON;

	if (meaning->kind == MEANING_ALIAS)
		is_json = is_json || (meaning->expression->flags & EXPRESSION_JSON_PATH) != 0;
	if (!is_json)
		hogql_error(first->span, ERRCODE_UNDEFINED_COLUMN,
					psprintf("a value of type %s has no member %s", hogql_type_name(type),
							 hogql_excerpt(first->text)),
					NULL,
					type->kind == HOGQL_STRING
						? "Only columns of type JSON have members. See JSONExtractString(...)."
						: NULL);
	field->node.type = hogql_type(HOGQL_STRING, true);
	field->node.flags |= EXPRESSION_JSON_PATH;
}

void
resolve_field(Resolver *resolver, AstNode *node)
{
	AstField *field = (AstField *) node;
	Meaning *meaning = scope_find(resolver, node);
	const HogqlType *type = type_of_name(meaning);

	complete_meaning(meaning);
	check_place(resolver, node, meaning->traits);
	node->meaning = meaning;
	node->type = type;
	if (meaning->name_parts < list_length(field->chain))
		resolve_members(field, type);
	else if (meaning->kind == MEANING_ALIAS)
		node->flags = meaning->expression->flags;
}

/* The items to the left of where the resolver is, stars expanded: the Nth, or NULL. */
static AstNode *
nth_item(const Scope *scope, int64 number)
{
	ListCell *cell;

	foreach (cell, ((AstSelectQuery *) scope->select)->select)
	{
		AstNode *item = lfirst(cell);
		List *meant = item->meaning && item->meaning->kind == MEANING_STAR
						  ? item->meaning->expansion
						  : list_make1(item);

		CHECK_FOR_INTERRUPTS();
		if (!item->meaning)
			return NULL;
		if (number <= list_length(meant))
			return list_nth(meant, (int) number - 1);
		number -= list_length(meant);
	}
	return NULL;
}

void
resolve_positional_ref(Resolver *resolver, AstNode *node)
{
	int64 index = ((AstPositionalRef *) node)->index;
	AstNode *item = index > 0 ? nth_item(scope_select(resolver), index) : NULL;

	if (!item)
		hogql_error(node->span, ERRCODE_INVALID_COLUMN_REFERENCE,
					psprintf("there is no select item number " INT64_FORMAT " before this one",
							 index),
					NULL, NULL);
	stand_for(node, item);
	node->flags = item->flags;
	check_place(resolver, node, node->meaning->traits);
}

/* ---- The second pass ---- */

static SqlNode *
lambda_argument(Lowering *lowering, const LambdaArgument *argument)
{
	ListCell *cell;

	foreach (cell, lowering->bindings)
	{
		const LambdaBinding *binding = lfirst(cell);

		if (binding->argument == argument)
			return binding->value;
	}
	elog(ERROR, "argument \"%s\" of a lambda has no value", argument->name);
}

/* The column of an inner select that a column is, of which what is behind the name is read here. */
static SqlNode *
substituted_column(Lowering *lowering, const Meaning *column)
{
	ListCell *cell;

	foreach (cell, lowering->substitutions)
	{
		const Substitution *substitution = lfirst(cell);
		const AstNode *field = looked_through(substitution->expression);

		if (field->kind == AST_FIELD && field->meaning->kind == MEANING_COLUMN &&
			field->meaning->entry == column->entry && field->meaning->column == column->column &&
			field->meaning->name_parts == list_length(((const AstField *) field)->chain))
			return sql_column(substitution->table, substitution->column);
	}
	return NULL;
}

SqlNode *
lower_name(Lowering *lowering, AstNode *node)
{
	const Meaning *meaning = node->meaning;
	SqlNode *column;

	switch (meaning->kind)
	{
		case MEANING_LAMBDA_ARGUMENT:
			return lambda_argument(lowering, meaning->argument);
		case MEANING_ALIAS:
			return lower_expression(lowering, meaning->expression);
		default:
			column = substituted_column(lowering, meaning);
			return column ? column : lower_column(lowering, meaning);
	}
}

SqlNode *
lower_field(Lowering *lowering, AstNode *node)
{
	if (node->meaning->name_parts < list_length(((AstField *) node)->chain))
		return lower_json_path(lowering, node);
	return lower_name(lowering, node);
}
