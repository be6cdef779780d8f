/*
 * hogql/parse_from.c
 *		The rule of joins: a chain of tables, of whatever nesting they were written in.
 *
 * A join may have its condition behind further joins, `a JOIN b JOIN c ON x ON y`,
 * or none.  Those that may still get one wait on a stack; a condition goes to
 * the innermost, and what follows that one was in (unwritten) parentheses with it.
 */
#include "postgres.h"

#include "hogql/parser.h"

typedef struct Joins
{
	AstJoinExpr *first;
	AstJoinExpr *last;
	List *waiting; /* AstJoinExpr; the innermost is the last */
} Joins;

static AstJoinExpr *parse_join_operand(Parser *parser);
static bool sees_join(const Parser *parser);
static bool parse_join_words(Parser *parser, AstJoinExpr *join);
static void add_table(Joins *joins, AstJoinExpr *join, AstJoinExpr *table);
static bool is_join_kind(const AstJoinExpr *join);
static bool parse_side(Parser *parser, AstJoinExpr *join);
static void parse_strictness(Parser *parser, AstJoinExpr *join);
static void parse_constraint(Parser *parser, Joins *joins);
static List *parse_conditions(Parser *parser);
static bool begins_table(const Parser *parser, int token);
static List *parse_expressions_in_parentheses(Parser *parser);
static int count_tables(const AstJoinExpr *from);
static void move_join_words(AstJoinExpr *to, AstJoinExpr *from);
static void parse_pivot_of_joins(Parser *parser, Joins *joins, int first_token);

/* table [join table]* with conditions and PIVOTs of what stands before them */
AstJoinExpr *
parse_joins(Parser *parser)
{
	int first_token = parser->at;
	int links = 0;
	Joins joins = {0};

	add_table(&joins, NULL, parse_join_operand(parser));
	for (;;)
	{
		if (parser_sees_keyword(parser, KEYWORD_PIVOT) ||
			parser_sees_keyword(parser, KEYWORD_UNPIVOT))
		{
			parser_count_link(parser, &links);
			parse_pivot_of_joins(parser, &joins, first_token);
		}
		else if ((parser_sees_keyword(parser, KEYWORD_ON) ||
				  (parser_sees_keyword(parser, KEYWORD_USING) &&
				   parser_keyword(parser, 1) != KEYWORD_SAMPLE)) &&
				 joins.waiting != NIL)
			parse_constraint(parser, &joins);
		else if (sees_join(parser))
		{
			AstJoinExpr join = {0};

			parser_count_link(parser, &links);
			if (!parse_join_words(parser, &join))
				parser_error(parser, "JOIN");
			add_table(&joins, &join, parse_join_operand(parser));
		}
		else
			break;
	}
	return joins.first;
}

/* A table, or joins in parentheses. */
static AstJoinExpr *
parse_join_operand(Parser *parser)
{
	AstJoinExpr *first;

	if (!parser_sees(parser, TOKEN_LEFT_PARENTHESIS) || parser_is_derived_table(parser, parser->at))
		return parse_table(parser);
	parser_enter(parser);
	parser_take(parser);
	first = parse_joins(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind joined tables");
	parser_leave(parser);
	first->group = count_tables(first);
	if (first->group == 1)
		first->group = 0;
	return first;
}

/* A query, VALUES, or a placeholder that stands for a query: ({placeholder} AS t) is of a table. */
bool
parser_is_derived_table(const Parser *parser, int token)
{
	const Token *tokens = parser->tokens;
	int innermost = token;
	int last;

	if (parser_is_query(parser, token))
		return true;
	if (tokens[token + 1].keyword == KEYWORD_VALUES)
		return tokens[token + 2].kind == TOKEN_LEFT_PARENTHESIS;
	while (tokens[innermost].kind == TOKEN_LEFT_PARENTHESIS)
		innermost++;
	if (tokens[innermost].kind != TOKEN_LEFT_BRACE)
		return false;
	last = tokens[innermost].partner;
	return last > 0 && tokens[token].partner == last + innermost - token;
}

static int
count_tables(const AstJoinExpr *from)
{
	int count = 0;

	for (; from != NULL; from = from->next_join)
		count++;
	return count;
}

/* Not ARRAY JOIN, which is a clause of its own. */
static bool
sees_join(const Parser *parser)
{
	switch (parser_keyword(parser, 0))
	{
		case KEYWORD_LEFT:
		case KEYWORD_INNER:
			return parser_keyword(parser, 1) != KEYWORD_ARRAY;
		case KEYWORD_JOIN:
		case KEYWORD_NATURAL:
		case KEYWORD_POSITIONAL:
		case KEYWORD_CROSS:
		case KEYWORD_RIGHT:
		case KEYWORD_FULL:
		case KEYWORD_ALL:
		case KEYWORD_ANY:
		case KEYWORD_ASOF:
		case KEYWORD_SEMI:
		case KEYWORD_ANTI:
			return true;
		default:
			return parser_sees(parser, TOKEN_COMMA);
	}
}

/* "," | CROSS JOIN | POSITIONAL JOIN | [NATURAL] [strictness] [side [OUTER]] [strictness] JOIN */
static bool
parse_join_words(Parser *parser, AstJoinExpr *join)
{
	int first_token = parser->at;
	bool complete;

	if (parser_accept(parser, TOKEN_COMMA))
	{
		join->side = JOIN_SIDE_COMMA;
		complete = true;
	}
	else if (parser_accept_keyword(parser, KEYWORD_CROSS))
	{
		join->side = JOIN_SIDE_CROSS;
		complete = parser_accept_keyword(parser, KEYWORD_JOIN);
	}
	else if (parser_accept_keyword(parser, KEYWORD_POSITIONAL))
	{
		join->side = JOIN_SIDE_POSITIONAL;
		complete = parser_accept_keyword(parser, KEYWORD_JOIN);
	}
	else
	{
		join->natural = parser_accept_keyword(parser, KEYWORD_NATURAL);
		join->side = JOIN_SIDE_PLAIN;
		parse_strictness(parser, join);
		if (parse_side(parser, join) && join->strictness == JOIN_STRICTNESS_NONE)
			parse_strictness(parser, join);
		complete = is_join_kind(join) && parser_accept_keyword(parser, KEYWORD_JOIN);
	}
	join->join_span = parser_span(parser, first_token);
	return complete;
}

/* INNER and FULL go with ALL, ANY and ASOF only. */
static bool
is_join_kind(const AstJoinExpr *join)
{
	if (join->side != JOIN_SIDE_INNER && join->side != JOIN_SIDE_FULL)
		return true;
	return join->strictness == JOIN_STRICTNESS_NONE || join->strictness == JOIN_STRICTNESS_ALL ||
		   join->strictness == JOIN_STRICTNESS_ANY || join->strictness == JOIN_STRICTNESS_ASOF;
}

static bool
parse_side(Parser *parser, AstJoinExpr *join)
{
	if (parser_accept_keyword(parser, KEYWORD_INNER))
	{
		join->side = JOIN_SIDE_INNER;
		return true;
	}
	if (parser_accept_keyword(parser, KEYWORD_LEFT))
		join->side = JOIN_SIDE_LEFT;
	else if (parser_accept_keyword(parser, KEYWORD_RIGHT))
		join->side = JOIN_SIDE_RIGHT;
	else if (parser_accept_keyword(parser, KEYWORD_FULL))
		join->side = JOIN_SIDE_FULL;
	else
		return false;
	join->outer = parser_accept_keyword(parser, KEYWORD_OUTER);
	return true;
}

static void
parse_strictness(Parser *parser, AstJoinExpr *join)
{
	if (parser_accept_keywords(parser, KEYWORD_ASOF, KEYWORD_SEMI))
		join->strictness = JOIN_STRICTNESS_ASOF_SEMI;
	else if (parser_accept_keywords(parser, KEYWORD_ASOF, KEYWORD_ANTI))
		join->strictness = JOIN_STRICTNESS_ASOF_ANTI;
	else if (parser_accept_keyword(parser, KEYWORD_ASOF))
		join->strictness = JOIN_STRICTNESS_ASOF;
	else if (parser_accept_keyword(parser, KEYWORD_ANY))
		join->strictness = JOIN_STRICTNESS_ANY;
	else if (parser_accept_keyword(parser, KEYWORD_ALL))
		join->strictness = JOIN_STRICTNESS_ALL;
	else if (parser_accept_keyword(parser, KEYWORD_SEMI))
		join->strictness = JOIN_STRICTNESS_SEMI;
	else if (parser_accept_keyword(parser, KEYWORD_ANTI))
		join->strictness = JOIN_STRICTNESS_ANTI;
}

/* The table, or tables from parentheses, go to the end of the chain with the words of their join. */
static void
add_table(Joins *joins, AstJoinExpr *join, AstJoinExpr *table)
{
	if (join == NULL)
		joins->first = table;
	else
	{
		joins->last->next_join = table;
		move_join_words(table, join);
		if (table->side != JOIN_SIDE_COMMA && table->side != JOIN_SIDE_CROSS)
			joins->waiting = lappend(joins->waiting, table);
	}
	joins->last = table;
	while (joins->last->next_join != NULL)
		joins->last = joins->last->next_join;
}

/* ON expression, … | USING (expression, …) | USING expression, … */
static void
parse_constraint(Parser *parser, Joins *joins)
{
	int first_token = parser->at;
	AstJoinExpr *join = llast(joins->waiting);
	AstJoinConstraint *constraint =
		ast_new(AstJoinConstraint, AST_JOIN_CONSTRAINT, parser_span(parser, first_token));
	List *exprs;
	int tables = count_tables(join);

	constraint->is_using = parser_sees_keyword(parser, KEYWORD_USING);
	constraint->word_span = token_span(parser_take(parser));
	if (constraint->is_using && parser_sees(parser, TOKEN_LEFT_PARENTHESIS))
		exprs = parse_expressions_in_parentheses(parser);
	else
		exprs = parse_conditions(parser);
	constraint->node.span = parser_span(parser, first_token);
	if (list_length(exprs) == 1)
		constraint->expr = linitial(exprs);
	else
	{
		AstTuple *tuple = ast_new(AstTuple, AST_TUPLE, constraint->node.span);

		tuple->exprs = exprs;
		tuple->node.span.start = ((AstNode *) linitial(exprs))->span.start;
		constraint->expr = &tuple->node;
	}
	join->constraint = constraint;
	if (tables > 1)
		join->group = tables;
	joins->waiting = list_delete_last(joins->waiting);
}

/* expression, … [,]; a comma before a table with an alias is a join */
static List *
parse_conditions(Parser *parser)
{
	List *exprs = list_make1(parse_expression(parser));

	while (parser_sees(parser, TOKEN_COMMA) && !begins_table(parser, parser->at + 1))
	{
		parser_take(parser);
		if (!parser_starts_expression(parser))
			break;
		exprs = lappend(exprs, parse_expression(parser));
	}
	return exprs;
}

/* Is there a name, a call or something in brackets, and behind it what an expression is not followed by? */
static bool
begins_table(const Parser *parser, int token)
{
	Parser behind = *parser;

	behind.at = token;
	if (parser_is_name(&behind, 0))
	{
		behind.at++;
		while (parser_sees(&behind, TOKEN_DOT) && parser_is_name(&behind, 1))
			behind.at += 2;
	}
	if (parser_sees(&behind, TOKEN_LEFT_PARENTHESIS) || parser_sees(&behind, TOKEN_LEFT_BRACE))
	{
		if (parser_peek(&behind, 0)->partner < 0)
			return false;
		behind.at = parser_peek(&behind, 0)->partner + 1;
	}
	return behind.at > token && !parser_sees_keyword(&behind, KEYWORD_AS) &&
		   (parser_sees_table_alias(&behind) || parser_sees_keyword(&behind, KEYWORD_FINAL));
}

static List *
parse_expressions_in_parentheses(Parser *parser)
{
	List *exprs;

	parser_enter(parser);
	parser_take(parser);
	exprs = parse_expressions(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the columns of USING");
	parser_leave(parser);
	return exprs;
}

/* PIVOT behind joins is of all from the innermost that still waits for its condition. */
static void
parse_pivot_of_joins(Parser *parser, Joins *joins, int first_token)
{
	AstJoinExpr *start = joins->waiting != NIL ? llast(joins->waiting) : joins->first;
	AstJoinExpr *pivoted = ast_new(AstJoinExpr, AST_JOIN_EXPR, start->node.span);

	move_join_words(pivoted, start);
	pivoted->table = parse_pivot(parser, &start->node, first_token);
	pivoted->node.span = pivoted->table->span;
	joins->last = pivoted;
	if (start == joins->first)
		joins->first = pivoted;
	else
	{
		AstJoinExpr *before = joins->first;

		while (before->next_join != start)
			before = before->next_join;
		before->next_join = pivoted;
		joins->waiting = lappend(list_delete_last(joins->waiting), pivoted);
	}
}

/* How a table is joined to those before it is now said of another. */
static void
move_join_words(AstJoinExpr *to, AstJoinExpr *from)
{
	to->side = from->side;
	to->strictness = from->strictness;
	to->outer = from->outer;
	to->natural = from->natural;
	to->join_span = from->join_span;
	from->side = JOIN_SIDE_NONE;
	from->strictness = JOIN_STRICTNESS_NONE;
	from->outer = false;
	from->natural = false;
	memset(&from->join_span, 0, sizeof(HogqlSpan));
}
