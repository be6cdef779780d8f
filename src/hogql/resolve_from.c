/*
 * hogql/resolve_from.c
 *		FROM: its joins, and what names mean behind them.
 *
 * - The tables lie in a chain; those that were in parentheses are counted at the first of them.  So an
 *   operand is a table, or a chain of so many tables.
 * - What a star lists is put together from the operands of each join; USING finds its columns in them.
 * - A condition is resolved before the join makes columns NULL-able: it sees the rows as they come in.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/ast.h"
#include "hogql/resolve_from.h"
#include "hogql/resolved_join.h"
#include "hogql/suggest.h"

/* The tables of a chain, from the next one on. */
typedef struct Tables
{
	Resolver *resolver;
	Scope *scope;
	AstJoinExpr *next;
} Tables;

static List *resolve_chain(Tables *tables, int count);
static List *resolve_operand(Tables *tables, int *count);
static List *resolve_group(Tables *tables, int count);
static void merge_names(Scope *scope, NameMap *names, List *star);
static List *resolve_join(Tables *tables, AstJoinExpr *join, int left_from, List *left, int *count);
static JoinKind join_kind(const AstJoinExpr *join);
static JoinKind strict_join_kind(const AstJoinExpr *join);
static bool is_right(const AstJoinExpr *join);
static void refuse_join(const AstJoinExpr *join, const char *what, const char *hint)
	pg_attribute_noreturn();
static void resolve_conditions(Tables *tables, AstJoinExpr *join, ResolvedJoin *resolved);
static List *using_names(const AstJoinExpr *join, List *left, List *right);
static List *resolve_pairs(const AstJoinExpr *join, List *names, List *left, List *right);
static ScopeColumn find_in_star(List *star, const AstName *name, const char *side);
static List *join_star(Tables *tables, const ResolvedJoin *resolved, List *left, List *right);
static StarColumn *merged_column(Tables *tables, const ResolvedJoin *resolved, const JoinPair *pair,
								 FromEntry *merged);
static void mark_far(Scope *scope, const ResolvedJoin *resolved);
static void make_far(Scope *scope, int from, int end, bool is_anti);

void
resolve_from(Resolver *resolver, AstSelectQuery *query)
{
	Tables tables = {.resolver = resolver, .scope = resolver->scope, .next = query->from};

	if (query->from != NULL)
		tables.scope->star = resolve_chain(&tables, PG_INT32_MAX);
	if (query->array_join != ARRAY_JOIN_NONE)
		resolve_array_join(resolver, query);
}

ResolvedJoin *
resolved_join(const AstJoinExpr *join)
{
	return (ResolvedJoin *) join->node.meaning;
}

/* So many tables from the next one on, or all there are.  Returns what a star lists of them. */
static List *
resolve_chain(Tables *tables, int count)
{
	int left_from = list_length(tables->scope->entries);
	AstJoinExpr *first = tables->next;
	ResolvedJoin *resolved = palloc0(sizeof(ResolvedJoin));
	List *star = resolve_operand(tables, &count);

	resolved->kind = JOINED_FIRST;
	resolved->entry = list_nth(tables->scope->entries, left_from);
	resolved->left_from = resolved->right_from = left_from;
	resolved->right_end = list_length(tables->scope->entries);
	first->node.meaning = &resolved->meaning;
	while (tables->next != NULL && count > 0)
	{
		CHECK_FOR_INTERRUPTS();
		star = resolve_join(tables, tables->next, left_from, star, &count);
	}
	return star;
}

/* A table, or several in parentheses; takes them off the count. */
static List *
resolve_operand(Tables *tables, int *count)
{
	AstJoinExpr *join = tables->next;
	FromEntry *entry;
	List *star = NIL;

	check_stack_depth();
	entry = resolve_table(tables->resolver, join);
	entry->node = &join->node;
	scope_add_entry(tables->scope, entry);
	tables->next = join->next_join;
	(*count)--;
	for (int i = 0; i < entry->ncolumns; i++)
	{
		StarColumn *column = palloc(sizeof(StarColumn));

		*column = (StarColumn){entry, i};
		star = lappend(star, column);
	}
	return star;
}

/*
 * Conditions inside of parentheses see nothing outside of them, and names without a table mean what is
 * inside alone.
 */
static List *
resolve_group(Tables *tables, int count)
{
	Scope *scope = tables->scope;
	NameMap *names = scope->columns;
	int first_visible = scope->first_visible;
	List *star;

	check_stack_depth();
	scope->columns = name_map_new();
	scope->first_visible = list_length(scope->entries);
	star = resolve_chain(tables, count);
	scope->first_visible = first_visible;
	merge_names(scope, names, star);
	return star;
}

/* The names that were known before the parentheses, and those of what is in them. */
static void
merge_names(Scope *scope, NameMap *names, List *star)
{
	ListCell *cell;

	scope->columns = names;
	foreach (cell, star)
	{
		const StarColumn *column = lfirst(cell);
		const char *name = column->entry->columns[column->column].name;
		ScopeColumn *known = name_map_get(names, name);

		if (known == NULL)
			scope_set_column(scope, name, column->entry, column->column);
		else
			known->is_ambiguous = true;
	}
}

static List *
resolve_join(Tables *tables, AstJoinExpr *join, int left_from, List *left, int *count)
{
	ResolvedJoin *resolved = palloc0(sizeof(ResolvedJoin));
	List *right;

	resolved->kind = join_kind(join);
	resolved->left_from = left_from;
	resolved->right_from = list_length(tables->scope->entries);
	if (join->group > 1)
	{
		*count -= join->group;
		right = resolve_group(tables, join->group);
	}
	else
		right = resolve_operand(tables, count);
	resolved->entry = list_nth(tables->scope->entries, resolved->right_from);
	resolved->right_end = list_length(tables->scope->entries);
	join->node.meaning = &resolved->meaning;

	if (join->natural || (join->constraint != NULL && join->constraint->is_using))
		resolved->pairs = resolve_pairs(join, using_names(join, left, right), left, right);
	else
		resolve_conditions(tables, join, resolved);
	if (resolved->kind == JOINED_ASOF || resolved->kind == JOINED_ASOF_LEFT)
		resolve_asof(tables->scope, join, resolved);
	left = join_star(tables, resolved, left, right);
	mark_far(tables->scope, resolved);
	return left;
}

static JoinKind
join_kind(const AstJoinExpr *join)
{
	static const JoinKind kinds[] = {
		[JOIN_SIDE_NONE] = JOINED_FIRST,  [JOIN_SIDE_PLAIN] = JOINED_INNER,
		[JOIN_SIDE_INNER] = JOINED_INNER, [JOIN_SIDE_LEFT] = JOINED_LEFT,
		[JOIN_SIDE_RIGHT] = JOINED_RIGHT, [JOIN_SIDE_FULL] = JOINED_FULL,
		[JOIN_SIDE_CROSS] = JOINED_CROSS, [JOIN_SIDE_COMMA] = JOINED_CROSS,
	};

	if (join->side == JOIN_SIDE_POSITIONAL)
		refuse_join(
			join, "POSITIONAL JOIN",
			"Tables have no order to rely on: number their rows by row_number(), and join on "
			"that.");
	if (join->strictness != JOIN_STRICTNESS_NONE && join->strictness != JOIN_STRICTNESS_ALL)
		return strict_join_kind(join);
	return kinds[join->side];
}

static JoinKind
strict_join_kind(const AstJoinExpr *join)
{
	bool is_plain = join->side == JOIN_SIDE_PLAIN || join->side == JOIN_SIDE_LEFT;

	switch (join->strictness)
	{
		case JOIN_STRICTNESS_ANY:
			if (join->side != JOIN_SIDE_LEFT)
				refuse_join(join, "ANY JOIN other than ANY LEFT JOIN",
							"Use ANY LEFT JOIN, or a subquery with LIMIT 1 BY.");
			return JOINED_ANY_LEFT;
		case JOIN_STRICTNESS_SEMI:
			if (is_plain || is_right(join))
				return is_right(join) ? JOINED_SEMI_RIGHT : JOINED_SEMI_LEFT;
			refuse_join(join, "SEMI JOIN of this side", "Use SEMI LEFT JOIN or SEMI RIGHT JOIN.");
		case JOIN_STRICTNESS_ANTI:
			if (is_plain || is_right(join))
				return is_right(join) ? JOINED_ANTI_RIGHT : JOINED_ANTI_LEFT;
			refuse_join(join, "ANTI JOIN of this side", "Use ANTI LEFT JOIN or ANTI RIGHT JOIN.");
		case JOIN_STRICTNESS_ASOF:
			if (is_plain || join->side == JOIN_SIDE_INNER)
				return join->side == JOIN_SIDE_LEFT ? JOINED_ASOF_LEFT : JOINED_ASOF;
			refuse_join(join, "ASOF JOIN of this side", "Use ASOF JOIN or ASOF LEFT JOIN.");
		default:
			refuse_join(join, "ASOF SEMI JOIN and ASOF ANTI JOIN",
						"Use ASOF JOIN, or ASOF LEFT JOIN and a condition.");
	}
}

static bool
is_right(const AstJoinExpr *join)
{
	return join->side == JOIN_SIDE_RIGHT;
}

static void
refuse_join(const AstJoinExpr *join, const char *what, const char *hint)
{
	hogql_error(join->join_span, ERRCODE_FEATURE_NOT_SUPPORTED,
				psprintf("%s is not supported", what), NULL, hint);
}

/* ON, whose list is a conjunction. */
static void
resolve_conditions(Tables *tables, AstJoinExpr *join, ResolvedJoin *resolved)
{
	AstNode *condition = join->constraint ? join->constraint->expr : NULL;
	ListCell *cell;

	if (condition == NULL)
	{
		if (resolved->kind != JOINED_CROSS)
			hogql_error(join->join_span, ERRCODE_SYNTAX_ERROR, "a join needs ON or USING",
						"What the rows of both tables must have in common is not said.",
						"Write CROSS JOIN if all rows are to be joined with all.");
		return;
	}
	resolved->conditions = condition->kind == AST_TUPLE ? list_copy(((AstTuple *) condition)->exprs)
														: list_make1(condition);
	tables->resolver->clause = CLAUSE_ON;
	foreach (cell, resolved->conditions)
		resolve_condition(tables->resolver, lfirst(cell));
}

/* Of USING, or for NATURAL all that both sides have. */
static List *
using_names(const AstJoinExpr *join, List *left, List *right)
{
	List *names = NIL;
	List *expressions = NIL;
	NameMap *known = name_map_new();
	ListCell *cell;

	if (!join->natural)
	{
		AstNode *expr = join->constraint->expr;

		expressions = expr->kind == AST_TUPLE ? ((AstTuple *) expr)->exprs : list_make1(expr);
		foreach (cell, expressions)
		{
			AstNode *node = lfirst(cell);

			if (node->kind != AST_FIELD || list_length(((AstField *) node)->chain) != 1)
				hogql_error(node->span, ERRCODE_SYNTAX_ERROR,
							"USING takes names of columns that both tables have", NULL,
							"Conditions are for ON.");
			names = lappend(names, linitial(((AstField *) node)->chain));
		}
		return names;
	}
	foreach (cell, right)
	{
		const StarColumn *column = lfirst(cell);

		name_map_set(known, column->entry->columns[column->column].name, lfirst(cell));
	}
	foreach (cell, left)
	{
		const StarColumn *column = lfirst(cell);
		AstName *name = palloc0(sizeof(AstName));

		name->text = column->entry->columns[column->column].name;
		name->span = join->join_span;
		if (name_map_get(known, name->text) != NULL)
			names = lappend(names, name);
	}
	return names;
}

static List *
resolve_pairs(const AstJoinExpr *join, List *names, List *left, List *right)
{
	List *pairs = NIL;
	ListCell *cell;

	foreach (cell, names)
	{
		const AstName *name = lfirst(cell);
		JoinPair *pair = palloc0(sizeof(JoinPair));
		const HogqlType *left_type;
		const HogqlType *right_type;

		pair->left = find_in_star(left, name, "on the left of the join");
		pair->right = find_in_star(right, name, "on the right of the join");
		left_type = pair->left.entry->columns[pair->left.column].type;
		right_type = pair->right.entry->columns[pair->right.column].type;
		pair->type = hogql_common_type(left_type, right_type);
		if (pair->type == NULL)
			hogql_error(name->span, ERRCODE_DATATYPE_MISMATCH,
						psprintf("columns %s of the joined tables have the types %s and %s",
								 hogql_excerpt(name->text), hogql_type_name(left_type),
								 hogql_type_name(right_type)),
						NULL, "Join with ON, and convert one of them, as by toString().");
		pairs = lappend(pairs, pair);
	}
	return pairs;
}

static ScopeColumn
find_in_star(List *star, const AstName *name, const char *side)
{
	ScopeColumn found = {0};
	Suggestion suggestion;
	ListCell *cell;

	suggestion_begin(&suggestion, name->text);
	foreach (cell, star)
	{
		const StarColumn *column = lfirst(cell);
		const char *known = column->entry->columns[column->column].name;

		suggestion_consider(&suggestion, known);
		if (strcmp(known, name->text) != 0)
			continue;
		if (found.entry != NULL)
			hogql_error(name->span, ERRCODE_AMBIGUOUS_COLUMN,
						psprintf("column %s is there more than once %s", hogql_excerpt(name->text),
								 side),
						NULL, NULL);
		found = (ScopeColumn){column->entry, column->column, false};
	}
	if (found.entry == NULL)
		hogql_error(name->span, ERRCODE_UNDEFINED_COLUMN,
					psprintf("there is no column %s %s", hogql_excerpt(name->text), side), NULL,
					suggestion_hint(&suggestion));
	found.entry->columns[found.column].is_used = true;
	return found;
}

/* What USING has merged comes first and once, then what is left of both sides. */
static List *
join_star(Tables *tables, const ResolvedJoin *resolved, List *left, List *right)
{
	List *star = NIL;
	NameMap *merged_names = name_map_new();
	FromEntry *merged = NULL;
	ListCell *cell;

	if (resolved->pairs == NIL)
		return list_concat(left, right);
	if (resolved->kind == JOINED_FULL)
	{
		merged = palloc0(sizeof(FromEntry));
		merged->kind = FROM_MERGED;
		merged->columns = palloc0(list_length(resolved->pairs) * sizeof(FromColumn));
		scope_add_entry(tables->scope, merged);
	}
	foreach (cell, resolved->pairs)
	{
		StarColumn *column = merged_column(tables, resolved, lfirst(cell), merged);
		const char *name = column->entry->columns[column->column].name;

		star = lappend(star, column);
		name_map_set(merged_names, name, column);
		scope_set_column(tables->scope, name, column->entry, column->column);
	}
	foreach (cell, list_concat_copy(left, right))
	{
		const StarColumn *column = lfirst(cell);

		if (name_map_get(merged_names, column->entry->columns[column->column].name) == NULL)
			star = lappend(star, lfirst(cell));
	}
	return star;
}

/* The column of the side that is always there; of a FULL JOIN whichever is not NULL. */
static StarColumn *
merged_column(Tables *tables, const ResolvedJoin *resolved, const JoinPair *pair, FromEntry *merged)
{
	bool from_right = resolved->kind == JOINED_RIGHT || resolved->kind == JOINED_SEMI_RIGHT ||
					  resolved->kind == JOINED_ANTI_RIGHT;
	StarColumn *column = palloc(sizeof(StarColumn));
	FromColumn *made;

	if (merged == NULL)
	{
		const ScopeColumn *read = from_right ? &pair->right : &pair->left;

		*column = (StarColumn){read->entry, read->column};
		return column;
	}
	*column = (StarColumn){merged, merged->ncolumns++};
	made = &merged->columns[column->column];
	made->name = pair->left.entry->columns[pair->left.column].name;
	made->printed = made->name;
	made->type = pair->type;
	made->left = palloc(sizeof(ScopeColumn));
	made->right = palloc(sizeof(ScopeColumn));
	*made->left = pair->left;
	*made->right = pair->right;
	return column;
}

static void
mark_far(Scope *scope, const ResolvedJoin *resolved)
{
	bool left = false;
	bool right = false;
	bool is_anti = false;

	switch (resolved->kind)
	{
		case JOINED_ANTI_LEFT:
			is_anti = true;
			right = true;
			break;
		case JOINED_LEFT:
		case JOINED_ANY_LEFT:
		case JOINED_ASOF_LEFT:
			right = true;
			break;
		case JOINED_ANTI_RIGHT:
			is_anti = true;
			left = true;
			break;
		case JOINED_RIGHT:
			left = true;
			break;
		case JOINED_FULL:
			left = right = true;
			break;
		default:
			break;
	}
	if (left)
		make_far(scope, resolved->left_from, resolved->right_from, is_anti);
	if (right)
		make_far(scope, resolved->right_from, resolved->right_end, is_anti);
}

static void
make_far(Scope *scope, int from, int end, bool is_anti)
{
	for (int i = from; i < end; i++)
	{
		FromEntry *entry = list_nth(scope->entries, i);

		entry->is_far = true;
		entry->is_anti = entry->is_anti || is_anti;
		for (int column = 0; column < entry->ncolumns; column++)
			entry->columns[column].type = hogql_with_null(entry->columns[column].type, true);
	}
}
