/*
 * hogql/ast.c
 *		The tree of a HogQL text: making, walking and copying nodes by the table of their fields.
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "hogql/ast.h"
#include "hogql/ast_fields.h"

static bool visit_list(List *list, AstVisitor visit, void *context);
static bool count_node(AstNode *node, void *context);
static void copy_field(AstNode *copy, const AstFieldRule *field);
static List *copy_list(List *list);
static int byte_offset(const AstTree *tree, int character);

const char *
ast_kind_name(AstKind kind)
{
	static const char *const names[] = {
#define AST_NAME(kind, name) #name,
		AST_KINDS(AST_NAME)
#undef AST_NAME
	};

	return names[kind];
}

const char *
ast_operator_name(AstOperator op)
{
	return ast_operator_texts[op];
}

AstNode *
ast_new_node(AstKind kind, HogqlSpan span)
{
	AstNode *node = palloc0(ast_size(kind));

	node->kind = kind;
	node->span = span;
	return node;
}

bool
ast_visit_children(AstNode *node, AstVisitor visit, void *context)
{
	for (const AstFieldRule *field = ast_fields(node->kind); field->name != NULL; field++)
	{
		void *value = (char *) node + field->offset;
		AstNode *child;
		ListCell *cell;

		switch (field->kind)
		{
			case FIELD_NODE:
			case FIELD_PLAIN:
				child = *(AstNode **) value;
				if (child != NULL && visit(child, context))
					return true;
				break;
			case FIELD_NODES:
			case FIELD_BINDINGS:
				if (visit_list(*(List **) value, visit, context))
					return true;
				break;
			case FIELD_ROWS:
				foreach (cell, *(List **) value)
					if (visit_list(lfirst(cell), visit, context))
						return true;
				break;
			default:
				break;
		}
	}
	return false;
}

static bool
visit_list(List *list, AstVisitor visit, void *context)
{
	ListCell *cell;

	foreach (cell, list)
		if (visit(lfirst(cell), context))
			return true;
	return false;
}

int64
ast_count(AstNode *node)
{
	int64 count = 0;

	count_node(node, &count);
	return count;
}

static bool
count_node(AstNode *node, void *context)
{
	check_stack_depth();
	++*(int64 *) context;
	return ast_visit_children(node, count_node, context);
}

AstNode *
ast_copy(const AstNode *node)
{
	size_t size;
	AstNode *copy;

	if (node == NULL)
		return NULL;
	check_stack_depth();
	size = ast_size(node->kind);
	copy = palloc(size);
	memcpy(copy, node, size);
	for (const AstFieldRule *field = ast_fields(node->kind); field->name != NULL; field++)
		copy_field(copy, field);
	return copy;
}

static void
copy_field(AstNode *copy, const AstFieldRule *field)
{
	void *value = (char *) copy + field->offset;
	List *rows = NIL;
	ListCell *cell;

	switch (field->kind)
	{
		case FIELD_NODE:
		case FIELD_PLAIN:
			*(AstNode **) value = ast_copy(*(AstNode **) value);
			break;
		case FIELD_NODES:
		case FIELD_BINDINGS:
			*(List **) value = copy_list(*(List **) value);
			break;
		case FIELD_ROWS:
			foreach (cell, *(List **) value)
				rows = lappend(rows, copy_list(lfirst(cell)));
			*(List **) value = rows;
			break;
		default:
			break;
	}
}

static List *
copy_list(List *list)
{
	List *copy = NIL;
	ListCell *cell;

	foreach (cell, list)
		copy = lappend(copy, ast_copy(lfirst(cell)));
	return copy;
}

char *
ast_source_text(const AstTree *tree, HogqlSpan span)
{
	const char *at = tree->text + byte_offset(tree, span.start);
	const char *end = tree->text + byte_offset(tree, span.end);
	StringInfoData text;
	char quote = '\0';

	initStringInfo(&text);
	while (at < end)
	{
		int length = Min(pg_mblen(at), (int) (end - at));

		CHECK_FOR_INTERRUPTS();
		if (quote == '\0' && isspace((unsigned char) *at))
		{
			if (text.len > 0 && text.data[text.len - 1] != ' ')
				appendStringInfoChar(&text, ' ');
			at++;
			continue;
		}
		if (quote != '\0' && *at == '\\' && at + 1 < end)
			length = 1 + Min(pg_mblen(at + 1), (int) (end - at - 1));
		else if (quote != '\0' ? *at == quote : (*at == '\'' || *at == '"' || *at == '`'))
			quote = quote != '\0' ? '\0' : *at;
		appendBinaryStringInfo(&text, at, length);
		at += length;
	}
	return text.data;
}

/* Where a character of the text begins. */
static int
byte_offset(const AstTree *tree, int character)
{
	int offset;

	if (tree->landmarks == NULL)
		return character;
	offset = tree->landmarks[character / LANDMARK_EVERY];
	return offset +
		   pg_mbcharcliplen(tree->text + offset, tree->length - offset, character % LANDMARK_EVERY);
}

void
ast_set_landmarks(AstTree *tree)
{
	const char *at = tree->text;

	if (tree->characters == tree->length)
		return;
	tree->landmarks = palloc((tree->characters / LANDMARK_EVERY + 1) * sizeof(int));
	for (int character = 0; character <= tree->characters; character++)
	{
		CHECK_FOR_INTERRUPTS();
		if (character % LANDMARK_EVERY == 0)
			tree->landmarks[character / LANDMARK_EVERY] = (int) (at - tree->text);
		if (character < tree->characters)
			at += pg_mblen(at);
	}
}
