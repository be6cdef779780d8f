/*
 * hogql/parser.h
 *		What the files of the parser share: where they are in the tokens, and their rules.
 *
 * A rule is a function that begins at its first token and ends behind its last.
 * Each file has the rules of one part of the grammar and calls those of the
 * others through this header; only the entry is public (parse_query.h).
 */
#ifndef METAHOG_HOGQL_PARSER_H
#define METAHOG_HOGQL_PARSER_H

#include "hogql/ast.h"
#include "hogql/lexer.h"

/* What may stand in one another: parentheses, calls, subqueries, NOT, unary minus … */
#define DEEPEST_NESTING 500

/* Operators of a chain that nests to the left in the tree. */
#define LONGEST_CHAIN 1000

typedef struct Parser
{
	const TokenList *list;
	Token *tokens;
	int at;						  /* the token that is next */
	int depth;					  /* of what is open */
	HogqlSpan stray_ignore_nulls; /* as in AstTree */
	bool without_alias;			  /* an AS here is not of the expression */
	int ordered_depth;			  /* an ASC at this depth is of an ORDER BY; 0: none is */
	int no_lambda_until; /* tokens up to here are no names of a lambda without parentheses */
} Parser;

/* parser.c: looking at tokens and taking them. */

extern const Token *parser_peek(const Parser *parser, int ahead);
extern bool parser_sees(const Parser *parser, TokenKind kind);
extern bool parser_sees_keyword(const Parser *parser, Keyword keyword);
extern Keyword parser_keyword(const Parser *parser, int ahead);
extern TokenKind parser_kind(const Parser *parser, int ahead);
extern const Token *parser_take(Parser *parser);
extern bool parser_accept(Parser *parser, TokenKind kind);
extern bool parser_accept_keyword(Parser *parser, Keyword keyword);
/* Two words, of which the first alone may be something else. */
extern bool parser_accept_keywords(Parser *parser, Keyword first, Keyword second);

/* Raise 42601 unless it is next; `what` completes "Expected …." */
extern void parser_expect(Parser *parser, TokenKind kind, const char *what);
extern void parser_expect_keyword(Parser *parser, Keyword keyword, const char *what);
extern void parser_error(const Parser *parser, const char *expected) pg_attribute_noreturn();

/* 0A000 at the next token. */
extern void parser_refuse(const Parser *parser, const char *message, const char *hint)
	pg_attribute_noreturn();

/* One level deeper, before it recurses: 54001 at the next token if that is too deep. */
extern void parser_enter(Parser *parser);
extern void parser_leave(Parser *parser);

/* One more operator of a chain, which is the next token: 54001 if it is too long. */
extern void parser_count_link(const Parser *parser, int *links);

/* The span from this token up to the one before the next. */
extern HogqlSpan parser_span(const Parser *parser, int first_token);

/* Is the token ahead a name, also a keyword that may be one? */
extern bool parser_is_name(const Parser *parser, int ahead);
extern AstName *parser_name(Parser *parser, const char *what);
/* A name that something gets: true, false and null are none. */
extern AstName *parser_alias(Parser *parser, const char *what);
/* (a, b) */
extern List *parser_names_in_parentheses(Parser *parser, const char *what);
/* The text of a token in quotes, in the server's encoding. */
extern AstName *parser_quoted_text(Parser *parser);
/* A token as it is written, in the server's encoding. */
extern char *parser_token_source(const Parser *parser, const Token *token);
/* A name that is not in the text: of a folded operator. */
extern AstName *parser_made_name(const char *text, HogqlSpan span);

/* May an expression begin here?  False too for keywords that begin the next clause. */
extern bool parser_starts_expression(const Parser *parser);
/* Is a keyword that has other uses a column here, by what follows it? */
extern bool parser_keyword_is_column(const Parser *parser);
/* Is the token ahead a word that only stands behind an expression? */
extern bool parser_ends_expression(const Parser *parser, int ahead);
/* Does a query begin behind the opening parenthesis at this token? */
extern bool parser_is_query(const Parser *parser, int token);
/* May the token that stands behind a query in parentheses? */
extern bool parser_ends_query(const Parser *parser, int token);
/* Is what is in the parentheses of a call, which are next, a query without parentheses of its own? */
extern bool parser_sees_query_argument(const Parser *parser);

/* parse_query.c */

extern AstNode *parse_select_set(Parser *parser);
extern AstNode *parse_subquery(Parser *parser); /* ( select set ) */

/* parse_select.c */

extern AstSelectQuery *parse_select(Parser *parser);

/* parse_clauses.c */

extern List *parse_order_list(Parser *parser);
extern void parse_group_by(Parser *parser, AstSelectQuery *query);
extern void parse_limits(Parser *parser, AstSelectQuery *query);
extern void parse_set_limits(Parser *parser, AstSelectSetQuery *set);
extern List *parse_settings(Parser *parser);
extern void parse_interpolate(Parser *parser, AstSelectQuery *query);

/* parse_from.c */

extern AstJoinExpr *parse_joins(Parser *parser);
/* Is what the parenthesis at this token opens, which stands for a table, no joins? */
extern bool parser_is_derived_table(const Parser *parser, int token);

/* parse_table.c */

extern AstJoinExpr *parse_table(Parser *parser);
extern bool parser_sees_table_alias(const Parser *parser);
extern AstNode *parse_pivot(Parser *parser, AstNode *table, int first_token);
extern AstSampleExpr *parse_sample(Parser *parser);

/* parse_window.c */

extern AstWindowExpr *parse_window(Parser *parser); /* what stands in the parentheses */
extern List *parse_window_clause(Parser *parser);
extern AstNode *parse_over(Parser *parser, AstCall *call, bool has_two_lists, int first_token);

/* parse_expression.c */

extern AstNode *parse_expression(Parser *parser);
extern AstNode *parse_unaliased(Parser *parser);
extern List *parse_expressions(Parser *parser); /* with commas, the last may be empty */
extern AstNode *parse_prefix(Parser *parser);	/* behind a sign */

/* parse_operand.c */

extern AstNode *parse_operand(Parser *parser);
extern AstNode *parse_placeholder(Parser *parser);
extern AstNode *parse_postfix(Parser *parser, AstNode *node, int first_token);

/* parse_call.c */

extern AstNode *parse_call(Parser *parser);
extern bool parser_sees_special_call(const Parser *parser);
extern AstNode *parse_special_call(Parser *parser);

/* parse_case.c */

extern AstNode *parse_case(Parser *parser);
extern bool parser_sees_interval(const Parser *parser);
extern AstNode *parse_interval(Parser *parser);
extern AstNode *parse_template(Parser *parser);

/* parse_columns.c */

extern AstNode *parse_star(Parser *parser, List *table, int first_token);
extern bool parser_sees_columns(const Parser *parser);
extern AstNode *parse_columns(Parser *parser);
extern bool parser_sees_star_in_parentheses(const Parser *parser);
extern AstNode *parse_star_in_parentheses(Parser *parser);

/* parse_lambda.c */

extern bool parser_sees_lambda(Parser *parser);
/* The token behind the head of the lambda that begins at this token; this token, if none does. */
extern int parser_behind_lambda_head(const Parser *parser, int token);
extern AstNode *parse_lambda(Parser *parser);

/* parse_literal.c */

extern bool parser_sees_number(const Parser *parser, int ahead);
extern AstNode *parse_number(Parser *parser);
extern AstNode *parse_string(Parser *parser);
extern AstConstant *parser_constant(AstConstantKind kind, HogqlSpan span);
extern AstNode *parser_integer(int64 value, HogqlSpan span);
extern AstNode *parser_text_constant(const char *text, HogqlSpan span);
extern int64 parse_index(Parser *parser);

/* parse_type.c */

extern AstTypeName *parse_type(Parser *parser);
extern AstTypeName *parse_cast_type(Parser *parser); /* behind :: */

#endif /* METAHOG_HOGQL_PARSER_H */
