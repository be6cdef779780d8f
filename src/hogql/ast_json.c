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

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/float.h"

#include "base/json_writer.h"
#include "hogql/ast_fields.h"
#include "hogql/ast_json.h"

typedef struct JsonWriter
{
	StringInfo out;
	int *lines; /* the characters at which lines begin */
	int line_count;
} JsonWriter;

static void find_lines(JsonWriter *writer, const AstTree *tree);
static void write_node(JsonWriter *writer, AstNode *node);
static AstNode *fold_set(AstSelectSetQuery *set);
static void move_last_offset(AstSelectSetQuery *set);
static AstNode *with_limits(AstNode *query, const AstSelectSetQuery *set);
static AstNode *with_ctes(AstNode *query, List *ctes);
static AstNode *shallow_copy(const AstNode *node);
static void write_set_of_one(JsonWriter *writer, const AstSelectSetQuery *set);
static void write_fields(JsonWriter *writer, AstNode *node);
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
	AstSelectSetQuery *set = node->kind == AST_SELECT_SET_QUERY ? (AstSelectSetQuery *) node : NULL;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (set != NULL)
		node = fold_set(set);
	appendStringInfoChar(writer->out, '{');
	appendStringInfo(writer->out, "\"node\":\"%s\"", ast_kind_name(node->kind));
	write_special(writer, node);
	write_fields(writer, node);
	if (set != NULL && set->others == NIL)
		write_set_of_one(writer, set);
	write_place(writer, "start", node->span.start);
	write_place(writer, "end", node->span.end);
	appendStringInfoChar(writer->out, '}');
}

/* The set with its WITH where PostHog's tree has it, and a set of one query as that query. */
static AstNode *
fold_set(AstSelectSetQuery *set)
{
	AstSelectSetQuery *folded;
	AstNode *query;

	if (set->others != NIL)
	{
		folded = (AstSelectSetQuery *) shallow_copy(&set->node);
		folded->first = with_ctes(set->first, set->ctes);
		folded->ctes = NIL;
		move_last_offset(folded);
		return &folded->node;
	}
	check_stack_depth();
	query = set->first;
	if (query->kind == AST_SELECT_SET_QUERY)
		query = fold_set((AstSelectSetQuery *) query);
	return with_limits(with_ctes(query, set->ctes), set);
}

/*
 * PostHog's tree gives the OFFSET behind the last arm's LIMIT to the set, if
 * that arm has no parentheses and the set itself nothing behind it.
 */
static void
move_last_offset(AstSelectSetQuery *set)
{
	AstSelectSetNode *last = llast(set->others);
	AstSelectQuery *arm = (AstSelectQuery *) last->query;
	HogqlSpan offset;

	if (arm->node.kind != AST_SELECT_QUERY || last->in_parentheses || arm->limit == NULL ||
		arm->offset == NULL)
		return;
	offset = arm->clause[AST_CLAUSE_OFFSET];
	if (offset.end - offset.start == 1) /* LIMIT n, m */
		return;
	set->offset = arm->offset;
	arm = (AstSelectQuery *) shallow_copy(&arm->node);
	arm->offset = NULL;
	last = (AstSelectSetNode *) shallow_copy(&last->node);
	last->query = &arm->node;
	set->others =
		lappend(list_truncate(list_copy(set->others), list_length(set->others) - 1), last);
}

/* The query with the LIMIT that stands behind its parentheses. */
static AstNode *
with_limits(AstNode *query, const AstSelectSetQuery *set)
{
	AstNode *copy;

	if ((set->limit == NULL && set->offset == NULL) || query->kind == AST_PLACEHOLDER)
		return query;
	copy = shallow_copy(query);
	if (copy->kind == AST_SELECT_QUERY)
	{
		AstSelectQuery *select = (AstSelectQuery *) copy;

		select->limit = set->limit ? set->limit : select->limit;
		select->offset = set->offset ? set->offset : select->offset;
	}
	else
	{
		AstSelectSetQuery *inner = (AstSelectSetQuery *) copy;

		inner->limit = set->limit ? set->limit : inner->limit;
		inner->offset = set->offset ? set->offset : inner->offset;
	}
	return copy;
}

/* The query whose first SELECT has these CTEs too, behind its own. */
static AstNode *
with_ctes(AstNode *query, List *ctes)
{
	AstNode *copy;

	if (ctes == NIL || query->kind == AST_PLACEHOLDER)
		return query;
	check_stack_depth();
	if (query->kind == AST_SELECT_SET_QUERY)
	{
		copy = shallow_copy(fold_set((AstSelectSetQuery *) query));
		if (copy->kind == AST_SELECT_SET_QUERY)
		{
			((AstSelectSetQuery *) copy)->first =
				with_ctes(((AstSelectSetQuery *) copy)->first, ctes);
			return copy;
		}
		query = copy;
	}
	copy = shallow_copy(query);
	((AstSelectQuery *) copy)->ctes =
		list_concat(list_copy(((AstSelectQuery *) query)->ctes), ctes);
	return copy;
}

static AstNode *
shallow_copy(const AstNode *node)
{
	AstNode *copy = palloc(ast_size(node->kind));

	memcpy(copy, node, ast_size(node->kind));
	return copy;
}

/* What stands behind the parentheses of a query, and PostHog's tree has no place for. */
static void
write_set_of_one(JsonWriter *writer, const AstSelectSetQuery *set)
{
	if (set->order_by != NIL)
	{
		appendStringInfoString(writer->out, ",\"set_order_by\":");
		write_nodes(writer, set->order_by);
	}
	if (set->limit_percent)
		appendStringInfoString(writer->out, ",\"set_limit_percent\":true");
	if (set->limit_with_ties)
		appendStringInfoString(writer->out, ",\"set_limit_with_ties\":true");
}

static void
write_fields(JsonWriter *writer, AstNode *node)
{
	for (const AstFieldRule *field = ast_fields(node->kind); field->name != NULL; field++)
	{
		if (is_absent(node, field))
			continue;
		appendStringInfo(writer->out, ",\"%s\":", field->name);
		write_value(writer, node, field);
	}
}

static bool
is_absent(const AstNode *node, const AstFieldRule *field)
{
	const char *value = (const char *) node + field->offset;

	switch (field->kind)
	{
		case FIELD_BOOL:
			return !*(const bool *) value;
		case FIELD_INDEX:
		case FIELD_EITHER:
			return false;
		case FIELD_CHOICE:
			return field->texts[*(const int *) value] == NULL;
		case FIELD_TRISTATE:
			return *(const AstMaterialized *) value == MATERIALIZED_DEFAULT;
		default:
			break;
	}
	if (field->present == ALWAYS_PRESENT)
		return false;
	if (field->present != 0)
		return !*((const bool *) node + field->present);
	return *(void *const *) value == NULL;
}

static void
write_value(JsonWriter *writer, AstNode *node, const AstFieldRule *field)
{
	StringInfo out = writer->out;
	void *value = (char *) node + field->offset;
	AstNode *child;

	switch (field->kind)
	{
		case FIELD_PLAIN:
			child = *(AstNode **) value;
			if (child->kind == AST_CONSTANT &&
				((AstConstant *) child)->value_kind == CONSTANT_INTEGER)
				write_constant_value(writer, (AstConstant *) child);
			else
				write_node(writer, child);
			break;
		case FIELD_NODE:
			write_node(writer, *(AstNode **) value);
			break;
		case FIELD_NODES:
			write_nodes(writer, *(List **) value);
			break;
		case FIELD_ROWS:
			write_rows(writer, *(List **) value);
			break;
		case FIELD_BINDINGS:
			write_bindings(writer, *(List **) value);
			break;
		case FIELD_NAME:
			json_write_cstring(out, (*(AstName **) value)->text);
			break;
		case FIELD_NAMES:
			write_names(writer, *(List **) value);
			break;
		case FIELD_BOOL:
			appendStringInfoString(out, "true");
			break;
		case FIELD_INDEX:
			appendStringInfo(out, INT64_FORMAT, *(int64 *) value);
			break;
		case FIELD_CHOICE:
			json_write_cstring(out, field->texts[*(int *) value]);
			break;
		case FIELD_EITHER:
			json_write_cstring(out, field->texts[*(bool *) value ? 1 : 0]);
			break;
		case FIELD_TRISTATE:
			appendStringInfoString(out, *(AstMaterialized *) value == MATERIALIZED_YES ? "true"
																					   : "false");
			break;
		case FIELD_TYPE:
			json_write_cstring(out, (*(AstTypeName **) value)->text);
			break;
	}
}

static void
write_nodes(JsonWriter *writer, List *nodes)
{
	const char *before = "";
	ListCell *cell;

	appendStringInfoChar(writer->out, '[');
	foreach (cell, nodes)
	{
		appendStringInfoString(writer->out, before);
		write_node(writer, lfirst(cell));
		before = ",";
	}
	appendStringInfoChar(writer->out, ']');
}

static void
write_rows(JsonWriter *writer, List *rows)
{
	const char *before = "";
	ListCell *cell;

	appendStringInfoChar(writer->out, '[');
	foreach (cell, rows)
	{
		appendStringInfoString(writer->out, before);
		write_nodes(writer, lfirst(cell));
		before = ",";
	}
	appendStringInfoChar(writer->out, ']');
}

/* An object; of a name that comes twice, a reader sees the last. */
static void
write_bindings(JsonWriter *writer, List *bindings)
{
	const char *before = "";
	ListCell *cell;

	appendStringInfoChar(writer->out, '{');
	foreach (cell, bindings)
	{
		AstBinding *binding = lfirst(cell);

		appendStringInfoString(writer->out, before);
		json_write_cstring(writer->out, binding->name->text);
		appendStringInfoChar(writer->out, ':');
		write_node(writer, binding->expr);
		before = ",";
	}
	appendStringInfoChar(writer->out, '}');
}

static void
write_names(JsonWriter *writer, List *names)
{
	const char *before = "";
	ListCell *cell;

	appendStringInfoChar(writer->out, '[');
	foreach (cell, names)
	{
		appendStringInfoString(writer->out, before);
		json_write_cstring(writer->out, ((AstName *) lfirst(cell))->text);
		before = ",";
	}
	appendStringInfoChar(writer->out, ']');
}

/* What a node has that is not in the table of fields. */
static void
write_special(JsonWriter *writer, AstNode *node)
{
	switch (node->kind)
	{
		case AST_CONSTANT:
			write_constant(writer, (AstConstant *) node);
			break;
		case AST_JOIN_EXPR:
			write_join_type(writer, (AstJoinExpr *) node);
			break;
		case AST_SELECT_SET_NODE:
			write_set_operator(writer, (AstSelectSetNode *) node);
			break;
		default:
			break;
	}
}

/* Numbers that JSON has not, or not precisely, are strings with a type. */
static void
write_constant(JsonWriter *writer, const AstConstant *constant)
{
	appendStringInfoString(writer->out, ",\"value\":");
	write_constant_value(writer, constant);
	if (constant->value_kind == CONSTANT_DECIMAL ||
		(constant->value_kind == CONSTANT_FLOAT && !isfinite(constant->number)))
		appendStringInfoString(writer->out, ",\"value_type\":\"number\"");
}

static void
write_constant_value(JsonWriter *writer, const AstConstant *constant)
{
	switch (constant->value_kind)
	{
		case CONSTANT_NULL:
			appendStringInfoString(writer->out, "null");
			break;
		case CONSTANT_BOOL:
			appendStringInfoString(writer->out, constant->boolean ? "true" : "false");
			break;
		case CONSTANT_INTEGER:
			appendStringInfo(writer->out, INT64_FORMAT, constant->integer);
			break;
		case CONSTANT_FLOAT:
			write_float(writer, constant->number);
			break;
		case CONSTANT_DECIMAL:
			json_write_string(writer->out,
							  constant->hexadecimal ? constant->hexadecimal : constant->text,
							  constant->hexadecimal ? (int) strlen(constant->hexadecimal)
													: constant->length);
			break;
		case CONSTANT_STRING:
			json_write_string(writer->out, constant->text, constant->length);
			break;
	}
}

static void
write_float(JsonWriter *writer, double number)
{
	char *text = float8out_internal(number);

	if (!isfinite(number))
		json_write_cstring(writer->out, text);
	else
		appendStringInfo(writer->out, "%s%s", text, strpbrk(text, ".e") ? "" : ".0");
}

/* "LEFT OUTER ANY JOIN", but "ANY INNER JOIN"; nothing of the first table */
static void
write_join_type(JsonWriter *writer, const AstJoinExpr *join)
{
	static const char *const sides[] = {"",		 "",	   "INNER ", "LEFT ",	   "RIGHT ",
										"FULL ", "CROSS ", "CROSS ", "POSITIONAL "};
	static const char *const strictness[] = {"",	  "ALL ",  "ANY ",		 "SEMI ",
											 "ANTI ", "ASOF ", "ASOF SEMI ", "ASOF ANTI "};
	/* Behind a side they are in the other order. */
	static const char *const strictness_behind[] = {"",		 "ALL ",  "ANY ",		"SEMI ",
													"ANTI ", "ASOF ", "SEMI ASOF ", "ANTI ASOF "};
	bool inner = join->side == JOIN_SIDE_INNER || join->side == JOIN_SIDE_PLAIN;
	const char *side = sides[join->side];
	StringInfoData text;

	if (join->side == JOIN_SIDE_NONE)
		return;
	if (join->strictness == JOIN_STRICTNESS_ALL || join->strictness == JOIN_STRICTNESS_ANY ||
		join->strictness == JOIN_STRICTNESS_ASOF)
		side = join->side == JOIN_SIDE_PLAIN ? "INNER " : side;
	initStringInfo(&text);
	if (inner)
		appendStringInfo(&text, "%s%sJOIN", strictness[join->strictness], side);
	else
		appendStringInfo(&text, "%s%s%sJOIN", side, join->outer ? "OUTER " : "",
						 strictness_behind[join->strictness]);
	write_text_field(writer, "join_type", text.data);
}

static void
write_set_operator(JsonWriter *writer, const AstSelectSetNode *node)
{
	static const char *const operators[] = {"UNION ALL",		 "UNION DISTINCT", "EXCEPT",
											"EXCEPT ALL",		 "INTERSECT",	   "INTERSECT ALL",
											"INTERSECT DISTINCT"};

	write_text_field(writer, "set_operator",
					 psprintf("%s%s", operators[node->set_operator],
							  node->by_name ? " BY NAME" : ""));
}

/* ,"name":{"line":…,"column":…,"offset":…} */
static void
write_place(JsonWriter *writer, const char *name, int character)
{
	int low = 0;
	int high = writer->line_count - 1;

	while (low < high)
	{
		int middle = (low + high + 1) / 2;

		if (writer->lines[middle] <= character)
			low = middle;
		else
			high = middle - 1;
	}
	appendStringInfo(writer->out, ",\"%s\":{\"line\":%d,\"column\":%d,\"offset\":%d}", name,
					 low + 1, character - writer->lines[low], character);
}

static void
write_text_field(JsonWriter *writer, const char *name, const char *text)
{
	appendStringInfo(writer->out, ",\"%s\":", name);
	json_write_cstring(writer->out, text);
}
