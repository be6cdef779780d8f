/*
 * sql/hogql.sql: HogQL, PostHog's SQL, on a source.
 *
 * Forms and rights are those of sql/query.sql: with and without source, and
 * with params as text.
 */

CREATE FUNCTION metahog.hogql(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql';

COMMENT ON FUNCTION metahog.hogql(text, text, jsonb, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns the answer as one document; a failure is an error';

CREATE FUNCTION metahog.hogql(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql';

COMMENT ON FUNCTION metahog.hogql(text, text, text, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns the answer as one document; a failure is an error; params as JSON text';

CREATE FUNCTION metahog.hogql(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql';

COMMENT ON FUNCTION metahog.hogql(text, jsonb, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns the answer as one document; a failure is an error, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.try_hogql(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_try_hogql';

COMMENT ON FUNCTION metahog.try_hogql(text, text, jsonb, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns the answer as one document, in which a failure is told too';

CREATE FUNCTION metahog.try_hogql(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_try_hogql';

COMMENT ON FUNCTION metahog.try_hogql(text, text, text, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns the answer as one document, in which a failure is told too; params as JSON text';

CREATE FUNCTION metahog.try_hogql(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_try_hogql';

COMMENT ON FUNCTION metahog.try_hogql(text, jsonb, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns the answer as one document, in which a failure is told too, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.hogql_query(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_hogql_query';

COMMENT ON FUNCTION metahog.hogql_query(text, text, jsonb, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns typed rows: put it in FROM, with AS t(title text, n bigint), a list that hogql_column_definition writes';

CREATE FUNCTION metahog.hogql_query(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_hogql_query';

COMMENT ON FUNCTION metahog.hogql_query(text, text, text, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns typed rows: put it in FROM, with AS t(title text, n bigint), a list that hogql_column_definition writes; params as JSON text';

CREATE FUNCTION metahog.hogql_query(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_hogql_query';

COMMENT ON FUNCTION metahog.hogql_query(text, jsonb, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns typed rows: put it in FROM, with AS t(title text, n bigint), a list that hogql_column_definition writes, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.hogql_rows(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF json
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_hogql_rows';

COMMENT ON FUNCTION metahog.hogql_rows(text, text, jsonb, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns one JSON object per row; in a select list the rows stream';

CREATE FUNCTION metahog.hogql_rows(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF json
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_hogql_rows';

COMMENT ON FUNCTION metahog.hogql_rows(text, text, text, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns one JSON object per row; in a select list the rows stream; params as JSON text';

CREATE FUNCTION metahog.hogql_rows(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL
) RETURNS SETOF json
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000
AS 'MODULE_PATHNAME', 'metahog_hogql_rows';

COMMENT ON FUNCTION metahog.hogql_rows(text, jsonb, bigint, bigint, interval) IS
  'Runs a text of HogQL on a source and returns one JSON object per row; in a select list the rows stream, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.hogql_stream(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL,
  format text DEFAULT 'jsonl'
) RETURNS SETOF text
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'metahog_hogql_stream';

COMMENT ON FUNCTION metahog.hogql_stream(text, text, jsonb, bigint, bigint, interval, text) IS
  'Runs a text of HogQL on a source and returns chunks of about 64 kB of jsonl, json or csv, in constant memory when in a select list';

CREATE FUNCTION metahog.hogql_stream(
  source text,
  query text,
  params text,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL,
  format text DEFAULT 'jsonl'
) RETURNS SETOF text
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'metahog_hogql_stream';

COMMENT ON FUNCTION metahog.hogql_stream(text, text, text, bigint, bigint, interval, text) IS
  'Runs a text of HogQL on a source and returns chunks of about 64 kB of jsonl, json or csv, in constant memory when in a select list; params as JSON text';

CREATE FUNCTION metahog.hogql_stream(
  query text,
  params jsonb DEFAULT NULL,
  max_rows bigint DEFAULT NULL,
  skip_rows bigint DEFAULT NULL,
  timeout interval DEFAULT NULL,
  format text DEFAULT 'jsonl'
) RETURNS SETOF text
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'metahog_hogql_stream';

COMMENT ON FUNCTION metahog.hogql_stream(text, jsonb, bigint, bigint, interval, text) IS
  'Runs a text of HogQL on a source and returns chunks of about 64 kB of jsonl, json or csv, in constant memory when in a select list, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.hogql_describe(
  source text,
  query text,
  params jsonb DEFAULT NULL
) RETURNS TABLE (ordinal integer, name text, type text, type_oid oid)
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 10
AS 'MODULE_PATHNAME', 'metahog_hogql_describe';

COMMENT ON FUNCTION metahog.hogql_describe(text, text, jsonb) IS
  'Tells the columns that a text of HogQL would return, without running it';

CREATE FUNCTION metahog.hogql_describe(
  source text,
  query text,
  params text
) RETURNS TABLE (ordinal integer, name text, type text, type_oid oid)
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 10
AS 'MODULE_PATHNAME', 'metahog_hogql_describe';

COMMENT ON FUNCTION metahog.hogql_describe(text, text, text) IS
  'Tells the columns that a text of HogQL would return, without running it; params as JSON text';

CREATE FUNCTION metahog.hogql_describe(
  query text,
  params jsonb DEFAULT NULL
) RETURNS TABLE (ordinal integer, name text, type text, type_oid oid)
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 10
AS 'MODULE_PATHNAME', 'metahog_hogql_describe';

COMMENT ON FUNCTION metahog.hogql_describe(text, jsonb) IS
  'Tells the columns that a text of HogQL would return, without running it, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.hogql_column_definition(
  source text,
  query text,
  params jsonb DEFAULT NULL
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_column_definition';

COMMENT ON FUNCTION metahog.hogql_column_definition(text, text, jsonb) IS
  'Tells the columns that a text of HogQL would return as a column definition list, ready to be put behind AS t';

CREATE FUNCTION metahog.hogql_column_definition(
  source text,
  query text,
  params text
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_column_definition';

COMMENT ON FUNCTION metahog.hogql_column_definition(text, text, text) IS
  'Tells the columns that a text of HogQL would return as a column definition list, ready to be put behind AS t; params as JSON text';

CREATE FUNCTION metahog.hogql_column_definition(
  query text,
  params jsonb DEFAULT NULL
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_column_definition';

COMMENT ON FUNCTION metahog.hogql_column_definition(text, jsonb) IS
  'Tells the columns that a text of HogQL would return as a column definition list, ready to be put behind AS t, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.hogql_explain(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  run boolean DEFAULT false
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_explain';

COMMENT ON FUNCTION metahog.hogql_explain(text, text, jsonb, boolean) IS
  'Tells the remote plan of a text of HogQL; with run the query is run and measured';

CREATE FUNCTION metahog.hogql_explain(
  source text,
  query text,
  params text,
  run boolean DEFAULT false
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_explain';

COMMENT ON FUNCTION metahog.hogql_explain(text, text, text, boolean) IS
  'Tells the remote plan of a text of HogQL; with run the query is run and measured; params as JSON text';

CREATE FUNCTION metahog.hogql_explain(
  query text,
  params jsonb DEFAULT NULL,
  run boolean DEFAULT false
) RETURNS json
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_explain';

COMMENT ON FUNCTION metahog.hogql_explain(text, jsonb, boolean) IS
  'Tells the remote plan of a text of HogQL; with run the query is run and measured, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.hogql_sql(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  pretty boolean DEFAULT false
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_sql';

COMMENT ON FUNCTION metahog.hogql_sql(text, text, jsonb, boolean) IS
  'Tells the SQL that a text of HogQL becomes, with constants for its placeholders; nothing is run';

CREATE FUNCTION metahog.hogql_sql(
  source text,
  query text,
  params text,
  pretty boolean DEFAULT false
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_sql';

COMMENT ON FUNCTION metahog.hogql_sql(text, text, text, boolean) IS
  'Tells the SQL that a text of HogQL becomes, with constants for its placeholders; nothing is run; params as JSON text';

CREATE FUNCTION metahog.hogql_sql(
  query text,
  params jsonb DEFAULT NULL,
  pretty boolean DEFAULT false
) RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_sql';

COMMENT ON FUNCTION metahog.hogql_sql(text, jsonb, boolean) IS
  'Tells the SQL that a text of HogQL becomes, with constants for its placeholders; nothing is run, on the source that the text names or metahog.source selects';

CREATE FUNCTION metahog.hogql_check(
  source text,
  query text,
  params jsonb DEFAULT NULL,
  OUT ok boolean,
  OUT sqlstate text,
  OUT message text,
  OUT hint text,
  OUT "position" integer,
  OUT end_position integer
) RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_check';

COMMENT ON FUNCTION metahog.hogql_check(text, text, jsonb) IS
  'Tells what is wrong with a text of HogQL, and where: position is the first character that is meant, from 1, and end_position the one behind the last; nothing is run';

CREATE FUNCTION metahog.hogql_check(
  source text,
  query text,
  params text,
  OUT ok boolean,
  OUT sqlstate text,
  OUT message text,
  OUT hint text,
  OUT "position" integer,
  OUT end_position integer
) RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_check';

COMMENT ON FUNCTION metahog.hogql_check(text, text, text) IS
  'Tells what is wrong with a text of HogQL, and where: position is the first character that is meant, from 1, and end_position the one behind the last; nothing is run; params as JSON text';

CREATE FUNCTION metahog.hogql_check(
  query text,
  params jsonb DEFAULT NULL,
  OUT ok boolean,
  OUT sqlstate text,
  OUT message text,
  OUT hint text,
  OUT "position" integer,
  OUT end_position integer
) RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_check';

COMMENT ON FUNCTION metahog.hogql_check(text, jsonb) IS
  'Tells what is wrong with a text of HogQL, and where: position is the first character that is meant, from 1, and end_position the one behind the last; nothing is run, on the source that the text names or metahog.source selects';

-- It reads its argument alone; a new version may give more fields, so it is not immutable.
CREATE FUNCTION metahog.hogql_ast(query text) RETURNS json
LANGUAGE c STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_ast';

COMMENT ON FUNCTION metahog.hogql_ast(text) IS
  'The tree of a HogQL text, in the shape that PostHog''s own parser gives it';

CREATE FUNCTION metahog.hogql_functions()
	RETURNS TABLE (name text, kind text, arguments text, supported boolean, note text)
	AS 'MODULE_PATHNAME', 'metahog_hogql_functions'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.hogql_functions() IS
	'The functions of HogQL: what each takes, and of those that are refused, why and what to use instead';
