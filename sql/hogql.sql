-- sql/hogql.sql: HogQL, PostHog's SQL, on a source.


-- It reads its argument alone; a new version may give more fields, so it is not immutable.
CREATE FUNCTION metahog.hogql_ast(query text) RETURNS json
LANGUAGE c STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'metahog_hogql_ast';

COMMENT ON FUNCTION metahog.hogql_ast(text) IS
  'The tree of a HogQL text, in the shape that PostHog''s own parser gives it';
