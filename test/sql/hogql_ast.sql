-- test/sql/hogql_ast.sql: what HogQL's texts are read as.
--
-- Trees are shown without places: names in double quotes, constants in < >, Call{…} for {"node":"Call",…}. That they are
-- PostHog's is test/peers' to show; here each rule has a case that a reader can check.

BEGIN;
SELECT plan(120);

CREATE FUNCTION pg_temp.short(tree json) RETURNS text LANGUAGE sql AS $$
	SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(tree::text, ',"(start|end)":\{[^}]*\}', '', 'g'),
		'\{"node":"Field","chain":\[([^]]*)\]\}', '\1', 'g'), '\{"node":"Constant","value":((?:"(?:[^"\\]|\\.)*"|[^{}"])*?)(?:,"value_type":"number")?\}', '<\1>', 'g'),
		'\{"node":"(\w+)",?', '\1{', 'g')
$$;

-- The items of a select list, or a whole query.
CREATE FUNCTION pg_temp.items(items text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(pg_temp.short(item), ' ') FROM json_array_elements(metahog.hogql_ast('SELECT ' || items)->'select') AS item
$$;
CREATE FUNCTION pg_temp.query(query text) RETURNS text LANGUAGE sql AS $$SELECT pg_temp.short(metahog.hogql_ast(query))$$;

-- Constants

SELECT is(pg_temp.items(text), tree, text) FROM (VALUES
	('1, 0x1F, 0b101, 010, 09',
		'<1> <31> <5> <10> <9>'),
	('1.5, .5, 5., 1e3, 1.5e-7, .5E2, 1 . 5',
		'<1.5> <0.5> <5.0> <1000.0> <1.5e-07> <50.0> <1.5>'),
	('-5, - 5, +5, -.5, -1e3',
		'<-5> <-5> <5> <-0.5> <-1000.0>'),
	('inf, -inf, Infinity, nan, NaN',
		'<"Infinity"> <"-Infinity"> <"Infinity"> <"NaN"> <"NaN">'),
	('9223372036854775807, 9223372036854775808, -9223372036854775808, -9223372036854775809',
		'<9223372036854775807> <"9223372036854775808"> <-9223372036854775808> <"-9223372036854775809">'),
	('0xFFFFFFFFFFFFFFFFFF, 0b1111',
		'<"0xffffffffffffffffff"> <15>'),
	('true, FALSE, Null, "true", `null`',
		'<true> <false> <null> "true" "null"'),
	('null.a, true.a, a.true',
		'ArrayAccess{"array":<null>,"property":<"a">} "true","a" "a","true"'),
	('''it''''s'', ''it\''s'', ''\\'', ''a\n\t\b\f\r\a\vb'', ''a\0b'', ''a\x41\N\Tb''',
		'<"it''s"> <"it''s"> <"\\"> <"a\n\t\b\f\r\u0007\u000bb"> <"ab"> <"a\\x41\\N\\Tb">'),
	('''a -- b'', ''a /* b */'', ''a
b''',
		'<"a -- b"> <"a /* b */"> <"a\nb">')
) AS cases (text, tree);

-- Names and comments

SELECT is(pg_temp.items(text), tree, text) FROM (VALUES
	('a, A, _x1, $a, a$b, `a b`, "a""b", "a\"b", `a``b`, `a\`b`, "é"',
		'"a" "A" "_x1" "$a" "a$b" "a b" "a\"b" "a\"b" "a`b" "a`b" "é"'),
	('a.b.c, a . b, a.`b c`."d", "a"."b"',
		'"a","b","c" "a","b" "a","b c","d" "a","b"'),
	('a -- x
, b // y
, c # z
, d /* /* */, e',
		'"a" "b" "c" "d" "e"'),
	('select, from: 1, order, a.from, left and b, limit + 1, (where), if, date, timestamp, key, first, id, interval',
		'"select" Alias{"expr":<1>,"alias":"from"} "order" "a","from" And{"exprs":["left","b"]} ArithmeticOperation{"left":"limit","op":"+","right":<1>} "where" "if" "date" "timestamp" "key" "first" "id" "interval"'),
	('a AS from, a AS ''x y'', a b, a "c", a date, a id, a final, b: a',
		'Alias{"expr":"a","alias":"from"} Alias{"expr":"a","alias":"x y"} Alias{"expr":"a","alias":"b"} Alias{"expr":"a","alias":"c"} Alias{"expr":"a","alias":"date"} Alias{"expr":"a","alias":"id"} Alias{"expr":"a","alias":"final"} Alias{"expr":"a","alias":"b"}'),
	('step, fill, interpolate, name, top, columns, all, any',
		'"step" "fill" "interpolate" "name" "top" "columns" "all" "any"')
) AS cases (text, tree);

-- Operators, the tightest first

SELECT is(pg_temp.items(text), tree, text) FROM (VALUES
	('-a::int, -5::int, - -5, -(5), 0 - a',
		'ArithmeticOperation{"left":<0>,"op":"-","right":TypeCast{"expr":"a","type_name":"int"}} TypeCast{"expr":<-5>,"type_name":"int"} ArithmeticOperation{"left":<0>,"op":"-","right":<-5>} ArithmeticOperation{"left":<0>,"op":"-","right":<5>} ArithmeticOperation{"left":<0>,"op":"-","right":"a"}'),
	('a.b[1].c, a[1:2], a[:2], a[1:], a[:], a?.b, a?.[1], a?.1, a.1.2, (a).b, f(x).y',
		'ArrayAccess{"array":ArrayAccess{"array":"a","b","property":<1>},"property":<"c">} ArraySlice{"array":"a","start_expr":<1>,"end_expr":<2>} ArraySlice{"array":"a","end_expr":<2>} ArraySlice{"array":"a","start_expr":<1>} ArraySlice{"array":"a"} ArrayAccess{"array":"a","nullish":true,"property":<"b">} ArrayAccess{"array":"a","nullish":true,"property":<1>} TupleAccess{"tuple":"a","nullish":true,"index":1} TupleAccess{"tuple":TupleAccess{"tuple":"a","index":1},"index":2} ArrayAccess{"array":"a","property":<"b">} ArrayAccess{"array":Call{"name":"f","args":["x"]},"property":<"y">}'),
	('a * b + c, a + b * c, a - b - c, a / b % c',
		'ArithmeticOperation{"left":ArithmeticOperation{"left":"a","op":"*","right":"b"},"op":"+","right":"c"} ArithmeticOperation{"left":"a","op":"+","right":ArithmeticOperation{"left":"b","op":"*","right":"c"}} ArithmeticOperation{"left":ArithmeticOperation{"left":"a","op":"-","right":"b"},"op":"-","right":"c"} ArithmeticOperation{"left":ArithmeticOperation{"left":"a","op":"/","right":"b"},"op":"%","right":"c"}'),
	('a || b || c, a || (b || c), concat(a, b) || c, a || b + c',
		'Call{"name":"concat","args":["a","b","c"]} Call{"name":"concat","args":["a","b","c"]} Call{"name":"concat","args":["a","b","c"]} ArithmeticOperation{"left":Call{"name":"concat","args":["a","b"]},"op":"+","right":"c"}'),
	('a + b < c, a < b = c, a == b, a <> b, a != b, a >= b',
		'CompareOperation{"left":ArithmeticOperation{"left":"a","op":"+","right":"b"},"op":"<","right":"c"} CompareOperation{"left":CompareOperation{"left":"a","op":"<","right":"b"},"op":"==","right":"c"} CompareOperation{"left":"a","op":"==","right":"b"} CompareOperation{"left":"a","op":"!=","right":"b"} CompareOperation{"left":"a","op":"!=","right":"b"} CompareOperation{"left":"a","op":">=","right":"b"}'),
	('a IN (1, 2), a NOT IN b, a IN [1], a IN COHORT 5, a NOT IN COHORT ''x'', a IN cohort',
		'CompareOperation{"left":"a","op":"in","right":Tuple{"exprs":[<1>,<2>]}} CompareOperation{"left":"a","op":"not in","right":"b"} CompareOperation{"left":"a","op":"in","right":Array{"exprs":[<1>]}} CompareOperation{"left":"a","op":"in cohort","right":<5>} CompareOperation{"left":"a","op":"not in cohort","right":<"x">} CompareOperation{"left":"a","op":"in","right":"cohort"}'),
	('a LIKE ''x'', a NOT ILIKE ''x'', a ~ ''x'', a =~ ''x'', a ~* ''x'', a =~* ''x'', a !~ ''x'', a !~* ''x''',
		'CompareOperation{"left":"a","op":"like","right":<"x">} CompareOperation{"left":"a","op":"not ilike","right":<"x">} CompareOperation{"left":"a","op":"=~","right":<"x">} CompareOperation{"left":"a","op":"=~","right":<"x">} CompareOperation{"left":"a","op":"=~*","right":<"x">} CompareOperation{"left":"a","op":"=~*","right":<"x">} CompareOperation{"left":"a","op":"!~","right":<"x">} CompareOperation{"left":"a","op":"!~*","right":<"x">}'),
	('a IS NULL, a IS NOT NULL, a = b IS NULL, a IS NULL = b, a IS NULL::int',
		'CompareOperation{"left":"a","op":"==","right":<null>,"is_null_comparison_style":true} CompareOperation{"left":"a","op":"!=","right":<null>,"is_null_comparison_style":true} CompareOperation{"left":CompareOperation{"left":"a","op":"==","right":"b"},"op":"==","right":<null>,"is_null_comparison_style":true} CompareOperation{"left":CompareOperation{"left":"a","op":"==","right":<null>,"is_null_comparison_style":true},"op":"==","right":"b"} TypeCast{"expr":CompareOperation{"left":"a","op":"==","right":<null>,"is_null_comparison_style":true},"type_name":"int"}'),
	('a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b, a IS DISTINCT FROM b IS NULL',
		'IsDistinctFrom{"left":"a","right":"b"} IsDistinctFrom{"left":"a","negated":true,"right":"b"} IsDistinctFrom{"left":"a","right":CompareOperation{"left":"b","op":"==","right":<null>,"is_null_comparison_style":true}}'),
	('a ?? b ?? c, a ?? b > c',
		'Call{"name":"ifNull","args":[Call{"name":"ifNull","args":["a","b"]},"c"]} Call{"name":"ifNull","args":["a",CompareOperation{"left":"b","op":">","right":"c"}]}'),
	('a BETWEEN 1 AND 2, a NOT BETWEEN 1 AND 2 AND b, a BETWEEN 1 ?? 2 AND 3 = 4, a = b BETWEEN 1 AND 2',
		'BetweenExpr{"expr":"a","low":<1>,"high":<2>} And{"exprs":[BetweenExpr{"expr":"a","negated":true,"low":<1>,"high":<2>},"b"]} BetweenExpr{"expr":"a","low":Call{"name":"ifNull","args":[<1>,<2>]},"high":CompareOperation{"left":<3>,"op":"==","right":<4>}} BetweenExpr{"expr":CompareOperation{"left":"a","op":"==","right":"b"},"low":<1>,"high":<2>}'),
	('NOT a BETWEEN 1 AND 2, NOT a = b, NOT NOT a, a = NOT b = c, not(a), NOT -1',
		'Not{"expr":BetweenExpr{"expr":"a","low":<1>,"high":<2>}} Not{"expr":CompareOperation{"left":"a","op":"==","right":"b"}} Not{"expr":Not{"expr":"a"}} CompareOperation{"left":"a","op":"==","right":Not{"expr":CompareOperation{"left":"b","op":"==","right":"c"}}} Call{"name":"not","args":["a"]} Not{"expr":<-1>}'),
	('a AND b OR c AND d, (a AND b) AND c, a AND (b AND c), NOT a AND b',
		'Or{"exprs":[And{"exprs":["a","b"]},And{"exprs":["c","d"]}]} And{"exprs":["a","b","c"]} And{"exprs":["a","b","c"]} And{"exprs":[Not{"expr":"a"},"b"]}'),
	('a ? b : c, a ? b : c ? d : e, a ? b ? c : d : e, a OR b ? c : d',
		'Call{"name":"if","args":["a","b","c"]} Call{"name":"if","args":["a","b",Call{"name":"if","args":["c","d","e"]}]} Call{"name":"if","args":["a",Call{"name":"if","args":["b","c","d"]},"e"]} Call{"name":"if","args":[Or{"exprs":["a","b"]},"c","d"]}'),
	('a AS b OR c, a + b AS c, a AS b AS c, a ? b AS x : c AS y',
		'Or{"exprs":[Alias{"expr":"a","alias":"b"},"c"]} Alias{"expr":ArithmeticOperation{"left":"a","op":"+","right":"b"},"alias":"c"} Alias{"expr":Alias{"expr":"a","alias":"b"},"alias":"c"} Alias{"expr":Call{"name":"if","args":["a",Alias{"expr":"b","alias":"x"},"c"]},"alias":"y"}'),
	('f(a) IGNORE NULLS, a IGNORE NULLS',
		'Call{"name":"f","args":["a"],"ignore_nulls":true} "a"')
) AS cases (text, tree);

-- What is folded

SELECT is(pg_temp.items(text), tree, text) FROM (VALUES
	('CASE WHEN a THEN b END, CASE WHEN a THEN b ELSE c END, CASE WHEN a THEN b WHEN c THEN d ELSE e END, CASE a WHEN 1 THEN 2 END',
		'Call{"name":"if","args":["a","b",<null>]} Call{"name":"if","args":["a","b","c"]} Call{"name":"multiIf","args":["a","b","c","d","e"]} Call{"name":"_caseWithExpression","args":["a",<1>,<2>,<null>]}'),
	('INTERVAL 1 day, INTERVAL 2 + 3 MONTH, INTERVAL ''3 hours'', INTERVAL a.b year, INTERVAL ''1'' day, interval(1), interval + 1',
		'Call{"name":"toIntervalDay","args":[<1>]} Call{"name":"toIntervalMonth","args":[ArithmeticOperation{"left":<2>,"op":"+","right":<3>}]} Call{"name":"toIntervalHour","args":[<3>]} Call{"name":"toIntervalYear","args":["a","b"]} Call{"name":"toIntervalDay","args":[<"1">]} Call{"name":"interval","args":[<1>]} ArithmeticOperation{"left":"interval","op":"+","right":<1>}'),
	('CAST(a AS Int64), TRY_CAST(a AS Nullable(Decimal(1, 2))), a::text, a::timestamp WITH TIME ZONE, a::Decimal(1, 2), CAST(a AS Array(Int8)[]), CAST(a AS DateTime64(3, ''UTC'')), CAST(a AS double precision)',
		'TypeCast{"expr":"a","type_name":"int64"} TryCast{"expr":"a","type_name":"nullable(decimal(1, 2))"} TypeCast{"expr":"a","type_name":"text"} TypeCast{"expr":"a","type_name":"timestamp with time zone"} ExprCall{"expr":TypeCast{"expr":"a","type_name":"decimal"},"args":[<1>,<2>]} TypeCast{"expr":"a","type_name":"array(int8)[]"} TypeCast{"expr":"a","type_name":"datetime64(3, ''UTC'')"} TypeCast{"expr":"a","type_name":"double precision"}'),
	('DATE ''2020-01-02'', TIMESTAMP ''2020-01-02 03:04:05'', date(a)',
		'Call{"name":"toDate","args":[<"2020-01-02">]} Call{"name":"toDateTime","args":[<"2020-01-02 03:04:05">]} Call{"name":"date","args":["a"]}'),
	('SUBSTRING(a FROM 2), SUBSTRING(a FROM 2 FOR 3), substring(a, 2), TRIM(BOTH ''x'' FROM a), TRIM(LEADING ''x'' FROM a), TRIM(TRAILING ''x'' FROM a), trim(a)',
		'Call{"name":"substring","args":["a",<2>]} Call{"name":"substring","args":["a",<2>,<3>]} Call{"name":"substring","args":["a",<2>]} Call{"name":"trim","args":["a",<"x">]} Call{"name":"trimLeft","args":["a",<"x">]} Call{"name":"trimRight","args":["a",<"x">]} Call{"name":"trim","args":["a"]}'),
	('EXTRACT(year FROM a), EXTRACT(DAY FROM a), extract(a, ''b'')',
		'Call{"name":"toYear","args":["a"]} Call{"name":"toDayOfMonth","args":["a"]} Call{"name":"extract","args":["a",<"b">]}'),
	('f''a {b} c'', f''{a}'', f'''', f''\{\'''''''', f''{f''{a}b''}{''}''}''',
		'Call{"name":"concat","args":[<"a ">,"b",<" c">]} "a" <""> <"{''''"> Call{"name":"concat","args":[Call{"name":"concat","args":["a",<"b">]},<"}">]}')
) AS cases (text, tree);

-- Calls, lambdas, collections

SELECT is(pg_temp.items(text), tree, text) FROM (VALUES
	('f(), f(a, b), f(a,), f(p)(a), f()(a), f(a)(b)(c), a.b(c), f(*), f(t.*), count(DISTINCT a), f(distinct)',
		'Call{"name":"f","args":[]} Call{"name":"f","args":["a","b"]} Call{"name":"f","args":["a"]} Call{"name":"f","params":["p"],"args":["a"]} Call{"name":"f","params":[],"args":["a"]} ExprCall{"expr":Call{"name":"f","params":["a"],"args":["b"]},"args":["c"]} ExprCall{"expr":"a","b","args":["c"]} Call{"name":"f","args":["*"]} Call{"name":"f","args":["t","*"]} Call{"name":"count","distinct":true,"args":["a"]} Call{"name":"f","distinct":true,"args":[]}'),
	('f(a ORDER BY b DESC, c NULLS FIRST), f(a) FILTER (WHERE b), p(0.5) WITHIN GROUP (ORDER BY x)',
		'Call{"name":"f","args":["a"],"order_by":[OrderExpr{"expr":"b","order":"DESC"},OrderExpr{"expr":"c","order":"ASC","nulls":"FIRST"}]} Call{"name":"f","args":["a"],"filter_expr":"b"} Call{"name":"p","params":[<0.5>],"args":[],"within_group":[OrderExpr{"expr":"x","order":"ASC"}]}'),
	('f(a) OVER (), f(a) OVER w, f(p)(a) FILTER (WHERE b) OVER (PARTITION BY c ORDER BY d)',
		'WindowFunction{"name":"f","exprs":["a"],"args":[],"over_expr":WindowExpr{}} WindowFunction{"name":"f","exprs":["a"],"args":[],"over_identifier":"w"} WindowFunction{"name":"f","exprs":["p"],"args":["a"],"filter_expr":"b","over_expr":WindowExpr{"partition_by":["c"],"order_by":[OrderExpr{"expr":"d","order":"ASC"}]}}'),
	('f(a) OVER (ROWS 1 PRECEDING), f(a) OVER (RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), f(a) OVER (ROWS BETWEEN a FOLLOWING AND 2 FOLLOWING)',
		'WindowFunction{"name":"f","exprs":["a"],"args":[],"over_expr":WindowExpr{"frame_method":"ROWS","frame_start":WindowFrameExpr{"frame_type":"PRECEDING","frame_value":1}}} WindowFunction{"name":"f","exprs":["a"],"args":[],"over_expr":WindowExpr{"frame_method":"RANGE","frame_start":WindowFrameExpr{"frame_type":"PRECEDING"},"frame_end":WindowFrameExpr{"frame_type":"CURRENT ROW"}}} WindowFunction{"name":"f","exprs":["a"],"args":[],"over_expr":WindowExpr{"frame_method":"ROWS","frame_start":WindowFrameExpr{"frame_type":"FOLLOWING","frame_value":"a"},"frame_end":WindowFrameExpr{"frame_type":"FOLLOWING","frame_value":2}}}'),
	('x -> x + 1, (x, y) -> x, () -> 1, lambda x, y: x, f(x, y -> x, a), f(a, b)',
		'Lambda{"args":["x"],"expr":ArithmeticOperation{"left":"x","op":"+","right":<1>}} Lambda{"args":["x","y"],"expr":"x"} Lambda{"args":[],"expr":<1>} Lambda{"args":["x","y"],"expr":"x"} Call{"name":"f","args":[Lambda{"args":["x","y"],"expr":"x"},"a"]} Call{"name":"f","args":["a","b"]}'),
	('(SELECT 1), EXISTS(SELECT 1), f(SELECT 1), ((SELECT 1)), ((SELECT 1) + 1), (a), (a, b), (a,)',
		'SelectQuery{"select":[<1>]} Call{"name":"EXISTS","args":[SelectQuery{"select":[<1>]}]} Call{"name":"f","args":[SelectQuery{"select":[<1>]}]} SelectQuery{"select":[<1>]} ArithmeticOperation{"left":SelectQuery{"select":[<1>]},"op":"+","right":<1>} "a" Tuple{"exprs":["a","b"]} Tuple{"exprs":["a"]}'),
	('[1, 2], [], ARRAY[1], array, {''a'': 1, b: 2,}, {}, {a}, {a.b}',
		'Array{"exprs":[<1>,<2>]} Array{"exprs":[]} Array{"exprs":[<1>]} "array" Dict{"items":[[<"a">,<1>],["b",<2>]]} Dict{"items":[]} Placeholder{"expr":"a"} Placeholder{"expr":"a","b"}'),
	('*, t.*, a.b.*, * EXCLUDE (a, b), t.* EXCLUDE (a), COLUMNS(''x''), COLUMNS(a, b), COLUMNS(*), COLUMNS(* EXCLUDE (a) REPLACE (b AS c)), (* REPLACE (1 AS a)), COLUMNS(t.* REPLACE (a AS b)), f(*COLUMNS(''x'')), columns()',
		'"*" "t","*" "a","b","*" ColumnsExpr{"all_columns":true,"exclude":["a","b"]} ColumnsExpr{"of_table":["t"],"all_columns":true,"exclude":["a"]} ColumnsExpr{"regex":"x"} ColumnsExpr{"columns":["a","b"]} ColumnsExpr{"columns":["*"]} ColumnsExpr{"all_columns":true,"exclude":["a"],"replace":{"c":"b"}} ColumnsExpr{"all_columns":true,"replace":{"a":<1>}} ColumnsExpr{"of_table":["t"],"all_columns":true,"replace":{"b":"a"}} Call{"name":"f","args":[SpreadExpr{"expr":ColumnsExpr{"regex":"x"}}]} Call{"name":"columns","args":[]}'),
	('#1, f(a := 1), f(a := b + 1, c)',
		'PositionalRef{"index":1} Call{"name":"f","args":[NamedArgument{"name":"a","value":<1>}]} Call{"name":"f","args":[NamedArgument{"name":"a","value":ArithmeticOperation{"left":"b","op":"+","right":<1>}},"c"]}')
) AS cases (text, tree);

-- Clauses

SELECT is(pg_temp.query(text), tree, text) FROM (VALUES
	('SELECT DISTINCT a, b, FROM t',
		'SelectQuery{"distinct":true,"select":["a","b"],"select_from":JoinExpr{"table":"t"}}'),
	('SELECT TOP 5 WITH TIES a FROM t',
		'SelectQuery{"top":<5>,"top_with_ties":true,"select":["a"],"select_from":JoinExpr{"table":"t"}}'),
	('WITH a AS (SELECT 1), 2 AS b, c(x, y) AS NOT MATERIALIZED (SELECT 1, 2), x -> x AS f, SELECT a',
		'SelectQuery{"ctes":[CTE{"name":"a","cte_type":"subquery","expr":SelectQuery{"select":[<1>]}},CTE{"name":"b","cte_type":"column","expr":<2>},CTE{"name":"c","cte_type":"subquery","columns":["x","y"],"materialized":false,"expr":SelectQuery{"select":[<1>,<2>]}},CTE{"name":"f","cte_type":"column","expr":Lambda{"args":["x"],"expr":"x"}}],"select":["a"]}'),
	('WITH RECURSIVE a AS MATERIALIZED (SELECT 1), b USING KEY (k) AS (SELECT 2) SELECT 1',
		'SelectQuery{"ctes":[CTE{"name":"a","cte_type":"subquery","materialized":true,"recursive":true,"expr":SelectQuery{"select":[<1>]}},CTE{"name":"b","cte_type":"subquery","using_key":["k"],"recursive":true,"expr":SelectQuery{"select":[<2>]}}],"select":[<1>]}'),
	('WITH recursive AS (SELECT 1) SELECT 1',
		'SelectQuery{"ctes":[CTE{"name":"recursive","cte_type":"subquery","expr":SelectQuery{"select":[<1>]}}],"select":[<1>]}'),
	('SELECT a FROM t PREWHERE b WHERE c GROUP BY d, e HAVING f QUALIFY g',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"prewhere":"b","where":"c","group_by":["d","e"],"having":"f","qualify":"g"}'),
	('SELECT a FROM t GROUP BY ALL',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"group_by_mode":"all"}'),
	('SELECT a FROM t GROUP BY CUBE(a, b) WITH TOTALS',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"group_by":["a","b"],"group_by_mode":"cube","with_totals":true}'),
	('SELECT a FROM t GROUP BY ROLLUP(a)',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"group_by":["a"],"group_by_mode":"rollup"}'),
	('SELECT a FROM t GROUP BY a WITH ROLLUP WITH TOTALS',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"group_by":["a"],"group_by_with":"rollup","with_totals":true}'),
	('SELECT a FROM t GROUP BY GROUPING SETS ((a, b), ())',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"group_by":[GroupingSet{"exprs":["a","b"]},GroupingSet{"exprs":[]}],"group_by_mode":"grouping_sets"}'),
	('SELECT a FROM t WINDOW w AS (PARTITION BY a), v AS (ORDER BY b)',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"window_exprs":{"w":WindowExpr{"partition_by":["a"]},"v":WindowExpr{"order_by":[OrderExpr{"expr":"b","order":"ASC"}]}}}'),
	('SELECT a FROM t ORDER BY a ASC NULLS FIRST, b DESC NULLS LAST COLLATE ''de'', c DESCENDING,',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"order_by":[OrderExpr{"expr":"a","order":"ASC","nulls":"FIRST"},OrderExpr{"expr":"b","order":"DESC","nulls":"LAST","collate":"de"},OrderExpr{"expr":"c","order":"DESC"}]}'),
	('SELECT a FROM t ORDER BY a WITH FILL FROM 1 TO 10 STEP 2 INTERPOLATE (b AS b + 1, c)',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"order_by":[OrderExpr{"expr":"a","order":"ASC","with_fill":WithFillExpr{"from_value":<1>,"to_value":<10>,"step_value":<2>}}],"interpolate":[InterpolateExpr{"expr":"b","value":ArithmeticOperation{"left":"b","op":"+","right":<1>}},InterpolateExpr{"expr":"c"}]}'),
	('SELECT a FROM t LIMIT 5 BY a, b LIMIT 10 OFFSET 3',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"limit_by":LimitByExpr{"n":<5>,"exprs":["a","b"]},"limit":<10>,"offset":<3>}'),
	('SELECT a FROM t LIMIT 5 OFFSET 3 BY a',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"limit_by":LimitByExpr{"n":<5>,"offset_value":<3>,"exprs":["a"]}}'),
	('SELECT a FROM t LIMIT 2, 5 BY a',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"limit_by":LimitByExpr{"n":<5>,"offset_value":<2>,"exprs":["a"]}}'),
	('SELECT a FROM t LIMIT 5, 3',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"limit":<5>,"offset":<3>}'),
	('SELECT a FROM t LIMIT 5 WITH TIES OFFSET 3',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"limit":<5>,"limit_with_ties":true,"offset":<3>}'),
	('SELECT a FROM t LIMIT 5 %',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"limit":<5>,"limit_percent":true}'),
	('SELECT a FROM t OFFSET 3',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"offset":<3>}'),
	('SELECT a FROM t SETTINGS a = 1, b = ''x''',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"settings":{"a":<1>,"b":<"x">}}'),
	('SELECT a FROM t LEFT ARRAY JOIN b AS c, d AS e WHERE f',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"array_join_op":"LEFT ARRAY JOIN","array_join_list":[Alias{"expr":"b","alias":"c"},Alias{"expr":"d","alias":"e"}],"where":"f"}'),
	('SELECT a FROM t ARRAY JOIN b',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t"},"array_join_op":"ARRAY JOIN","array_join_list":["b"]}'),
	('SELECT a;',
		'SelectQuery{"select":["a"]}')
) AS cases (text, tree);

-- Tables and joins

SELECT is(pg_temp.query(text), tree, text) FROM (VALUES
	('SELECT a FROM x.y.z AS t FINAL SAMPLE 1/2 OFFSET 1/3',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"x","y","z","alias":"t","table_final":true,"sample":SampleExpr{"sample_value":RatioExpr{"left":<1>,"right":<2>},"offset_value":RatioExpr{"left":<1>,"right":<3>}}}}'),
	('SELECT a FROM numbers(10) AS n(x), (VALUES (1, ''a''), (2, ''b'')) AS v(x, y), (SELECT 1) s, {p}',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"numbers","table_args":[<10>],"alias":"n","column_aliases":["x"],"next_join":JoinExpr{"join_type":"CROSS JOIN","table":ValuesQuery{"rows":[[<1>,<"a">],[<2>,<"b">]]},"alias":"v","column_aliases":["x","y"],"next_join":JoinExpr{"join_type":"CROSS JOIN","table":SelectQuery{"select":[<1>]},"alias":"s","next_join":JoinExpr{"join_type":"CROSS JOIN","table":Placeholder{"expr":"p"}}}}}}'),
	('SELECT a FROM t date JOIN u key ON t.a = u.b AND 1',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","alias":"date","next_join":JoinExpr{"join_type":"JOIN","table":"u","alias":"key","constraint":JoinConstraint{"constraint_type":"ON","expr":And{"exprs":[CompareOperation{"left":"t","a","op":"==","right":"u","b"},<1>]}}}}}'),
	('SELECT a FROM t ANY LEFT JOIN u ON a, b',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","next_join":JoinExpr{"join_type":"LEFT ANY JOIN","table":"u","constraint":JoinConstraint{"constraint_type":"ON","expr":Tuple{"exprs":["a","b"]}}}}}'),
	('SELECT a FROM t LEFT OUTER SEMI JOIN u USING (a, b)',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","next_join":JoinExpr{"join_type":"LEFT OUTER SEMI JOIN","table":"u","constraint":JoinConstraint{"constraint_type":"USING","expr":Tuple{"exprs":["a","b"]}}}}}'),
	('SELECT a FROM t ASOF JOIN u USING a',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","next_join":JoinExpr{"join_type":"ASOF INNER JOIN","table":"u","constraint":JoinConstraint{"constraint_type":"USING","expr":"a"}}}}'),
	('SELECT a FROM t NATURAL JOIN u CROSS JOIN v, w',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","next_join":JoinExpr{"join_type":"JOIN","natural":true,"table":"u","next_join":JoinExpr{"join_type":"CROSS JOIN","table":"v","next_join":JoinExpr{"join_type":"CROSS JOIN","table":"w"}}}}}'),
	('SELECT a FROM t INNER ALL JOIN u ON 1 FULL OUTER JOIN v ON 2 RIGHT ANTI JOIN w ON 3',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","next_join":JoinExpr{"join_type":"ALL INNER JOIN","table":"u","constraint":JoinConstraint{"constraint_type":"ON","expr":<1>},"next_join":JoinExpr{"join_type":"FULL OUTER JOIN","table":"v","constraint":JoinConstraint{"constraint_type":"ON","expr":<2>},"next_join":JoinExpr{"join_type":"RIGHT ANTI JOIN","table":"w","constraint":JoinConstraint{"constraint_type":"ON","expr":<3>}}}}}}'),
	('SELECT a FROM t LEFT JOIN (u JOIN v ON 1) ON 2',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","next_join":JoinExpr{"join_type":"LEFT JOIN","table":"u","constraint":JoinConstraint{"constraint_type":"ON","expr":<2>},"next_join":JoinExpr{"join_type":"JOIN","table":"v","constraint":JoinConstraint{"constraint_type":"ON","expr":<1>}}}}}'),
	('SELECT a FROM t JOIN u JOIN v ON 1 ON 2',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","next_join":JoinExpr{"join_type":"JOIN","table":"u","constraint":JoinConstraint{"constraint_type":"ON","expr":<2>},"next_join":JoinExpr{"join_type":"JOIN","table":"v","constraint":JoinConstraint{"constraint_type":"ON","expr":<1>}}}}}'),
	('SELECT a FROM t POSITIONAL JOIN u',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","next_join":JoinExpr{"join_type":"POSITIONAL JOIN","table":"u"}}}'),
	('SELECT a FROM t PIVOT (sum(x) AS s, count() FOR c IN (1, 2 AS two) d IN (''x'') GROUP BY g) AS p',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":PivotExpr{"table":"t","aggregates":[Alias{"expr":Call{"name":"sum","args":["x"]},"alias":"s"},Call{"name":"count","args":[]}],"columns":[PivotColumn{"column":"c","values":[<1>,Alias{"expr":<2>,"alias":"two"}]},PivotColumn{"column":"d","values":[<"x">]}],"group_by":["g"]},"alias":"p"}}'),
	('SELECT a FROM t UNPIVOT INCLUDE NULLS (val FOR name IN (c1, c2 AS d))',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":UnpivotExpr{"table":"t","include_nulls":true,"columns":[UnpivotColumn{"value_columns":"val","name_columns":"name","unpivot_values":["c1",Alias{"expr":"c2","alias":"d"}]}]}}}'),
	('SELECT a FROM t AS x PIVOT (sum(a) FOR b IN (1)) JOIN u ON 1',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":PivotExpr{"table":JoinExpr{"table":"t","alias":"x"},"aggregates":[Call{"name":"sum","args":["a"]}],"columns":[PivotColumn{"column":"b","values":[<1>]}]},"next_join":JoinExpr{"join_type":"JOIN","table":"u","constraint":JoinConstraint{"constraint_type":"ON","expr":<1>}}}}')
) AS cases (text, tree);

-- Sets

SELECT is(pg_temp.query(text), tree, text) FROM (VALUES
	('SELECT 1 UNION ALL SELECT 2 UNION SELECT 3 UNION DISTINCT SELECT 4',
		'SelectSetQuery{"initial_select_query":SelectQuery{"select":[<1>]},"subsequent_select_queries":[SelectSetNode{"set_operator":"UNION ALL","select_query":SelectQuery{"select":[<2>]}},SelectSetNode{"set_operator":"UNION DISTINCT","select_query":SelectQuery{"select":[<3>]}},SelectSetNode{"set_operator":"UNION DISTINCT","select_query":SelectQuery{"select":[<4>]}}]}'),
	('SELECT 1 EXCEPT SELECT 2 EXCEPT ALL SELECT 3 INTERSECT SELECT 4 INTERSECT ALL SELECT 5 INTERSECT DISTINCT SELECT 6',
		'SelectSetQuery{"initial_select_query":SelectQuery{"select":[<1>]},"subsequent_select_queries":[SelectSetNode{"set_operator":"EXCEPT","select_query":SelectQuery{"select":[<2>]}},SelectSetNode{"set_operator":"EXCEPT ALL","select_query":SelectQuery{"select":[<3>]}},SelectSetNode{"set_operator":"INTERSECT","select_query":SelectQuery{"select":[<4>]}},SelectSetNode{"set_operator":"INTERSECT ALL","select_query":SelectQuery{"select":[<5>]}},SelectSetNode{"set_operator":"INTERSECT DISTINCT","select_query":SelectQuery{"select":[<6>]}}]}'),
	('SELECT 1 UNION ALL BY NAME SELECT 2',
		'SelectSetQuery{"initial_select_query":SelectQuery{"select":[<1>]},"subsequent_select_queries":[SelectSetNode{"set_operator":"UNION ALL BY NAME","select_query":SelectQuery{"select":[<2>]}}]}'),
	('SELECT 1 UNION SELECT 2 ORDER BY 1 LIMIT 5',
		'SelectSetQuery{"initial_select_query":SelectQuery{"select":[<1>]},"subsequent_select_queries":[SelectSetNode{"set_operator":"UNION DISTINCT","select_query":SelectQuery{"select":[<2>],"order_by":[OrderExpr{"expr":<1>,"order":"ASC"}],"limit":<5>}}]}'),
	('(SELECT 1) UNION (SELECT 2) ORDER BY 1 LIMIT 5',
		'SelectSetQuery{"initial_select_query":SelectQuery{"select":[<1>]},"subsequent_select_queries":[SelectSetNode{"set_operator":"UNION DISTINCT","select_query":SelectQuery{"select":[<2>]}}],"order_by":[OrderExpr{"expr":<1>,"order":"ASC"}],"limit":<5>}'),
	('((SELECT 1) UNION (SELECT 2)) EXCEPT {q}',
		'SelectSetQuery{"initial_select_query":SelectSetQuery{"initial_select_query":SelectQuery{"select":[<1>]},"subsequent_select_queries":[SelectSetNode{"set_operator":"UNION DISTINCT","select_query":SelectQuery{"select":[<2>]}}]},"subsequent_select_queries":[SelectSetNode{"set_operator":"EXCEPT","select_query":Placeholder{"expr":"q"}}]}'),
	('(SELECT 1 LIMIT 3) ORDER BY 1 LIMIT 5',
		'SelectQuery{"select":[<1>],"limit":<5>,"set_order_by":[OrderExpr{"expr":<1>,"order":"ASC"}]}'),
	('WITH a AS (SELECT 1) (WITH b AS (SELECT 2) SELECT 3 UNION SELECT 4)',
		'SelectSetQuery{"initial_select_query":SelectQuery{"ctes":[CTE{"name":"b","cte_type":"subquery","expr":SelectQuery{"select":[<2>]}},CTE{"name":"a","cte_type":"subquery","expr":SelectQuery{"select":[<1>]}}],"select":[<3>]},"subsequent_select_queries":[SelectSetNode{"set_operator":"UNION DISTINCT","select_query":SelectQuery{"select":[<4>]}}]}'),
	('{q}',
		'Placeholder{"expr":"q"}')
) AS cases (text, tree);

-- Where there are two readings, and PostHog's parser takes one that is not the obvious one

SELECT is(pg_temp.items(text), tree, text) FROM (VALUES
	('CASE * WHEN 1 THEN 2 END, case * x',
		'Call{"name":"_caseWithExpression","args":["*",<1>,<2>,<null>]} ArithmeticOperation{"left":"case","op":"*","right":"x"}'),
	('CASE in(a) WHEN 1 THEN 2 END, case IN (a)',
		'Call{"name":"_caseWithExpression","args":[Call{"name":"in","args":["a"]},<1>,<2>,<null>]} CompareOperation{"left":"case","op":"in","right":"a"}'),
	('INTERVAL lambda a, b: NULL DAY, INTERVAL INTERVAL ''3 months'' HOUR',
		'Call{"name":"toIntervalDay","args":[Lambda{"args":["a","b"],"expr":<null>}]} Call{"name":"toIntervalHour","args":[Call{"name":"toIntervalMonth","args":[<3>]}]}'),
	('a, b, c -> 1, d',
		'Lambda{"args":["a","b","c"],"expr":<1>} "d"'),
	('lambda events, 17',
		'Alias{"expr":"lambda","alias":"events"} <17>'),
	('concat() || x, x || concat()',
		'Call{"name":"concat","args":["x"]} Call{"name":"concat","args":["x"]}'),
	('- NOT x + 1, 1 + - NOT a + 2',
		'ArithmeticOperation{"left":<0>,"op":"-","right":Not{"expr":ArithmeticOperation{"left":"x","op":"+","right":<1>}}} ArithmeticOperation{"left":<1>,"op":"+","right":ArithmeticOperation{"left":<0>,"op":"-","right":Not{"expr":ArithmeticOperation{"left":"a","op":"+","right":<2>}}}}'),
	('a NOT BETWEEN 1 BETWEEN 2 AND 3 AND 4',
		'BetweenExpr{"expr":"a","negated":true,"low":BetweenExpr{"expr":<1>,"low":<2>,"high":<3>},"high":<4>}'),
	('5. ASC, f(x ORDER BY 5. ASC)',
		'ArrayAccess{"array":<5>,"property":<"ASC">} Call{"name":"f","args":["x"],"order_by":[OrderExpr{"expr":<5.0>,"order":"ASC"}]}'),
	('CAST(a AS c AS int[3])',
		'TypeCast{"expr":Alias{"expr":"a","alias":"c"},"type_name":"int[3]"}'),
	('columns(a, 1 ORDER BY 2)',
		'Call{"name":"columns","args":["a",<1>],"order_by":[OrderExpr{"expr":<2>,"order":"ASC"}]}'),
	('substring(SELECT DISTINCT a FROM b)',
		'Call{"name":"substring","args":[SelectQuery{"distinct":true,"select":["a"],"select_from":JoinExpr{"table":"b"}}]}'),
	('1, FROM(c) AS c',
		'<1> Alias{"expr":Call{"name":"FROM","args":["c"]},"alias":"c"}')
) AS cases (text, tree);

SELECT is(pg_temp.query(text), tree, text) FROM (VALUES
	('WITH 1 AS b, (SELECT 1) UNION ALL SELECT 2',
		'SelectSetQuery{"initial_select_query":SelectQuery{"ctes":[CTE{"name":"b","cte_type":"column","expr":<1>}],"select":[<1>]},"subsequent_select_queries":[SelectSetNode{"set_operator":"UNION ALL","select_query":SelectQuery{"select":[<2>]}}]}'),
	('WITH x := 1 AS a AS b SELECT b',
		'SelectQuery{"ctes":[CTE{"name":"b","cte_type":"column","expr":NamedArgument{"name":"x","value":Alias{"expr":<1>,"alias":"a"}}}],"select":["b"]}'),
	('SELECT a, where(b)?.[x] LIMIT 1',
		'SelectQuery{"select":["a"],"where":ArrayAccess{"array":"b","nullish":true,"property":"x"},"limit":<1>}'),
	('SELECT a, where(b) FROM t',
		'SelectQuery{"select":["a",Call{"name":"where","args":["b"]}],"select_from":JoinExpr{"table":"t"}}'),
	('SELECT a FROM t SAMPLE {x} (a) OFFSET {y}',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"t","sample":SampleExpr{"sample_value":Placeholder{"expr":"x"}}},"offset":Placeholder{"expr":"y"}}'),
	('SELECT a FROM ({a}) AS b',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":Placeholder{"expr":"a"},"alias":"b"}}'),
	('SELECT a FROM b JOIN c USING d, e f',
		'SelectQuery{"select":["a"],"select_from":JoinExpr{"table":"b","next_join":JoinExpr{"join_type":"JOIN","table":"c","constraint":JoinConstraint{"constraint_type":"USING","expr":"d"},"next_join":JoinExpr{"join_type":"CROSS JOIN","table":"e","alias":"f"}}}}')
) AS cases (text, tree);

-- Places: characters from 0, lines from 1

CREATE FUNCTION pg_temp.places(query text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('%s %s:%s-%s:%s %s-%s', node->>'node', node->'start'->>'line', node->'start'->>'column', node->'end'->>'line', node->'end'->>'column', node->'start'->>'offset', node->'end'->>'offset')
	FROM (SELECT metahog.hogql_ast(query)::jsonb AS tree) AS t, jsonb_path_query(tree, 'lax $.**?(exists(@.node))') AS node
$$;
SELECT set_eq($$SELECT pg_temp.places(E'SELECT "é🦡" + 1,\n\t  (f(\'ü\') ) AS x')$$, $$VALUES ('SelectQuery 1:0-2:17 0-34'), ('ArithmeticOperation 1:7-1:15 7-15'), ('Field 1:7-1:11 7-11'),
	('Constant 1:14-1:15 14-15'), ('Alias 2:3-2:17 20-34'), ('Call 2:4-2:10 21-27'), ('Constant 2:6-2:9 23-26')$$, 'in an expression');

-- White space of Unicode and a byte order mark

SELECT is(pg_temp.query(E'\uFEFFSELECT\u00A01\u3000,\u2028a\u2003FROM\x0b\x0ct\u0085'), 'SelectQuery{"select":[<1>,"a"],"select_from":JoinExpr{"table":"t"}}', 'white space');

-- What the function is

SELECT results_eq($$SELECT provolatile::text, proparallel::text, proisstrict FROM pg_proc WHERE oid = 'metahog.hogql_ast'::regproc$$, $$VALUES ('s', 's', false)$$, 'not immutable');
SELECT is(helper.outcome('SELECT metahog.hogql_ast(NULL)'), '22004 | query must not be null', 'null is no query');

SELECT * FROM finish();
ROLLBACK;
