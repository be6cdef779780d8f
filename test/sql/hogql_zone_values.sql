-- test/sql/hogql_zone_values.sql: what times are in a source whose time zone is not UTC, as ClickHouse has them.
--
-- Each line is an expression and what chdb gave with session_timezone = 'America/New_York', where the clocks were put forward
-- on 10 March 2024, from 2 to 3 o'clock.

BEGIN;
SELECT plan(33);

SELECT metahog.create_source('york', current_setting('test.remote_url'), '{"timezone": "America/New_York"}') AS source_id \gset

SELECT is((answer->'results')::jsonb, expected::jsonb, expression || coalesce(': ' || (answer->>'error'), ''))
FROM (VALUES
	($q$toString(toDateTime('2024-03-10 06:30:00', 'UTC')::DateTime('America/New_York'))$q$, $q$[["2024-03-10 01:30:00"]]$q$),
	($q$toString(fromUnixTimestamp(1710054000))$q$, $q$[["2024-03-10 03:00:00"]]$q$),
	($q$toString(toDateTime(1710054000))$q$, $q$[["2024-03-10 03:00:00"]]$q$),
	($q$toString(toDate(toDateTime(1710054000)))$q$, $q$[["2024-03-10"]]$q$),
	($q$toHour(toDateTime(1710054000))$q$, $q$[[3]]$q$),
	($q$toString(toStartOfDay(toDateTime(1710054000)))$q$, $q$[["2024-03-10 00:00:00"]]$q$),
	($q$toString(toStartOfHour(toDateTime(1710140400)))$q$, $q$[["2024-03-11 03:00:00"]]$q$),
	($q$toString(toTimeZone(toDateTime(1710054000), 'UTC'))$q$, $q$[["2024-03-10 07:00:00"]]$q$),
	($q$toDateTime('2024-03-10 12:00:00') = toDateTime('2024-03-10 16:00:00', 'UTC')$q$, $q$[[true]]$q$),
	($q$toDateTime('2024-03-10 00:30:00') = toDateTime('2024-03-10 05:30:00', 'UTC')$q$, $q$[[true]]$q$),
	($q$toDateTime('2024-07-01 12:00:00') > toDateTime('2024-07-01 15:59:59', 'UTC')$q$, $q$[[true]]$q$),
	($q$toDate('2024-03-10') = toDateTime('2024-03-10 05:00:00', 'UTC')$q$, $q$[[false]]$q$),
	($q$toDateTime('2024-03-10 12:00:00', 'UTC') < '2024-03-10 08:00:01'$q$, $q$[[false]]$q$),
	($q$toDateTime(1710072000) = '2024-03-10 08:00:00'$q$, $q$[[true]]$q$),
	($q$toUnixTimestamp(toDateTime('2024-03-10 12:00:00'))$q$, $q$[[1710086400]]$q$),
	($q$toUnixTimestamp('2024-03-10 12:00:00')$q$, $q$[[1710086400]]$q$),
	($q$toDayOfWeek(toDateTime(1710054000))$q$, $q$[[7]]$q$),
	($q$dateDiff('day', toDateTime('2024-03-09 23:00:00'), toDateTime('2024-03-10 01:00:00'))$q$, $q$[[1]]$q$),
	($q$dateDiff('hour', toDateTime('2024-03-10 00:00:00'), toDateTime('2024-03-11 00:00:00'))$q$, $q$[[23]]$q$),
	($q$dateDiff('day', toDateTime('2024-03-10 04:59:59', 'UTC'), toDateTime('2024-03-10 05:00:00', 'UTC'))$q$, $q$[[0]]$q$),
	($q$dateDiff('day', toDateTime(1710046799), toDateTime(1710046800))$q$, $q$[[1]]$q$),
	($q$formatDateTime(toDateTime(1710054000), '%Y-%m-%d %H:%i:%S')$q$, $q$[["2024-03-10 03:00:00"]]$q$),
	($q$formatDateTime(toDateTime(1710054000), '%H:%i', 'UTC')$q$, $q$[["07:00"]]$q$),
	($q$toString(toDateTime('2024-03-09 12:00:00') + INTERVAL 1 DAY)$q$, $q$[["2024-03-10 12:00:00"]]$q$),
	($q$toString(toDateTime('2024-03-09 12:00:00') + INTERVAL 24 HOUR)$q$, $q$[["2024-03-10 13:00:00"]]$q$),
	($q$toYYYYMMDD(toDateTime(1710046799))$q$, $q$[[20240309]]$q$),
	($q$toString(parseDateTime('2024-03-10 12:00:00', '%Y-%m-%d %H:%i:%S'))$q$, $q$[["2024-03-10 12:00:00"]]$q$),
	($q$timeZoneOf(toDateTime(0))$q$, $q$[["America/New_York"]]$q$),
	($q$toString(toStartOfWeek(toDateTime(1710046799), 1))$q$, $q$[["2024-03-04"]]$q$),
	($q$toString(toStartOfMonth(toDateTime(1709269199)))$q$, $q$[["2024-02-01"]]$q$),
	($q$toString(toStartOfInterval(toDateTime(1710054000), INTERVAL 6 HOUR))$q$, $q$[["2024-03-10 00:00:00"]]$q$),
	($q$toDateTime(1710054000) BETWEEN '2024-03-10 03:00:00' AND '2024-03-10 03:00:00'$q$, $q$[[true]]$q$),
	($q$toDateTime(1710054000) IN ('2024-03-10 03:00:00')$q$, $q$[[true]]$q$)
) AS v(expression, expected), metahog.try_hogql('york', 'SELECT ' || expression) AS answer;

SELECT * FROM finish();
ROLLBACK;
