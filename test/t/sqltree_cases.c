/*
 * test/t/sqltree_cases.c: trees built by hand, each with the text it must print as; and trees that must be refused.
 *
 * 080_sql_trees.pl builds it with src/sqltree and sqltree_random.c as a module, which a server loads.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "sqltree/dump.h"
#include "sqltree/print.h"
#include "sqltree/sqltree.h"
#include "sqltree/walk.h"

PG_MODULE_MAGIC;

#define TEXT sql_type(SQL_TYPE_TEXT)
#define C(name) sql_column("o", name)

typedef struct Case
{
	const char *name;
	SqlNode *(*build)(void);
	const char *expected; /* a query, or an expression over the orders o */
} Case;

static SqlNode *
orders(void)
{
	return sql_table("shop", "orders", "o");
}

/* ---- Expressions ---- */

static SqlNode *null_text(void) { return sql_null(TEXT); }
static SqlNode *negative(void) { return sql_operation(SQL_OP_SUBTRACT, sql_integer(-3), sql_bigint(-3)); }
static SqlNode *numbers(void) { return sql_row(list_make3(sql_integer(12), sql_bigint(12), sql_numeric("1.50"))); }
static SqlNode *least(void) { return sql_bigint(PG_INT64_MIN); }
static SqlNode *floats(void) { return sql_row(list_make3(sql_double(0.1), sql_double(-1.0 / 0.0 * 1.0), sql_double(0.0 / 0.0))); }
static SqlNode *string(void) { return sql_string("it's"); }
static SqlNode *backslash(void) { return sql_string("a\\'b"); }
static SqlNode *typed(void) { return sql_typed(sql_type(SQL_TYPE_DATE), "2020-01-01"); }
static SqlNode *typed_array(void) { return sql_typed(sql_array_type(SQL_TYPE_BIGINT), "{1,2}"); }
static SqlNode *truth(void) { return sql_not(sql_boolean(true)); }
static SqlNode *cast(void) { return sql_cast(sql_operation(SQL_OP_ADD, C("id"), sql_bigint(1)), sql_numeric_type(12, 2)); }
static SqlNode *odd_name(void) { return C("the \"odd\" one"); }
static SqlNode *comparison(void) { return sql_compare_bytes(SQL_OP_LESS, C("name"), sql_string("b")); }
static SqlNode *no_and(void) { return sql_and(NIL); }
static SqlNode *one_or(void) { return sql_or(list_make1(C("ok"))); }
static SqlNode *in_one(void) { return sql_not_in(C("id"), list_make1(sql_bigint(1))); }
static SqlNode *in_some(void) { return sql_in(C("name"), list_make2(sql_string("a"), sql_string("b"))); }
static SqlNode *in_none(void) { return sql_not_in(C("name"), NIL); }
static SqlNode *arrays(void) { return sql_array(NIL, sql_array_type(SQL_TYPE_TEXT)); }
static SqlNode *any(void) { return sql_any(SQL_OP_EQUAL, C("name"), C("tags")); }
static SqlNode *no_concat(void) { return sql_concat(NIL); }

static SqlNode *
flat_and(void)
{
	SqlNode *a = sql_is_null(C("name"));
	SqlNode *b = sql_operation(SQL_OP_GREATER, C("id"), sql_integer(1));

	return sql_and(list_make2(sql_and2(a, C("ok")), sql_and2(b, NULL)));
}

static SqlNode *
any_of_subquery(void)
{
	SqlSelect *tags = select_from(orders());

	select_item(tags, C("tags"), NULL);
	tags->limit = sql_integer(1);
	return sql_any(SQL_OP_EQUAL, sql_string("new"), sql_subquery(tags));
}

static SqlNode *
cases(void)
{
	return sql_cast_to(
		sql_case(list_make2(sql_when(C("ok"), sql_integer(1)),
							sql_when(sql_is_not_null(C("name")), sql_integer(-1))),
				 sql_null(sql_type(SQL_TYPE_INTEGER))),
		SQL_TYPE_TEXT);
}

static SqlNode *
a_template(void)
{
	return sql_template2("pg_catalog.substr({1}, {2}) || {1} || '{{}}'", C("name"), sql_integer(2));
}

static SqlNode *
rest_of_arguments(void)
{
	return sql_template("pg_catalog.concat_ws({1}, {2*})",
						list_make3(sql_string(","), sql_operation(SQL_OP_CONCAT, C("name"), C("name")), C("name")));
}

/* Ten nodes. */
static SqlNode *
large_operand(void)
{
	return sql_call("concat", list_make5(C("name"), C("name"), sql_call1("lower", sql_call1("upper", C("name"))), sql_string("x"),
										 sql_call1("initcap", sql_string("y"))));
}

static SqlNode *
bound(void)
{
	return sql_template2("{1} || pg_catalog.repeat({1}, {2})", large_operand(), sql_integer(2));
}

static SqlNode *
bound_twice(void)
{
	return sql_template1("{1} || {1}", bound());
}

static SqlNode *
not_bound_with_aggregate(void)
{
	SqlSelect *select = select_from(orders());
	SqlNode *longest = sql_call("concat", list_make5(aggregate("max", C("name")), sql_string("a"), sql_string("b"), sql_string("c"),
													 sql_call1("lower", sql_string("D"))));

	select_item(select, sql_template2("{2} || {1} || {1}", longest, bound()), NULL);
	select->group_by = list_make1(bound());
	return &select->node;
}

static SqlNode *
not_bound_with_key(void)
{
	SqlSelect *select = select_from(orders());

	select_item(select, sql_template1("{1} || {1}", large_operand()), NULL);
	select_group_by(select, large_operand());
	return &select->node;
}

static SqlNode *
bound_subquery_with_aggregate(void)
{
	SqlSelect *select = select_from(sql_table("shop", "orders", "inner"));

	select_item(select, aggregate("count", sql_column("inner", "id")), NULL);
	select_where(select, sql_equal(sql_column("inner", "name"), C("name")));
	return sql_template1("{1} * {1}", sql_subquery(select));
}

static SqlNode *
bound_name_taken(void)
{
	SqlSelect *select = select_from(sql_table("shop", "orders", "bound"));
	SqlNode *name = sql_column("bound", "name");

	select_item(select, sql_template2("{1} || {1} || {2}", sql_call("concat", list_make5(name, name, name, name, sql_concat(list_make4(name, name, name, name)))), name), NULL);
	return &select->node;
}

static SqlNode *
random_is_bound(void)
{
	return sql_template1("{1} + {1}", sql_call("random", NIL));
}

static SqlNode *
a_fragment(void)
{
	return sql_equal(sql_fragment(list_make3(C("id"), sql_piece(" % 2 + "), sql_cast_to(C("score"), SQL_TYPE_BIGINT))), sql_bigint(1));
}

static SqlNode *
a_parameter(void)
{
	return sql_operation(SQL_OP_LIKE, C("name"), sql_parameter(1, TEXT, sql_string("a%")));
}

/* ---- Calls of aggregates ---- */

static SqlNode *count_all(void) { return aggregate("count", NULL); }
static SqlNode *filtered_sum(void) { return filtered(filtered(aggregate("sum", C("id")), C("ok")), sql_is_not_null(C("name"))); }
static SqlNode *distinct_count(void) { return sql_distinct(aggregate("count", C("name"))); }

static SqlNode *
ordered_array(void)
{
	return sql_ordered(aggregate("array_agg", C("name")),
					   list_make2(sql_order_bytes(C("name"), true, SQL_NULLS_LAST), sql_order(sql_integer(1), false, SQL_NULLS_FIRST)));
}

static SqlNode *
median(void)
{
	return sql_within_group(sql_aggregate("percentile_cont", list_make1(sql_double(0.5))),
							list_make1(sql_order(C("score"), false, SQL_NULLS_DEFAULT)));
}

static SqlNode *
any_value(void)
{
	SqlNode *call = sql_aggregate_template("(pg_catalog.array_agg({distinct}{1}{order}){filter: {1} IS NOT NULL}{over})[1]", list_make1(C("name")));

	return sql_cast(filtered(sql_ordered(call, list_make1(sql_order(C("name"), false, SQL_NULLS_DEFAULT))), sql_or2(C("ok"), sql_is_null(C("ok")))), TEXT);
}

static SqlNode *
sum_or_zero(void)
{
	return sql_operation(SQL_OP_ADD, sql_aggregate_template("COALESCE(pg_catalog.sum({distinct}{1}){filter}{over}, 0)", list_make1(C("id"))), sql_integer(1));
}

static SqlNode *
running(void)
{
	SqlWindow *window = sql_window(list_make1(C("name")), list_make1(sql_order(C("happened"), false, SQL_NULLS_LAST)));

	window->frame = SQL_FRAME_ROWS;
	window->start = (SqlBound){SQL_PRECEDING, sql_integer(3)};
	window->end = (SqlBound){SQL_CURRENT_ROW, NULL};
	return sql_over(aggregate("sum", C("id")), window);
}

static SqlNode *row_number(void) { return sql_over(aggregate("row_number", NULL), sql_window(NIL, NIL)); }

/* ---- Queries ---- */

static SqlNode *
whole_select(void)
{
	SqlSelect *select = select_from(orders());

	select->distinct = true;
	select_item(select, C("name"), "Name");
	select_item(select, count_all(), NULL);
	select_where(select, C("ok"));
	select_where(select, sql_operation(SQL_OP_GREATER, C("id"), sql_integer(7)));
	select_group_by(select, C("name"));
	select_group_by(select, sql_integer(3));
	select_having(select, sql_operation(SQL_OP_GREATER, count_all(), sql_integer(1)));
	select_order_by(select, sql_order(sql_position(2), true, SQL_NULLS_LAST));
	select_order_by(select, sql_order(sql_output("Name"), false, SQL_NULLS_DEFAULT));
	select->limit = sql_integer(10);
	select->offset = sql_parameter(1, sql_type(SQL_TYPE_BIGINT), sql_bigint(5));
	return &select->node;
}

static SqlNode *
set_operation(void)
{
	SqlSelect *one = select_from(orders());
	SqlSelect *two = sql_values(list_make2(list_make1(sql_bigint(1)), list_make1(sql_null(sql_type(SQL_TYPE_BIGINT)))));
	SqlSelect *set;

	select_item(one, C("id"), "n");
	one->limit = sql_integer(1);
	set = sql_set(SQL_EXCEPT, true, list_make3(one, two, one));
	select_order_by(set, sql_order(sql_output("n"), false, SQL_NULLS_LAST));
	return &set->node;
}

static SqlNode *
common_tables(void)
{
	SqlSelect *base = sql_values(list_make1(list_make1(sql_bigint(1))));
	SqlSelect *step = select_from(sql_table(NULL, "steps", NULL));
	SqlSelect *select = select_from(sql_table(NULL, "steps", "s"));
	SqlCte *cte;

	select_item(step, sql_operation(SQL_OP_ADD, sql_column("steps", "n"), sql_bigint(1)), NULL);
	select_where(step, sql_operation(SQL_OP_LESS, sql_column("steps", "n"), sql_bigint(5)));
	cte = (SqlCte *) sql_cte("steps", sql_union_all(list_make2(base, step)));
	cte->columns = list_make1("n");
	cte->materialized = SQL_MATERIALIZED;
	select_with(select, &cte->node);
	select->recursive = true;
	select_item(select, sql_star("s"), NULL);
	return &select->node;
}

static SqlNode *
joins(void)
{
	SqlSelect *last = select_from(sql_table("shop", "orders", "r"));
	SqlNode *tags = sql_function_table_ordinal(sql_call1("unnest", C("tags")), "t", list_make2("tag", "place"));
	SqlNode *from;
	SqlSelect *select;

	((SqlFunctionTable *) tags)->lateral = true;
	select_item(last, sql_star(NULL), NULL);
	select_where(last, sql_equal(sql_column("r", "name"), C("name")));
	last->limit = sql_integer(1);
	from = sql_join(SQL_LEFT_JOIN, orders(), sql_lateral(last, "r"), NULL);
	from = sql_join(SQL_INNER_JOIN, from, sql_join(SQL_FULL_JOIN, sql_table("shop", "orders", "a"), sql_table("shop", "orders", "b"), sql_equal(sql_column("a", "id"), sql_column("b", "id"))), sql_equal(C("id"), sql_column("a", "id")));
	select = select_from(sql_join(SQL_CROSS_JOIN, from, tags, NULL));
	select_item(select, sql_column("t", "place"), NULL);
	return &select->node;
}

static SqlNode *
groupings(void)
{
	SqlSelect *select = select_from(orders());

	select_item(select, count_all(), "n");
	select_group_by(select, sql_grouping(SQL_ROLLUP, list_make2(C("name"), C("ok"))));
	select_group_by(select, sql_grouping(SQL_GROUPING_SETS, list_make2(sql_grouping(SQL_GROUPING_SET, list_make2(C("name"), C("id"))), sql_grouping(SQL_GROUPING_SET, NIL))));
	return &select->node;
}

static SqlNode *
named_window(void)
{
	SqlSelect *select = select_from(orders());
	SqlWindow *window = sql_window(list_make1(C("name")), NIL);

	window->name = "w";
	select->windows = list_make1(window);
	select_item(select, sql_over(aggregate("avg", C("score")), sql_window_named("w")), NULL);
	return &select->node;
}

static SqlNode *
ties(void)
{
	SqlSelect *select = select_from(orders());

	select_item(select, C("id"), NULL);
	select_order_by(select, sql_order(C("id"), false, SQL_NULLS_LAST));
	select->limit = sql_integer(3);
	select->offset = sql_integer(1);
	select->with_ties = true;
	return &select->node;
}

static SqlNode *
exists(void)
{
	SqlSelect *select = select_from(orders());

	select_where(select, C("ok"));
	return sql_and2(sql_not_exists(select), sql_in_query(sql_bigint(1), sql_fragment(list_make1(sql_piece("SELECT 1")))));
}

static SqlNode *
no_groups(void)
{
	SqlSelect *select = select_from(orders());

	select_item(select, sql_boolean(true), "t");
	select->group_all = true;
	return &select->node;
}

#define NAME "\"o\".\"name\""
#define LARGE "pg_catalog.concat(" NAME ", " NAME ", pg_catalog.lower(pg_catalog.upper(" NAME ")), 'x'::pg_catalog.text, pg_catalog.initcap('y'::pg_catalog.text))"
#define BOUND "(SELECT \"bound\".\"a1\" || pg_catalog.repeat(\"bound\".\"a1\", 2) FROM (SELECT " LARGE " AS \"a1\" OFFSET 0) AS \"bound\")"
#define LONGEST "pg_catalog.concat(pg_catalog.max(" NAME "), 'a'::pg_catalog.text, 'b'::pg_catalog.text, 'c'::pg_catalog.text, pg_catalog.lower('D'::pg_catalog.text))"
#define TAKEN "\"bound\".\"name\""

static const Case all_cases[] = {
	{"null", null_text, "NULL::pg_catalog.text"},
	{"negative numbers", negative, "'-3'::pg_catalog.int4 - '-3'::pg_catalog.int8"},
	{"numbers", numbers, "ROW(12, 12::pg_catalog.int8, '1.50'::pg_catalog.numeric)"},
	{"the least bigint", least, "'-9223372036854775808'::pg_catalog.int8"},
	{"floats", floats, "ROW('0.1'::pg_catalog.float8, '-Infinity'::pg_catalog.float8, 'NaN'::pg_catalog.float8)"},
	{"a string", string, "'it''s'::pg_catalog.text"},
	{"a backslash", backslash, "E'a\\\\''b'::pg_catalog.text"},
	{"a date", typed, "'2020-01-01'::pg_catalog.date"},
	{"an array", typed_array, "'{1,2}'::pg_catalog.int8[]"},
	{"not", truth, "NOT true"},
	{"a cast", cast, "(\"o\".\"id\" + 1::pg_catalog.int8)::pg_catalog.numeric(12,2)"},
	{"a name with quotes", odd_name, "\"o\".\"the \"\"odd\"\" one\""},
	{"compared by bytes", comparison, NAME " < ('b'::pg_catalog.text COLLATE pg_catalog.\"C\")"},
	{"and of none", no_and, "true"},
	{"or of one", one_or, "\"o\".\"ok\""},
	{"and in and", flat_and, "(" NAME " IS NULL) AND \"o\".\"ok\" AND (\"o\".\"id\" > 1)"},
	{"in of one", in_one, "\"o\".\"id\" <> 1::pg_catalog.int8"},
	{"in", in_some, NAME " IN ('a'::pg_catalog.text, 'b'::pg_catalog.text)"},
	{"in of none", in_none, "true"},
	{"an empty array", arrays, "ARRAY[]::pg_catalog.text[]"},
	{"any", any, NAME " = ANY (\"o\".\"tags\")"},
	{"any of a subquery's array", any_of_subquery, "'new'::pg_catalog.text = ANY (COALESCE((SELECT \"o\".\"tags\" FROM \"shop\".\"orders\" AS \"o\" LIMIT 1)))"},
	{"concat of none", no_concat, "''::pg_catalog.text"},
	{"case", cases, "CASE WHEN \"o\".\"ok\" THEN 1 WHEN (" NAME " IS NOT NULL) THEN '-1'::pg_catalog.int4 ELSE NULL::pg_catalog.int4 END::pg_catalog.text"},
	{"a template", a_template, "pg_catalog.substr(" NAME ", 2) || " NAME " || '{}'"},
	{"the rest of arguments", rest_of_arguments, "pg_catalog.concat_ws(','::pg_catalog.text, " NAME " || " NAME ", " NAME ")"},
	{"a bound operand", bound, BOUND},
	{"a bound operand in another", bound_twice, "(SELECT \"bound\".\"a1\" || \"bound\".\"a1\" FROM (SELECT " BOUND " AS \"a1\" OFFSET 0) AS \"bound\")"},
	{"an aggregate is not bound", not_bound_with_aggregate, "SELECT " BOUND " || " LONGEST " || " LONGEST " FROM \"shop\".\"orders\" AS \"o\" GROUP BY " BOUND},
	{"nor is a key of the group", not_bound_with_key, "SELECT " LARGE " || " LARGE " FROM \"shop\".\"orders\" AS \"o\" GROUP BY " LARGE},
	{"a subquery's own aggregate is", bound_subquery_with_aggregate, "(SELECT \"bound\".\"a1\" * \"bound\".\"a1\" FROM (SELECT (SELECT pg_catalog.count(\"inner\".\"id\") FROM \"shop\".\"orders\" AS \"inner\" WHERE \"inner\".\"name\" = " NAME ") AS \"a1\" OFFSET 0) AS \"bound\")"},
	{"the alias of what is bound is free", bound_name_taken, "SELECT (SELECT \"bound_1\".\"a1\" || \"bound_1\".\"a1\" || " TAKEN " FROM (SELECT pg_catalog.concat(" TAKEN ", " TAKEN ", " TAKEN ", " TAKEN ", pg_catalog.concat(" TAKEN ", " TAKEN ", " TAKEN ", " TAKEN ")) AS \"a1\" OFFSET 0) AS \"bound_1\") FROM \"shop\".\"orders\" AS \"bound\""},
	{"what is volatile is bound", random_is_bound, "(SELECT \"bound\".\"a1\" + \"bound\".\"a1\" FROM (SELECT pg_catalog.random() AS \"a1\" OFFSET 0) AS \"bound\")"},
	{"a fragment", a_fragment, "(\"o\".\"id\" % 2 + \"o\".\"score\"::pg_catalog.int8) = 1::pg_catalog.int8"},
	{"a parameter", a_parameter, NAME " LIKE $1::pg_catalog.text"},
	{"count", count_all, "pg_catalog.count(*)"},
	{"filtered twice", filtered_sum, "pg_catalog.sum(\"o\".\"id\") FILTER (WHERE \"o\".\"ok\" AND (" NAME " IS NOT NULL))"},
	{"distinct", distinct_count, "pg_catalog.count(DISTINCT " NAME ")"},
	{"order in a call", ordered_array, "pg_catalog.array_agg(" NAME " ORDER BY " NAME " COLLATE pg_catalog.\"C\" DESC NULLS LAST, 1::pg_catalog.int4 NULLS FIRST)"},
	{"within group", median, "pg_catalog.percentile_cont('0.5'::pg_catalog.float8) WITHIN GROUP (ORDER BY \"o\".\"score\")"},
	{"an aggregate's template", any_value, "((pg_catalog.array_agg(" NAME " ORDER BY " NAME ") FILTER (WHERE (" NAME " IS NOT NULL) AND (\"o\".\"ok\" OR (\"o\".\"ok\" IS NULL))))[1])::pg_catalog.text"},
	{"a template that is a call", sum_or_zero, "COALESCE(pg_catalog.sum(\"o\".\"id\"), 0) + 1"},
	{"a frame", running, "pg_catalog.sum(\"o\".\"id\") OVER (PARTITION BY " NAME " ORDER BY \"o\".\"happened\" NULLS LAST ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)"},
	{"an empty window", row_number, "pg_catalog.row_number() OVER ()"},
	{"exists", exists, "(NOT EXISTS (SELECT FROM \"shop\".\"orders\" AS \"o\" WHERE \"o\".\"ok\")) AND (1::pg_catalog.int8 IN (SELECT 1))"},
	{"a select", whole_select, "SELECT DISTINCT " NAME " AS \"Name\", pg_catalog.count(*) FROM \"shop\".\"orders\" AS \"o\" WHERE \"o\".\"ok\" AND (\"o\".\"id\" > 7) GROUP BY " NAME ", 3::pg_catalog.int4 HAVING pg_catalog.count(*) > 1 ORDER BY 2 DESC NULLS LAST, \"Name\" LIMIT 10 OFFSET $1::pg_catalog.int8"},
	{"a set", set_operation, "(SELECT \"o\".\"id\" AS \"n\" FROM \"shop\".\"orders\" AS \"o\" LIMIT 1) EXCEPT ALL (VALUES (1::pg_catalog.int8), (NULL::pg_catalog.int8)) EXCEPT ALL (SELECT \"o\".\"id\" AS \"n\" FROM \"shop\".\"orders\" AS \"o\" LIMIT 1) ORDER BY \"n\" NULLS LAST"},
	{"a common table", common_tables, "WITH RECURSIVE \"steps\" (\"n\") AS MATERIALIZED ((VALUES (1::pg_catalog.int8)) UNION ALL (SELECT \"steps\".\"n\" + 1::pg_catalog.int8 FROM \"steps\" WHERE \"steps\".\"n\" < 5::pg_catalog.int8)) SELECT \"s\".* FROM \"steps\" AS \"s\""},
	{"joins", joins, "SELECT \"t\".\"place\" FROM \"shop\".\"orders\" AS \"o\" LEFT JOIN LATERAL (SELECT * FROM \"shop\".\"orders\" AS \"r\" WHERE \"r\".\"name\" = " NAME " LIMIT 1) AS \"r\" ON true JOIN (\"shop\".\"orders\" AS \"a\" FULL JOIN \"shop\".\"orders\" AS \"b\" ON \"a\".\"id\" = \"b\".\"id\") ON \"o\".\"id\" = \"a\".\"id\" CROSS JOIN LATERAL pg_catalog.unnest(\"o\".\"tags\") WITH ORDINALITY AS \"t\" (\"tag\", \"place\")"},
	{"groupings", groupings, "SELECT pg_catalog.count(*) AS \"n\" FROM \"shop\".\"orders\" AS \"o\" GROUP BY ROLLUP (" NAME ", \"o\".\"ok\"), GROUPING SETS ((" NAME ", \"o\".\"id\"), ())"},
	{"a named window", named_window, "SELECT pg_catalog.avg(\"o\".\"score\") OVER \"w\" FROM \"shop\".\"orders\" AS \"o\" WINDOW \"w\" AS (PARTITION BY " NAME ")"},
	{"with ties", ties, "SELECT \"o\".\"id\" FROM \"shop\".\"orders\" AS \"o\" ORDER BY \"o\".\"id\" NULLS LAST OFFSET 1 FETCH FIRST (3) ROWS WITH TIES"},
	{"a group of nothing", no_groups, "SELECT true AS \"t\" FROM \"shop\".\"orders\" AS \"o\" GROUP BY ()"},
};

/* ---- Long ones ---- */

static SqlNode *
many(int count, SqlNode *(*make)(int number), SqlNode *(*put_together)(List *args))
{
	List *args = NIL;

	for (int i = 0; i < count; i++)
		args = lappend(args, make(i));
	return put_together(args);
}

static SqlNode *id_is(int number) { return sql_equal(C("id"), sql_bigint(number)); }
static SqlNode *letter(int number) { return sql_string(psprintf("%d,", number)); }
static SqlNode *object(List *args) { return sql_template("pg_catalog.jsonb_build_object({*})", args); }
static SqlNode *array(List *args) { return sql_call("jsonb_build_array", args); }
static SqlNode *lower_all(List *args) { return sql_call("lower", args); }
static SqlNode *id_in(List *args) { return sql_in(C("name"), args); }

/* Each names the one below twice. */
static SqlNode *
doubled(int depth)
{
	SqlNode *node = C("name");

	for (int i = 0; i < depth; i++)
		node = sql_template1("pg_catalog.lower({1}) || {1}", node);
	return node;
}

/* The same, but bound it may not be. */
static SqlNode *
doubled_aggregates(int depth)
{
	SqlNode *node = aggregate("max", C("name"));

	for (int i = 0; i < depth; i++)
		node = sql_template1("pg_catalog.lower({1}) || {1}", node);
	return node;
}

static SqlNode *
nested(int depth)
{
	SqlNode *node = C("id");

	for (int i = 0; i < depth; i++)
		node = sql_unary(SQL_OP_MINUS, node);
	return node;
}

static SqlNode *
build_long(const char *what, int count)
{
	if (strcmp(what, "or") == 0)
		return many(count, id_is, sql_or);
	if (strcmp(what, "and") == 0)
		return many(count, id_is, sql_and);
	if (strcmp(what, "concat") == 0)
		return many(count, letter, sql_concat);
	if (strcmp(what, "in") == 0)
		return many(count, letter, id_in);
	if (strcmp(what, "object") == 0)
		return many(count, letter, object);
	if (strcmp(what, "array") == 0)
		return many(count, letter, array);
	if (strcmp(what, "row") == 0)
		return many(count, letter, sql_row);
	if (strcmp(what, "lower") == 0)
		return many(count, letter, lower_all);
	if (strcmp(what, "doubled") == 0)
		return doubled(count);
	if (strcmp(what, "doubled aggregates") == 0)
		return doubled_aggregates(count);
	if (strcmp(what, "minus") == 0)
		return nested(count);
	if (strcmp(what, "name") == 0)
		return sql_column("o", text_to_cstring(cstring_to_text_with_len("ééééééééééééééééééééééééééééééééééééééééé", count)));
	if (strcmp(what, "filter") == 0)
		return filtered(sql_aggregate_template("pg_catalog.max({1})", list_make1(C("id"))), C("ok"));
	elog(ERROR, "no such tree: %s", what);
}

static SqlNode *
build_case(int number)
{
	if (number < 1 || number > (int) lengthof(all_cases))
		elog(ERROR, "there are %d trees", (int) lengthof(all_cases));
	return all_cases[number - 1].build();
}

/* An expression needs a query around it. */
static SqlNode *
as_query(SqlNode *node)
{
	SqlSelect *select;

	if (node->kind == SQL_SELECT)
		return node;
	select = select_from(orders());
	select_item(select, node, NULL);
	return &select->node;
}

static text *
printed(const void *node, bool pretty, bool constants)
{
	SqlText *text = sql_print(node, &sql_postgres, (SqlPrintOptions){.pretty = pretty, .constants = constants});

	return cstring_to_text_with_len(text->text, text->length);
}

PG_FUNCTION_INFO_V1(tree_count);
PG_FUNCTION_INFO_V1(tree_name);
PG_FUNCTION_INFO_V1(tree_expected);
PG_FUNCTION_INFO_V1(tree_printed);
PG_FUNCTION_INFO_V1(tree_query);
PG_FUNCTION_INFO_V1(tree_dump);
PG_FUNCTION_INFO_V1(tree_same);
PG_FUNCTION_INFO_V1(tree_span);
PG_FUNCTION_INFO_V1(long_tree);
PG_FUNCTION_INFO_V1(long_tree_query);
PG_FUNCTION_INFO_V1(random_tree);
PG_FUNCTION_INFO_V1(random_tree_same);

extern SqlSelect *random_query(uint64 seed);

Datum
tree_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(lengthof(all_cases));
}

Datum
tree_name(PG_FUNCTION_ARGS)
{
	build_case(PG_GETARG_INT32(0));
	PG_RETURN_TEXT_P(cstring_to_text(all_cases[PG_GETARG_INT32(0) - 1].name));
}

Datum
tree_expected(PG_FUNCTION_ARGS)
{
	build_case(PG_GETARG_INT32(0));
	PG_RETURN_TEXT_P(cstring_to_text(all_cases[PG_GETARG_INT32(0) - 1].expected));
}

Datum
tree_printed(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(printed(build_case(PG_GETARG_INT32(0)), false, false));
}

/* tree_query(number, pretty, constants) */
Datum
tree_query(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(printed(as_query(build_case(PG_GETARG_INT32(0))), PG_GETARG_BOOL(1), PG_GETARG_BOOL(2)));
}

Datum
tree_dump(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(sql_dump(build_case(PG_GETARG_INT32(0)))));
}

/* tree_same(number, other) */
Datum
tree_same(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(sql_same(build_case(PG_GETARG_INT32(0)), build_case(PG_GETARG_INT32(1))));
}

/* The span at a position of: SELECT ("é" + lower(name)) … where é + … was 3-20, the call 7-20, the query 0-30. */
Datum
tree_span(PG_FUNCTION_ARGS)
{
	SqlNode *call = sql_at(sql_call1("lower", C("name")), 7, 20);
	SqlNode *sum = sql_at(sql_operation(SQL_OP_CONCAT, C("é"), call), 3, 20);
	SqlNode *piece = sql_at_path(sql_piece("id"), "$.sql", 0, 2);
	SqlSelect *select = select_from(orders());
	SqlText *text;
	SqlSpan span;

	select_item(select, sum, NULL);
	select_where(select, sql_equal(sql_fragment(list_make1(piece)), sql_integer(1)));
	sql_at(select, 0, 30);
	text = sql_print(select, &sql_postgres, (SqlPrintOptions){0});
	if (!sql_span_at(text->spans, text->text, PG_GETARG_INT32(0), &span))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%d-%d%s", span.start, span.end, span.path ? span.path : "")));
}

/* long_tree(what, count) */
Datum
long_tree(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(printed(build_long(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_INT32(1)), false, false));
}

Datum
long_tree_query(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(printed(as_query(build_long(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_INT32(1))), false, false));
}

/* random_tree(seed, pretty) */
Datum
random_tree(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(printed(random_query(PG_GETARG_INT32(0)), PG_GETARG_BOOL(1), false));
}

/* A tree is like itself built again, and unlike the next one. */
Datum
random_tree_same(PG_FUNCTION_ARGS)
{
	uint64 seed = PG_GETARG_INT32(0);

	PG_RETURN_BOOL(sql_same(&random_query(seed)->node, &random_query(seed)->node) &&
				   !sql_same(&random_query(seed)->node, &random_query(seed + 1)->node));
}
