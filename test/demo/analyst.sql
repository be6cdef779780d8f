-- analyst.sql: the role as which MetaHog reads the demo's DVD-rental database.
--
-- What it keeps:
--   * The role may connect, and SELECT from what is there; it may create nothing, not even a temporary table.
--   * Its password is the psql variable "password", or else comes from the environment (ANALYST_PASSWORD): it stands on
--     no command line.

\if :{?password}
\else
	\getenv password ANALYST_PASSWORD
\endif

SET client_min_messages = warning;
-- A statement that fails is not to take the password into the server's log.
SET log_min_error_statement = panic;

SELECT 'CREATE ROLE analyst' WHERE to_regrole('analyst') IS NULL \gexec
ALTER ROLE analyst LOGIN PASSWORD :'password';

REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT CONNECT ON DATABASE :"DBNAME" TO analyst;
GRANT USAGE ON SCHEMA public TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO analyst;
