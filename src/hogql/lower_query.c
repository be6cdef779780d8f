/*
 * hogql/lower_query.c
 *		Queries become SQL: what all kinds have in common, and what columns and relations are called.
 *
 * - A relation keeps its name however often its select is lowered: the same expression must print alike
 *   wherever it stands, or PostgreSQL would not find it in GROUP BY.
 * - No two relations of a text have the same name, so nothing can capture a reference to another one.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/functions.h"
#include "hogql/lower_query.h"
#include "hogql/scope.h"

static const QueryWish no_wish = {NULL, false, false};

static bool is_exact(const SqlNode *value, SqlType type);
static const char *take_name(Lowering *lowering, NameMap **names, const char *wanted);
static bool is_reserved(const char *name);
static SqlNode *lower_merged(Lowering *lowering, const FromColumn *column);
static SqlNode *lower_entry_column(Lowering *lowering, FromEntry *entry, int column);

SqlNode *
lower_subquery(Lowering *lowering, AstNode *query)
{
	return &lower_query(lowering, query, &no_wish)->node;
}

SqlSelect *
lower_query(Lowering *lowering, AstNode *query, const QueryWish *wish)
{
	SqlSelect *select;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (query->kind == AST_SELECT_QUERY)
		select = lower_select(lowering, (AstSelectQuery *) query, wish);
	else if (query->kind == AST_SELECT_SET_QUERY)
		select = lower_set(lowering, (AstSelectSetQuery *) query, wish);
	else
		select = lower_values(lowering, (AstValuesQuery *) query, wish);
	sql_at(select, query->span.start, query->span.end);
	return select;
}

SqlNode *
lower_column(Lowering *lowering, const Meaning *column)
{
	return lower_entry_column(lowering, column->entry, column->column);
}

SqlNode *
lower_output(Lowering *lowering, AstNode *expression, int column, const QueryWish *wish)
{
	const HogqlType *type = wish->types ? wish->types[column] : expression->type;
	SqlType sql_type = hogql_sql_type(type);
	SqlNode *value;

	if (type->kind == expression->type->kind)
		value = lower_expression(lowering, expression);
	else
		value = lower_as(lowering, expression, type);
	return wish->exact && !is_exact(value, sql_type) ? sql_cast(value, sql_type) : value;
}

/* Does it say the type itself? */
static bool
is_exact(const SqlNode *value, SqlType type)
{
	const SqlConstant *constant = (const SqlConstant *) value;

	return value->kind == SQL_CONSTANT && !constant->bare && constant->type.kind == type.kind &&
		   constant->type.is_array == type.is_array;
}

SqlNode *
null_output(const HogqlType *type)
{
	return sql_null(hogql_sql_type(type));
}

const char *
output_name(const OutputColumn *column, const QueryWish *wish)
{
	bool fits = column->name[0] != '\0' && strlen(column->name) < NAMEDATALEN;

	return wish->is_top && fits ? column->name : column->printed;
}

const char *
relation_of(Lowering *lowering, FromEntry *entry)
{
	if (entry->printed == NULL)
		entry->printed = name_relation(lowering, entry->name);
	return entry->printed;
}

const char *
gathered_name(const FromEntry *entry, int column)
{
	return psprintf("g_%d", entry->gathered_from + column);
}

const char *
name_relation(Lowering *lowering, const char *wanted)
{
	const char *name = wanted;

	if (wanted != NULL && is_reserved(wanted))
		name = psprintf("%s_", wanted);
	if (wanted == NULL || wanted[0] == '\0' || strlen(name) >= NAMEDATALEN)
		name = psprintf("r%d", ++lowering->relations);
	return take_name(lowering, &lowering->names, name);
}

const char *
name_cte(Lowering *lowering, const char *wanted)
{
	if (wanted[0] == '\0' || strlen(wanted) >= NAMEDATALEN)
		wanted = psprintf("r%d", ++lowering->relations);
	return take_name(lowering, &lowering->cte_names, wanted);
}

/*
 * It, or one like it that is free.  The map has for each name how many were made of it: so many tables of
 * one name take no longer than others.
 */
static const char *
take_name(Lowering *lowering, NameMap **names, const char *wanted)
{
	const char *name = wanted;
	int *made;

	if (*names == NULL)
		*names = name_map_new();
	made = name_map_get(*names, wanted);
	while (made != NULL && name_map_get(*names, name) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		name = strlen(wanted) < NAMEDATALEN - 12 ? psprintf("%s_%d", wanted, ++*made + 1)
												 : psprintf("r%d", ++lowering->relations);
	}
	name_map_set(*names, name, palloc0(sizeof(int)));
	return name;
}

/* Those that functions, lambdas and templates give to relations of their own: a letter with a number, "bound". */
static bool
is_reserved(const char *name)
{
	if (strcmp(name, "bound") == 0)
		return true;
	return name[0] >= 'a' && name[0] <= 'z' && name[1 + strspn(name + 1, "0123456789")] == '\0';
}

static SqlNode *
lower_entry_column(Lowering *lowering, FromEntry *entry, int column)
{
	const FromColumn *found = &entry->columns[column];
	SqlNode *value;

	if (entry->is_anti)
		return null_output(found->type);
	if (entry->kind == FROM_MERGED)
		return lower_merged(lowering, found);
	if (entry->gathered != NULL)
		value = sql_column(entry->gathered, gathered_name(entry, column));
	else
		value = sql_column(relation_of(lowering, entry), found->printed);
	return found->needs_cast ? sql_cast(value, hogql_sql_type(found->type)) : value;
}

/* Of a FULL JOIN: that of the side which is there. */
static SqlNode *
lower_merged(Lowering *lowering, const FromColumn *column)
{
	SqlType type = hogql_sql_type(column->type);
	SqlNode *left = lower_entry_column(lowering, column->left->entry, column->left->column);
	SqlNode *right = lower_entry_column(lowering, column->right->entry, column->right->column);

	return sql_coalesce2(sql_cast(left, type), sql_cast(right, type));
}
