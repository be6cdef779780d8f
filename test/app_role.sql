-- app_role.sql: the role as which the web app reaches its database; its password is the psql variable "password".

SET client_min_messages = warning;
-- A statement that fails is not to take the password into the server's log.
SET log_min_error_statement = panic;

SELECT format('CREATE ROLE %I', :'role') WHERE to_regrole(:'role') IS NULL \gexec
ALTER ROLE :"role" LOGIN NOSUPERUSER PASSWORD :'password';
