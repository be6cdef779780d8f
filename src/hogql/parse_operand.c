/*
 * hogql/parse_operand.c
 *		The rules of operands: what stands alone, and what may be hung behind it.
 */
#include "postgres.h"

#include "hogql/parser.h"

static AstNode *parse_negation(Parser *parser);
static AstNode *parse_primary(Parser *parser);
static AstNode *parse_word(Parser *parser);
static AstNode *parse_chain(Parser *parser);
static AstNode *parse_named_argument(Parser *parser);
static AstNode *word_constant(Parser *parser);
static AstNode *parse_parentheses(Parser *parser);
static AstNode *parse_array(Parser *parser);
static AstNode *parse_braces(Parser *parser);
static bool sees_placeholder(const Parser *parser);
static AstNode *parse_dict(Parser *parser);
static AstNode *parse_positional(Parser *parser);
static AstNode *parse_one_postfix(Parser *parser, AstNode *node);
static AstNode *parse_property(Parser *parser, AstNode *node, bool nullish);
static AstNode *parse_subscript(Parser *parser, AstNode *node, bool nullish);
static AstNode *parse_further_call(Parser *parser, AstNode *node);
static AstNode *parse_double_colon(Parser *parser, AstNode *node);

/* - (NOT operators | operand) | primary postfix* */
AstNode *
parse_operand(Parser *parser)
{
	int first_token = parser->at;

	if (parser_sees(parser, TOKEN_DASH) && !parser_sees_number(parser, 0))
		return parse_negation(parser);
	return parse_postfix(parser, parse_primary(parser), first_token);
}

/* -x is 0 - x */
static AstNode *
parse_negation(Parser *parser)
{
	int first_token = parser->at;
	AstArithmeticOperation *node;
	HogqlSpan before;

	parser_enter(parser);
	node =
		ast_new(AstArithmeticOperation, AST_ARITHMETIC_OPERATION, token_span(parser_take(parser)));
	node->op = OPERATOR_SUBTRACT;
	node->operator_span = before = node->node.span;
	before.end = before.start;
	node->left = parser_integer(0, before);
	node->right = parse_prefix(parser);
	node->node.span = parser_span(parser, first_token);
	parser_leave(parser);
	return &node->node;
}

static AstNode *
parse_primary(Parser *parser)
{
	switch (parser_kind(parser, 0))
	{
		case TOKEN_WORD:
		case TOKEN_QUOTED:
			return parse_word(parser);
		case TOKEN_STRING:
			return parse_string(parser);
		case TOKEN_TEMPLATE:
			return parse_template(parser);
		case TOKEN_LEFT_PARENTHESIS:
			return parse_parentheses(parser);
		case TOKEN_LEFT_BRACKET:
			return parse_array(parser);
		case TOKEN_LEFT_BRACE:
			return parse_braces(parser);
		case TOKEN_HASH:
			return parse_positional(parser);
		case TOKEN_ASTERISK:
			return parse_star(parser, NIL, parser->at);
		case TOKEN_LESS:
			if (parser_is_name(parser, 1))
				parser_refuse(parser, "tags (HogQLX) are not supported", NULL);
			break;
		default:
			break;
	}
	if (!parser_sees_number(parser, 0))
		parser_error(parser, "an expression");
	return parse_number(parser);
}

/* What begins with a word: a construct of its own, a constant, a lambda, a call or a name. */
static AstNode *
parse_word(Parser *parser)
{
	Keyword keyword = parser_keyword(parser, 0);
	bool is_called = parser_kind(parser, 1) == TOKEN_LEFT_PARENTHESIS;

	if (parser_sees_number(parser, 0))
		return parse_number(parser);
	if (keyword == KEYWORD_NULL)
		return word_constant(parser);
	if (parser_sees_lambda(parser))
		return parse_lambda(parser);
	if (parser_sees_special_call(parser))
		return parse_special_call(parser);
	if (keyword == KEYWORD_CASE)
	{
		AstNode *node = parse_case(parser);

		if (node != NULL)
			return node;
	}
	if (parser_sees_interval(parser))
		return parse_interval(parser);
	if (keyword == KEYWORD_ARRAY && parser_kind(parser, 1) == TOKEN_LEFT_BRACKET)
		return parse_array(parser);
	if (parser_sees_columns(parser))
		return parse_columns(parser);
	if (parser_is_name(parser, 0) && parser_kind(parser, 1) == TOKEN_COLON_EQUALS)
		return parse_named_argument(parser);
	if ((keyword_uses(keyword) & CLAUSE_WORD) && !parser_keyword_is_column(parser) &&
		!parser_ends_expression(parser, 1))
		parser_error(parser, "an expression");
	if (is_called && parser_is_name(parser, 0))
		return parse_call(parser);
	if ((keyword == KEYWORD_TRUE || keyword == KEYWORD_FALSE) &&
		parser_kind(parser, 1) != TOKEN_DOT)
		return word_constant(parser);
	return parse_chain(parser);
}

/* a.b.c | a.b.* */
static AstNode *
parse_chain(Parser *parser)
{
	int first_token = parser->at;
	AstField *field = ast_new(AstField, AST_FIELD, parser_span(parser, first_token));

	field->chain = list_make1(parser_name(parser, "an expression"));
	while (parser_sees(parser, TOKEN_DOT))
	{
		if (parser_kind(parser, 1) == TOKEN_ASTERISK)
		{
			parser_take(parser);
			return parse_star(parser, field->chain, first_token);
		}
		if (!parser_is_name(parser, 1))
			break;
		parser_take(parser);
		field->chain = lappend(field->chain, parser_name(parser, "a name behind \".\""));
	}
	field->node.span = parser_span(parser, first_token);
	return &field->node;
}

/* name := expression */
static AstNode *
parse_named_argument(Parser *parser)
{
	int first_token = parser->at;
	AstNamedArgument *argument =
		ast_new(AstNamedArgument, AST_NAMED_ARGUMENT, parser_span(parser, first_token));

	parser_enter(parser);
	argument->name = parser_name(parser, "the name of an argument");
	parser_take(parser);
	argument->value = parser->without_alias ? parse_unaliased(parser) : parse_expression(parser);
	argument->node.span = parser_span(parser, first_token);
	parser_leave(parser);
	return &argument->node;
}

/* null, true or false */
static AstNode *
word_constant(Parser *parser)
{
	const Token *token = parser_take(parser);
	AstConstant *constant =
		parser_constant(token->keyword == KEYWORD_NULL ? CONSTANT_NULL : CONSTANT_BOOL,
						token_span(token));

	constant->boolean = token->keyword == KEYWORD_TRUE;
	return &constant->node;
}

/* ( select_set ) | (* REPLACE (…)) | lambda | ( expression ) | ( expression, … ) */
static AstNode *
parse_parentheses(Parser *parser)
{
	int first_token = parser->at;
	AstNode *node;
	AstTuple *tuple = NULL;

	if (parser_sees_lambda(parser))
		return parse_lambda(parser);
	if (parser_is_query(parser, parser->at))
		return parse_subquery(parser);
	if (parser_sees_star_in_parentheses(parser))
		return parse_star_in_parentheses(parser);
	parser_enter(parser);
	parser_take(parser);
	node = parse_expression(parser);
	if (parser_sees(parser, TOKEN_COMMA))
	{
		tuple = ast_new(AstTuple, AST_TUPLE, node->span);
		tuple->exprs = list_make1(node);
		while (parser_accept(parser, TOKEN_COMMA) && parser_starts_expression(parser))
			tuple->exprs = lappend(tuple->exprs, parse_expression(parser));
		node = &tuple->node;
	}
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "an operator or \")\"");
	if (tuple != NULL)
		node->span = parser_span(parser, first_token);
	parser_leave(parser);
	return node;
}

/* [expression, …] | ARRAY [expression, …] */
static AstNode *
parse_array(Parser *parser)
{
	int first_token = parser->at;
	AstArray *array = ast_new(AstArray, AST_ARRAY, parser_span(parser, first_token));

	parser_enter(parser);
	parser_accept_keyword(parser, KEYWORD_ARRAY);
	parser_take(parser);
	if (!parser_sees(parser, TOKEN_RIGHT_BRACKET))
		array->exprs = parse_expressions(parser);
	parser_expect(parser, TOKEN_RIGHT_BRACKET, "\",\" or \"]\" in an array");
	array->node.span = parser_span(parser, first_token);
	parser_leave(parser);
	return &array->node;
}

/* A placeholder or a dictionary. */
static AstNode *
parse_braces(Parser *parser)
{
	return sees_placeholder(parser) ? parse_placeholder(parser) : parse_dict(parser);
}

/* A chain of names is all that is between the braces. */
static bool
sees_placeholder(const Parser *parser)
{
	int ahead = 1;

	while (parser_is_name(parser, ahead) && parser_kind(parser, ahead + 1) == TOKEN_DOT)
		ahead += 2;
	return parser_is_name(parser, ahead) && parser_kind(parser, ahead + 1) == TOKEN_RIGHT_BRACE;
}

/* {a.b} */
AstNode *
parse_placeholder(Parser *parser)
{
	int first_token = parser->at;
	AstPlaceholder *placeholder =
		ast_new(AstPlaceholder, AST_PLACEHOLDER, parser_span(parser, first_token));

	parser_expect(parser, TOKEN_LEFT_BRACE, "a placeholder");
	placeholder->expr = parse_chain(parser);
	parser_expect(parser, TOKEN_RIGHT_BRACE, "\"}\" behind a placeholder");
	placeholder->node.span = parser_span(parser, first_token);
	return &placeholder->node;
}

/* {key: value, …} */
static AstNode *
parse_dict(Parser *parser)
{
	int first_token = parser->at;
	AstDict *dict = ast_new(AstDict, AST_DICT, parser_span(parser, first_token));

	parser_enter(parser);
	parser_take(parser);
	while (!parser_sees(parser, TOKEN_RIGHT_BRACE))
	{
		AstNode *key = parse_expression(parser);

		parser_expect(parser, TOKEN_COLON, "\":\" behind a key of a dictionary");
		dict->items = lappend(dict->items, list_make2(key, parse_expression(parser)));
		if (!parser_accept(parser, TOKEN_COMMA))
			break;
	}
	parser_expect(parser, TOKEN_RIGHT_BRACE, "\",\" or \"}\" in a dictionary");
	dict->node.span = parser_span(parser, first_token);
	parser_leave(parser);
	return &dict->node;
}

/* #N */
static AstNode *
parse_positional(Parser *parser)
{
	int first_token = parser->at;
	AstPositionalRef *ref =
		ast_new(AstPositionalRef, AST_POSITIONAL_REF, parser_span(parser, first_token));

	parser_take(parser);
	ref->index = parse_index(parser);
	ref->node.span = parser_span(parser, first_token);
	return &ref->node;
}

/* Subscripts, properties, calls and casts behind what begins at this token. */
AstNode *
parse_postfix(Parser *parser, AstNode *node, int first_token)
{
	int links = 0;

	for (;;)
	{
		AstNode *longer = parse_one_postfix(parser, node);

		if (longer == NULL)
			return node;
		parser_count_link(parser, &links);
		node = longer;
		node->span = parser_span(parser, first_token);
	}
}

/* NULL: none follows. */
static AstNode *
parse_one_postfix(Parser *parser, AstNode *node)
{
	switch (parser_kind(parser, 0))
	{
		case TOKEN_LEFT_BRACKET:
			return parse_subscript(parser, node, false);
		case TOKEN_DOT:
			parser_take(parser);
			return parse_property(parser, node, false);
		case TOKEN_NULL_PROPERTY:
			parser_take(parser);
			if (parser_sees(parser, TOKEN_LEFT_BRACKET))
				return parse_subscript(parser, node, true);
			return parse_property(parser, node, true);
		case TOKEN_LEFT_PARENTHESIS:
			return parse_further_call(parser, node);
		case TOKEN_DOUBLE_COLON:
			return parse_double_colon(parser, node);
		default:
			return NULL;
	}
}

/* .N | .name, of which the latter is [ 'name' ] of what is no chain */
static AstNode *
parse_property(Parser *parser, AstNode *node, bool nullish)
{
	if (parser_sees(parser, TOKEN_DECIMAL))
	{
		AstTupleAccess *access = ast_new(AstTupleAccess, AST_TUPLE_ACCESS, node->span);

		access->tuple = node;
		access->nullish = nullish;
		access->index_span = token_span(parser_peek(parser, 0));
		access->index = parse_index(parser);
		return &access->node;
	}
	{
		AstArrayAccess *access = ast_new(AstArrayAccess, AST_ARRAY_ACCESS, node->span);
		AstName *name = parser_name(parser, "a name or a number behind \".\"");

		access->array = node;
		access->nullish = nullish;
		access->property = parser_text_constant(name->text, name->span);
		return &access->node;
	}
}

/* [i] | [a:b] */
static AstNode *
parse_subscript(Parser *parser, AstNode *node, bool nullish)
{
	AstNode *first = NULL;
	AstArrayAccess *access;

	parser_enter(parser);
	parser_take(parser);
	if (!parser_sees(parser, TOKEN_COLON) || nullish)
		first = parse_expression(parser);
	if (parser_sees(parser, TOKEN_COLON) && !nullish)
	{
		AstArraySlice *slice = ast_new(AstArraySlice, AST_ARRAY_SLICE, node->span);

		parser_take(parser);
		slice->array = node;
		slice->start_expr = first;
		if (!parser_sees(parser, TOKEN_RIGHT_BRACKET))
			slice->end_expr = parse_expression(parser);
		parser_expect(parser, TOKEN_RIGHT_BRACKET, "\"]\" behind the bounds of a slice");
		parser_leave(parser);
		return &slice->node;
	}
	parser_expect(parser, TOKEN_RIGHT_BRACKET, "\"]\" behind a subscript");
	parser_leave(parser);
	access = ast_new(AstArrayAccess, AST_ARRAY_ACCESS, node->span);
	access->array = node;
	access->property = first;
	access->nullish = nullish;
	return &access->node;
}

/* ( expression, … ) behind what is no name */
static AstNode *
parse_further_call(Parser *parser, AstNode *node)
{
	AstExprCall *call = ast_new(AstExprCall, AST_EXPR_CALL, node->span);

	call->expr = node;
	if (parser_sees_query_argument(parser))
	{
		call->args = list_make1(parse_subquery(parser));
		return &call->node;
	}
	parser_enter(parser);
	parser_take(parser);
	if (!parser_sees(parser, TOKEN_RIGHT_PARENTHESIS))
		call->args = parse_expressions(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\",\" or \")\" in the arguments of a call");
	parser_leave(parser);
	return &call->node;
}

/* ::type */
static AstNode *
parse_double_colon(Parser *parser, AstNode *node)
{
	AstTypeCast *cast = ast_new(AstTypeCast, AST_TYPE_CAST, node->span);

	parser_take(parser);
	cast->expr = node;
	cast->type_name = parse_cast_type(parser);
	return &cast->node;
}
