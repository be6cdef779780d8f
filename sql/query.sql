/*
 * sql/query.sql: running queries on sources.
 *
 * Each function has two forms, with and without source; the C function tells
 * them apart by the number of arguments. Those with params have a third, in
 * which params is text: without it, three untyped literals would fit both of
 * the others equally well. All are volatile and parallel unsafe:
 * a session belongs to one backend. They check the right to the source
 * themselves, so EXECUTE stays with PUBLIC, behind USAGE on the schema.
 */

CREATE FUNCTION metahog.execute(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_execute';

COMMENT ON FUNCTION metahog.execute(text, text, jsonb, bigint, bigint, interval) IS
  'Runs a query on a source and returns the answer as one document; a failure is an error';

CREATE FUNCTION metahog.execute(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_execute';

COMMENT ON FUNCTION metahog.execute(text, text, text, bigint, bigint, interval) IS
  'Runs a query on a source and returns the answer as one document; a failure is an error; params as JSON text';

CREATE FUNCTION metahog.execute(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_execute';

COMMENT ON FUNCTION metahog.execute(text, jsonb, bigint, bigint, interval) IS
  'Runs a query on a source and returns the answer as one document; a failure is an error, on the source that metahog.source selects';

CREATE FUNCTION metahog.try_execute(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_try_execute';

COMMENT ON FUNCTION metahog.try_execute(text, text, jsonb, bigint, bigint, interval) IS
  'Runs a query on a source and returns the answer as one document, in which a failure is told too';

CREATE FUNCTION metahog.try_execute(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_try_execute';

COMMENT ON FUNCTION metahog.try_execute(text, text, text, bigint, bigint, interval) IS
  'Runs a query on a source and returns the answer as one document, in which a failure is told too; params as JSON text';

CREATE FUNCTION metahog.try_execute(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_try_execute';

COMMENT ON FUNCTION metahog.try_execute(text, jsonb, bigint, bigint, interval) IS
  'Runs a query on a source and returns the answer as one document, in which a failure is told too, on the source that metahog.source selects';

CREATE FUNCTION metahog.query(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_query';

COMMENT ON FUNCTION metahog.query(text, text, jsonb, bigint, bigint, interval) IS
  'Runs a query on a source and returns typed rows: put it in FROM, with AS t(title text, n bigint), a list that column_definition writes';

CREATE FUNCTION metahog.query(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_query';

COMMENT ON FUNCTION metahog.query(text, text, text, bigint, bigint, interval) IS
  'Runs a query on a source and returns typed rows: put it in FROM, with AS t(title text, n bigint), a list that column_definition writes; params as JSON text';

CREATE FUNCTION metahog.query(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_query';

COMMENT ON FUNCTION metahog.query(text, jsonb, bigint, bigint, interval) IS
  'Runs a query on a source and returns typed rows: put it in FROM, with AS t(title text, n bigint), a list that column_definition writes, on the source that metahog.source selects';

CREATE FUNCTION metahog.query(
  source text,
  query text,
  exact boolean
) RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_query_exact';

COMMENT ON FUNCTION metahog.query(text, text, boolean) IS
  'Runs a query on a source and returns typed rows; with exact, the columns must have the names and types of the list behind AS, as column_definition writes it: what create_view makes views of';

CREATE FUNCTION metahog.query(
  query text,
  exact boolean
) RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_query_exact';

COMMENT ON FUNCTION metahog.query(text, boolean) IS
  'Runs a query and returns typed rows; with exact, the columns must have the names and types of the list behind AS, on the source that metahog.source selects';

CREATE FUNCTION metahog.rows(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF json
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_rows';

COMMENT ON FUNCTION metahog.rows(text, text, jsonb, bigint, bigint, interval) IS
  'Runs a query on a source and returns one JSON object per row; in a select list the rows stream';

CREATE FUNCTION metahog.rows(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF json
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_rows';

COMMENT ON FUNCTION metahog.rows(text, text, text, bigint, bigint, interval) IS
  'Runs a query on a source and returns one JSON object per row; in a select list the rows stream; params as JSON text';

CREATE FUNCTION metahog.rows(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF json
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_rows';

COMMENT ON FUNCTION metahog.rows(text, jsonb, bigint, bigint, interval) IS
  'Runs a query on a source and returns one JSON object per row; in a select list the rows stream, on the source that metahog.source selects';

CREATE FUNCTION metahog.stream(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL,
  format text DEFAULT 'jsonl'
) RETURNS SETOF text
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'metahog_stream';

COMMENT ON FUNCTION metahog.stream(text, text, jsonb, bigint, bigint, interval, text) IS
  'Runs a query on a source and returns chunks of about 64 kB of jsonl, json or csv, in constant memory when in a select list';

CREATE FUNCTION metahog.stream(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL,
  format text DEFAULT 'jsonl'
) RETURNS SETOF text
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'metahog_stream';

COMMENT ON FUNCTION metahog.stream(text, text, text, bigint, bigint, interval, text) IS
  'Runs a query on a source and returns chunks of about 64 kB of jsonl, json or csv, in constant memory when in a select list; params as JSON text';

CREATE FUNCTION metahog.stream(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL,
  format text DEFAULT 'jsonl'
) RETURNS SETOF text
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'metahog_stream';

COMMENT ON FUNCTION metahog.stream(text, jsonb, bigint, bigint, interval, text) IS
  'Runs a query on a source and returns chunks of about 64 kB of jsonl, json or csv, in constant memory when in a select list, on the source that metahog.source selects';

CREATE FUNCTION metahog.describe(
  source text,
  query text
) RETURNS TABLE (ordinal integer, name text, type text, type_oid oid)
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 10
AS 'MODULE_PATHNAME', 'metahog_describe';

COMMENT ON FUNCTION metahog.describe(text, text) IS
  'Tells the columns that a query on a source would return, without running it';

CREATE FUNCTION metahog.describe(
  query text
) RETURNS TABLE (ordinal integer, name text, type text, type_oid oid)
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 10
AS 'MODULE_PATHNAME', 'metahog_describe';

COMMENT ON FUNCTION metahog.describe(text) IS
  'Tells the columns that a query on a source would return, without running it, on the source that metahog.source selects';

CREATE FUNCTION metahog.column_definition(
  source text,
  query text
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_column_definition';

COMMENT ON FUNCTION metahog.column_definition(text, text) IS
  'Tells the columns that a query on a source would return as a column definition list, ready to be put behind AS t';

CREATE FUNCTION metahog.column_definition(
  query text
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_column_definition';

COMMENT ON FUNCTION metahog.column_definition(text) IS
  'Tells the columns that a query on a source would return as a column definition list, ready to be put behind AS t, on the source that metahog.source selects';

CREATE FUNCTION metahog.explain(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  run boolean DEFAULT false
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_explain';

COMMENT ON FUNCTION metahog.explain(text, text, jsonb, boolean) IS
  'Tells the remote plan of a query; with run the query is run and measured';

CREATE FUNCTION metahog.explain(
  source text,
  query text,
  params text,
  run boolean DEFAULT false
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_explain';

COMMENT ON FUNCTION metahog.explain(text, text, text, boolean) IS
  'Tells the remote plan of a query; with run the query is run and measured; params as JSON text';

CREATE FUNCTION metahog.explain(
  query text,
  params jsonb DEFAULT NULL,
  run boolean DEFAULT false
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_explain';

COMMENT ON FUNCTION metahog.explain(text, jsonb, boolean) IS
  'Tells the remote plan of a query; with run the query is run and measured, on the source that metahog.source selects';

CREATE FUNCTION metahog.test_source(
  source text,
  OUT ok boolean,
  OUT stage text,
  OUT message text,
  OUT server_version text,
  OUT latency_ms double precision
) RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_test_source';

COMMENT ON FUNCTION metahog.test_source(text) IS
  'Connects to a source and tells whether it answers, or at which stage it fails';

CREATE FUNCTION metahog.test_source(
  OUT ok boolean,
  OUT stage text,
  OUT message text,
  OUT server_version text,
  OUT latency_ms double precision
) RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_test_source';

COMMENT ON FUNCTION metahog.test_source() IS
  'Connects to the source that metahog.source selects and tells whether it answers';

CREATE FUNCTION metahog.create_view(
  view_name text,
  source text,
  query text
) RETURNS regclass
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_create_view';

COMMENT ON FUNCTION metahog.create_view(text, text, text) IS
  'Makes a local view over a query on a source, with the columns that the query would return; it is not run';

CREATE FUNCTION metahog.create_view(
  view_name text,
  query text
) RETURNS regclass
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_create_view';

COMMENT ON FUNCTION metahog.create_view(text, text) IS
  'Makes a local view over a query, with the columns that the query would return, on the source that metahog.source selects now';

CREATE FUNCTION metahog.refresh_view(
  view_name text,
  OUT refreshed boolean,
  OUT added text[],
  OUT changed text[],
  OUT removed text[]
) RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_refresh_view';

COMMENT ON FUNCTION metahog.refresh_view(text) IS
  'Gives a view that create_view made the columns that its query returns now, and tells what was different';

-- Which source a text belongs to, and what is sent to it.

CREATE FUNCTION metahog.strip_prefix(
  source text,
  query text
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_strip_prefix';

COMMENT ON FUNCTION metahog.strip_prefix(text, text) IS
  'Tells what a source is sent of a query: the text without postgres and the source''s name before names of tables, columns, functions and types';

CREATE FUNCTION metahog.strip_prefix(
  query text
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_strip_prefix';

COMMENT ON FUNCTION metahog.strip_prefix(text) IS
  'Tells what a source is sent of a query, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.route(
  query text,
  OUT source text,
  OUT query text
) RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_route';

COMMENT ON FUNCTION metahog.route(text) IS
  'Tells which source a query belongs to, by a first line --pg:source, by a source''s name before a table''s, or by metahog.source, and what it is sent; source is null if there is none';
