/*
 * hogql/parse_expression.c
 *		The rules of expressions down to the operands: one loop over a table of operators.
 *
 * Tightest last: AS, ternary, OR, AND, NOT, BETWEEN, ??, IS DISTINCT FROM, IS
 * NULL, comparisons, + - ||, * / %, and unary minus, which is an operand's.
 * Behind one of the first four no tighter operator follows: `a AS b OR c`, but
 * not `a AS b + c`.
 */
#include "postgres.h"

#include "hogql/parser.h"

typedef enum Level
{
	LEVEL_NONE, /* no operator */
	LEVEL_ALIAS,
	LEVEL_TERNARY,
	LEVEL_OR,
	LEVEL_AND,
	LEVEL_NOT,
	LEVEL_BETWEEN,
	LEVEL_NULLISH,
	LEVEL_DISTINCT_FROM,
	LEVEL_IS_NULL,
	LEVEL_IGNORE_NULLS,
	LEVEL_COMPARE,
	LEVEL_ADD,
	LEVEL_MULTIPLY,
	LEVEL_OPERAND,
} Level;

typedef enum OperatorForm
{
	FORM_ARITHMETIC,
	FORM_COMPARISON,
	FORM_CONCAT,
	FORM_NULLISH,
	FORM_AND,
	FORM_OR,
	FORM_BETWEEN,
	FORM_IS,
	FORM_IGNORE_NULLS,
	FORM_TERNARY,
	FORM_ALIAS,
} OperatorForm;

typedef struct OperatorRule
{
	Level level;
	OperatorForm form;
	AstOperator op; /* of the first two forms */
} OperatorRule;

/* An operator that was read, between its operands. */
typedef struct Operator
{
	OperatorRule rule;
	bool negated; /* by a NOT before it */
	int words;	  /* so many tokens */
} Operator;

static AstNode *parse_operators(Parser *parser, Level level);
static Operator operator_ahead(const Parser *parser);
static OperatorRule symbol_rule(const Parser *parser);
static OperatorRule word_rule(const Parser *parser, int ahead);
static AstNode *parse_rest(Parser *parser, AstNode *left, const Operator *op);
static bool accept_cohort(Parser *parser);
static AstNode *make_arithmetic(const Operator *op, AstNode *left, AstNode *right, HogqlSpan at);
static AstNode *make_comparison(const Operator *op, AstNode *left, AstNode *right, HogqlSpan at);
static AstNode *make_concat(AstNode *left, AstNode *right, HogqlSpan at);
static bool is_concat(const AstNode *node);
static AstNode *make_nullish(AstNode *left, AstNode *right, HogqlSpan at);
static AstNode *make_chain(AstKind kind, AstNode *left, AstNode *right);
static AstNode *parse_is(Parser *parser, AstNode *left, HogqlSpan at);
static AstNode *parse_between(Parser *parser, AstNode *left, bool negated, HogqlSpan at);
static AstNode *parse_choices(Parser *parser, AstNode *condition, HogqlSpan at);
static AstNode *parse_alias_behind(Parser *parser, AstNode *node);
static void note_ignore_nulls(Parser *parser, AstNode *node, HogqlSpan at);

AstNode *
parse_expression(Parser *parser)
{
	bool without_alias = parser->without_alias;
	AstNode *node;

	parser->without_alias = false;
	node = parse_operators(parser, LEVEL_ALIAS);
	parser->without_alias = without_alias;
	return node;
}

/* An expression behind which the last AS is the caller's; also where one that is in it ends with one. */
AstNode *
parse_unaliased(Parser *parser)
{
	bool without_alias = parser->without_alias;
	AstNode *node;

	parser->without_alias = true;
	node = parse_operators(parser, LEVEL_ALIAS);
	parser->without_alias = without_alias;
	return node;
}

/* expression, … [,] */
List *
parse_expressions(Parser *parser)
{
	List *exprs = list_make1(parse_expression(parser));

	while (parser_accept(parser, TOKEN_COMMA) && parser_starts_expression(parser))
		exprs = lappend(exprs, parse_expression(parser));
	return exprs;
}

/* An operand and the operators behind it that bind at least as tightly as the level. */
static AstNode *
parse_operators(Parser *parser, Level level)
{
	int first_token = parser->at;
	int links = 0;
	Level tightest = LEVEL_OPERAND;
	AstNode *left = parse_prefix(parser);

	for (;;)
	{
		Operator op = operator_ahead(parser);

		if (op.rule.level == LEVEL_NONE || op.rule.level < level || op.rule.level > tightest)
			return left;
		if (op.rule.form == FORM_ALIAS && parser->without_alias &&
			parser_keyword(parser, 2) != KEYWORD_AS)
			return left;
		if (op.rule.form != FORM_AND && op.rule.form != FORM_OR && op.rule.form != FORM_CONCAT)
			parser_count_link(parser, &links);
		left = parse_rest(parser, left, &op);
		if (op.rule.level <= LEVEL_AND)
			tightest = LEVEL_AND;
		if (op.rule.level != LEVEL_IGNORE_NULLS)
			left->span = parser_span(parser, first_token);
		/* Behind IS NULL there is no operand that could have taken it. */
		if (op.rule.level == LEVEL_IS_NULL || op.rule.level == LEVEL_IGNORE_NULLS)
			left = parse_postfix(parser, left, first_token);
	}
}

/* NOT operators | operand */
AstNode *
parse_prefix(Parser *parser)
{
	int first_token = parser->at;
	Parser behind = *parser;
	AstNot *node;

	if (!parser_sees_keyword(parser, KEYWORD_NOT))
		return parse_operand(parser);
	/* not(x) is a call, and a column may have this name. */
	switch (parser_kind(parser, 1))
	{
		case TOKEN_DASH:
		case TOKEN_ASTERISK:
		case TOKEN_LEFT_BRACKET:
		case TOKEN_LESS:
			break;
		case TOKEN_LEFT_PARENTHESIS:
			behind.at++;
			if (parser_sees_lambda(&behind) || parser_sees_query_argument(&behind) ||
				parser_sees_star_in_parentheses(&behind))
				break;
			return parse_operand(parser);
		default:
			/* NOT in(a) is the negation of a call. */
			behind.at++;
			if (parser_keyword_is_column(parser) && !parser_sees_number(parser, 1) &&
				(parser_kind(parser, 1) != TOKEN_WORD || !parser_keyword_is_column(&behind)))
				return parse_operand(parser);
			break;
	}
	parser_enter(parser);
	parser_take(parser);
	node = ast_new(AstNot, AST_NOT, parser_span(parser, first_token));
	node->expr = parse_operators(parser, LEVEL_NOT);
	node->node.span = parser_span(parser, first_token);
	parser_leave(parser);
	return &node->node;
}

/* The operator that is next, but not taken; its level is LEVEL_NONE if there is none. */
static Operator
operator_ahead(const Parser *parser)
{
	Operator op = {{LEVEL_NONE, 0, 0}, false, 1};

	if (parser_kind(parser, 0) != TOKEN_WORD)
	{
		op.rule = symbol_rule(parser);
		return op;
	}
	if (!parser_sees_keyword(parser, KEYWORD_NOT))
	{
		op.rule = word_rule(parser, 0);
		return op;
	}
	op.rule = word_rule(parser, 1);
	op.negated = true;
	op.words = 2;
	if (op.rule.form != FORM_BETWEEN && op.rule.form != FORM_COMPARISON)
		op.rule.level = LEVEL_NONE;
	return op;
}

static OperatorRule
symbol_rule(const Parser *parser)
{
	static const OperatorRule rules[] = {
		[TOKEN_ASTERISK] = {LEVEL_MULTIPLY, FORM_ARITHMETIC, OPERATOR_MULTIPLY},
		[TOKEN_SLASH] = {LEVEL_MULTIPLY, FORM_ARITHMETIC, OPERATOR_DIVIDE},
		[TOKEN_PERCENT] = {LEVEL_MULTIPLY, FORM_ARITHMETIC, OPERATOR_MODULO},
		[TOKEN_PLUS] = {LEVEL_ADD, FORM_ARITHMETIC, OPERATOR_ADD},
		[TOKEN_DASH] = {LEVEL_ADD, FORM_ARITHMETIC, OPERATOR_SUBTRACT},
		[TOKEN_CONCAT] = {LEVEL_ADD, FORM_CONCAT, 0},
		[TOKEN_EQUAL] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_EQUAL},
		[TOKEN_EQUAL_DOUBLE] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_EQUAL},
		[TOKEN_NOT_EQUAL] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_NOT_EQUAL},
		[TOKEN_NOT_EQUAL_ANGLES] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_NOT_EQUAL},
		[TOKEN_LESS] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_LESS},
		[TOKEN_LESS_EQUAL] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_LESS_EQUAL},
		[TOKEN_GREATER] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_GREATER},
		[TOKEN_GREATER_EQUAL] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_GREATER_EQUAL},
		[TOKEN_REGEX_SINGLE] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_REGEX},
		[TOKEN_REGEX_DOUBLE] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_REGEX},
		[TOKEN_IREGEX_SINGLE] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_IREGEX},
		[TOKEN_IREGEX_DOUBLE] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_IREGEX},
		[TOKEN_NOT_REGEX] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_NOT_REGEX},
		[TOKEN_NOT_IREGEX] = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_NOT_IREGEX},
		[TOKEN_QUESTION] = {LEVEL_TERNARY, FORM_TERNARY, 0},
		[TOKEN_NULLISH] = {LEVEL_NULLISH, FORM_NULLISH, 0},
		[TOKEN_HASH] = {LEVEL_NONE, 0, 0},
	};
	TokenKind kind = parser_kind(parser, 0);

	/* LIMIT 5 % */
	if (kind == TOKEN_PERCENT)
	{
		Parser behind = *parser;

		behind.at++;
		if (!parser_starts_expression(&behind))
			return rules[TOKEN_HASH];
	}
	return rules[kind];
}

static OperatorRule
word_rule(const Parser *parser, int ahead)
{
	static const OperatorRule none = {LEVEL_NONE, 0, 0};
	static const OperatorRule alias = {LEVEL_ALIAS, FORM_ALIAS, 0};
	static const OperatorRule and_rule = {LEVEL_AND, FORM_AND, 0};
	static const OperatorRule or_rule = {LEVEL_OR, FORM_OR, 0};
	static const OperatorRule between = {LEVEL_BETWEEN, FORM_BETWEEN, 0};
	static const OperatorRule in = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_IN};
	static const OperatorRule like = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_LIKE};
	static const OperatorRule ilike = {LEVEL_COMPARE, FORM_COMPARISON, OPERATOR_ILIKE};
	static const OperatorRule is_null = {LEVEL_IS_NULL, FORM_IS, 0};
	static const OperatorRule is_distinct = {LEVEL_DISTINCT_FROM, FORM_IS, 0};
	static const OperatorRule ignore_nulls = {LEVEL_IGNORE_NULLS, FORM_IGNORE_NULLS, 0};

	switch (parser_keyword(parser, ahead))
	{
		case KEYWORD_AS:
			return alias;
		case KEYWORD_AND:
			return and_rule;
		case KEYWORD_OR:
			return or_rule;
		case KEYWORD_BETWEEN:
			return between;
		case KEYWORD_IN:
			return in;
		case KEYWORD_LIKE:
			return like;
		case KEYWORD_ILIKE:
			return ilike;
		case KEYWORD_IS:
			ahead += parser_keyword(parser, ahead + 1) == KEYWORD_NOT ? 2 : 1;
			return parser_keyword(parser, ahead) == KEYWORD_DISTINCT ? is_distinct : is_null;
		case KEYWORD_IGNORE:
			return parser_keyword(parser, ahead + 1) == KEYWORD_NULLS ? ignore_nulls : none;
		default:
			return none;
	}
}

/* The operator and what is behind it; the caller sets the span. */
static AstNode *
parse_rest(Parser *parser, AstNode *left, const Operator *op)
{
	int operator_token = parser->at;
	Level right = (Level) (op->rule.level + 1);
	Operator read = *op;
	HogqlSpan at;

	for (int i = 0; i < op->words; i++)
		parser_take(parser);
	at = parser_span(parser, operator_token);
	switch (op->rule.form)
	{
		case FORM_ARITHMETIC:
			return make_arithmetic(op, left, parse_operators(parser, right), at);
		case FORM_COMPARISON:
			if (op->rule.op == OPERATOR_IN && accept_cohort(parser))
			{
				read.rule.op = OPERATOR_IN_COHORT;
				at = parser_span(parser, operator_token);
			}
			return make_comparison(&read, left, parse_operators(parser, right), at);
		case FORM_CONCAT:
			return make_concat(left, parse_operators(parser, right), at);
		case FORM_NULLISH:
			return make_nullish(left, parse_operators(parser, right), at);
		case FORM_AND:
			return make_chain(AST_AND, left, parse_operators(parser, right));
		case FORM_OR:
			return make_chain(AST_OR, left, parse_operators(parser, right));
		case FORM_BETWEEN:
			return parse_between(parser, left, op->negated, at);
		case FORM_IS:
			return parse_is(parser, left, at);
		case FORM_IGNORE_NULLS:
			parser_take(parser);
			note_ignore_nulls(parser, left, parser_span(parser, operator_token));
			return left;
		case FORM_TERNARY:
			return parse_choices(parser, left, at);
		case FORM_ALIAS:
			return parse_alias_behind(parser, left);
	}
	pg_unreachable();
}

/* COHORT behind IN, unless it is a column of that name. */
static bool
accept_cohort(Parser *parser)
{
	Parser behind = *parser;
	Parser second = *parser;

	behind.at++;
	second.at += 2;
	/* A product, unless nothing follows that would be its factor. */
	if (parser_sees(&behind, TOKEN_ASTERISK) && parser_starts_expression(&second) &&
		!parser_sees_keyword(&second, KEYWORD_EXCLUDE))
		return false;
	return parser_sees_keyword(parser, KEYWORD_COHORT) && parser_starts_expression(&behind) &&
		   !parser_sees(&behind, TOKEN_LESS) &&
		   (!parser_sees(&behind, TOKEN_DOT) || parser_sees_number(&behind, 0)) &&
		   parser_accept_keyword(parser, KEYWORD_COHORT);
}

static AstNode *
make_arithmetic(const Operator *op, AstNode *left, AstNode *right, HogqlSpan at)
{
	AstArithmeticOperation *node =
		ast_new(AstArithmeticOperation, AST_ARITHMETIC_OPERATION, left->span);

	node->op = op->rule.op;
	node->left = left;
	node->right = right;
	node->operator_span = at;
	return &node->node;
}

static AstNode *
make_comparison(const Operator *op, AstNode *left, AstNode *right, HogqlSpan at)
{
	AstCompareOperation *node = ast_new(AstCompareOperation, AST_COMPARE_OPERATION, left->span);

	/* Each of these is followed by its negation. */
	node->op = (AstOperator) (op->rule.op + (op->negated ? 1 : 0));
	node->left = left;
	node->right = right;
	node->operator_span = at;
	return &node->node;
}

/* a || b, flat */
static AstNode *
make_concat(AstNode *left, AstNode *right, HogqlSpan at)
{
	AstCall *call;

	if (is_concat(left) && ((AstCall *) left)->folded)
		call = (AstCall *) left;
	else
	{
		call = ast_new(AstCall, AST_CALL, left->span);
		call->name = parser_made_name("concat", at);
		call->folded = true;
		call->args = is_concat(left) ? ((AstCall *) left)->args : list_make1(left);
	}
	if (is_concat(right))
		call->args = list_concat(call->args, ((AstCall *) right)->args);
	else
		call->args = lappend(call->args, right);
	return &call->node;
}

/* A call of concat with arguments, or none, and nothing else. */
static bool
is_concat(const AstNode *node)
{
	const AstCall *call = (const AstCall *) node;

	return node->kind == AST_CALL && strcmp(call->name->text, "concat") == 0 && !call->has_params &&
		   !call->distinct && call->order_by == NIL && call->filter_expr == NULL &&
		   call->within_group == NIL && !call->ignore_nulls;
}

static AstNode *
make_nullish(AstNode *left, AstNode *right, HogqlSpan at)
{
	AstCall *call = ast_new(AstCall, AST_CALL, left->span);

	call->name = parser_made_name("ifNull", at);
	call->folded = true;
	call->args = list_make2(left, right);
	return &call->node;
}

/* AND or OR, flat whatever parentheses there were. */
static AstNode *
make_chain(AstKind kind, AstNode *left, AstNode *right)
{
	AstAnd *chain;

	if (left->kind == kind)
		chain = (AstAnd *) left;
	else
	{
		chain = ast_new(AstAnd, kind, left->span);
		chain->exprs = list_make1(left);
	}
	if (right->kind == kind)
		chain->exprs = list_concat(chain->exprs, ((AstAnd *) right)->exprs);
	else
		chain->exprs = lappend(chain->exprs, right);
	return &chain->node;
}

/* IS [NOT] NULL | IS [NOT] DISTINCT FROM operators; IS has been taken */
static AstNode *
parse_is(Parser *parser, AstNode *left, HogqlSpan at)
{
	bool negated = parser_accept_keyword(parser, KEYWORD_NOT);

	if (parser_accept_keyword(parser, KEYWORD_DISTINCT))
	{
		AstIsDistinctFrom *node = ast_new(AstIsDistinctFrom, AST_IS_DISTINCT_FROM, left->span);

		parser_expect_keyword(parser, KEYWORD_FROM, "FROM behind IS DISTINCT");
		node->left = left;
		node->negated = negated;
		node->operator_span = at;
		node->operator_span.end = parser_span(parser, parser->at - 1).end;
		node->right = parse_operators(parser, LEVEL_DISTINCT_FROM + 1);
		return &node->node;
	}
	{
		AstCompareOperation *node = ast_new(AstCompareOperation, AST_COMPARE_OPERATION, left->span);
		HogqlSpan null = token_span(parser_peek(parser, 0));

		parser_expect_keyword(parser, KEYWORD_NULL, "NULL or DISTINCT FROM behind IS");
		node->op = negated ? OPERATOR_NOT_EQUAL : OPERATOR_EQUAL;
		node->left = left;
		node->right = &parser_constant(CONSTANT_NULL, null)->node;
		node->is_null_comparison_style = true;
		node->operator_span.start = at.start;
		node->operator_span.end = null.end;
		return &node->node;
	}
}

/* between AND nullish; [NOT] BETWEEN has been taken */
static AstNode *
parse_between(Parser *parser, AstNode *left, bool negated, HogqlSpan at)
{
	AstBetweenExpr *node = ast_new(AstBetweenExpr, AST_BETWEEN_EXPR, left->span);

	node->expr = left;
	node->negated = negated;
	node->operator_span = at;
	parser_enter(parser);
	node->low = parse_operators(parser, LEVEL_BETWEEN);
	parser_leave(parser);
	parser_expect_keyword(parser, KEYWORD_AND, "AND between the bounds of BETWEEN");
	node->high = parse_operators(parser, LEVEL_NULLISH);
	return &node->node;
}

/* expression : expression; "?" has been taken */
static AstNode *
parse_choices(Parser *parser, AstNode *condition, HogqlSpan at)
{
	AstCall *call = ast_new(AstCall, AST_CALL, at);
	AstNode *chosen;

	parser_enter(parser);
	chosen = parse_expression(parser);
	parser_expect(parser, TOKEN_COLON, "\":\" behind the first choice of \"?\"");
	call->name = parser_made_name("if", at);
	call->folded = true;
	call->args = list_make3(condition, chosen, parse_operators(parser, LEVEL_TERNARY));
	parser_leave(parser);
	return &call->node;
}

/* name | 'name'; AS has been taken */
static AstNode *
parse_alias_behind(Parser *parser, AstNode *node)
{
	AstAlias *alias = ast_new(AstAlias, AST_ALIAS, node->span);

	alias->expr = node;
	alias->alias = parser_sees(parser, TOKEN_STRING) ? parser_quoted_text(parser)
													 : parser_alias(parser, "an alias behind AS");
	return &alias->node;
}

/* PostHog's tree drops it; the resolver refuses it where it would matter. */
static void
note_ignore_nulls(Parser *parser, AstNode *node, HogqlSpan at)
{
	if (node->kind == AST_CALL)
	{
		((AstCall *) node)->ignore_nulls = true;
		((AstCall *) node)->ignore_nulls_span = at;
	}
	else if (node->kind == AST_WINDOW_FUNCTION)
	{
		((AstWindowFunction *) node)->ignore_nulls = true;
		((AstWindowFunction *) node)->ignore_nulls_span = at;
	}
	else if (parser->stray_ignore_nulls.end == 0)
		parser->stray_ignore_nulls = at;
}
