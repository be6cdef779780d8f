-- test/sql/hogql_joins.sql: joins of every kind give the rows that they should, and what a star lists of them.
--
-- Each case is a text and its rows as JSON, in their order, or the error at its place in the text.

SET client_min_messages = warning;
BEGIN;
SELECT * FROM no_plan();

SELECT metahog.create_source('remote', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT helper.run_on('remote',
	'CREATE TABLE a (id int NOT NULL, k int, name text NOT NULL)',
	'CREATE TABLE b (id int NOT NULL, k int, t timestamptz NOT NULL)',
	'CREATE TABLE c (id int NOT NULL, k bigint, arr int[] NOT NULL, words text[])',
	$$INSERT INTO a VALUES (1, 10, 'one'), (2, 20, 'two'), (3, NULL, 'three')$$,
	$$INSERT INTO b VALUES (1, 10, '2024-01-01'), (2, 10, '2024-01-02'), (3, 30, '2024-01-03'), (4, NULL, '2024-01-04')$$,
	$$INSERT INTO c VALUES (1, 10, '{7,8}', '{x}'), (2, 30, '{}', NULL)$$)
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

INSERT INTO cases (topic, query, answer) VALUES
	('JOIN', 'SELECT a.id, b.id FROM a JOIN b ON a.k = b.k ORDER BY 1, 2', '[[1,1],[1,2]]'),
	('INNER JOIN', 'SELECT a.id, b.id FROM a INNER JOIN b ON a.k = b.k ORDER BY 1, 2', '[[1,1],[1,2]]'),
	('ALL JOIN', 'SELECT a.id, b.id FROM a ALL INNER JOIN b ON a.k = b.k ORDER BY 1, 2', '[[1,1],[1,2]]'),
	('LEFT JOIN', 'SELECT a.id, b.id FROM a LEFT JOIN b ON a.k = b.k ORDER BY 1, 2', '[[1,1],[1,2],[2,null],[3,null]]'),
	('RIGHT JOIN', 'SELECT a.id, b.id FROM a RIGHT OUTER JOIN b ON a.k = b.k ORDER BY 2', '[[1,1],[1,2],[null,3],[null,4]]'),
	('FULL JOIN', 'SELECT a.id, b.id FROM a FULL JOIN b ON a.k = b.k ORDER BY 1, 2', '[[1,1],[1,2],[2,null],[3,null],[null,3],[null,4]]'),
	('CROSS JOIN', 'SELECT count() FROM a CROSS JOIN b', '[[12]]'),
	('a comma', 'SELECT a.id, b.id FROM a, b WHERE a.id = b.id ORDER BY 1', '[[1,1],[2,2],[3,3]]'),
	('what ON takes: a list', 'SELECT a.id, b.id FROM a JOIN b ON a.k = b.k, b.id > 1 ORDER BY 1', '[[1,2]]'),
	('NULL joins nothing', 'SELECT count() FROM a JOIN b ON a.k = b.k WHERE a.k IS NULL', '[[0]]'),
	('the far side may be NULL', 'SELECT a.id FROM a LEFT JOIN b ON a.k = b.k WHERE b.id IS NULL ORDER BY 1', '[[2],[3]]'),
	('and is found by comparing with NULL', 'SELECT a.id FROM a LEFT JOIN b ON a.k = b.k WHERE b.id = NULL ORDER BY 1', '[[2],[3]]'),
	('three tables', 'SELECT a.id, b.id, c.id FROM a JOIN b ON a.k = b.k LEFT JOIN c ON c.id = b.id ORDER BY 2', '[[1,1,1],[1,2,2]]'),
	('parentheses', 'SELECT a.id, b.id, c.id FROM a LEFT JOIN (b JOIN c ON b.id = c.id) ON a.k = b.k ORDER BY 1, 2',
		'[[1,1,1],[1,2,2],[2,null,null],[3,null,null]]'),
	('what is inside parentheses sees nothing outside', 'SELECT 1 FROM a LEFT JOIN (b JOIN c ON c.id = a.id) ON a.k = b.k',
		'42P01 | 47 | table "a" cannot be read here'),
	('a name that is ambiguous outside of them only', 'SELECT count() FROM a JOIN (b JOIN c ON arr = [] AND t IS NOT NULL) ON a.id = b.id', '[[3]]'),
	('a subquery', 'SELECT a.id, s.n FROM a JOIN (SELECT k, count() AS n FROM b GROUP BY k) AS s ON s.k = a.k', '[[1,2]]'),
	('a table with itself', 'SELECT x.id, y.id FROM a AS x JOIN a AS y ON x.id < y.id ORDER BY 1, 2', '[[1,2],[1,3],[2,3]]'),
	('a table with itself without names', 'SELECT a.id FROM a JOIN a ON 1', '42702 | 8 | "a" is ambiguous | Say which one is meant: give each an alias of its own.'),
	('without ON', 'SELECT 1 FROM a LEFT JOIN b', '42601 | 17 | a join needs ON or USING | Write CROSS JOIN if all rows are to be joined with all.'),
	('an aggregate in ON', 'SELECT 1 FROM a JOIN b ON count() = 1', '42803 | 27 | aggregate functions are not allowed in ON'),
	('a column of two tables', 'SELECT id FROM a JOIN b ON a.k = b.k', '42702 | 8 | "id" is ambiguous | Say which one is meant: give each an alias of its own.'),
	('columns that are there already', 'SELECT a.id AS id, id + 1 AS next FROM a JOIN b ON a.k = b.k AND b.id = 2', '[[1,2]]');

-- USING, NATURAL, what a star lists

INSERT INTO cases (topic, query, answer) VALUES
	('a star', 'SELECT * FROM a JOIN c ON a.k = c.k', '[[1,10,"one",1,10,[7,8],["x"]]]'),
	('USING', 'SELECT * FROM a JOIN c USING (k)', '[[10,1,"one",1,[7,8],["x"]]]'),
	('USING without parentheses', 'SELECT k FROM a JOIN b USING k ORDER BY b.id', '[[10],[10]]'),
	('USING of several', 'SELECT * FROM a JOIN c USING (id, k)', '[[1,10,"one",[7,8],["x"]]]'),
	('USING of a RIGHT JOIN', 'SELECT k, a.k, b.k FROM a RIGHT JOIN b USING (k) ORDER BY b.id', '[[10,10,10],[10,10,10],[30,null,30],[null,null,null]]'),
	('USING of a FULL JOIN', 'SELECT k, a.id, c.id FROM a FULL JOIN c USING (k) ORDER BY k, 2', '[[10,1,1],[20,2,null],[30,null,2],[null,3,null]]'),
	('and on', 'SELECT k, b.id FROM a FULL JOIN c USING (k) JOIN b USING (k) ORDER BY 2', '[[10,1],[10,2],[30,3]]'),
	('USING of what a side has not', 'SELECT 1 FROM a JOIN b USING (name)', '42703 | 31 | there is no column "name" on the right of the join'),
	('USING of an expression', 'SELECT 1 FROM a JOIN b USING (k + 1)', '42601 | 31 | USING takes names of columns that both tables have | Conditions are for ON.'),
	('USING of types that do not mix', 'SELECT 1 FROM a JOIN (SELECT toString(k) AS k FROM b) AS s USING (k)',
		'42804 | 67 | columns "k" of the joined tables have the types Nullable(Int64) and Nullable(String) | Join with ON, and convert one of them, as by toString().'),
	('NATURAL JOIN', 'SELECT * FROM a NATURAL JOIN c', '[[1,10,"one",[7,8],["x"]]]'),
	('a star of a table', 'SELECT c.* FROM a JOIN c ON a.id = c.id ORDER BY 1', '[[1,10,[7,8],["x"]],[2,30,[],null]]'),
	('a star of what is not in FROM', 'SELECT d.* FROM a', '42P01 | 8 | there is no table "d" in FROM'),
	('a star without some columns', 'SELECT * EXCLUDE (k, name) FROM a ORDER BY 1', '[[1],[2],[3]]'),
	('a star without a column that it has not', 'SELECT * EXCLUDE (kk) FROM a', '42703 | 19 | the star has no column "kk" | Perhaps you meant "k".'),
	('a star with another column', 'SELECT COLUMNS(* REPLACE (upper(name) AS name)) FROM a ORDER BY id LIMIT 1', '[[1,10,"ONE"]]'),
	('COLUMNS by a regular expression', 'SELECT COLUMNS(''^[ik]'') FROM a ORDER BY 1', '[[1,10],[2,20],[3,null]]'),
	('which nothing matches', 'SELECT COLUMNS(''^x'') FROM a', '42703 | 8 | there are no columns that this stands for'),
	('COLUMNS by name', 'SELECT COLUMNS(name, id) FROM a ORDER BY id LIMIT 1', '[["one",1]]'),
	('COLUMNS of a table', 'SELECT COLUMNS(b.* EXCLUDE (t)) FROM a JOIN b ON a.id = b.id ORDER BY 1', '[[1,10],[2,10],[3,30]]'),
	('a star without FROM', 'SELECT *', '42703 | 8 | there are no columns that this stands for');

-- ANY, SEMI, ANTI

INSERT INTO cases (topic, query, answer) VALUES
	('ANY LEFT JOIN', 'SELECT a.id, b.id IS NULL FROM a ANY LEFT JOIN b ON a.k = b.k ORDER BY 1', '[[1,false],[2,true],[3,true]]'),
	('LEFT ANY JOIN', 'SELECT a.id, b.k FROM a LEFT ANY JOIN b ON a.k = b.k ORDER BY 1', '[[1,10],[2,null],[3,null]]'),
	('ANY INNER JOIN', 'SELECT 1 FROM a ANY INNER JOIN b ON a.k = b.k',
		'0A000 | 17 | ANY JOIN other than ANY LEFT JOIN is not supported | Use ANY LEFT JOIN, or a subquery with LIMIT 1 BY.'),
	('SEMI JOIN', 'SELECT a.id FROM a SEMI JOIN b ON a.k = b.k', '[[1]]'),
	('SEMI LEFT JOIN whose columns are read', 'SELECT a.id, b.k FROM a SEMI LEFT JOIN b ON a.k = b.k', '[[1,10]]'),
	('SEMI RIGHT JOIN', 'SELECT b.id FROM a SEMI RIGHT JOIN b ON a.k = b.k ORDER BY 1', '[[1],[2]]'),
	('SEMI RIGHT JOIN whose columns are read', 'SELECT a.name, b.id FROM a SEMI RIGHT JOIN b ON a.k = b.k ORDER BY 2', '[["one",1],["one",2]]'),
	('SEMI RIGHT JOIN of a join', 'SELECT a.id, c.id, b.id FROM a JOIN c ON a.id = c.id SEMI RIGHT JOIN b ON b.k = a.k ORDER BY 3', '[[1,1,1],[1,1,2]]'),
	('ANTI JOIN', 'SELECT a.id FROM a ANTI JOIN b ON a.k = b.k ORDER BY 1', '[[2],[3]]'),
	('ANTI LEFT JOIN whose columns are read', 'SELECT a.id, b.id FROM a ANTI LEFT JOIN b ON a.k = b.k ORDER BY 1', '[[2,null],[3,null]]'),
	('ANTI RIGHT JOIN', 'SELECT b.id, a.name FROM a ANTI RIGHT JOIN b ON a.k = b.k ORDER BY 1', '[[3,null],[4,null]]'),
	('SEMI JOIN before a RIGHT JOIN', 'SELECT a.id, c.id FROM a SEMI JOIN b ON a.k = b.k RIGHT JOIN c ON c.id = a.id ORDER BY 2', '[[1,1],[null,2]]'),
	('ANTI JOIN before a FULL JOIN', 'SELECT a.id, c.id FROM a ANTI JOIN b ON a.k = b.k FULL JOIN c ON c.id = a.id ORDER BY 1, 2', '[[2,2],[3,null],[null,1]]'),
	('POSITIONAL JOIN', 'SELECT 1 FROM a POSITIONAL JOIN b',
		'0A000 | 17 | POSITIONAL JOIN is not supported | Tables have no order to rely on: number their rows by row_number(), and join on that.');

SELECT matches(metahog.hogql_sql('remote', 'SELECT a.id FROM a SEMI JOIN b ON a.k = b.k'), 'WHERE EXISTS', 'SEMI whose other side nobody reads is EXISTS');
SELECT matches(metahog.hogql_sql('remote', 'SELECT a.id FROM a ANTI JOIN b ON a.k = b.k'), 'WHERE NOT EXISTS', 'ANTI is NOT EXISTS');

-- ARRAY JOIN

INSERT INTO cases (topic, query, answer) VALUES
	('ARRAY JOIN', 'SELECT id, e FROM c ARRAY JOIN arr AS e ORDER BY e', '[[1,7],[1,8]]'),
	('without a name', 'SELECT id, arr FROM c ARRAY JOIN arr ORDER BY arr', '[[1,7],[1,8]]'),
	('the array and its elements', 'SELECT arr, e FROM c ARRAY JOIN arr AS e ORDER BY e', '[[[7,8],7],[[7,8],8]]'),
	('LEFT ARRAY JOIN', 'SELECT id, e FROM c LEFT ARRAY JOIN arr AS e ORDER BY id, e', '[[1,7],[1,8],[2,null]]'),
	('several arrays in parallel', 'SELECT e, w FROM c ARRAY JOIN arr AS e, words AS w ORDER BY e', '[[7,"x"],[8,null]]'),
	('an expression', 'SELECT e FROM a ARRAY JOIN [id, id * 10] AS e WHERE id = 2 ORDER BY e', '[[2],[20]]'),
	('with WHERE and GROUP BY', 'SELECT e, count() FROM c ARRAY JOIN arr AS e WHERE e > 7 GROUP BY e', '[[8,1]]'),
	('a star lists the element of that name', 'SELECT * FROM c ARRAY JOIN arr ORDER BY arr', '[[1,10,7,["x"]],[1,10,8,["x"]]]'),
	('and not one of another name', 'SELECT * FROM c ARRAY JOIN arr AS e', '[[1,10,[7,8],["x"]],[1,10,[7,8],["x"]]]'),
	('of what is no array', 'SELECT 1 FROM a ARRAY JOIN name AS n', '42804 | 28 | ARRAY JOIN needs an array, not String'),
	('arrayJoin()', 'SELECT arrayJoin([1, 2]) AS x, arrayJoin([5, 6]) AS y, arrayJoin([1, 2]) AS z ORDER BY x, y', '[[1,5,1],[1,6,1],[2,5,2],[2,6,2]]'),
	('arrayJoin() comes before WHERE', 'SELECT id, arrayJoin(arr) AS e FROM c WHERE e = 8', '[[1,8]]');

SELECT is(pg_temp.answer(query), answer, topic) FROM cases ORDER BY number;

SELECT * FROM finish();
ROLLBACK;
