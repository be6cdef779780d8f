-- catalog.sql: a database of many tables, on the remote server, for what reads catalogs.
--
-- Kept: every tenth column has a type of its own, so that no type is all of them; nothing is in the tables, which is
-- all the same to a catalog. Each table is made in a transaction of its own, which keeps the number of locks small.
--
-- Needs the variable tables: the number of tables, each of 20 columns.

SELECT format('CREATE TABLE table_%s (id bigint PRIMARY KEY, %s)', lpad(i::text, 6, '0'), columns.definition)
  FROM generate_series(1, :tables) AS i,
	   (SELECT string_agg(format('column_%s %s', n, (ARRAY['text', 'numeric(10,2)', 'timestamptz', 'boolean', 'jsonb',
			   'integer', 'varchar(40)', 'uuid', 'date', 'text[]'])[1 + n % 10]), ', ') AS definition
		  FROM generate_series(2, 20) AS n) AS columns
\gexec

VACUUM (ANALYZE) pg_class, pg_attribute, pg_type, pg_index, pg_constraint, pg_description;
CHECKPOINT;
