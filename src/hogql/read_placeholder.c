/*
 * hogql/read_placeholder.c
 *		Placeholders whose values are Strings, beside a time, a number and the like: they are read as constants.
 *
 * - JSON has no times: whoever compares one with a placeholder has no other way to give it.
 * - What is compiled then holds for this value alone: params.h.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/comparison.h"
#include "hogql/params.h"

bool
reads_strings(const HogqlType *type)
{
	return hogql_is_number(type) || hogql_is_time(type) || type->kind == HOGQL_BOOL ||
		   type->kind == HOGQL_UUID;
}

/* A constant String at the place of a node; of NULL, the constant NULL. */
static AstNode *
constant_at(const AstNode *place, const char *text)
{
	AstConstant *constant = ast_new(AstConstant, AST_CONSTANT, place->span);

	constant->value_kind = text ? CONSTANT_STRING : CONSTANT_NULL;
	constant->text = text;
	constant->length = text ? (int) strlen(text) : 0;
	return &constant->node;
}

/* Of a tuple that is written in place, each field. */
static void
read_fields(Resolver *resolver, AstTuple *tuple, const HogqlType *other)
{
	ListCell *cell;
	ListCell *type;

	if (list_length(tuple->exprs) != list_length(other->fields))
		return;
	forboth (cell, tuple->exprs, type, other->fields)
	{
		AstNode *field = lfirst(cell);

		read_placeholder(resolver, &field, lfirst(type));
		lfirst(cell) = field;
	}
}

void
read_placeholder(Resolver *resolver, AstNode **side, const HogqlType *other)
{
	AstNode *node = looked_through(*side);
	const char *text;

	check_stack_depth();
	if ((*side)->kind == AST_TUPLE && other->kind == HOGQL_TUPLE)
		read_fields(resolver, (AstTuple *) *side, other);
	if (node->kind != AST_PLACEHOLDER || node->type->kind != HOGQL_STRING || !reads_strings(other))
		return;
	text = placeholder_string(resolver->params, (AstPlaceholder *) node);
	if (!text)
		return;
	*side = constant_at(node, text);
	resolve_expression(resolver, *side);
}

AstNode *
read_placeholder_list(Resolver *resolver, AstNode *list, const HogqlType *tested)
{
	AstNode *node = looked_through(list);
	AstArray *array;
	List *texts;
	ListCell *cell;

	if (node->kind != AST_PLACEHOLDER || !reads_strings(tested))
		return NULL;
	texts = placeholder_strings(resolver->params, (AstPlaceholder *) node);
	if (texts == NIL)
		return NULL;
	array = ast_new(AstArray, AST_ARRAY, node->span);
	foreach (cell, texts)
	{
		CHECK_FOR_INTERRUPTS();
		array->exprs = lappend(array->exprs, constant_at(node, lfirst(cell)));
	}
	return &array->node;
}
