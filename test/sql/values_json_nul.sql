-- test/sql/values_json_nul.sql: metahog.json_nul: \u0000 in a json value, by which nothing could be read out of the whole document.

BEGIN;
SELECT plan(15);

SELECT metahog.create_source('r', current_setting('test.scratch_url')) \g /dev/null

CREATE FUNCTION pg_temp.printed(literal text, type text DEFAULT 'json') RETURNS text LANGUAGE sql AS
	$$SELECT (regexp_match(metahog.execute('r', format('SELECT %L::%s', literal, type))::text, '"results":\[\n\[(.*)\]\]'))[1]$$;

SELECT is(current_setting('metahog.json_nul'), 'keep', 'the default');
SELECT is(pg_temp.printed('{"a\u0000" : "\u0000"}'), '{"a\u0000" : "\u0000"}', 'is to print what the remote prints');
SELECT is(helper.sqlstate($$SELECT metahog.execute('r', $q$SELECT '"\u0000"'::json$q$)->'results'->0$$), '22P05', 'which -> does not read');

SET metahog.json_nul = 'replace';
SELECT is(pg_temp.printed(literal, type), printed, type || ': ' || literal)
FROM (VALUES ('json', '{"a\u0000" : "\u0000"}', '{"a\ufffd" : "\ufffd"}'), ('json', '"\\u0000 \\\u0000 \\\\u0000 \"\u0000\\"', '"\\u0000 \\\ufffd \\\\u0000 \"\ufffd\\"'),
	('json', '["\u0000\u0000", "\u00000", "\u0001", "u0000"]', '["\ufffd\ufffd", "\ufffd0", "\u0001", "u0000"]'), ('json[]', '{"{\"a\": \"\\u0000\"}",NULL,"\"\\u0000\""}', '[{"a": "\ufffd"},null,"\ufffd"]'),
	('text', '"\u0000"', '"\"\\u0000\""'), ('jsonb', '"\\u0000"', '"\\u0000"'), ('json', '"\\"', '"\\"')) AS cases (type, literal, printed);
SELECT is(d->'results'->0->0->>'a', E'x\ufffd', 'so that the document can be read') FROM metahog.execute('r', $$SELECT '{"a": "x\u0000"}'::json$$) AS d;
SELECT is(r->'j'->>0, E'\ufffd', 'in rows()') FROM metahog.rows('r', $$SELECT '["\u0000"]'::json AS j$$) AS r;
SELECT is(helper.whole('r', $$SELECT '["\u0000"]'::json AS j$$, format), expected, 'in stream(): ' || format)
FROM (VALUES ('jsonl', E'{"j":["\\ufffd"]}\n'), ('json', E'[\n{"j":["\\ufffd"]}\n]\n'), ('csv', E'j\n"[""\\u0000""]"\n')) AS cases (format, expected);

SELECT * FROM finish();
ROLLBACK;
