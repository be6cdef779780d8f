-- preloaded.sql: the sources of the metadata server that shares memory between its backends.
--
-- Kept: bench is as wide as on the server without; narrow has fewer connections than there are backends.
--
-- Needs the variables database and port (of the remote).

CREATE EXTENSION metahog;

SELECT format('postgres://postgres:unused@127.0.0.1:%s/%s', :'port', :'database') AS url
\gset

SELECT metahog.create_source('bench', :'url', '{"max_connections": 100}') IS NOT NULL
   AND metahog.create_source('narrow', :'url', '{"max_connections": 10}') IS NOT NULL AS sources_made;
