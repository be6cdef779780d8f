/*
 * hogql/ast_json.c
 *		The tree of a text as JSON, in the shape that PostHog's parser gives it.
 *
 * - Fields come from the table of ast_fields.c; here is what has another shape.
 * - A set of one query, which only has something before or behind its
 *   parentheses, is folded into that query.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "base/json_writer.h"
#include "hogql/ast_fields.h"
#include "hogql/ast_json.h"
#include "hogql/parse_query.h"

typedef struct JsonWriter
{
	StringInfo out;
	int *lines; /* the characters at which lines begin */
	int line_count;

	/* Of sets of one query around the one that is to be written next, the outermost first. */
	List *folded;
	List *ctes; /* what stands before the parentheses of the next query */
} JsonWriter;

static void find_lines(JsonWriter *writer, const AstTree *tree);
static void write_node(JsonWriter *writer, AstNode *node);
static void write_set(JsonWriter *writer, AstSelectSetQuery *set);
static void write_folded(JsonWriter *writer, AstNode *node);
static AstNode *unfold(JsonWriter *writer, AstNode *node);
static void write_query(JsonWriter *writer, AstNode *node);
static void write_fields(JsonWriter *writer, AstNode *node);
static void write_field(JsonWriter *writer, AstNode *node, const AstFieldRule *field);
static bool is_absent(const AstNode *node, const AstFieldRule *field);
static void write_value(JsonWriter *writer, AstNode *node, const AstFieldRule *field);
static void write_nodes(JsonWriter *writer, List *nodes);
static void write_rows(JsonWriter *writer, List *rows);
static void write_bindings(JsonWriter *writer, List *bindings);
static void write_names(JsonWriter *writer, List *names);
static void write_special(JsonWriter *writer, AstNode *node);
static void write_constant(JsonWriter *writer, const AstConstant *constant);
static void write_constant_value(JsonWriter *writer, const AstConstant *constant);
static void write_float(JsonWriter *writer, double number);
static void write_join_type(JsonWriter *writer, const AstJoinExpr *join);
static void write_set_operator(JsonWriter *writer, const AstSelectSetNode *node);
static void write_place(JsonWriter *writer, const char *name, int character);
static void write_text_field(JsonWriter *writer, const char *name, const char *text);

PG_FUNCTION_INFO_V1(metahog_hogql_ast);

/* metahog.hogql_ast(query text) → json */
Datum
metahog_hogql_ast(PG_FUNCTION_ARGS)
{
	text *query = PG_GETARG_TEXT_PP(0);
	StringInfoData out;
	AstTree *tree = hogql_parse(text_to_cstring(query), VARSIZE_ANY_EXHDR(query));

	initStringInfo(&out);
	ast_write_json(&out, tree);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out.data, out.len));
}

void
ast_write_json(StringInfo out, const AstTree *tree)
{
	JsonWriter writer = {.out = out};

	find_lines(&writer, tree);
	write_node(&writer, tree->root);
}

static void
find_lines(JsonWriter *writer, const AstTree *tree)
{
	int allocated = 16;
	int character = 0;

	writer->lines = palloc(allocated * sizeof(int));
	writer->lines[writer->line_count++] = 0;
	for (const char *at = tree->text; *at != '\0'; at += pg_mblen(at))
	{
		character++;
		if (*at != '\n')
			continue;
		if (writer->line_count == allocated)
		{
			allocated *= 2;
			writer->lines = repalloc(writer->lines, allocated * sizeof(int));
		}
		writer->lines[writer->line_count++] = character;
	}
}

static void
write_node(JsonWriter *writer, AstNode *node)
{
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (node->kind == AST_SELECT_SET_QUERY)
		write_set(writer, (AstSelectSetQuery *) node);
	else
		write_query(writer, node);
}

/* A query, set or expression with its fields and place. */
static void
write_query(JsonWriter *writer, AstNode *node)
{
	appendStringInfoChar(writer->out, '{');
	json_write_cstring(writer->out, "node");
	appendStringInfoChar(writer->out, ':');
	json_write_cstring(writer->out, ast_kind_name(node->kind));
	write_special(writer, node);
	write_fields(writer, node);
	write_place(writer, "start", node->span.start);
	write_place(writer, "end", node->span.end);
	appendStringInfoChar(writer->out, '}');
}
