"""dates.py: dates and times; the session's zone is UTC."""

from expressions import e

PARTS = ['toYear', 'toQuarter', 'toMonth', 'toDayOfMonth', 'toDayOfYear', 'toISOYear', 'toISOWeek', 'toYYYYMM', 'toYYYYMMDD']
TIME_PARTS = ['toHour', 'toMinute', 'toSecond', 'toYYYYMMDDhhmmss', 'toUnixTimestamp']
STARTS = ['toStartOfYear', 'toStartOfQuarter', 'toStartOfMonth', 'toStartOfISOYear', 'toMonday', 'toLastDayOfMonth']
TIME_STARTS = ['toStartOfDay', 'toStartOfHour', 'toStartOfMinute', 'toStartOfSecond', 'toStartOfFiveMinutes', 'toStartOfTenMinutes', 'toStartOfFifteenMinutes', 'timeSlot']
UNITS = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second']
DAY_UNITS = ['year', 'quarter', 'month', 'week', 'day']
MODES = range(10)
NAMES = ['Years', 'Quarters', 'Months', 'Weeks', 'Days', 'Hours', 'Minutes', 'Seconds']
CODES = ['%Y', '%y', '%m', '%c', '%d', '%e', '%H', '%h', '%I', '%i', '%M', '%b', '%a', '%W', '%S', '%s', '%f', '%p', '%j', '%u', '%w', '%V', '%G', '%g', '%Q', '%C', '%D', '%F', '%T', '%R', '%r', '%z', '%n', '%t', '%%', '%k', '%l']
AFTER_1970 = "day >= '1970-01-10'"

EXPRESSIONS = [
    *[f'{part}({column})' for part in PARTS for column in ('day', 'ts', 'day2', 'ts2')],
    *[f'{part}({column})' for part in TIME_PARTS for column in ('ts', 'ts2', 'wall')],
    'toDayOfWeek(day)', 'toDayOfWeek(ts)', *[f'toDayOfWeek(ts2, {mode})' for mode in range(4)],
    *[f'toWeek({column}, {mode})' for mode in MODES for column in ('day2', 'ts2')], *[f'toYearWeek({column}, {mode})' for mode in MODES for column in ('day2', 'ts2')], 'toWeek(day)', 'toYearWeek(day)',
    *[f'{start}({column})' for start in STARTS for column in ('day', 'ts', 'ts2')],
    *[f'toStartOfWeek({column}, {mode})' for column in ('day', 'ts2') for mode in (0, 1, 3)], 'toStartOfWeek(day)', 'toStartOfWeek(ts)', 'toLastDayOfWeek(day)', 'toLastDayOfWeek(ts2, 1)',
    *[f'{start}({column})' for start in TIME_STARTS for column in ('ts', 'ts2', 'wall')], 'toStartOfDay(day)',
    *[f'toStartOfInterval({column}, INTERVAL {n} {unit})' for column in ('ts', 'ts2') for n in (1, 2, 5, 7) for unit in UNITS],
    # ClickHouse counts months from 1900 or from 1970, by a setting: these steps begin in both.
    *[f'toStartOfInterval(day2, INTERVAL {n} {unit})' for n in (1, 2, 4) for unit in DAY_UNITS],
    *[f"dateTrunc('{unit}', {column})" for unit in UNITS for column in ('ts', 'ts2')], *[f"dateTrunc('{unit}', day)" for unit in DAY_UNITS],
    *[f"dateDiff('{unit}', {one}, {other})" for unit in UNITS for one, other in (('ts', 'ts2'), ('ts2', 'ts'), ('wall', 'ts2'))], *[f"dateDiff('{unit}', day, day2)" for unit in DAY_UNITS],
    *[f"age('{unit}', ts, ts2)" for unit in UNITS], *[f"age('{unit}', day, day2)" for unit in DAY_UNITS],
    *[f'add{name}({column}, {n})' for name in NAMES for column in ('ts2', 'ts') for n in ('1', '-1', '13')], *[f'subtract{name}(ts2, 3)' for name in NAMES],
    *[f'add{name}(day2, {n})' for name in NAMES[:5] for n in ('1', '-1', '14')], *[f'subtract{name}(day2, 1)' for name in NAMES[:5]], e('addHours(day2, 5)'), e('addMinutes(day2, 5)'), e('addSeconds(day, 3)'),
    'addMonths(day2, k)', 'addDays(ts2, k)', 'addYears(day2, k)',
    *[f'ts2 + INTERVAL 2 {unit}' for unit in UNITS], *[f'ts - INTERVAL 1 {unit}' for unit in UNITS], *[f'day2 + INTERVAL 3 {unit}' for unit in DAY_UNITS], "ts2 + INTERVAL '3 months'", 'ts2 + INTERVAL k DAY', 'day2 - INTERVAL k MONTH',
    "dateAdd('month', 2, day2)", "dateAdd('day', k, ts2)", "dateSub('week', 1, ts2)", 'dateAdd(ts2, INTERVAL 1 DAY)', "timestampAdd('hour', 3, ts2)", 'ts2 + toIntervalDay(k)', 'toIntervalHour(3) + ts2',
    'day2 + 1', 'day2 - 1', e('day - day2', clickhouse='toInt64(toInt32(day)) - toInt64(toInt32(day2))', because='no minus for Date32'), e('wall + 60'),
    'makeDate(2020, 2, 29)', 'makeDate(2020, k, 1)', e('monthName(day2)', clickhouse="monthName(toDateTime64(day2, 0, 'UTC'))", because='not for Date32'), 'monthName(ts)', *[f"dateName('{unit}', ts2)" for unit in UNITS],
    *[f"formatDateTime(ts2, '{code}')" for code in CODES], "formatDateTime(ts, '%Y-%m-%d %H:%i:%S')", "formatDateTime(day, '%d.%m.%Y')", "formatDateTime(ts2, 'week %V of \"year\" %G')", "formatDateTime(ts2, '')", "formatDateTime(ts2, '%Y%m', 'America/New_York')",
    "toTimeZone(ts2, 'America/New_York')", "toHour(toTimeZone(ts2, 'Europe/Berlin'))", "toHour(ts2, 'America/New_York')", "toDate(ts2, 'Asia/Tokyo')", "toStartOfDay(ts2, 'America/New_York')", "toStartOfHour(toTimeZone(ts2, 'Asia/Kolkata'))",
    "toStartOfMonth(toTimeZone(ts2, 'Asia/Tokyo'))", "dateDiff('day', ts, ts2, 'America/New_York')", "dateDiff('hour', ts, ts2, 'Europe/Berlin')", "toString(toTimeZone(ts2, 'Asia/Tokyo'))", "toUnixTimestamp(toTimeZone(ts2, 'Asia/Tokyo'))", "dateTrunc('day', ts2, 'Europe/Berlin')", "toStartOfWeek(toTimeZone(ts2, 'Asia/Tokyo'), 1)",
    "addDays(toTimeZone(ts2, 'America/New_York'), 1)", "addHours(toTimeZone(ts2, 'America/New_York'), 1)", "toStartOfInterval(toTimeZone(ts2, 'America/New_York'), INTERVAL 1 DAY)", "formatDateTime(toTimeZone(ts2, 'Europe/Berlin'), '%F %T %z')", "timeZoneOffset(toTimeZone(ts2, 'Europe/Berlin'))", 'timeZoneOf(ts2)',
    'toUnixTimestamp64Milli(ts2)', 'fromUnixTimestamp(1700000000)', 'fromUnixTimestamp64Milli(1700000000123)', 'toRelativeDayNum(day2)', e('toModifiedJulianDay(day2)', clickhouse='toModifiedJulianDay(toString(day2))', because='text only'),
    "ts > '2020-01-01'", "ts2 >= '2024-03-10 07:00:00'", "day = '2020-02-29'", 'day2 = ts2', 'day2 < ts2', "day BETWEEN '2020-01-01' AND '2024-12-31'", "toStartOfMonth(ts2) = '2024-10-01'",
    "parseDateTime('2024-01-05 10:20:30', '%Y-%m-%d %H:%i:%s')",
]
