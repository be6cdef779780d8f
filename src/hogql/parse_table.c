/*
 * hogql/parse_table.c
 *		The rules of one table of FROM: what it is, its aliases, PIVOT, UNPIVOT, FINAL and SAMPLE.
 */
#include "postgres.h"

#include "hogql/parser.h"

static void parse_table_itself(Parser *parser, AstJoinExpr *table);
static void parse_named_table(Parser *parser, AstJoinExpr *table);
static AstNode *parse_values(Parser *parser);
static void parse_table_alias(Parser *parser, AstJoinExpr *table);
static AstNode *parse_unpivot(Parser *parser, AstNode *table, int first_token);
static AstNode *parse_unpivot_column(Parser *parser);
static bool is_part_of_pivot_name(const Parser *parser, int first_token);
static AstNode *parse_pivot_name(Parser *parser);
static AstNode *parse_pivot_column(Parser *parser);
static List *parse_in_list(Parser *parser);
static AstNode *parse_ratio(Parser *parser);

/* table [[AS] alias [(columns)]] [PIVOT (…) [[AS] alias]]* [FINAL] [SAMPLE …] */
AstJoinExpr *
parse_table(Parser *parser)
{
	int first_token = parser->at;
	int links = 0;
	AstJoinExpr *table = ast_new(AstJoinExpr, AST_JOIN_EXPR, parser_span(parser, first_token));

	parse_table_itself(parser, table);
	table->node.span = parser_span(parser, first_token);
	for (;;)
	{
		if (parser_sees_table_alias(parser))
		{
			bool first = table->alias == NULL;

			parser_count_link(parser, &links);
			parse_table_alias(parser, table);
			if (first && !table->is_function)
				table->node.span = parser_span(parser, first_token);
		}
		else if (parser_sees_keyword(parser, KEYWORD_PIVOT) ||
				 parser_sees_keyword(parser, KEYWORD_UNPIVOT))
		{
			AstNode *inner = table->alias || table->is_function ? &table->node : table->table;

			parser_count_link(parser, &links);
			table = ast_new(AstJoinExpr, AST_JOIN_EXPR, inner->span);
			table->table = parse_pivot(parser, inner, first_token);
			table->node.span = parser_span(parser, first_token);
		}
		else
			break;
	}
	if (parser_sees_keyword(parser, KEYWORD_FINAL))
	{
		table->final_span = token_span(parser_take(parser));
		table->final = true;
	}
	if (parser_sees_keyword(parser, KEYWORD_SAMPLE))
		table->sample = parse_sample(parser);
	/* The span is that of the alias, or else that of the whole. */
	if (table->alias == NULL && !table->is_function)
		table->node.span = parser_span(parser, first_token);
	return table;
}

/* name | function(…) | (select_set) | (VALUES …) | {placeholder} */
static void
parse_table_itself(Parser *parser, AstJoinExpr *table)
{
	if (parser_sees(parser, TOKEN_LEFT_BRACE))
	{
		table->table = parse_operand(parser);
		if (table->table->kind != AST_PLACEHOLDER)
			hogql_error(table->table->span, ERRCODE_SYNTAX_ERROR, "a dictionary is no table",
						"Expected the name of a table or a subquery.", NULL);
	}
	else if (parser_sees(parser, TOKEN_LEFT_PARENTHESIS))
	{
		if (parser_keyword(parser, 1) == KEYWORD_VALUES)
			table->table = parse_values(parser);
		else
			table->table = parse_subquery(parser);
	}
	else if (parser_sees(parser, TOKEN_LESS) && parser_is_name(parser, 1))
		parser_refuse(parser, "tags (HogQLX) are not supported", NULL);
	else
		parse_named_table(parser, table);
}

/* a.b.c | f(expression, …) */
static void
parse_named_table(Parser *parser, AstJoinExpr *table)
{
	int first_token = parser->at;
	AstField *field = ast_new(AstField, AST_FIELD, parser_span(parser, first_token));

	field->chain = list_make1(parser_name(parser, "the name of a table or a subquery"));
	table->table = &field->node;
	if (parser_sees(parser, TOKEN_LEFT_PARENTHESIS))
	{
		parser_enter(parser);
		parser_take(parser);
		table->is_function = true;
		field->node.span = parser_span(parser, first_token);
		if (!parser_sees(parser, TOKEN_RIGHT_PARENTHESIS))
			table->table_args = parse_expressions(parser);
		parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the arguments of a table");
		parser_leave(parser);
		return;
	}
	while (parser_accept(parser, TOKEN_DOT))
		field->chain = lappend(field->chain, parser_name(parser, "a name behind \".\""));
	field->node.span = parser_span(parser, first_token);
}

/* (VALUES (expression, …), …) */
static AstNode *
parse_values(Parser *parser)
{
	int first_token = parser->at;
	AstValuesQuery *values;

	parser_enter(parser);
	parser_take(parser);
	values = ast_new(AstValuesQuery, AST_VALUES_QUERY, parser_span(parser, parser->at));
	parser_expect_keyword(parser, KEYWORD_VALUES, "VALUES");
	do
	{
		parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" before a row of VALUES");
		values->rows = lappend(values->rows, parse_expressions(parser));
		parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind a row of VALUES");
	} while (parser_accept(parser, TOKEN_COMMA) && parser_sees(parser, TOKEN_LEFT_PARENTHESIS));
	values->node.span = parser_span(parser, first_token + 1);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind VALUES");
	parser_leave(parser);
	return &values->node;
}

bool
parser_sees_table_alias(const Parser *parser)
{
	Keyword keyword = parser_keyword(parser, 0);

	if (parser_sees(parser, TOKEN_QUOTED) || keyword == KEYWORD_AS)
		return true;
	return parser_sees(parser, TOKEN_WORD) &&
		   (keyword == NO_KEYWORD || (keyword_uses(keyword) & (TABLE_ALIAS | ORDINARY_NAME)) != 0);
}

/* [AS] alias [(columns)]: a second alias takes the place of the first */
static void
parse_table_alias(Parser *parser, AstJoinExpr *table)
{
	parser_accept_keyword(parser, KEYWORD_AS);
	table->alias = parser_alias(parser, "an alias of a table");
	table->column_aliases = NIL;
	if (parser_sees(parser, TOKEN_LEFT_PARENTHESIS))
		table->column_aliases = parser_names_in_parentheses(parser, "the columns of a table");
}

/* PIVOT (aggregate, … FOR column IN (…) … [GROUP BY …]) | UNPIVOT … */
AstNode *
parse_pivot(Parser *parser, AstNode *table, int first_token)
{
	AstPivotExpr *pivot;

	if (parser_sees_keyword(parser, KEYWORD_UNPIVOT))
		return parse_unpivot(parser, table, first_token);
	pivot = ast_new(AstPivotExpr, AST_PIVOT_EXPR, parser_span(parser, first_token));
	pivot->table = table;
	pivot->word_span = token_span(parser_take(parser));
	parser_enter(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" behind PIVOT");
	pivot->aggregates = parse_expressions(parser);
	parser_expect_keyword(parser, KEYWORD_FOR, "FOR behind the aggregates of PIVOT");
	do
		pivot->columns = lappend(pivot->columns, parse_pivot_column(parser));
	while (parser_starts_expression(parser));
	if (parser_accept_keyword(parser, KEYWORD_GROUP))
	{
		parser_expect_keyword(parser, KEYWORD_BY, "BY behind GROUP");
		pivot->group_by = parse_expressions(parser);
	}
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind PIVOT");
	parser_leave(parser);
	pivot->node.span = parser_span(parser, first_token);
	return &pivot->node;
}

/* UNPIVOT [INCLUDE NULLS] (value FOR name IN (…), …) */
static AstNode *
parse_unpivot(Parser *parser, AstNode *table, int first_token)
{
	AstUnpivotExpr *unpivot =
		ast_new(AstUnpivotExpr, AST_UNPIVOT_EXPR, parser_span(parser, first_token));

	unpivot->table = table;
	unpivot->word_span = token_span(parser_take(parser));
	unpivot->include_nulls = parser_accept_keywords(parser, KEYWORD_INCLUDE, KEYWORD_NULLS);
	parser_enter(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" behind UNPIVOT");
	do
		unpivot->columns = lappend(unpivot->columns, parse_unpivot_column(parser));
	while (parser_accept(parser, TOKEN_COMMA) && parser_starts_expression(parser));
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind UNPIVOT");
	parser_leave(parser);
	unpivot->node.span = parser_span(parser, first_token);
	return &unpivot->node;
}

static AstNode *
parse_unpivot_column(Parser *parser)
{
	int first_token = parser->at;
	AstUnpivotColumn *column =
		ast_new(AstUnpivotColumn, AST_UNPIVOT_COLUMN, parser_span(parser, first_token));

	column->value_columns = parse_operand(parser);
	parser_expect_keyword(parser, KEYWORD_FOR, "FOR behind the values of UNPIVOT");
	column->name_columns = parse_operand(parser);
	column->unpivot_values = parse_in_list(parser);
	while (parser_starts_expression(parser))
		column->more = lappend(column->more, parse_pivot_column(parser));
	column->node.span = parser_span(parser, first_token);
	return &column->node;
}

/* Is IN (…) followed by what makes it a part of the name before another IN?  A call, it is none behind names in parentheses. */
static bool
is_part_of_pivot_name(const Parser *parser, int first_token)
{
	int partner = parser_peek(parser, 1)->partner;

	if (!parser_sees_keyword(parser, KEYWORD_IN) || partner < 0)
		return false;
	if (parser->tokens[partner + 1].keyword == KEYWORD_IN)
		return true;
	return parser->tokens[partner + 1].kind == TOKEN_LEFT_PARENTHESIS &&
		   parser->tokens[first_token].kind != TOKEN_LEFT_PARENTHESIS;
}

/* As PostHog's parser has it, `a IN (b)(c) IN (d)` is of a column `a IN (b)(c)`. */
static AstNode *
parse_pivot_name(Parser *parser)
{
	int first_token = parser->at;
	int links = 0;
	AstNode *column = parse_operand(parser);

	while (is_part_of_pivot_name(parser, first_token))
	{
		AstCompareOperation *in = ast_new(AstCompareOperation, AST_COMPARE_OPERATION, column->span);

		parser_count_link(parser, &links);
		in->op = OPERATOR_IN;
		in->operator_span = token_span(parser_take(parser));
		in->left = column;
		in->right = parse_operand(parser);
		column = &in->node;
		column->span = parser_span(parser, first_token);
	}
	return column;
}

/* column IN (value, …) */
static AstNode *
parse_pivot_column(Parser *parser)
{
	int first_token = parser->at;
	AstPivotColumn *column =
		ast_new(AstPivotColumn, AST_PIVOT_COLUMN, parser_span(parser, first_token));

	column->column = parse_pivot_name(parser);
	column->values = parse_in_list(parser);
	column->node.span = parser_span(parser, first_token);
	return &column->node;
}

static List *
parse_in_list(Parser *parser)
{
	List *values;

	parser_expect_keyword(parser, KEYWORD_IN, "IN");
	parser_enter(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" behind IN");
	values = parse_expressions(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the values of IN");
	parser_leave(parser);
	return values;
}

/* SAMPLE ratio [%] [OFFSET ratio] [(method)] */
AstSampleExpr *
parse_sample(Parser *parser)
{
	int first_token = parser->at;
	AstSampleExpr *sample =
		ast_new(AstSampleExpr, AST_SAMPLE_EXPR, parser_span(parser, first_token));

	parser_expect_keyword(parser, KEYWORD_SAMPLE, "SAMPLE");
	sample->sample_value = parse_ratio(parser);
	parser_accept(parser, TOKEN_PERCENT);
	if (parser_sees_keyword(parser, KEYWORD_OFFSET) &&
		(parser_sees_number(parser, 1) || parser_kind(parser, 1) == TOKEN_LEFT_BRACE))
	{
		parser_take(parser);
		sample->offset_value = parse_ratio(parser);
	}
	if (parser_sees(parser, TOKEN_LEFT_PARENTHESIS))
		parser_names_in_parentheses(parser, "the method of SAMPLE");
	sample->node.span = parser_span(parser, first_token);
	return sample;
}

/* {placeholder} | number [/ number] */
static AstNode *
parse_ratio(Parser *parser)
{
	int first_token = parser->at;
	AstRatioExpr *ratio;

	/* What stands in parentheses behind it is the method. */
	if (parser_sees(parser, TOKEN_LEFT_BRACE))
		return parse_placeholder(parser);
	if (!parser_sees_number(parser, 0))
		parser_error(parser, "a number");
	ratio = ast_new(AstRatioExpr, AST_RATIO_EXPR, parser_span(parser, first_token));
	ratio->left = parse_number(parser);
	if (parser_accept(parser, TOKEN_SLASH))
	{
		if (!parser_sees_number(parser, 0))
			parser_error(parser, "a number behind \"/\"");
		ratio->right = parse_number(parser);
	}
	ratio->node.span = parser_span(parser, first_token);
	return &ratio->node;
}
