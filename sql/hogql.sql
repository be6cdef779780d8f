-- sql/hogql.sql: HogQL, PostHog's SQL, on a source.


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
