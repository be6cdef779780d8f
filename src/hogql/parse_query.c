/*
 * hogql/parse_query.c
 *		From a HogQL text to its tree: the whole, and sets of queries.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "hogql/parse_query.h"
#include "hogql/parser.h"

static void refuse_program(Parser *parser);
static AstNode *parse_arm(Parser *parser, bool *in_parentheses);
static void end_before_offset(const Parser *parser, AstSelectQuery *query);
static List *parse_with(Parser *parser);
static AstNode *parse_placeholder_arm(Parser *parser);
static bool sees_query_of_with(const Parser *parser);
static bool sees_recursive(const Parser *parser);
static AstCTE *parse_cte(Parser *parser, bool recursive);
static bool sees_subquery_cte(const Parser *parser);
static void parse_subquery_cte(Parser *parser, AstCTE *cte);
static void parse_column_cte(Parser *parser, AstCTE *cte);
static bool sees_set_operator(const Parser *parser);
static AstSelectSetNode *parse_set_node(Parser *parser, bool *in_parentheses);
static AstSetOperator parse_set_operator(Parser *parser);

/* At the first character that is too many. */
static void
refuse_long_text(const char *text, int length)
{
	int kept = pg_mbcliplen(text, length, LONGEST_TEXT);
	int characters = pg_mbstrlen_with_len(text, kept);

	hogql_error((HogqlSpan){characters, characters + 1}, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
				"the query is too long",
				psprintf("It has %d bytes; at most %d are allowed.", length, LONGEST_TEXT), NULL);
}

/* query: select_set [;] */
AstTree *
hogql_parse(const char *text, int length)
{
	Parser parser = {0};
	AstTree *tree = palloc0(sizeof(AstTree));
	char *utf8;

	if (length > LONGEST_TEXT)
		refuse_long_text(text, length);
	utf8 = (char *) pg_do_encoding_conversion((unsigned char *) unconstify(char *, text), length,
											  GetDatabaseEncoding(), PG_UTF8);
	parser.list = lexer_tokens(utf8, utf8 == text ? length : (int) strlen(utf8));
	parser.tokens = parser.list->tokens;
	refuse_program(&parser);
	tree->root = parse_select_set(&parser);
	parser_accept(&parser, TOKEN_SEMICOLON);
	if (!parser_sees(&parser, TOKEN_END))
		parser_error(&parser, "the end of the query, or its next clause");
	tree->text = text;
	tree->length = length;
	tree->characters = parser.list->characters;
	ast_set_landmarks(tree);
	tree->stray_ignore_nulls = parser.stray_ignore_nulls;
	return tree;
}

/* Statements of Hog, the language that HogQL is a part of. */
static void
refuse_program(Parser *parser)
{
	static const char hint[] = "A text is one query: SELECT …";
	bool is_program;

	switch (parser_keyword(parser, 0))
	{
		case KEYWORD_LET:
		case KEYWORD_FN:
		case KEYWORD_FUN:
		case KEYWORD_RETURN:
		case KEYWORD_THROW:
		case KEYWORD_TRY:
			is_program = true;
			break;
		case KEYWORD_IF:
		case KEYWORD_WHILE:
		case KEYWORD_FOR:
			is_program = parser_kind(parser, 1) == TOKEN_LEFT_PARENTHESIS;
			break;
		default:
			is_program = parser_is_name(parser, 0) && parser_kind(parser, 1) == TOKEN_COLON_EQUALS;
			break;
	}
	if (is_program)
		parser_refuse(parser, "programs of Hog are not supported", hint);
	if (parser_sees(parser, TOKEN_LESS) && parser_is_name(parser, 1))
		parser_refuse(parser, "tags (HogQLX) are not supported", hint);
}

/* select_set: arm (operator arm)* [ORDER BY …] [LIMIT …], the last two behind parentheses only */
AstNode *
parse_select_set(Parser *parser)
{
	int first_token = parser->at;
	bool in_parentheses;
	AstNode *first = parse_arm(parser, &in_parentheses);
	AstSelectSetQuery *set;
	int links = 0;

	if (!sees_set_operator(parser) && !parser_sees_keyword(parser, KEYWORD_ORDER) &&
		!parser_sees_keyword(parser, KEYWORD_LIMIT) && !parser_sees_keyword(parser, KEYWORD_OFFSET))
		return first;
	if (!in_parentheses && !sees_set_operator(parser))
		return first;
	set = ast_new(AstSelectSetQuery, AST_SELECT_SET_QUERY, first->span);
	set->first = first;
	while (sees_set_operator(parser))
	{
		parser_count_link(parser, &links);
		set->others = lappend(set->others, parse_set_node(parser, &in_parentheses));
	}
	if (in_parentheses)
		parse_set_limits(parser, set);
	set->node.span = parser_span(parser, first_token);
	return &set->node;
}

/* arm: select | WITH … (select_set) | (select_set) | {placeholder} */
static AstNode *
parse_arm(Parser *parser, bool *in_parentheses)
{
	int first_token = parser->at;
	HogqlSpan with = token_span(parser_peek(parser, 0));
	List *ctes = parser_sees_keyword(parser, KEYWORD_WITH) ? parse_with(parser) : NIL;

	*in_parentheses = true;
	if (parser_sees(parser, TOKEN_LEFT_PARENTHESIS))
	{
		AstNode *query = parse_subquery(parser);
		AstSelectSetQuery *set;

		if (ctes == NIL)
			return query;
		set = ast_new(AstSelectSetQuery, AST_SELECT_SET_QUERY, parser_span(parser, first_token));
		set->ctes = ctes;
		set->clause[AST_CLAUSE_WITH] = with;
		set->first = query;
		return &set->node;
	}
	if (ctes == NIL && parser_sees(parser, TOKEN_LEFT_BRACE))
		return parse_placeholder_arm(parser);
	*in_parentheses = false;
	{
		AstSelectQuery *query = parse_select(parser);

		query->ctes = ctes;
		if (ctes != NIL)
			query->clause[AST_CLAUSE_WITH] = with;
		query->node.span = parser_span(parser, first_token);
		end_before_offset(parser, query);
		return &query->node;
	}
}

/* As PostHog's parser has it, which gives an OFFSET at the end, behind LIMIT, to a set of this one query. */
static void
end_before_offset(const Parser *parser, AstSelectQuery *query)
{
	HogqlSpan offset = query->clause[AST_CLAUSE_OFFSET];
	bool by_comma = offset.end - offset.start <= 1;
	int at = parser->at - 1;

	if (query->limit == NULL || query->offset == NULL || by_comma || query->settings != NIL ||
		sees_set_operator(parser))
		return;
	while (parser->tokens[at].start > offset.start)
		at--;
	query->node.span.end = parser->tokens[at - 1].end;
}

static AstNode *
parse_placeholder_arm(Parser *parser)
{
	AstNode *node = parse_operand(parser);

	if (node->kind != AST_PLACEHOLDER)
		hogql_error(node->span, ERRCODE_SYNTAX_ERROR, "a dictionary is no query",
					"Expected SELECT.", NULL);
	return node;
}

/* ( select_set ) */
AstNode *
parse_subquery(Parser *parser)
{
	AstNode *query;

	parser_enter(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" before a subquery");
	query = parse_select_set(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind a subquery");
	parser_leave(parser);
	return query;
}

/* WITH [RECURSIVE] cte, … */
static List *
parse_with(Parser *parser)
{
	List *ctes = NIL;
	bool recursive = false;

	parser_expect_keyword(parser, KEYWORD_WITH, "WITH");
	if (sees_recursive(parser))
		recursive = parser_accept_keyword(parser, KEYWORD_RECURSIVE);
	do
		ctes = lappend(ctes, parse_cte(parser, recursive));
	while (parser_accept(parser, TOKEN_COMMA) && !sees_query_of_with(parser));
	return ctes;
}

/* Behind a comma: SELECT, or a query in parentheses that is no operand of an expression with a name. */
static bool
sees_query_of_with(const Parser *parser)
{
	int partner = parser_peek(parser, 0)->partner;

	if (!parser_sees(parser, TOKEN_LEFT_PARENTHESIS))
		return parser_sees_keyword(parser, KEYWORD_SELECT);
	return parser_is_query(parser, parser->at) &&
		   (partner < 0 || parser_ends_query(parser, partner + 1));
}

/* RECURSIVE, unless it is the name of a CTE or a column. */
static bool
sees_recursive(const Parser *parser)
{
	Parser behind = *parser;

	behind.at++;
	return parser_sees_keyword(parser, KEYWORD_RECURSIVE) && !sees_subquery_cte(parser) &&
		   !parser_sees_keyword(&behind, KEYWORD_AS) && parser_starts_expression(&behind) &&
		   (!parser_sees(&behind, TOKEN_DOT) || parser_sees_number(&behind, 0));
}

/* cte: name [(columns)] [USING KEY (columns)] AS [[NOT] MATERIALIZED] (select_set) | expression AS name */
static AstCTE *
parse_cte(Parser *parser, bool recursive)
{
	int first_token = parser->at;
	AstCTE *cte = ast_new(AstCTE, AST_CTE, parser_span(parser, first_token));

	cte->recursive = recursive;
	if (sees_subquery_cte(parser))
		parse_subquery_cte(parser, cte);
	else
		parse_column_cte(parser, cte);
	cte->node.span = parser_span(parser, first_token);
	return cte;
}

/* Is it the form with a name before AS? */
static bool
sees_subquery_cte(const Parser *parser)
{
	int at = parser->at + 1;
	const Token *tokens = parser->tokens;

	if (!parser_is_name(parser, 0))
		return false;
	if (tokens[at].kind == TOKEN_LEFT_PARENTHESIS)
	{
		if (tokens[at].partner < 0)
			return false;
		at = tokens[at].partner + 1;
	}
	if (tokens[at].keyword == KEYWORD_USING)
		return true;
	if (tokens[at].keyword != KEYWORD_AS)
		return false;
	at++;
	if (tokens[at].keyword == KEYWORD_NOT)
		at++;
	return tokens[at].keyword == KEYWORD_MATERIALIZED || tokens[at].kind == TOKEN_LEFT_PARENTHESIS;
}

static void
parse_subquery_cte(Parser *parser, AstCTE *cte)
{
	cte->name = parser_name(parser, "the name of a CTE");
	if (parser_sees(parser, TOKEN_LEFT_PARENTHESIS))
		cte->columns = parser_names_in_parentheses(parser, "the columns of a CTE");
	if (parser_sees_keyword(parser, KEYWORD_USING))
	{
		cte->using_span = token_span(parser_take(parser));
		parser_expect_keyword(parser, KEYWORD_KEY, "KEY behind USING");
		cte->using_key = parser_names_in_parentheses(parser, "the key of a CTE");
	}
	parser_expect_keyword(parser, KEYWORD_AS, "AS behind the name of a CTE");
	if (parser_accept_keywords(parser, KEYWORD_NOT, KEYWORD_MATERIALIZED))
		cte->materialized = MATERIALIZED_NO;
	else if (parser_accept_keyword(parser, KEYWORD_MATERIALIZED))
		cte->materialized = MATERIALIZED_YES;
	cte->expr = parse_subquery(parser);
}

static void
parse_column_cte(Parser *parser, AstCTE *cte)
{
	cte->is_column = true;
	cte->expr = parse_unaliased(parser);
	parser_expect_keyword(parser, KEYWORD_AS, "AS and a name behind an expression of WITH");
	cte->name = parser_name(parser, "a name behind AS");
}

static bool
sees_set_operator(const Parser *parser)
{
	Keyword keyword = parser_keyword(parser, 0);

	return keyword == KEYWORD_UNION || keyword == KEYWORD_EXCEPT || keyword == KEYWORD_INTERSECT;
}

/* operator [BY NAME] arm */
static AstSelectSetNode *
parse_set_node(Parser *parser, bool *in_parentheses)
{
	int first_token = parser->at;
	AstSelectSetNode *node =
		ast_new(AstSelectSetNode, AST_SELECT_SET_NODE, parser_span(parser, first_token));

	node->set_operator = parse_set_operator(parser);
	node->by_name = parser_accept_keywords(parser, KEYWORD_BY, KEYWORD_NAME);
	node->operator_span = parser_span(parser, first_token);
	node->query = parse_arm(parser, in_parentheses);
	node->in_parentheses = *in_parentheses;
	node->node.span = parser_span(parser, first_token);
	return node;
}

/* UNION [ALL | DISTINCT], EXCEPT [ALL], INTERSECT [ALL | DISTINCT] */
static AstSetOperator
parse_set_operator(Parser *parser)
{
	Keyword keyword = (Keyword) parser_take(parser)->keyword;
	bool all = parser_accept_keyword(parser, KEYWORD_ALL);
	bool distinct =
		!all && keyword != KEYWORD_EXCEPT && parser_accept_keyword(parser, KEYWORD_DISTINCT);

	switch (keyword)
	{
		case KEYWORD_UNION:
			return all ? SET_UNION_ALL : SET_UNION_DISTINCT;
		case KEYWORD_EXCEPT:
			return all ? SET_EXCEPT_ALL : SET_EXCEPT;
		default:
			return all ? SET_INTERSECT_ALL : distinct ? SET_INTERSECT_DISTINCT : SET_INTERSECT;
	}
}
