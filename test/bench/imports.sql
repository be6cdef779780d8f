-- imports.sql: the database into which postgres_fdw imports a schema of many tables, on the metadata server.
--
-- Needs the variables catalog_database and port, of the remote.

CREATE EXTENSION postgres_fdw;

CREATE SERVER catalog FOREIGN DATA WRAPPER postgres_fdw
	OPTIONS (host '127.0.0.1', port :'port', dbname :'catalog_database');

CREATE USER MAPPING FOR CURRENT_USER SERVER catalog OPTIONS (user 'postgres');

CREATE SCHEMA imported;
