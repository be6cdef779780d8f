-- hogql.sql: what times HogQL inside the metadata server's backend, by a median, as seconds.
--
-- Needs the variable queries, the path of a JSON array of texts, and a source "catalog" of many tables with a snapshot.

CREATE TABLE queries AS SELECT q.query FROM json_array_elements_text(pg_read_file(:'queries')::json) AS q(query);

CREATE FUNCTION is_read(query text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
	RETURN metahog.hogql_ast(query) IS NOT NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN false;
END $$;

DELETE FROM queries AS q WHERE NOT is_read(q.query);

-- Each query five times, the best of them: what else the machine does is in the others.
CREATE FUNCTION parse_times(OUT seconds float8, OUT memory text, OUT outcome text)
LANGUAGE plpgsql AS $$
DECLARE
	text_of text;
	best float8;
	begun timestamptz;
	times float8[] = '{}';
BEGIN
	FOR text_of IN SELECT q.query FROM queries AS q LOOP
		best := 'infinity';
		FOR i IN 1..5 LOOP
			begun := clock_timestamp();
			PERFORM metahog.hogql_ast(text_of);
			best := least(best, extract(epoch FROM clock_timestamp() - begun));
		END LOOP;
		times := times || best;
	END LOOP;
	SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t), '-', count(*) || ' queries' INTO seconds, memory, outcome FROM unnest(times) AS t;
END $$;

-- A query of about 1 kB with joins, a subquery and the usual functions; the number in it is another one each time.
CREATE FUNCTION query_of_a_kilobyte(number int) RETURNS text
LANGUAGE sql AS $$
	SELECT format($hogql$
		WITH recent AS (SELECT id, column_2, column_3, column_4, column_5 FROM table_000007 WHERE column_2 >= now() - INTERVAL 30 DAY)
		SELECT toStartOfWeek(r.column_2) AS week, coalesce(a.column_6, 'none') AS kind, count() AS events,
			uniq(a.id) AS things, countIf(r.column_3) AS flagged, sum(if(a.column_5 > %s, a.column_5, 0)) AS total,
			avg(toFloat(b.column_11)) AS average, any(lower(b.column_10)) AS name,
			multiIf(count() > 100, 'many', count() > 10, 'some', 'few') AS how_many
		FROM recent AS r
		LEFT JOIN table_000042 AS a ON a.id = r.id AND a.column_3
		INNER JOIN table_009000 AS b ON b.id = a.id
		WHERE r.column_4.kind IN ('alpha', 'beta', 'gamma') AND (b.column_10 ILIKE '%%shop%%' OR b.column_10 = 'x')
			AND a.id NOT IN (SELECT id FROM table_000100 WHERE column_8 = toDate('2024-05-01'))
		GROUP BY week, kind
		HAVING events > 1
		ORDER BY week DESC, events DESC
		LIMIT 100
	$hogql$, number)
$$;

CREATE FUNCTION print_times(OUT seconds float8, OUT memory text, OUT outcome text)
LANGUAGE plpgsql AS $$
DECLARE
	begun timestamptz;
	text_of text;
	times float8[] = '{}';
BEGIN
	FOR i IN 1..220 LOOP
		text_of := query_of_a_kilobyte(i);
		begun := clock_timestamp();
		outcome := metahog.hogql_sql('catalog', text_of);
		-- The first ones fill the caches.
		IF i > 20 THEN
			times := times || extract(epoch FROM clock_timestamp() - begun)::float8;
		END IF;
	END LOOP;
	SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t), '-', length(outcome) || ' bytes' INTO seconds, memory, outcome FROM unnest(times) AS t;
END $$;
