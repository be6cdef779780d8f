/*
 * hogql/resolve_star.c
 *		*, t.*, COLUMNS(…) and what they exclude and replace, as the expressions that they stand for.
 *
 * - A column of an expansion is a Field that has its meaning from the start: no name is looked up for it.
 * - An expression that replaces a column is an Alias of the column's name, which no other expression sees.
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "hogql/ast.h"
#include "hogql/pivot.h"
#include "hogql/regexp_pattern.h"
#include "hogql/scope.h"
#include "hogql/suggest.h"

/* A star that is being expanded. */
typedef struct Expansion
{
	Resolver *resolver;
	HogqlSpan span;
	List *columns; /* of StarColumn *: those that it could stand for */
	List *exclude; /* of AstName * */
	List *replace; /* of AstBinding * */
	text *regex;   /* or NULL */
} Expansion;

static List *expand_field(Resolver *resolver, const AstField *field);
static List *expand_columns(Resolver *resolver, AstColumnsExpr *columns);
static const char *translated(const AstName *regex);
static List *resolve_list(Resolver *resolver, List *expressions);
static List *columns_of(Resolver *resolver, List *table, HogqlSpan span);
static List *expand(const Expansion *expansion);
static bool is_wanted(const Expansion *expansion, const char *name);
static AstNode *replacement(const Expansion *expansion, const char *name);
static void check_names(const Expansion *expansion);
static void check_name(const Expansion *expansion, const AstName *name);
static Meaning *star_meaning(List *expressions);

bool
is_star(const AstNode *node)
{
	const AstName *last;

	if (node->kind == AST_COLUMNS_EXPR)
		return true;
	if (node->kind != AST_FIELD)
		return false;
	last = llast(((const AstField *) node)->chain);
	return !last->quoted && strcmp(last->text, "*") == 0;
}

void
resolve_star(Resolver *resolver, AstNode *star)
{
	List *expressions;

	if (star->kind == AST_FIELD)
		expressions = expand_field(resolver, (AstField *) star);
	else
		expressions = expand_columns(resolver, (AstColumnsExpr *) star);
	if (expressions == NIL && (star->flags & STAR_MAY_BE_EMPTY) == 0)
		hogql_error(star->span, ERRCODE_UNDEFINED_COLUMN,
					"there are no columns that this stands for", NULL, NULL);
	star->meaning = star_meaning(expressions);
	star->type = hogql_type(HOGQL_UNKNOWN, true);
}

AstNode *
column_field(FromEntry *entry, int column, HogqlSpan span)
{
	FromColumn *of = &entry->columns[column];
	AstField *field = ast_new(AstField, AST_FIELD, span);
	AstName *name = palloc0(sizeof(AstName));
	Meaning *meaning = palloc0(sizeof(Meaning));

	name->text = of->name;
	name->span = span;
	name->quoted = true;
	field->chain = list_make1(name);
	meaning->kind = MEANING_COLUMN;
	meaning->traits = HAS_COLUMN;
	meaning->nodes = 1;
	meaning->name_parts = 1;
	meaning->entry = entry;
	meaning->column = column;
	of->is_used = true;
	field->node.meaning = meaning;
	field->node.type = of->type;
	return &field->node;
}

static List *
expand_field(Resolver *resolver, const AstField *field)
{
	List *table = list_truncate(list_copy(field->chain), list_length(field->chain) - 1);
	Expansion expansion = {.resolver = resolver, .span = field->node.span};

	expansion.columns = columns_of(resolver, table, field->node.span);
	return expand(&expansion);
}

static List *
expand_columns(Resolver *resolver, AstColumnsExpr *columns)
{
	Expansion expansion = {.resolver = resolver,
						   .span = columns->node.span,
						   .exclude = columns->exclude,
						   .replace = columns->replace};

	if (columns->columns != NIL)
		return resolve_list(resolver, columns->columns);
	expansion.columns = columns_of(resolver, columns->of_table, columns->node.span);
	if (columns->regex != NULL)
		expansion.regex = cstring_to_text(translated(columns->regex));
	if ((columns->node.flags & STAR_MAY_BE_EMPTY) == 0)
		check_names(&expansion);
	return expand(&expansion);
}

/* A regular expression as PostgreSQL reads it; 22023 at it if it is none. */
static const char *
translated(const AstName *regex)
{
	AstConstant *constant = ast_new(AstConstant, AST_CONSTANT, regex->span);
	Operand operand = {.node = &constant->node, .type = hogql_type(HOGQL_STRING, false)};

	constant->value_kind = CONSTANT_STRING;
	constant->text = regex->text;
	constant->node.type = operand.type;
	return ((const SqlConstant *) regexp_pattern(&operand, false).sql)->text;
}

/* COLUMNS(a, b); a star may stand among them. */
static List *
resolve_list(Resolver *resolver, List *expressions)
{
	List *resolved = NIL;
	ListCell *cell;

	foreach (cell, expressions)
	{
		AstNode *node = lfirst(cell);

		if (!is_star(node))
		{
			resolve_expression(resolver, node);
			resolved = lappend(resolved, node);
			continue;
		}
		resolve_star(resolver, node);
		resolved = list_concat(resolved, node->meaning->expansion);
	}
	return resolved;
}

static List *
columns_of(Resolver *resolver, List *table, HogqlSpan span)
{
	FromEntry *entry;
	List *columns = NIL;

	if (table == NIL)
		return scope_select(resolver)->star;
	entry = scope_find_table(resolver, table, span);
	for (int i = 0; i < entry->ncolumns; i++)
	{
		StarColumn *column = palloc(sizeof(StarColumn));

		*column = (StarColumn){entry, i};
		columns = lappend(columns, column);
	}
	return columns;
}

static List *
expand(const Expansion *expansion)
{
	List *expressions = NIL;
	ListCell *cell;

	foreach (cell, expansion->columns)
	{
		const StarColumn *column = lfirst(cell);
		const char *name = column->entry->columns[column->column].name;
		AstNode *node;

		if (!is_wanted(expansion, name))
			continue;
		node = replacement(expansion, name);
		if (node == NULL)
			node = column_field(column->entry, column->column, expansion->span);
		expressions = lappend(expressions, node);
	}
	return expressions;
}

static bool
is_wanted(const Expansion *expansion, const char *name)
{
	ListCell *cell;

	foreach (cell, expansion->exclude)
	{
		if (strcmp(((AstName *) lfirst(cell))->text, name) == 0)
			return false;
	}
	return expansion->regex == NULL ||
		   DatumGetBool(DirectFunctionCall2Coll(textregexeq, C_COLLATION_OID,
												CStringGetTextDatum(name),
												PointerGetDatum(expansion->regex)));
}

/* Resolved anew for each column that it replaces. */
static AstNode *
replacement(const Expansion *expansion, const char *name)
{
	ListCell *cell;

	foreach (cell, expansion->replace)
	{
		const AstBinding *binding = lfirst(cell);
		AstAlias *alias;

		if (strcmp(binding->name->text, name) != 0)
			continue;
		alias = ast_new(AstAlias, AST_ALIAS, binding->node.span);
		alias->alias = binding->name;
		alias->expr = ast_copy(binding->expr);
		resolve_expression(expansion->resolver, alias->expr);
		alias->node.type = alias->expr->type;
		alias->node.meaning = palloc0(sizeof(Meaning));
		alias->node.meaning->traits = alias->expr->meaning->traits;
		alias->node.meaning->nodes = alias->expr->meaning->nodes;
		return &alias->node;
	}
	return NULL;
}

/* What is excluded or replaced must be there. */
static void
check_names(const Expansion *expansion)
{
	ListCell *cell;

	foreach (cell, expansion->exclude)
		check_name(expansion, lfirst(cell));
	foreach (cell, expansion->replace)
		check_name(expansion, ((AstBinding *) lfirst(cell))->name);
}

static void
check_name(const Expansion *expansion, const AstName *name)
{
	Suggestion suggestion;
	ListCell *cell;

	suggestion_begin(&suggestion, name->text);
	foreach (cell, expansion->columns)
	{
		const StarColumn *column = lfirst(cell);
		const char *known = column->entry->columns[column->column].name;

		if (strcmp(known, name->text) == 0)
			return;
		suggestion_consider(&suggestion, known);
	}
	hogql_error(name->span, ERRCODE_UNDEFINED_COLUMN,
				psprintf("the star has no column %s", hogql_excerpt(name->text)), NULL,
				suggestion_hint(&suggestion));
}

static Meaning *
star_meaning(List *expressions)
{
	Meaning *meaning = palloc0(sizeof(Meaning));
	ListCell *cell;

	meaning->kind = MEANING_STAR;
	meaning->expansion = expressions;
	foreach (cell, expressions)
	{
		AstNode *node = lfirst(cell);

		meaning->traits |= node->meaning->traits;
		meaning->nodes += node->meaning->nodes;
	}
	return meaning;
}
