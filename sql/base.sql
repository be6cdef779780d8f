/* sql/base.sql: the schema that everything lives in; nobody may use it until a source is granted. */

\echo Use "CREATE EXTENSION metahog" to load this file. \quit

CREATE SCHEMA metahog;

COMMENT ON SCHEMA metahog IS
  'MetaHog: queries on external databases; usage comes with metahog.grant_source()';

