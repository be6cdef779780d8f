-- test/sql/hogql_queries.sql: the clauses of HogQL's queries give the rows that they should.
--
-- Each case is a text and its rows as JSON, in their order, or the error at its place in the text. At the end clauses are
-- put together in every way: what is printed must be a statement that the remote can run.

SET client_min_messages = warning;
BEGIN;
SELECT * FROM no_plan();

SELECT metahog.create_source('remote', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT helper.run_on('remote',
	'CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL, age int, tags text[] NOT NULL, props jsonb)',
	'CREATE TABLE event (id bigint PRIMARY KEY, person_id int, event text NOT NULL, at timestamptz NOT NULL, amount numeric)',
	$$INSERT INTO person VALUES (1, 'Ann', 30, '{a,b}', '{"plan": "pro", "seats": [3, 4]}'),
		(2, 'bob', NULL, '{}', '{"plan": "free"}'), (3, 'Cleo', 25, '{b}', NULL)$$,
	$$INSERT INTO event VALUES (1, 1, 'view', '2024-01-01 10:00Z', 1), (2, 1, 'buy', '2024-01-01 11:00Z', 20.5),
		(3, 2, 'view', '2024-01-02 10:00Z', NULL), (4, 2, 'view', '2024-02-01 10:00Z', 3), (5, NULL, 'buy', '2024-02-02 10:00Z', 7),
		(6, 1, 'click', '2024-02-03 10:00Z', NULL)$$)
\g /dev/null
SELECT metahog.refresh_schema('remote') \g /dev/null

-- The rows of a text, or its error: SQLSTATE, position, message, hint.
CREATE FUNCTION pg_temp.answer(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	document json := metahog.try_hogql('remote', query);
	error json := document->'error_detail';
BEGIN
	IF document->>'error' IS NOT NULL THEN
		RETURN concat_ws(' | ', error->>'sqlstate', error->>'position', error->>'message', error->>'hint');
	END IF;
	RETURN replace(replace(regexp_replace(document->>'results', '\n', '', 'g'), '], [', '],['), '", ', '",');
END
$$;

CREATE TEMP TABLE cases (number serial, topic text, query text, answer text);

-- Select lists, aliases, positions

INSERT INTO cases (topic, query, answer) VALUES
	('no FROM', 'SELECT 1', '[[1]]'),
	('an alias is known to the right', 'SELECT 1 AS a, a + 1 AS b, b * 2', '[[1,2,4]]'),
	('and not to the left', 'SELECT b, 1 AS b', '42703 | 8 | unknown column "b"'),
	('in its own definition it means the column', 'SELECT upper(name) AS name, lower(name) FROM person ORDER BY 1',
		'[["ANN","ann"],["BOB","bob"],["CLEO","cleo"]]'),
	('an alias anywhere names an expression', 'SELECT (id * 2 AS double) + 1, double FROM person ORDER BY double', '[[3,2],[5,4],[7,6]]'),
	('an alias in WHERE', 'SELECT id * 10 AS tens FROM person WHERE tens > 10 ORDER BY tens', '[[20],[30]]'),
	('an alias of an aggregate in WHERE', 'SELECT count() AS n FROM event WHERE n > 1',
		'42803 | 38 | aggregate functions are not allowed in WHERE | Use HAVING.'),
	('a window function in WHERE', 'SELECT id FROM event WHERE row_number() OVER (ORDER BY id) = 1',
		'42P20 | 28 | window functions are not allowed in WHERE | QUALIFY filters by window functions.'),
	('an alias of two expressions', 'SELECT id AS x, age AS x FROM person WHERE x = 1',
		'42702 | 44 | "x" is ambiguous | Say which one is meant: give each an alias of its own.'),
	('a value that is another one each time, in a subquery', 'SELECT min(r = r) FROM (SELECT rand() AS r FROM event)', '[[true]]'),
	('and used twice', 'SELECT rand() AS r, r + 1 FROM event',
		'0A000 | 21 | using "r", which is another value each time, more than once is not supported | Compute it in a subquery of FROM, and use its column.'),
	('but as a key', 'SELECT count() FROM (SELECT rand() AS r FROM event ORDER BY r)', '[[6]]'),
	('an alias twice for the same expression', 'SELECT id AS x, id AS x FROM person WHERE x = 1', '[[1,1]]'),
	('the item of a number', 'SELECT id + 1, #1 * 2 FROM person ORDER BY 1', '[[2,4],[3,6],[4,8]]'),
	('WITH an expression', 'WITH 5 AS five, five + id AS more SELECT more FROM person ORDER BY more', '[[6],[7],[8]]'),
	('WITH a scalar subquery', 'WITH (SELECT max(id) FROM event) AS last SELECT last - id FROM person ORDER BY 1', '[[3],[4],[5]]'),
	('WITH an expression in a subquery of FROM', 'WITH 5 AS five SELECT n FROM (SELECT five + 1 AS n)', '[[6]]'),
	('WITH an expression that reads FROM, in a subquery of FROM', 'WITH id + 1 AS n SELECT n FROM (SELECT n) AS s, person',
		'42703 | 6 | unknown column "id"'),
	('WITH an expression that has an error, which nobody reads', 'WITH nam AS n SELECT 1 FROM person',
		'42703 | 6 | unknown column "nam" | Perhaps you meant "name".'),
	('a path into JSON', 'SELECT props.plan, person.props.seats FROM person ORDER BY id', '[["pro","[3, 4]"],["free",null],[null,null]]'),
	('TOP', 'SELECT TOP 2 id FROM event ORDER BY id', '[[1],[2]]'),
	('TOP and LIMIT', 'SELECT TOP 2 id FROM event LIMIT 1', '42601 | 28 | TOP and LIMIT cannot be used together');

-- WHERE, GROUP BY, HAVING

INSERT INTO cases (topic, query, answer) VALUES
	('PREWHERE and WHERE', 'SELECT id FROM event PREWHERE id > 1 WHERE id < 4 ORDER BY id', '[[2],[3]]'),
	('a number as condition', 'SELECT id FROM event WHERE id - 1 AND id < 4 ORDER BY id', '[[2],[3]]'),
	('GROUP BY', 'SELECT event, count() FROM event GROUP BY event ORDER BY event', '[["buy",2],["click",1],["view",3]]'),
	('GROUP BY an alias', 'SELECT toStartOfMonth(at) AS month, count() FROM event GROUP BY month ORDER BY month',
		'[["2024-01-01",3],["2024-02-01",3]]'),
	('GROUP BY a position', 'SELECT upper(event), count() FROM event GROUP BY 1 ORDER BY 2, 1', '[["CLICK",1],["BUY",2],["VIEW",3]]'),
	('GROUP BY a position that is not there', 'SELECT event FROM event GROUP BY 2',
		'42P10 | 34 | there is no select item number 2 | Integers here are positions in the select list.'),
	('GROUP BY a position of an aggregate', 'SELECT count() FROM event GROUP BY 1',
		'42803 | 36 | aggregate functions are not allowed in GROUP BY'),
	('GROUP BY ALL', 'SELECT event, person_id, count() FROM event GROUP BY ALL ORDER BY 1, 2',
		'[["buy",1,1],["buy",null,1],["click",1,1],["view",1,1],["view",2,2]]'),
	('GROUP BY ALL of aggregates alone', 'SELECT count() FROM event GROUP BY ALL', '[[6]]'),
	('GROUP BY a constant', 'SELECT 1 AS one, count() FROM event GROUP BY one', '[[1,6]]'),
	('GROUP BY a constant over no rows', 'SELECT 1 AS one, count() FROM event WHERE id > 100 GROUP BY one', '[]'),
	('GROUP BY a tuple', 'SELECT (event, person_id) AS k, count() FROM event GROUP BY k ORDER BY k LIMIT 2',
		'[[["buy",1],1],[["buy",null],1]]'),
	('GROUP BY ROLLUP', 'SELECT event, count() FROM event GROUP BY ROLLUP(event) ORDER BY event',
		'[["buy",2],["click",1],["view",3],[null,6]]'),
	('WITH ROLLUP, whose totals are NULL', 'SELECT ifNull(event, ''all'') AS e, count() FROM event GROUP BY event WITH ROLLUP ORDER BY 2, 1',
		'[["click",1],["buy",2],["view",3],["all",6]]'),
	('GROUP BY CUBE', 'SELECT event = ''buy'' AS b, person_id = 1 AS p, count() FROM event GROUP BY CUBE(b, p) ORDER BY 1, 2',
		'[[false,false,2],[false,true,2],[false,null,4],[true,false,1],[true,true,1],[true,null,2],[null,false,3],[null,true,3],[null,null,6]]'),
	('GROUPING SETS', 'SELECT event, person_id, count() FROM event GROUP BY GROUPING SETS((event), (person_id), ()) ORDER BY 1, 2, 3',
		'[["buy",null,2],["click",null,1],["view",null,3],[null,1,3],[null,2,2],[null,null,1],[null,null,6]]'),
	('a column that is not grouped', 'SELECT event, id FROM event GROUP BY event',
		'42803 | 15 | column "id" must be in GROUP BY or in an aggregate | Use any(id) if it does not matter which of the group''s values it is.'),
	('a column of ORDER BY that is not grouped', 'SELECT event FROM event GROUP BY event ORDER BY id',
		'42803 | 49 | column "id" must be in GROUP BY or in an aggregate | Use any(id) if it does not matter which of the group''s values it is.'),
	('an expression of a key', 'SELECT concat(upper(event), ''!'') AS e FROM event GROUP BY upper(event) ORDER BY e', '[["BUY!"],["CLICK!"],["VIEW!"]]'),
	('what the primary key determines', 'SELECT p.name, count() FROM event e JOIN person p ON p.id = e.person_id GROUP BY p.id ORDER BY p.id',
		'[["Ann",3],["bob",2]]'),
	('HAVING', 'SELECT event, count() AS n FROM event GROUP BY event HAVING n > 1 ORDER BY n', '[["buy",2],["view",3]]'),
	('HAVING without GROUP BY', 'SELECT count() AS n FROM event HAVING n > 100', '[]'),
	('HAVING of what is not grouped', 'SELECT count() FROM event HAVING id > 1',
		'42803 | 34 | column "id" must be in GROUP BY or in an aggregate | Use any(id) if it does not matter which of the group''s values it is.'),
	('HAVING where nothing is grouped is a filter', 'SELECT id FROM event HAVING id > 4 ORDER BY id', '[[5],[6]]');

-- Windows, QUALIFY

INSERT INTO cases (topic, query, answer) VALUES
	('a window', 'SELECT id, row_number() OVER (PARTITION BY event ORDER BY id) FROM event WHERE event != ''click'' ORDER BY id',
		'[[1,1],[2,1],[3,2],[4,3],[5,2]]'),
	('a window that has a name', 'SELECT id, sum(id) OVER w FROM event WHERE id < 4 WINDOW w AS (ORDER BY id) ORDER BY id', '[[1,1],[2,3],[3,6]]'),
	('a window over groups', 'SELECT event, rank() OVER (ORDER BY count() DESC) FROM event GROUP BY event ORDER BY event',
		'[["buy",2],["click",3],["view",1]]'),
	('a window that is not there', 'SELECT sum(id) OVER v FROM event WINDOW w AS (ORDER BY id)', '42704 | 21 | unknown window "v"'),
	('QUALIFY', 'SELECT event, id FROM event QUALIFY row_number() OVER (PARTITION BY event ORDER BY id DESC) = 1 ORDER BY event',
		'[["buy",5],["click",6],["view",4]]'),
	('QUALIFY by an alias', 'SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM event QUALIFY n <= 2 ORDER BY id', '[[5,2],[6,1]]'),
	('QUALIFY of groups', 'SELECT event FROM event GROUP BY event QUALIFY rank() OVER (ORDER BY count() DESC) = 1', '[["view"]]');

-- ORDER BY, DISTINCT, LIMIT

INSERT INTO cases (topic, query, answer) VALUES
	('NULL is last', 'SELECT age FROM person ORDER BY age', '[[25],[30],[null]]'),
	('also descending', 'SELECT age FROM person ORDER BY age DESC', '[[30],[25],[null]]'),
	('NULLS FIRST', 'SELECT age FROM person ORDER BY age NULLS FIRST', '[[null],[25],[30]]'),
	('strings by their bytes', 'SELECT name FROM person ORDER BY name', '[["Ann"],["Cleo"],["bob"]]'),
	('another collation', 'SELECT name FROM person ORDER BY name COLLATE ''de''', '0A000 | 47 | COLLATE is not supported | Strings are put in the order of their bytes.'),
	('ORDER BY a constant', 'SELECT id, 7 AS seven FROM person ORDER BY seven, id', '[[1,7],[2,7],[3,7]]'),
	('ORDER BY a tuple', 'SELECT id FROM event ORDER BY (event, id) DESC LIMIT 3', '[[4],[3],[1]]'),
	('ORDER BY a column that is not selected', 'SELECT name FROM person ORDER BY id DESC', '[["Cleo"],["bob"],["Ann"]]'),
	('DISTINCT', 'SELECT DISTINCT event FROM event ORDER BY event DESC', '[["view"],["click"],["buy"]]'),
	('DISTINCT by an expression of what is selected', 'SELECT DISTINCT event FROM event ORDER BY length(event), upper(event)', '[["buy"],["view"],["click"]]'),
	('DISTINCT by something else', 'SELECT DISTINCT event FROM event ORDER BY id',
		'42P10 | 43 | with SELECT DISTINCT, ORDER BY and LIMIT BY can only use what is selected | Add it to the select list, or use GROUP BY.'),
	('LIMIT', 'SELECT id FROM event ORDER BY id LIMIT 2', '[[1],[2]]'),
	('LIMIT and OFFSET', 'SELECT id FROM event ORDER BY id LIMIT 2 OFFSET 1', '[[2],[3]]'),
	('LIMIT with a comma: the offset is behind it', 'SELECT id FROM event ORDER BY id LIMIT 2, 1', '[[2],[3]]'),
	('OFFSET alone', 'SELECT id FROM event ORDER BY id OFFSET 4', '[[5],[6]]'),
	('LIMIT 0', 'SELECT id FROM event LIMIT 0', '[]'),
	('LIMIT of a negative number', 'SELECT id FROM event LIMIT -1',
		'22023 | 28 | LIMIT must be an integer that is not negative | It may be a constant or a placeholder.'),
	('LIMIT of an expression', 'SELECT id FROM event LIMIT 1 + 1',
		'22023 | 28 | LIMIT must be an integer that is not negative | It may be a constant or a placeholder.'),
	('WITH TIES', 'SELECT event FROM event ORDER BY event LIMIT 1 WITH TIES', '[["buy"],["buy"]]'),
	('WITH TIES and OFFSET', 'SELECT event FROM event ORDER BY event LIMIT 2 WITH TIES OFFSET 1', '[["buy"],["click"]]'),
	('WITH TIES by a window function', 'SELECT event, id FROM event ORDER BY rank() OVER (ORDER BY event) LIMIT 1 WITH TIES', '[["buy",2],["buy",5]]'),
	('WITH TIES without ORDER BY', 'SELECT event FROM event LIMIT 1 WITH TIES',
		'42601 | 25 | WITH TIES needs ORDER BY | Without an order no rows are equal to the last one.'),
	('LIMIT BY', 'SELECT event, id FROM event ORDER BY id DESC LIMIT 1 BY event', '[["click",6],["buy",5],["view",4]]'),
	('LIMIT BY with OFFSET', 'SELECT event, id FROM event ORDER BY id LIMIT 1 OFFSET 1 BY event', '[["view",3],["buy",5]]'),
	('LIMIT BY with a comma', 'SELECT event, id FROM event ORDER BY id LIMIT 1, 2 BY event', '[["view",3],["view",4],["buy",5]]'),
	('LIMIT BY and LIMIT', 'SELECT id FROM event ORDER BY id LIMIT 1 BY event LIMIT 2', '[[1],[2]]'),
	('LIMIT BY of groups', 'SELECT event, person_id, count() AS n FROM event GROUP BY event, person_id ORDER BY n DESC, event, person_id LIMIT 1 BY event',
		'[["view",2,2],["buy",1,1],["click",1,1]]'),
	('LIMIT BY, DISTINCT and ORDER BY', 'SELECT DISTINCT event, person_id FROM event ORDER BY event, person_id LIMIT 1 BY event',
		'[["buy",1],["click",1],["view",1]]');

-- Sets

INSERT INTO cases (topic, query, answer) VALUES
	('UNION ALL', 'SELECT 1 AS a UNION ALL SELECT 1', '[[1],[1]]'),
	('UNION is DISTINCT', 'SELECT 1 AS a UNION SELECT 1', '[[1]]'),
	('EXCEPT is ALL', '(SELECT arrayJoin([1, 1, 2]) AS a EXCEPT SELECT 1) ORDER BY a', '[[1],[2]]'),
	('INTERSECT is ALL', '(SELECT arrayJoin([1, 1, 2]) AS a INTERSECT SELECT arrayJoin([1, 1, 3])) ORDER BY a', '[[1],[1]]'),
	('INTERSECT binds tighter', '(SELECT 1 AS a UNION ALL SELECT 2 INTERSECT SELECT 2) ORDER BY a', '[[1],[2]]'),
	('INTERSECT binds tighter on the left too', '(SELECT 1 AS a INTERSECT SELECT 2 UNION ALL SELECT 3) ORDER BY a', '[[3]]'),
	('operators of a level from the left', '(SELECT 1 AS a UNION ALL SELECT 1 EXCEPT SELECT 1) ORDER BY a', '[[1]]'),
	('ORDER BY and LIMIT of the last arm', '(SELECT 9 AS a UNION ALL SELECT id FROM event ORDER BY id DESC LIMIT 1) ORDER BY a', '[[6],[9]]'),
	('ORDER BY and LIMIT of the set', '(SELECT 9 AS a) UNION ALL (SELECT id FROM event) ORDER BY a DESC LIMIT 2', '[[9],[6]]'),
	('ORDER BY of a set sees its columns alone', '(SELECT id AS a FROM event) UNION ALL (SELECT 1) ORDER BY id', '42703 | 59 | unknown column "id"'),
	('BY NAME', '(SELECT 1 AS a, 2 AS b UNION ALL BY NAME SELECT 3 AS b, 4 AS c) ORDER BY b', '[[1,2,null],[null,3,4]]'),
	('integers and floats', '(SELECT 1 AS a UNION ALL SELECT 2.5) ORDER BY a', '[[1],[2.5]]'),
	('types that do not mix', 'SELECT 1 AS a UNION ALL SELECT ''x''',
		'42804 | 32 | column "a" is Int64 in one query and String in another | Convert one of them, as by toString() or toFloat().'),
	('different numbers of columns', 'SELECT 1, 2 UNION ALL SELECT 3',
		'42601 | 23 | this query has 1 columns, the one before it has 2 | BY NAME matches columns by their names.'),
	('NULL takes the type of the others', '(SELECT NULL AS a UNION ALL SELECT id FROM person) ORDER BY a', '[[1],[2],[3],[null]]'),
	('a set of a set', '(SELECT 1 AS a UNION ALL (SELECT 2 UNION ALL SELECT 3)) ORDER BY a DESC', '[[3],[2],[1]]'),
	('WITH before the first query is for all', 'WITH p AS (SELECT id FROM person), q AS (SELECT max(id) AS id FROM p) SELECT id FROM p WHERE id < 3 UNION ALL SELECT id * 10 FROM q ORDER BY id',
		'[[1],[2],[30]]'),
	('also an expression', 'WITH 5 AS five, id + five AS more SELECT more FROM person WHERE id = 1 UNION ALL SELECT five + 1', '[[6],[6]]'),
	('but not one that reads the first one''s tables', 'WITH id + 1 AS more SELECT more FROM person WHERE id = 1 UNION ALL SELECT more', '42703 | 6 | unknown column "id"'),
	('WITH before a set', 'WITH p AS (SELECT id FROM person) (SELECT id FROM p UNION ALL SELECT id + 10 FROM p) ORDER BY id', '[[1],[2],[3],[11],[12],[13]]');

-- Subqueries and CTEs

INSERT INTO cases (topic, query, answer) VALUES
	('a CTE', 'WITH big AS (SELECT id, name FROM person WHERE id > 1) SELECT name FROM big ORDER BY id', '[["bob"],["Cleo"]]'),
	('a CTE that reads another', 'WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b', '[[1,2]]'),
	('a CTE with names of columns', 'WITH a (x, y) AS (SELECT 1, 2) SELECT y, x FROM a', '[[2,1]]'),
	('a CTE that is called like a table', 'WITH person AS (SELECT name FROM person WHERE id = 1) SELECT * FROM person', '[["Ann"]]'),
	('a CTE that is called like a function and a system table', 'WITH pg_class AS (SELECT 1 AS now) SELECT now FROM pg_class', '[[1]]'),
	('a CTE of a subquery hides one outside', 'WITH a AS (SELECT 1 AS x) SELECT * FROM (WITH a AS (SELECT 2 AS x) SELECT x FROM a)', '[[2]]'),
	('a CTE materialized', 'WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT 2 AS y) SELECT x, y FROM a, b', '[[1,2]]'),
	('a CTE twice', 'WITH a AS (SELECT 1), a AS (SELECT 2) SELECT 1', '42712 | 23 | WITH has the name "a" more than once'),
	('a recursive CTE', 'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT n FROM t ORDER BY n', '[[1],[2],[3],[4]]'),
	('a recursive CTE whose types differ', 'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 0.5 FROM t WHERE n < 4) SELECT n FROM t',
		'42804 | 33 | column "1" of a recursive query is Int64 first and Float64 then | Convert it in the first query, as by toFloat() or toDecimal().'),
	('a subquery in FROM', 'SELECT s.n FROM (SELECT count() AS n FROM event) AS s', '[[6]]'),
	('a subquery in FROM without a name', 'SELECT n FROM (SELECT count() AS n FROM event)', '[[6]]'),
	('names of its columns', 'SELECT b FROM (SELECT 1, 2) AS s(a, b)', '[[2]]'),
	('a column that is there twice', 'SELECT a FROM (SELECT 1 AS a, 2 AS a)',
		'42702 | 8 | "a" is ambiguous | Say which one is meant: give each an alias of its own.'),
	('which a star lists', 'SELECT * FROM (SELECT 1 AS a, 2 AS a)', '[[1,2]]'),
	('a scalar subquery', 'SELECT (SELECT max(id) FROM event) AS last', '[[6]]'),
	('a correlated subquery', 'SELECT name, (SELECT count() FROM event WHERE person_id = person.id) AS n FROM person ORDER BY n DESC', '[["Ann",3],["bob",2],["Cleo",0]]'),
	('a subquery of FROM sees nothing beside it', 'SELECT 1 FROM person, (SELECT person.id)', '42703 | 31 | unknown column "person"'),
	('EXISTS', 'SELECT name FROM person WHERE EXISTS(SELECT 1 FROM event WHERE person_id = person.id) ORDER BY name', '[["Ann"],["bob"]]'),
	('IN', 'SELECT name FROM person WHERE id IN (SELECT person_id FROM event) ORDER BY name', '[["Ann"],["bob"]]'),
	('NOT IN', 'SELECT name FROM person WHERE id NOT IN (SELECT person_id FROM event)', '[["Cleo"]]'),
	('VALUES', 'SELECT b, a FROM (VALUES (1, ''x''), (2, NULL)) AS v(a, b) ORDER BY a', '[["x",1],[null,2]]'),
	('VALUES of rows that differ in length', 'SELECT 1 FROM (VALUES (1), (2, 3)) AS v(a)', '42601 | 29 | this row has 2 values, the first one has 1'),
	('numbers', 'SELECT sum(number) FROM numbers(5)', '[[10]]'),
	('generateSeries', 'SELECT generate_series FROM generateSeries(1, 7, 3)', '[[1],[4],[7]]'),
	('another table function', 'SELECT 1 FROM url(''x'')',
		'0A000 | 15 | The table function "url" is not supported | There are numbers(n) and generateSeries(start, end, step).');

-- Aggregates, and expressions that are printed as subqueries

INSERT INTO cases (topic, query, answer) VALUES
	('a lambda over an aggregate of no column', 'SELECT arrayMap(x -> x + count(), [1, 2]) FROM event', '[[[7,8]]]'),
	('a lambda over a window function', 'SELECT arrayMap(x -> x + row_number() OVER (ORDER BY id), [10]) AS a FROM person ORDER BY id', '[[[11]],[[12]],[[13]]]'),
	('the same of groups, in all clauses', 'SELECT event, arrayMap(x -> x * count(), [1, 10]) AS a FROM event GROUP BY event HAVING count() > 1 ORDER BY a[1] DESC, event',
		'[["view",[3,30]],["buy",[2,20]]]'),
	('arrayJoin() of an aggregate', 'SELECT event, arrayJoin(groupArray(id)) AS i FROM event WHERE event = ''view'' GROUP BY event ORDER BY i', '[["view",1],["view",3],["view",4]]');

-- IN and the name of a query of WITH; a column of that name goes before

INSERT INTO cases (topic, query, answer) VALUES
	('IN the name of a query', 'WITH ids AS (SELECT 1 AS x UNION ALL SELECT 3) SELECT number FROM numbers(5) WHERE number IN ids ORDER BY number', '[[1],[3]]'),
	('NOT IN it', 'WITH ids AS (SELECT 1 AS x UNION ALL SELECT 3) SELECT number FROM numbers(5) WHERE number NOT IN ids ORDER BY number', '[[0],[2],[4]]'),
	('a tuple in it', 'WITH ids AS (SELECT 1 AS x, 2 AS y) SELECT number FROM numbers(5) WHERE (number, number + 1) IN ids', '[[1]]'),
	('a column of its name', 'WITH l AS (SELECT 1 AS x) SELECT number FROM (SELECT number, [number, 7] AS l FROM numbers(3)) WHERE 7 IN l ORDER BY number', '[[0],[1],[2]]');

-- Tuples are sorted by their elements, not as the jsonb that they are in a subquery

INSERT INTO cases (topic, query, answer) VALUES
	('a tuple of a subquery', 'SELECT t.1 FROM (SELECT (number % 2, arrayElement([''b'', ''a'', ''Z'', ''é''], number + 1)) AS t, number FROM numbers(4)) ORDER BY t DESC, number',
		'[[1],[1],[0],[0]]'),
	('with NULL in it', 'SELECT t.2 FROM (SELECT (1, nullIf(number, 1)) AS t FROM numbers(3)) ORDER BY t', '[[0],[2],[null]]'),
	('a tuple in it', 'SELECT t.2.1 FROM (SELECT (1, (number % 2, number)) AS t FROM numbers(3)) ORDER BY t DESC', '[[1],[0],[0]]'),
	('in a window', 'SELECT t.1, row_number() OVER (ORDER BY t DESC) FROM (SELECT (number, ''x'') AS t FROM numbers(2)) ORDER BY 1', '[[0,2],[1,1]]'),
	('of DISTINCT', 'SELECT DISTINCT (number % 2, ''x'') AS t FROM numbers(4) ORDER BY t DESC', '[[[1, "x"]],[[0, "x"]]]');

-- What is refused

INSERT INTO cases (topic, query, answer) VALUES
	('FINAL', 'SELECT 1 FROM event FINAL', '0A000 | 21 | FINAL is not supported | Tables of PostgreSQL have no rows to be merged: leave it out.'),
	('SAMPLE', 'SELECT 1 FROM event SAMPLE 0.1', '0A000 | 21 | SAMPLE is not supported | There is no sampling key. Filter by a hash, or by random(), if an estimate will do.'),
	('SETTINGS', 'SELECT 1 FROM event SETTINGS max_threads = 1', '0A000 | 21 | SETTINGS is not supported | Settings are ClickHouse''s: leave them out.'),
	('a placeholder for a table', 'SELECT 1 FROM {t}', '0A000 | 15 | A placeholder for a table is not supported | A placeholder stands for a value: write the table''s name.');

SELECT is(pg_temp.answer(query), answer, topic) FROM cases ORDER BY number;

-- What is too much

SELECT is(pg_temp.answer('SELECT ' || string_agg('*', ', ') || ' FROM event'), '54011 | 1004 | the select list has too many columns', 'too many columns')
FROM generate_series(1, 400);
SELECT matches(pg_temp.answer('SELECT length([' || string_agg(format('arrayJoin([%s])', i), ', ') || '])'), '^54000 \| \d+ \| query has too many different calls of arrayJoin',
	'too many calls of arrayJoin()')
FROM generate_series(1, 200) AS i;
SELECT matches(pg_temp.answer('SELECT 1 AS a0, ' || string_agg(format('a%s + a%s AS a%s', i - 1, i - 1, i), ', ')), '^54000 \| \d+ \| query is too large',
	'aliases that double')
FROM generate_series(1, 60) AS i;
SELECT is(pg_temp.answer(string_agg('SELECT 1 FROM person WHERE id = 1', ' UNION ALL ')), '[' || string_agg('[1]', ',') || ']', 'a table that is read 500 times')
FROM generate_series(1, 500);

-- All clauses together: a text of each combination is run, and no remote may refuse what is printed.

CREATE TEMP TABLE combinations AS
SELECT format('SELECT %s%s FROM %s%s%s%s%s%s', d.word, s.items, f.tables, w.clause, g.clause, h.clause, o.clause, l.clause) AS query
FROM (VALUES ('', 'event AS e, count() AS n', true), ('', 'event AS e, id AS n', false), ('DISTINCT ', 'event AS e, length(event) AS n', false),
		('', 'upper(event) AS e, row_number() OVER (ORDER BY upper(event)) AS n', false), ('DISTINCT ', 'event AS e, sum(id) AS n', true))
	AS s(word, items, is_grouped)
CROSS JOIN LATERAL (VALUES (s.word)) AS d(word)
CROSS JOIN (VALUES ('event'), ('(SELECT * FROM event WHERE id > 1) AS event'), ('event ANY LEFT JOIN person ON person.id = person_id'),
		('(SELECT id, event FROM event UNION ALL SELECT 10, ''x'') AS event')) AS f(tables)
CROSS JOIN (VALUES (''), (' WHERE event != ''click'''), (' WHERE event IN (SELECT event FROM event)')) AS w(clause)
CROSS JOIN LATERAL (VALUES (CASE WHEN s.is_grouped THEN ' GROUP BY e' ELSE '' END), (CASE WHEN s.is_grouped THEN ' GROUP BY event WITH ROLLUP' END)) AS g(clause)
CROSS JOIN LATERAL (VALUES (''), (CASE WHEN s.is_grouped THEN ' HAVING n > 0' ELSE ' QUALIFY row_number() OVER (ORDER BY event) < 5' END)) AS h(clause)
CROSS JOIN (VALUES (''), (' ORDER BY e DESC, n'), (' ORDER BY length(e), 2')) AS o(clause)
CROSS JOIN (VALUES (''), (' LIMIT 2'), (' LIMIT 1 BY e'), (' LIMIT 1 BY n LIMIT 1 WITH TIES')) AS l(clause)
WHERE g.clause IS NOT NULL AND NOT (l.clause LIKE '%TIES' AND o.clause = '') AND NOT (f.tables LIKE '%JOIN%' AND s.items LIKE '%id%');

SELECT cmp_ok(count(*)::int, '>', 1000, 'there are many combinations') FROM combinations;
SELECT is(answer, NULL, query) FROM combinations CROSS JOIN LATERAL (SELECT pg_temp.answer(query) AS answer) AS a
WHERE answer NOT LIKE '[%'
LIMIT 10;

SELECT * FROM finish();
ROLLBACK;
