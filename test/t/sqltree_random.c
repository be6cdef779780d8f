/*
 * test/t/sqltree_random.c: random queries over shop.orders, well typed, that use every kind of node.
 *
 * The same seed gives the same tree. 080_sql_trees.pl has PostgreSQL prepare what is printed for them.
 */
#include "postgres.h"

#include "sqltree/sqltree.h"

/* The types of the generator; each has columns, constants and calls that give it. */
typedef enum Kind
{
	BOOL,
	INT,
	FLOAT,
	TEXT,
	DATE,
	TIME,
	JSON,
	TEXTS,
	KIND_COUNT
} Kind;

static const SqlTypeKind types[KIND_COUNT] = {
	[BOOL] = SQL_TYPE_BOOLEAN, [INT] = SQL_TYPE_BIGINT,		  [FLOAT] = SQL_TYPE_DOUBLE, [TEXT] = SQL_TYPE_TEXT,
	[DATE] = SQL_TYPE_DATE,	   [TIME] = SQL_TYPE_TIMESTAMPTZ, [JSON] = SQL_TYPE_JSONB,	 [TEXTS] = SQL_TYPE_TEXT,
};

typedef struct Column
{
	const char *table;
	const char *name;
	Kind kind;
} Column;

/* What an expression may name, and what else may stand in it. */
typedef struct Scope
{
	List *columns; /* of Column */
	bool aggregates;
	bool windows;
} Scope;

typedef struct Production
{
	Kind kind;
	const char *text;
	int count;
	Kind args[3];
} Production;

static const Production productions[] = {
	{BOOL, "{1} IS TRUE", 1, {BOOL}},
	{BOOL, "{1} @> {2}", 2, {JSON, JSON}},
	{BOOL, "{1} ? {2}", 2, {JSON, TEXT}},
	{BOOL, "{2} = ANY ({1})", 2, {TEXTS, TEXT}},
	{INT, "{1} % {2}", 2, {INT, INT}},
	{INT, "{1} * {1} - {2}", 2, {INT, INT}},
	{INT, "pg_catalog.char_length({1})::pg_catalog.int8", 1, {TEXT}},
	{INT, "pg_catalog.floor(EXTRACT(epoch FROM {1}))::pg_catalog.int8", 1, {TIME}},
	{INT, "({1} - {2})::pg_catalog.int8", 2, {DATE, DATE}},
	{INT, "pg_catalog.cardinality({1})::pg_catalog.int8", 1, {TEXTS}},
	{FLOAT, "CASE WHEN {2} = 0 THEN pg_catalog.sign({1}) * 'Infinity'::pg_catalog.float8 ELSE {1} / {2} END", 2, {FLOAT, FLOAT}},
	{FLOAT, "{1}::pg_catalog.float8", 1, {INT}},
	{FLOAT, "pg_catalog.power({1}, {2})", 2, {FLOAT, FLOAT}},
	{TEXT, "pg_catalog.lower({1})", 1, {TEXT}},
	{TEXT, "pg_catalog.substr({1}, {2}::pg_catalog.int4)", 2, {TEXT, INT}},
	{TEXT, "{1} #>> '{{a,b}}'", 1, {JSON}},
	{TEXT, "({1})[{2}::pg_catalog.int4]", 2, {TEXTS, INT}},
	{TEXT, "{1}::pg_catalog.text", 1, {DATE}},
	{TEXT, "pg_catalog.concat_ws('-', {*})", 3, {TEXT, INT, BOOL}},
	{TEXT, "CASE WHEN {1} ~ '^[0-9]{{3}}$' THEN {1} || {1} END", 1, {TEXT}},
	{DATE, "{1}::pg_catalog.date", 1, {TIME}},
	{DATE, "{1} + {2}::pg_catalog.int4", 2, {DATE, INT}},
	{TIME, "pg_catalog.date_trunc('month', {1})", 1, {TIME}},
	{TIME, "{1} + {2} * '1 day'::pg_catalog.interval", 2, {TIME, INT}},
	{JSON, "pg_catalog.to_jsonb({1})", 1, {TEXTS}},
	{JSON, "pg_catalog.jsonb_build_object({*})", 2, {TEXT, INT}},
	{TEXTS, "pg_catalog.string_to_array({1}, {2})", 2, {TEXT, TEXT}},
	{TEXTS, "{1} || {2}", 2, {TEXTS, TEXT}},
};

static uint64 state;
static int names_given;

/* xorshift: the same everywhere. */
static int
below(int limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (int) (state % (uint64) limit);
}

static bool
chance(int percent)
{
	return below(100) < percent;
}

static SqlNode *expression(Kind kind, int depth, const Scope *scope);
static SqlSelect *query(int depth, const Scope *outer, int count, Kind *kinds);

static Kind
any_kind(void)
{
	return below(KIND_COUNT);
}

static SqlType
type_of(Kind kind)
{
	return kind == TEXTS ? sql_array_type(SQL_TYPE_TEXT) : sql_type(types[kind]);
}

static const char *
new_name(const char *prefix)
{
	return psprintf(below(5) == 0 ? "%s \"%d\"" : "%s%d", prefix, ++names_given);
}

static SqlNode *
constant(Kind kind)
{
	static const char *const texts[] = {"", "a", "it's", "back\\slash", "äöü", "100% _"};

	if (chance(10))
		return sql_null(type_of(kind));
	switch (kind)
	{
		case BOOL:
			return sql_boolean(below(2));
		case INT:
			return chance(50) ? sql_bigint(below(2000) - 1000) : sql_cast(sql_integer(below(2000) - 1000), type_of(INT));
		case FLOAT:
			return sql_double((below(2000) - 1000) / 7.0);
		case TEXT:
			return sql_string(texts[below(lengthof(texts))]);
		case DATE:
			return sql_typed(type_of(kind), "2024-02-29");
		case TIME:
			return sql_typed(type_of(kind), "2024-02-29 12:00:00+00");
		case JSON:
			return sql_typed(type_of(kind), "{\"a\": {\"b\": 1}}");
		default:
			return sql_array(list_make2(sql_string("x"), sql_null(type_of(TEXT))), type_of(TEXTS));
	}
}

static SqlNode *
column(Kind kind, const Scope *scope)
{
	List *fitting = NIL;
	ListCell *cell;

	foreach (cell, scope->columns)
	{
		if (((Column *) lfirst(cell))->kind == kind)
			fitting = lappend(fitting, lfirst(cell));
	}
	if (fitting == NIL)
		return constant(kind);
	else
	{
		Column *chosen = list_nth(fitting, below(list_length(fitting)));

		return sql_column(chosen->table, chosen->name);
	}
}

static SqlNode *
production(Kind kind, int depth, const Scope *scope)
{
	const Production *chosen;
	List *args = NIL;

	do
		chosen = &productions[below(lengthof(productions))];
	while (chosen->kind != kind);
	for (int i = 0; i < chosen->count; i++)
		args = lappend(args, expression(chosen->args[i], depth - 1, scope));
	return sql_template(chosen->text, args);
}

static List *
several(Kind kind, int depth, const Scope *scope)
{
	List *args = NIL;

	for (int i = below(3) + 2; i > 0; i--)
		args = lappend(args, expression(kind, depth - 1, scope));
	return args;
}

static SqlNode *
comparison(int depth, const Scope *scope)
{
	static const SqlOperator ops[] = {SQL_OP_EQUAL, SQL_OP_NOT_EQUAL, SQL_OP_LESS, SQL_OP_GREATER_EQUAL, SQL_OP_DISTINCT, SQL_OP_NOT_DISTINCT};
	static const SqlOperator of_texts[] = {SQL_OP_LIKE, SQL_OP_NOT_ILIKE, SQL_OP_MATCH, SQL_OP_NOT_IMATCH};
	Kind kind = any_kind();
	SqlNode *left = expression(kind, depth - 1, scope);
	SqlNode *right = expression(kind, depth - 1, scope);

	if (kind == TEXT && chance(30))
		return sql_compare_bytes(SQL_OP_LESS, left, right);
	if (kind == TEXT && chance(50))
		return sql_operation(of_texts[below(lengthof(of_texts))], left, right);
	return sql_operation(ops[below(lengthof(ops))], left, right);
}

static SqlNode *
subquery(Kind kind, int depth, const Scope *scope)
{
	Scope inside = {.columns = scope->columns};
	SqlSelect *select = query(depth - 2, &inside, 1, &kind);

	if (chance(50))
		select->limit = sql_integer(1);
	return sql_subquery(select);
}

static SqlNode *
condition(int depth, const Scope *scope)
{
	Kind kind = any_kind();
	Scope inside = {.columns = scope->columns};

	switch (below(8))
	{
		case 0:
			return sql_and(several(BOOL, depth, scope));
		case 1:
			return sql_or(several(BOOL, depth, scope));
		case 2:
			return sql_not(expression(BOOL, depth - 1, scope));
		case 3:
			return chance(50) ? sql_is_null(expression(kind, depth - 1, scope)) : sql_is_not_null(expression(kind, depth - 1, scope));
		case 4:
			return sql_in(expression(kind, depth - 1, scope), several(kind, depth, scope));
		case 5:
			return depth < 2 ? constant(BOOL) : sql_in_query(expression(kind, depth - 1, scope), query(depth - 2, &inside, 1, &kind));
		case 6:
			return depth < 2 ? constant(BOOL) : sql_not_exists(query(depth - 2, &inside, 1, &kind));
		default:
			return comparison(depth, scope);
	}
}

static SqlNode *
arithmetic(Kind kind, int depth, const Scope *scope)
{
	static const SqlOperator ops[] = {SQL_OP_ADD, SQL_OP_SUBTRACT, SQL_OP_MULTIPLY, SQL_OP_DIVIDE};

	if (chance(20))
		return sql_unary(SQL_OP_MINUS, expression(kind, depth - 1, scope));
	return sql_operation(ops[below(lengthof(ops))], expression(kind, depth - 1, scope), expression(kind, depth - 1, scope));
}

static SqlWindow *
window(int depth, const Scope *scope)
{
	SqlWindow *window = sql_window(chance(50) ? list_make1(expression(TEXT, depth - 1, scope)) : NIL,
								   list_make1(sql_order(expression(INT, depth - 1, scope), below(2), below(3))));

	window->frame = below(3);
	window->start = (SqlBound){SQL_PRECEDING, window->frame == SQL_FRAME_RANGE ? sql_bigint(2) : sql_integer(2)};
	window->end = (SqlBound){SQL_UNBOUNDED_FOLLOWING, NULL};
	return window;
}

static SqlNode *
group_call(Kind kind, int depth, const Scope *scope)
{
	Scope inside = {.columns = scope->columns};
	SqlNode *call;

	switch (kind)
	{
		case INT:
			call = chance(50) ? aggregate("count", NULL) : sql_distinct(aggregate("count", expression(any_kind(), depth - 1, &inside)));
			break;
		case FLOAT:
			call = sql_aggregate_template("COALESCE(pg_catalog.sum({distinct}{1}{order}){filter}{over}, 0)", list_make1(expression(FLOAT, depth - 1, &inside)));
			break;
		case TEXT:
			call = sql_ordered(sql_aggregate_template("(pg_catalog.array_agg({1}{order}){filter: {1} IS NOT NULL}{over})[1]", list_make1(expression(TEXT, depth - 1, &inside))),
							   list_make1(sql_order_bytes(expression(TEXT, depth - 1, &inside), below(2), below(3))));
			break;
		default:
			call = aggregate(kind == DATE || kind == TIME ? "max" : "bool_and", expression(kind == DATE || kind == TIME ? kind : BOOL, depth - 1, &inside));
			break;
	}
	if (chance(40))
		call = filtered(call, expression(BOOL, depth - 1, &inside));
	return call;
}

/* A call of a window function, for kinds that have one. */
static SqlNode *
window_call(Kind kind, int depth, const Scope *scope)
{
	Scope inside = {.columns = scope->columns};

	if (kind == INT && chance(50))
		return sql_over(aggregate("row_number", NULL), window(depth - 1, &inside));
	return sql_over(sql_aggregate("lag", list_make2(expression(kind, depth - 1, &inside), sql_integer(1))), window(depth - 1, &inside));
}

static SqlNode *
expression(Kind kind, int depth, const Scope *scope)
{
	if (depth <= 0)
		return chance(70) ? column(kind, scope) : constant(kind);
	if (scope->aggregates && (kind <= TEXT || kind == DATE || kind == TIME) && chance(40))
		return group_call(kind, depth, scope);
	if (scope->windows && chance(15))
		return window_call(kind, depth, scope);
	switch (below(9))
	{
		case 0:
			return sql_if(expression(BOOL, depth - 1, scope), expression(kind, depth - 1, scope), chance(50) ? expression(kind, depth - 1, scope) : NULL);
		case 1:
			return sql_coalesce(several(kind, depth, scope));
		case 2:
			return sql_cast(expression(kind, depth - 1, scope), type_of(kind));
		case 3:
			return depth < 2 || scope->aggregates ? constant(kind) : subquery(kind, depth, scope);
		case 4:
			return kind == BOOL ? condition(depth, scope) : column(kind, scope);
		case 5:
			return kind == BOOL ? condition(depth, scope) : kind == INT || kind == FLOAT ? arithmetic(kind, depth, scope) : constant(kind);
		case 6:
			return kind == TEXT ? sql_concat(several(TEXT, depth, scope)) : kind == BOOL ? comparison(depth, scope) : production(kind, depth, scope);
		case 7:
			if (kind == BOOL && chance(50))
				return sql_in(sql_row(list_make2(expression(INT, depth - 1, scope), expression(TEXT, depth - 1, scope))),
							  list_make2(sql_row(list_make2(sql_bigint(1), sql_string("a"))), sql_row(list_make2(constant(INT), constant(TEXT)))));
			return sql_fragment(list_make3(sql_piece(""), expression(kind, depth - 1, scope), sql_piece("")));
		default:
			return production(kind, depth, scope);
	}
}

/* ---- Queries ---- */

static void
add_columns(Scope *scope, const char *table, const char *const *names, const Kind *kinds, int count)
{
	for (int i = 0; i < count; i++)
	{
		Column *column = palloc(sizeof(Column));

		*column = (Column){.table = table, .name = names[i], .kind = kinds[i]};
		scope->columns = lappend(scope->columns, column);
	}
}

static SqlNode *
orders(Scope *scope)
{
	static const char *const names[] = {"id", "name", "score", "happened", "day", "ok", "data", "tags", "the \"odd\" one"};
	static const Kind kinds[] = {INT, TEXT, FLOAT, TIME, DATE, BOOL, JSON, TEXTS, TEXT};
	const char *alias = new_name("t");

	add_columns(scope, alias, names, kinds, lengthof(names));
	return sql_table("shop", "orders", alias);
}

static SqlNode *
derived(int depth, Scope *scope)
{
	const char *alias = new_name("d");
	const char *names[3] = {"c1", "c2", "c3"};
	Kind kinds[3] = {any_kind(), any_kind(), any_kind()};
	Scope nothing = {NIL};
	SqlNode *node = sql_derived(query(depth - 1, &nothing, 3, kinds), alias);

	add_columns(scope, alias, names, kinds, 3);
	return node;
}

static SqlNode *
function_table(int depth, Scope *scope)
{
	const char *alias = new_name("f");
	const char *names[2] = {"tag", "place"};
	Kind kinds[2] = {TEXT, INT};
	Scope before = *scope;
	SqlNode *node = sql_function_table_ordinal(sql_template1("pg_catalog.unnest({1})", expression(TEXTS, depth - 1, &before)), alias, list_make2("tag", "place"));

	((SqlFunctionTable *) node)->lateral = true;
	add_columns(scope, alias, names, kinds, 2);
	return node;
}

static SqlNode *
source(int depth, Scope *scope)
{
	SqlNode *from = depth > 1 && chance(30) ? derived(depth, scope) : orders(scope);

	while (depth > 1 && chance(25))
	{
		SqlNode *right = chance(50) ? orders(scope) : derived(depth, scope);

		from = sql_join(below(SQL_CROSS_JOIN) == SQL_FULL_JOIN ? SQL_LEFT_JOIN : below(SQL_FULL_JOIN), from, right, expression(BOOL, 1, scope));
	}
	if (chance(20))
		from = sql_join(SQL_CROSS_JOIN, from, function_table(depth, scope), NULL);
	return from;
}

static void
add_items(SqlSelect *select, const Scope *scope, int depth, int count, const Kind *kinds)
{
	for (int i = 0; i < count; i++)
		select_item(select, sql_cast(expression(kinds[i], depth, scope), type_of(kinds[i])), psprintf("c%d", i + 1));
}

/*
 * Every column stands in an aggregate, but for the key, which is built once and stands in several places:
 * PostgreSQL must find it to be the same.
 */
static void
add_groups(SqlSelect *select, const Scope *own, int depth, int count, const Kind *kinds)
{
	Scope scope = {.columns = own->columns};
	SqlNode *key = chance(60) ? expression(TEXT, depth, &scope) : NULL;

	for (int i = 0; i < count; i++)
	{
		SqlNode *item = constant(kinds[i]);

		if (kinds[i] == TEXT && key != NULL)
			item = sql_template1("pg_catalog.lower({1}) || {1}", key);
		else if (kinds[i] <= TEXT || kinds[i] == DATE || kinds[i] == TIME)
			item = group_call(kinds[i], depth, &scope);
		select_item(select, item, psprintf("c%d", i + 1));
	}
	if (key == NULL)
		return;
	select_group_by(select, chance(50) ? key : sql_grouping(SQL_ROLLUP, list_make2(key, constant(INT))));
	select_having(select, sql_operation(SQL_OP_GREATER, aggregate("count", NULL), sql_integer(1)));
}

/* The tables of outer queries stay in sight. */
static SqlSelect *
plain_query(int depth, const Scope *outer, int count, Kind *kinds)
{
	Scope own = {NIL};
	Scope scope;
	SqlNode *from = source(depth, &own);
	SqlSelect *select = select_from(from);

	scope = (Scope){.columns = list_concat(list_copy(own.columns), outer->columns)};
	if (chance(60))
		select_where(select, expression(BOOL, depth, &scope));
	scope.windows = true;
	if (chance(30))
		add_groups(select, &own, depth, count, kinds);
	else
		add_items(select, &scope, depth, count, kinds);
	if (chance(30))
		select_order_by(select, sql_order(sql_position(below(count) + 1), below(2), below(3)));
	if (chance(20))
		select->limit = sql_integer(below(100));
	return select;
}

static SqlSelect *
query(int depth, const Scope *outer, int count, Kind *kinds)
{
	SqlSelect *set;

	if (depth < 2 || chance(80))
		return plain_query(depth, outer, count, kinds);
	set = sql_set(SQL_UNION + below(3), true, list_make2(query(depth - 1, outer, count, kinds), plain_query(depth - 1, outer, count, kinds)));
	if (chance(50))
		select_order_by(set, sql_order(sql_position(1), below(2), below(3)));
	return set;
}

SqlSelect *random_query(uint64 seed);

SqlSelect *
random_query(uint64 seed)
{
	Kind kinds[4];
	Scope nothing = {NIL};
	SqlSelect *select;

	state = seed * UINT64CONST(0x9E3779B97F4A7C15) + 1;
	names_given = 0;
	for (int i = 0; i < 20; i++)
		below(2);
	for (int i = 0; i < 4; i++)
		kinds[i] = any_kind();
	select = query(3, &nothing, 4, kinds);
	if (chance(20))
	{
		SqlSelect *around = select_from(sql_table(NULL, "base", "b"));
		SqlNode *cte = sql_cte("base", select);

		((SqlCte *) cte)->materialized = below(3);
		select_with(around, cte);
		select_item(around, sql_star("b"), NULL);
		select = around;
	}
	return select;
}
