/*
 * hogql/parse_clauses.c
 *		The rules of GROUP BY, ORDER BY, LIMIT, OFFSET and SETTINGS.
 */
#include "postgres.h"

#include "hogql/parser.h"

/* What LIMIT and OFFSET of queries and sets have in common. */
typedef struct Limits
{
	AstNode *limit;
	AstNode *offset;
	bool with_ties;
	bool percent;
	HogqlSpan *clause; /* of the query or set */
} Limits;

static bool accept_group_function(Parser *parser, Keyword keyword);
static void parse_group_mode(Parser *parser, AstSelectQuery *query);
static List *parse_grouping_sets(Parser *parser);
static void parse_group_with(Parser *parser, AstSelectQuery *query);
static AstOrderExpr *parse_order(Parser *parser);
static AstNullsOrder parse_nulls(Parser *parser);
static AstWithFillExpr *parse_with_fill(Parser *parser);
static Limits parse_limit(Parser *parser, HogqlSpan *clause);
static AstLimitByExpr *parse_limit_by(Parser *parser, const Limits *limits, int first_token);
static void parse_offset(Parser *parser, Limits *limits);
static AstBinding *parse_setting(Parser *parser);

/* [GROUP BY …] [WITH CUBE | WITH ROLLUP] [WITH TOTALS] */
void
parse_group_by(Parser *parser, AstSelectQuery *query)
{
	if (parser_sees_keyword(parser, KEYWORD_GROUP))
	{
		query->clause[AST_CLAUSE_GROUP_BY] = token_span(parser_take(parser));
		parser_expect_keyword(parser, KEYWORD_BY, "BY behind GROUP");
		parse_group_mode(parser, query);
	}
	parse_group_with(parser, query);
	if (parser_keyword(parser, 1) == KEYWORD_TOTALS && parser_sees_keyword(parser, KEYWORD_WITH))
	{
		query->clause[AST_CLAUSE_TOTALS] = token_span(parser_peek(parser, 0));
		query->with_totals = parser_accept_keywords(parser, KEYWORD_WITH, KEYWORD_TOTALS);
	}
}

/* ALL | CUBE (…) | ROLLUP (…) | GROUPING SETS (…) | expression, … */
static void
parse_group_mode(Parser *parser, AstSelectQuery *query)
{
	if (accept_group_function(parser, KEYWORD_CUBE))
		query->group_by_mode = GROUP_BY_CUBE;
	else if (accept_group_function(parser, KEYWORD_ROLLUP))
		query->group_by_mode = GROUP_BY_ROLLUP;
	else if (parser_accept_keywords(parser, KEYWORD_GROUPING, KEYWORD_SETS))
	{
		query->group_by_mode = GROUP_BY_GROUPING_SETS;
		query->group_by = parse_grouping_sets(parser);
		return;
	}
	else if (parser_sees_keyword(parser, KEYWORD_ALL) &&
			 (!parser_keyword_is_column(parser) || parser_kind(parser, 1) == TOKEN_END ||
			  parser_kind(parser, 1) == TOKEN_RIGHT_PARENTHESIS ||
			  parser_kind(parser, 1) == TOKEN_SEMICOLON))
	{
		query->group_by_mode = GROUP_BY_ALL;
		parser_take(parser);
		return;
	}
	else
	{
		query->group_by = parse_expressions(parser);
		return;
	}
	query->group_by = parse_expressions(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the keys of GROUP BY");
}

/* "cube (", unless its list goes on behind: then it is a call. */
static bool
accept_group_function(Parser *parser, Keyword keyword)
{
	int partner = parser_peek(parser, 1)->partner;

	if (!parser_sees_keyword(parser, keyword) || parser_kind(parser, 1) != TOKEN_LEFT_PARENTHESIS)
		return false;
	if (partner >= 0 && parser->tokens[partner + 1].kind == TOKEN_COMMA)
		return false;
	parser_take(parser);
	parser_take(parser);
	return true;
}

/* ((a, b), (a), ()) */
static List *
parse_grouping_sets(Parser *parser)
{
	List *sets = NIL;

	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" behind GROUPING SETS");
	do
	{
		int first_token = parser->at;
		AstGroupingSet *set =
			ast_new(AstGroupingSet, AST_GROUPING_SET, parser_span(parser, first_token));

		parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" before a grouping set");
		if (!parser_sees(parser, TOKEN_RIGHT_PARENTHESIS))
			set->exprs = parse_expressions(parser);
		parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind a grouping set");
		set->node.span = parser_span(parser, first_token);
		sets = lappend(sets, set);
	} while (parser_accept(parser, TOKEN_COMMA) && !parser_sees(parser, TOKEN_RIGHT_PARENTHESIS));
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind GROUPING SETS");
	return sets;
}

static void
parse_group_with(Parser *parser, AstSelectQuery *query)
{
	int first_token = parser->at;

	if (parser_accept_keywords(parser, KEYWORD_WITH, KEYWORD_CUBE))
		query->group_by_with = GROUP_BY_CUBE;
	else if (parser_accept_keywords(parser, KEYWORD_WITH, KEYWORD_ROLLUP))
		query->group_by_with = GROUP_BY_ROLLUP;
	else
		return;
	query->clause[AST_CLAUSE_GROUP_BY_WITH] = parser_span(parser, first_token);
}

/* order, … [,] */
List *
parse_order_list(Parser *parser)
{
	List *orders = NIL;

	do
		orders = lappend(orders, parse_order(parser));
	while (parser_accept(parser, TOKEN_COMMA) && parser_starts_expression(parser));
	return orders;
}

/* expression [ASC | DESC] [NULLS FIRST | LAST] [COLLATE 's'] [WITH FILL …] */
static AstOrderExpr *
parse_order(Parser *parser)
{
	int first_token = parser->at;
	AstOrderExpr *order = ast_new(AstOrderExpr, AST_ORDER_EXPR, parser_span(parser, first_token));
	int ordered_depth = parser->ordered_depth;

	/* The whole query is one level of it. */
	parser->ordered_depth = parser->depth + 1;
	order->expr = parse_expression(parser);
	parser->ordered_depth = ordered_depth;
	if (!parser_accept_keyword(parser, KEYWORD_ASC) &&
		!parser_accept_keyword(parser, KEYWORD_ASCENDING))
		order->descending = parser_accept_keyword(parser, KEYWORD_DESC) ||
							parser_accept_keyword(parser, KEYWORD_DESCENDING);
	order->nulls = parse_nulls(parser);
	if (parser_accept_keyword(parser, KEYWORD_COLLATE))
	{
		if (!parser_sees(parser, TOKEN_STRING))
			parser_error(parser, "the name of a collation in quotes");
		order->collation = parser_quoted_text(parser);
	}
	if (parser_keyword(parser, 1) == KEYWORD_FILL && parser_sees_keyword(parser, KEYWORD_WITH))
		order->with_fill = parse_with_fill(parser);
	order->node.span = parser_span(parser, first_token);
	return order;
}

static AstNullsOrder
parse_nulls(Parser *parser)
{
	if (!parser_accept_keyword(parser, KEYWORD_NULLS))
		return NULLS_ORDER_DEFAULT;
	if (parser_accept_keyword(parser, KEYWORD_FIRST))
		return NULLS_ORDER_FIRST;
	parser_expect_keyword(parser, KEYWORD_LAST, "FIRST or LAST behind NULLS");
	return NULLS_ORDER_LAST;
}

/* WITH FILL [FROM a] [TO b] [STEP s] */
static AstWithFillExpr *
parse_with_fill(Parser *parser)
{
	int first_token = parser->at;
	AstWithFillExpr *fill =
		ast_new(AstWithFillExpr, AST_WITH_FILL_EXPR, parser_span(parser, first_token));

	parser_accept_keywords(parser, KEYWORD_WITH, KEYWORD_FILL);
	if (parser_accept_keyword(parser, KEYWORD_FROM))
		fill->from_value = parse_expression(parser);
	if (parser_accept_keyword(parser, KEYWORD_TO))
		fill->to_value = parse_expression(parser);
	if (parser_accept_keyword(parser, KEYWORD_STEP))
		fill->step_value = parse_expression(parser);
	fill->node.span = parser_span(parser, first_token);
	return fill;
}

/* INTERPOLATE [(name [AS expression], …)]; the first word has been taken */
void
parse_interpolate(Parser *parser, AstSelectQuery *query)
{
	query->has_interpolate = true;
	if (!parser_accept(parser, TOKEN_LEFT_PARENTHESIS))
		return;
	do
	{
		int first_token = parser->at;
		AstInterpolateExpr *item =
			ast_new(AstInterpolateExpr, AST_INTERPOLATE_EXPR, parser_span(parser, first_token));
		AstName *name = parser_name(parser, "a column of INTERPOLATE");
		AstField *column = ast_new(AstField, AST_FIELD, name->span);

		column->chain = list_make1(name);
		item->expr = &column->node;
		if (parser_accept_keyword(parser, KEYWORD_AS))
			item->value = parse_expression(parser);
		item->node.span = parser_span(parser, first_token);
		query->interpolate = lappend(query->interpolate, item);
	} while (parser_accept(parser, TOKEN_COMMA) && !parser_sees(parser, TOKEN_RIGHT_PARENTHESIS));
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the columns of INTERPOLATE");
}

/* [LIMIT … BY …] [LIMIT …] [OFFSET …] */
void
parse_limits(Parser *parser, AstSelectQuery *query)
{
	int first_token = parser->at;
	Limits limits = parse_limit(parser, query->clause);

	if (parser_sees_keyword(parser, KEYWORD_BY) && limits.limit != NULL && !limits.percent &&
		!limits.with_ties)
	{
		query->limit_by = parse_limit_by(parser, &limits, first_token);
		query->clause[AST_CLAUSE_LIMIT_BY] = query->clause[AST_CLAUSE_LIMIT];
		memset(&query->clause[AST_CLAUSE_LIMIT], 0, sizeof(HogqlSpan));
		memset(&query->clause[AST_CLAUSE_OFFSET], 0, sizeof(HogqlSpan));
		limits = parse_limit(parser, query->clause);
	}
	query->limit = limits.limit;
	query->offset = limits.offset;
	query->limit_with_ties = limits.with_ties;
	query->limit_percent = limits.percent;
}

/* What stands behind a set in parentheses: [ORDER BY …] [LIMIT …] [OFFSET …] */
void
parse_set_limits(Parser *parser, AstSelectSetQuery *set)
{
	Limits limits;

	if (parser_sees_keyword(parser, KEYWORD_ORDER))
	{
		set->clause[AST_CLAUSE_ORDER_BY] = token_span(parser_take(parser));
		parser_expect_keyword(parser, KEYWORD_BY, "BY behind ORDER");
		set->order_by = parse_order_list(parser);
	}
	limits = parse_limit(parser, set->clause);
	set->limit = limits.limit;
	set->offset = limits.offset;
	set->limit_with_ties = limits.with_ties;
	set->limit_percent = limits.percent;
}

/* LIMIT n [%] [, m | OFFSET m] [WITH TIES] [OFFSET m] | OFFSET m */
static Limits
parse_limit(Parser *parser, HogqlSpan *clause)
{
	Limits limits = {.clause = clause};

	if (parser_sees_keyword(parser, KEYWORD_LIMIT))
	{
		clause[AST_CLAUSE_LIMIT] = token_span(parser_take(parser));
		limits.limit = parse_expression(parser);
		limits.percent = parser_accept(parser, TOKEN_PERCENT);
		if (parser_sees(parser, TOKEN_COMMA))
		{
			clause[AST_CLAUSE_OFFSET] = token_span(parser_take(parser));
			limits.offset = parse_expression(parser);
		}
		limits.with_ties = parser_accept_keywords(parser, KEYWORD_WITH, KEYWORD_TIES);
	}
	if (limits.offset == NULL)
		parse_offset(parser, &limits);
	return limits;
}

static void
parse_offset(Parser *parser, Limits *limits)
{
	if (!parser_sees_keyword(parser, KEYWORD_OFFSET))
		return;
	limits->clause[AST_CLAUSE_OFFSET] = token_span(parser_take(parser));
	limits->offset = parse_expression(parser);
}

/* BY expression, … behind LIMIT n [OFFSET m], or LIMIT m, n: there the second number is n */
static AstLimitByExpr *
parse_limit_by(Parser *parser, const Limits *limits, int first_token)
{
	AstLimitByExpr *by =
		ast_new(AstLimitByExpr, AST_LIMIT_BY_EXPR, parser_span(parser, first_token));
	HogqlSpan offset = limits->clause[AST_CLAUSE_OFFSET];
	bool with_comma = limits->offset != NULL && offset.end - offset.start == 1;

	parser_expect_keyword(parser, KEYWORD_BY, "BY");
	by->n = with_comma ? limits->offset : limits->limit;
	by->offset_value = with_comma ? limits->limit : limits->offset;
	by->exprs = parse_expressions(parser);
	by->node.span = parser_span(parser, first_token);
	return by;
}

/* name = literal, …; the first word has been taken */
List *
parse_settings(Parser *parser)
{
	List *settings = NIL;

	do
		settings = lappend(settings, parse_setting(parser));
	while (parser_accept(parser, TOKEN_COMMA) && parser_is_name(parser, 0));
	return settings;
}

static AstBinding *
parse_setting(Parser *parser)
{
	int first_token = parser->at;
	AstBinding *setting = ast_new(AstBinding, AST_BINDING, parser_span(parser, first_token));

	setting->name = parser_name(parser, "the name of a setting");
	parser_expect(parser, TOKEN_EQUAL, "\"=\" behind the name of a setting");
	if (parser_sees_number(parser, 0))
		setting->expr = parse_number(parser);
	else if (parser_sees(parser, TOKEN_STRING))
		setting->expr = parse_string(parser);
	else if (parser_sees_keyword(parser, KEYWORD_NULL))
		setting->expr = &parser_constant(CONSTANT_NULL, token_span(parser_take(parser)))->node;
	else
		parser_error(parser, "a number or a string");
	setting->node.span = parser_span(parser, first_token);
	return setting;
}
