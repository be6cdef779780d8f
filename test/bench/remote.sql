-- remote.sql: the tables that the benchmark reads, on the remote server.
--
-- Kept: the same rows in every run (nothing random, nothing of the clock); a row is 121 bytes as text on average; the
-- visibility map is set and the pages are in memory, so that no run pays for what the one before it did not.
--
-- Needs the variable rows: the number of rows of bench. bench5 has five times, bench10 ten times as many.

-- In one transaction with wal_level = minimal, nothing of this goes through the log.
BEGIN;

CREATE TABLE bench (id bigint, ts timestamptz, amount numeric, label text, flag boolean, doc jsonb);

INSERT INTO bench
SELECT i,
	   timestamptz '2024-01-01 00:00:00+00' + i * interval '7.654321 s',
	   ((i * 7919) % 100000007) * 0.01,
	   'label ' || substr(md5(i::text), 1, 26),
	   i % 3 = 0,
	   jsonb_build_object('n', i % 1000, 'kind', (ARRAY['alpha', 'beta', 'gamma'])[1 + i % 3], 'ok', i % 2 = 0)
  FROM generate_series(1::bigint, :rows) AS i;

CREATE TABLE bench5 (LIKE bench);

INSERT INTO bench5
SELECT b.id + n * :rows, b.ts, b.amount, b.label, b.flag, b.doc
  FROM generate_series(0, 4) AS n, bench AS b;

CREATE TABLE bench10 (LIKE bench);

INSERT INTO bench10
SELECT b.id + n * 5 * :rows, b.ts, b.amount, b.label, b.flag, b.doc
  FROM generate_series(0, 1) AS n, bench5 AS b;

COMMIT;

VACUUM (ANALYZE) bench, bench5, bench10;
CHECKPOINT;

CREATE EXTENSION pg_prewarm;

SELECT pg_prewarm('bench') + pg_prewarm('bench5') > 0 AS prewarmed;
