/*
 * sqltree/dump.c
 *		A tree as people read it, a node on a line; and whether two trees are alike.
 *
 * - What is false, null, empty or the usual is not told.
 * - Both go by the table of fields, so neither overlooks one.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "sqltree/dump.h"
#include "sqltree/fields.h"

static void dump_node(StringInfo out, const char *role, const SqlNode *node, int depth);

static void
dump_type(StringInfo out, SqlType type)
{
	appendStringInfo(out, " %s", sql_type_word(type.kind));
	if (type.precision >= 0 && type.scale >= 0)
		appendStringInfo(out, "(%d,%d)", type.precision, type.scale);
	else if (type.precision >= 0)
		appendStringInfo(out, "(%d)", type.precision);
	if (type.is_array)
		appendStringInfoString(out, "[]");
}

static void
dump_strings(StringInfo out, const char *name, const List *strings)
{
	const ListCell *cell;

	if (strings == NIL)
		return;
	appendStringInfo(out, " %s=(", name);
	foreach (cell, strings)
		appendStringInfo(out, "%s\"%s\"", cell == list_head(strings) ? "" : ", ",
						 (const char *) lfirst(cell));
	appendStringInfoChar(out, ')');
}

/* What stands on the node's own line. */
static void
dump_attribute(StringInfo out, const SqlNode *node, const SqlField *field)
{
	const char *word;

	switch (field->kind)
	{
		case FIELD_STRING:
			word = field_value(node, field, char *);
			if (word != NULL)
				appendStringInfo(out, " %s=\"%s\"", field->name, word);
			break;
		case FIELD_STRINGS:
			dump_strings(out, field->name, field_value(node, field, List *));
			break;
		case FIELD_FLAG:
			if (field_value(node, field, bool))
				appendStringInfo(out, " %s", field->name);
			break;
		case FIELD_NUMBER:
			appendStringInfo(out, " %d", field_value(node, field, int));
			break;
		case FIELD_ENUM:
			word = field->words[field_value(node, field, int)];
			if (word != NULL)
				appendStringInfo(out, " %s", word);
			break;
		case FIELD_TYPE:
			dump_type(out, field_value(node, field, SqlType));
			break;
		default:
			break;
	}
}

static void
dump_list(StringInfo out, const char *role, const List *list, int depth)
{
	const ListCell *cell;

	foreach (cell, list)
		dump_node(out, role, lfirst(cell), depth);
}

static void
dump_row(StringInfo out, const List *row, int depth)
{
	const ListCell *cell;

	foreach (cell, row)
		dump_node(out, cell == list_head(row) ? "row" : "value", lfirst(cell), depth);
}

/* What stands on lines below the node's. */
static void
dump_children(StringInfo out, const SqlNode *node, const SqlField *field, int depth)
{
	const ListCell *cell;

	switch (field->kind)
	{
		case FIELD_NODE:
			if (field_value(node, field, SqlNode *) != NULL)
				dump_node(out, field->name, field_value(node, field, SqlNode *), depth);
			break;
		case FIELD_NODES:
			dump_list(out, field->name, field_value(node, field, List *), depth);
			break;
		case FIELD_ROWS:
			foreach (cell, field_value(node, field, List *))
				dump_row(out, lfirst(cell), depth);
			break;
		default:
			break;
	}
}

static void
dump_node(StringInfo out, const char *role, const SqlNode *node, int depth)
{
	const SqlKindFields *kind = sql_fields_of(node->kind);
	const SqlField *field;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	appendStringInfoSpaces(out, depth * 2);
	if (role != NULL)
		appendStringInfo(out, "%s: ", role);
	appendStringInfoString(out, kind->name);
	for (field = kind->fields; field->kind != FIELD_END; field++)
		dump_attribute(out, node, field);
	if (node->span.start >= 0)
		appendStringInfo(out, " @%d-%d", node->span.start, node->span.end);
	if (node->span.path != NULL)
		appendStringInfo(out, " @%s", node->span.path);
	appendStringInfoChar(out, '\n');
	for (field = kind->fields; field->kind != FIELD_END; field++)
		dump_children(out, node, field, depth + 1);
}

char *
sql_dump(const void *node)
{
	StringInfoData out;

	initStringInfo(&out);
	dump_node(&out, NULL, node, 0);
	return out.data;
}

void
sqltree_dump(const void *node)
{
	char *text = sql_dump(node);

	fputs(text, stderr);
	pfree(text);
}

/* ---- Comparing ---- */

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same_cell(SqlFieldKind kind, const void *a, const void *b)
{
	return kind == FIELD_STRINGS ? same_text(a, b) : sql_same(a, b);
}

static bool
same_lists(SqlFieldKind kind, const List *a, const List *b)
{
	const ListCell *of_a;
	const ListCell *of_b;

	if (list_length(a) != list_length(b))
		return false;
	forboth (of_a, a, of_b, b)
	{
		if (kind == FIELD_ROWS ? !same_lists(FIELD_NODES, lfirst(of_a), lfirst(of_b))
							   : !same_cell(kind, lfirst(of_a), lfirst(of_b)))
			return false;
	}
	return true;
}

static bool
same_types(SqlType a, SqlType b)
{
	return a.kind == b.kind && a.is_array == b.is_array && a.precision == b.precision &&
		   a.scale == b.scale;
}

static bool
same_field(const SqlNode *a, const SqlNode *b, const SqlField *field)
{
	switch (field->kind)
	{
		case FIELD_NODE:
			return sql_same(field_value(a, field, SqlNode *), field_value(b, field, SqlNode *));
		case FIELD_NODES:
		case FIELD_ROWS:
		case FIELD_STRINGS:
			return same_lists(field->kind, field_value(a, field, List *),
							  field_value(b, field, List *));
		case FIELD_STRING:
			return same_text(field_value(a, field, char *), field_value(b, field, char *));
		case FIELD_FLAG:
			return field_value(a, field, bool) == field_value(b, field, bool);
		case FIELD_NUMBER:
		case FIELD_ENUM:
			return field_value(a, field, int) == field_value(b, field, int);
		case FIELD_TYPE:
			return same_types(field_value(a, field, SqlType), field_value(b, field, SqlType));
		case FIELD_END:
			break;
	}
	return true;
}

bool
sql_same(const SqlNode *a, const SqlNode *b)
{
	const SqlField *field;

	check_stack_depth();
	if (a == b)
		return true;
	if (a == NULL || b == NULL || a->kind != b->kind)
		return false;
	for (field = sql_fields_of(a->kind)->fields; field->kind != FIELD_END; field++)
	{
		if (!same_field(a, b, field))
			return false;
	}
	return true;
}
