-- metadata.sql: what docker-compose.yml's metadata server runs when its database is new: the extension, and the demo's
-- remote database as a source.
--
-- What it keeps: the password comes from the environment (ANALYST_PASSWORD) and goes into no log, and may hold any
-- character, which in a URL it might not.

\set VERBOSITY terse
\getenv password ANALYST_PASSWORD

SET log_min_error_statement = panic;

CREATE EXTENSION metahog;

SELECT metahog.create_source('pagila', jsonb_build_object(
	'host', 'remote', 'port', 5432, 'database', 'pagila', 'user', 'analyst', 'password', :'password'));
