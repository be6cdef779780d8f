/*
 * hogql/json_path.c
 *		Paths into JSON: col.a.b, col['a'][1], and what is mixed of them.
 *
 * - A path is written as one operator, however it was written.
 * - Numbers are positions in an array from 1, or from its end if they are negative; 0 is nowhere.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "hogql/json_path.h"
#include "hogql/params.h"

/* The value, with the elements of the path as a text[]. */
#define AT_PATH "{1} #>> {2}"
/* An element of an array: PostgreSQL counts from 0; NULL in a path makes all of it NULL. */
#define POSITION "(CASE WHEN {1} > 0 THEN {1} - 1 ELSE NULLIF({1}, 0) END)::pg_catalog.text"

/* An element of a path: a name, or something that is computed. */
typedef struct PathElement
{
	const char *name; /* of a member, or the digits of a position as the remote counts; or NULL */
	AstNode *computed;
	bool nowhere; /* the position 0 */
} PathElement;

bool
is_json(AstNode *node)
{
	return node->type->kind == HOGQL_JSON || (node->flags & EXPRESSION_JSON_PATH) != 0;
}

static PathElement *
member(const char *name)
{
	PathElement *element = palloc0(sizeof(PathElement));

	element->name = name;
	return element;
}

static PathElement *
position(int64 index)
{
	PathElement *element = member(psprintf(INT64_FORMAT, index > 0 ? index - 1 : index));

	element->nowhere = index == 0;
	return element;
}

static PathElement *
property(AstNode *node)
{
	Operand operand = operand_of(node);
	const char *name = operand_constant_string(&operand);
	PathElement *element;
	int64 index;

	if (name)
		return member(name);
	if (operand_constant_int(&operand, &index))
		return position(index);
	element = member(NULL);
	element->computed = node;
	return element;
}

/* Puts the elements of a path into a list, the first first, and lowers what it begins at. */
static SqlNode *
collect(Lowering *lowering, AstNode *node, List **elements)
{
	AstNode *path = (node->flags & EXPRESSION_JSON_PATH) ? looked_through(node) : node;
	SqlNode *base;

	check_stack_depth();
	if (!(path->flags & EXPRESSION_JSON_PATH))
		return lower_expression(lowering, path);
	if (path->kind == AST_ARRAY_ACCESS)
	{
		base = collect(lowering, ((AstArrayAccess *) path)->array, elements);
		*elements = lappend(*elements, property(((AstArrayAccess *) path)->property));
		return base;
	}
	if (path->kind == AST_TUPLE_ACCESS)
	{
		base = collect(lowering, ((AstTupleAccess *) path)->tuple, elements);
		*elements = lappend(*elements, position(((AstTupleAccess *) path)->index));
		return base;
	}
	Assert(path->kind == AST_FIELD);
	if (path->meaning->kind == MEANING_ALIAS)
		base = collect(lowering, path->meaning->expression, elements);
	else
		base = lower_name(lowering, path);
	for (int i = path->meaning->name_parts; i < list_length(((AstField *) path)->chain); i++)
	{
		AstName *name = list_nth(((AstField *) path)->chain, i);

		*elements = lappend(*elements, member(name->text));
	}
	return base;
}

/* Each element in double quotes, unless it is of letters and digits. */
static void
append_element(StringInfo out, const char *name)
{
	bool plain = *name && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
									   "0123456789_-$") == strlen(name);

	if (plain && pg_strcasecmp(name, "null") != 0)
	{
		appendStringInfoString(out, name);
		return;
	}
	appendStringInfoChar(out, '"');
	for (; *name; name++)
	{
		if (*name == '"' || *name == '\\')
			appendStringInfoChar(out, '\\');
		appendStringInfoChar(out, *name);
	}
	appendStringInfoChar(out, '"');
}

/* All elements as a constant, or NULL if one has to be computed. */
static SqlNode *
constant_path(List *elements)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach (cell, elements)
	{
		const PathElement *element = lfirst(cell);

		if (!element->name)
			return NULL;
		appendStringInfoChar(&text, text.len == 0 ? '{' : ',');
		append_element(&text, element->name);
	}
	appendStringInfoChar(&text, '}');
	return sql_typed(sql_array_type(SQL_TYPE_TEXT), text.data);
}

static SqlNode *
computed_element(Lowering *lowering, AstNode *node)
{
	Operand operand = lowered_operand(lowering, node);

	if (operand.type->kind == HOGQL_INT)
		return sql_template1(POSITION, operand.sql);
	return operand.sql;
}

static SqlNode *
computed_path(Lowering *lowering, List *elements)
{
	List *texts = NIL;
	ListCell *cell;

	foreach (cell, elements)
	{
		const PathElement *element = lfirst(cell);

		texts = lappend(texts, element->name ? sql_string(element->name)
											 : computed_element(lowering, element->computed));
	}
	return sql_array(texts, sql_array_type(SQL_TYPE_TEXT));
}

SqlNode *
lower_json_path(Lowering *lowering, AstNode *node)
{
	List *elements = NIL;
	SqlNode *base = collect(lowering, node, &elements);
	SqlNode *path = constant_path(elements);
	ListCell *cell;

	foreach (cell, elements)
	{
		if (((const PathElement *) lfirst(cell))->nowhere)
			return sql_null(sql_type(SQL_TYPE_TEXT));
	}
	return sql_template2(AT_PATH, base, path ? path : computed_path(lowering, elements));
}
