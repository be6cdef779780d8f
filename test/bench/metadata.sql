-- metadata.sql: what the metadata server needs so that each peer there can reach the remote server.
--
-- Kept: all peers use the same role and the same port of 127.0.0.1. Only MetaHog has caps on what a call may bring;
-- they are raised so that the whole table passes, as an operator would raise them: on the source, and for the database.
--
-- Needs the variables database, catalog_database, rows, and of the remote port, slow_port (through the proxy) and
-- pooler_port (through PgBouncer).

CREATE EXTENSION dblink;

CREATE EXTENSION postgres_fdw;

CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw
	OPTIONS (host '127.0.0.1', port :'port', dbname :'database', fetch_size '10000');

CREATE USER MAPPING FOR CURRENT_USER SERVER remote OPTIONS (user 'postgres');

CREATE FOREIGN TABLE bench_foreign (id bigint, ts timestamptz, amount numeric, label text, flag boolean, doc jsonb)
	SERVER remote OPTIONS (table_name 'bench');

CREATE EXTENSION metahog;

SELECT format('postgres://postgres:unused@127.0.0.1:%s/%s', :'port', :'database') AS url,
	   format('postgres://postgres:unused@127.0.0.1:%s/%s', :'slow_port', :'database') AS slow_url,
	   format('postgres://postgres:unused@127.0.0.1:%s/%s', :'pooler_port', :'database') AS pooler_url,
	   format('postgres://postgres:unused@127.0.0.1:%s/%s', :'port', :'catalog_database') AS catalog_url,
	   jsonb_build_object('max_rows', 10 * :rows, 'max_bytes', 2000 * :rows::bigint) AS ceilings
\gset

SELECT metahog.create_source('bench', :'url', :'ceilings') IS NOT NULL
   AND metahog.create_source('bench_slow', :'slow_url') IS NOT NULL
   AND metahog.create_source('pooled', :'pooler_url') IS NOT NULL
   AND metahog.create_source('catalog', :'catalog_url') IS NOT NULL AS sources_made;

SELECT added > 0 AS snapshot_taken FROM metahog.refresh_schema('catalog');

ALTER DATABASE :"database" SET metahog.max_bytes = '1GB';
