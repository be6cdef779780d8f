// corners.mjs: queries that the generator rarely makes, if ever, and that both parsers must read alike, or both refuse.
//
// Each is about a place where the grammar has two readings, or where PostHog's parser takes one that is not the obvious one.

export const CORNERS = `
WITH a AS b, (SELECT 1)
WITH 1 AS b, (SELECT 1) UNION ALL SELECT 2
WITH recursive AS (SELECT 1), (SELECT 2)
WITH RECURSIVE a AS b (SELECT 1)
WITH 1 AS b, (SELECT 1) + 1 AS c SELECT 1
WITH x := 1 AS a AS b SELECT b
SELECT CASE * WHEN 1 THEN 2 END
SELECT CASE * EXCLUDE (a) WHEN 1 THEN 2 END
SELECT CASE *COLUMNS('a') WHEN 1 THEN 2 END
SELECT case * x, case * 2
SELECT CASE in(a) WHEN 1 THEN 2 END, case IN (a)
SELECT INTERVAL a::day DAY, INTERVAL day DAY, INTERVAL a.day DAY, INTERVAL () -> 1 DAY
SELECT interval(), interval * 2, interval('') ILIKE day
SELECT INTERVAL lambda a, b: NULL DAY, INTERVAL INTERVAL '3 months' HOUR::day
SELECT INTERVAL f() WITHIN GROUP (ORDER BY 1) HOUR
SELECT a FROM t ORDER BY a INTERPOLATE (b AS c + 1)
SELECT a FROM t ORDER BY a INTERPOLATE ()
SELECT a, b, c -> 1, d
SELECT lambda events, 17, lambda
SELECT a, WHERE
SELECT a, WHERE b
SELECT a, where FROM t
SELECT a, where(b)?.[x] LIMIT 1
SELECT a, where(b) FROM t
SELECT a, where(b) c
SELECT a, where(b) AS c WHERE d
SELECT a, having - b
SELECT a, prewhere FROM (VALUES (1), (2))
SELECT a, where FROM (SELECT 1) x
SELECT a FROM t GROUP BY a, having(b)
SELECT 1, FROM(c) AS c
SELECT 1, FROM(c) FROM d
SELECT 1, FROM(SELECT 1) + 1
SELECT 1, FROM(SELECT 1) AS b
SELECT 1, FROM (c JOIN d ON 1)
SELECT concat() || x, x || concat(), concat() || concat()
SELECT - NOT x + 1, 1 + - NOT a + 2, - NOT - NOT a, -not(a)
SELECT a ?? - NOT b ?? c, - NOT a BETWEEN 1 AND 2, - NOT a ? b : c
SELECT a NOT BETWEEN 1 BETWEEN 2 AND 3 AND 4
SELECT a FROM t SAMPLE {x} (a) OFFSET {y} (b)
SELECT a FROM t SAMPLE {x} OFFSET {y} (b)
SELECT a FROM t SAMPLE {x} (a) (b)
SELECT a FROM t LIMIT 1 WITH TIES OFFSET 5
SELECT 2 UNION ALL SELECT a FROM t LIMIT 1 OFFSET 5
SELECT * FROM (SELECT a FROM t LIMIT 1 OFFSET 5)
(SELECT 1) UNION (SELECT 2) LIMIT 1 % WITH TIES OFFSET 2
SELECT 0x8000000000000000, -0x8000000000000001, 0Xffffffffffffffffffffff, -0x8000000000000000
SELECT sum(a) OVER (ROWS BETWEEN a AND b FOLLOWING AND c OR d FOLLOWING), sum(a) OVER (ROWS * PRECEDING)
SELECT a FROM ({a}) AS b JOIN (({c}) JOIN d ON 1) ON 2
SELECT a FROM b JOIN c USING d, e f JOIN g ON 1
SELECT a FROM b JOIN c ON d, (SELECT 1) f, e + 1, g h
SELECT 5. ASC, 1, 5. DESC
SELECT f(x ORDER BY 5. ASC), (5. ASC) FROM t ORDER BY 5. DESCENDING
SELECT CAST(a.b AS c AS int[3]), cast(5. AS timestamp)
SELECT COLUMNS(* REPLACE (a := b AS c AS d)), NOT (* REPLACE (a AS b))
SELECT columns(a, 1 ORDER BY 2), columns(a)(DISTINCT 1 ORDER BY 2), COLUMNS(DISTINCT)
SELECT DISTINCT () -> 1, ((a, b)), ( (1, 2) )
SELECT substring(SELECT DISTINCT a FROM b), substring(a IS DISTINCT FROM b)
SELECT a FROM t PIVOT (sum(a) FOR (b, c) IN (1) IN (2))
SELECT a FROM t PIVOT (sum(a) FOR b IN (1) IN (2) IN (3) c IN (4))
SELECT 6 NOT IN COHORT * EXCLUDE (a) AND b, a IN COHORT * 2, a IN COHORT *
SELECT a, WHERE * GROUP BY b
SELECT columns(DISTINCT (a AS b), 1), columns(DISTINCT a), columns(DISTINCT - a)
SELECT all(DISTINCT(), a), f(DISTINCT () -> 1), f(DISTINCT (a))
SELECT replace(SELECT(a, b)) FILTER (WHERE c)
SELECT CAST(LAMBDA a, b, c: 2 AS time), CAST(a, b -> c AS int)
SELECT TRUE, a -> 1, lambda true: 1
SELECT 1 FROM t truncate
SELECT 1 AS truncate, truncate(1) FROM truncate
SELECT INTERVAL not interval QUARTER, INTERVAL INTERVAL day day, INTERVAL interval(a) DAY, INTERVAL interval(a) DAY DAY
SELECT INTERVAL 1 + INTERVAL 1 DAY HOUR, INTERVAL group() WEEK * a, interval(a) over day ~ b
SELECT interval() != INTERVAL x day
SELECT CASE WHEN CASE(a) THEN 1 WHEN b THEN 2 END
WITH RECURSIVE.a AS b SELECT 1
SELECT 1, a, b -> 1 x
SELECT a, b -> 1 FROM t
`.trim().split('\n');
