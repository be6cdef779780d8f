"""conversions.py: from one type to another."""

from expressions import e

EXPRESSIONS = [
    'toInt(num)', 'toInt(s)', 'toInt(f)', 'toInt(g)', 'toInt(i)', 'toInt(n)', 'toInt(d)', 'toInt(b)', 'toInt(c)', 'toInt64(num)',
    'toIntOrZero(num)', 'toIntOrDefault(num, 42)', '_toInt64(d)',
    e('_toInt64(g)', where='abs(g) < 1e15'),
    'TRY_CAST(num AS Int64)', 'TRY_CAST(num AS Float64)', 'TRY_CAST(dat AS Date)', 'TRY_CAST(uid AS String)',
    'toFloat(num)', 'toFloat(s)', 'toFloat(i)', 'toFloat(n)', 'toFloat(d)', 'toFloat(b)', 'toFloatOrZero(num)', 'toFloatOrDefault(num, 1.5)', 'toFloat64(num)',
    'toString(i)', 'toString(n)', 'toString(f)', 'toString(g)', 'toString(d)', 'toString(e)', 'toString(b)', 'toString(c)', 'toString(s)', 'toString(uid)', 'toString(day)', 'toString(ts)',
    'toString(ts2)', 'toString(wall)', 'toString(g * 3)', 'toString(toFloat(k) / 8)', 'toString(k / 3)',
    'toString([k, k + 1])', "toString(['a', t])", 'CAST(k AS String)', 'k::String', 'CAST(n AS Float64)', 'g::String',
    'toDate(dat)', 'toDate(ts)', 'toDate(ts2)', 'toDate(day)', 'toDate(k + 20)', "toDate('2020-02-29')",
    'toDateTime(day)', e('toDateTime(n)', where='abs(n) < 100000000000'), "toDateTime('2024-01-05 10:20:30')",
    "toDateTime('2024-01-05T10:20:30Z')", "toDateTime('2024-01-05T10:20:30.5+02:00')", "toDateTime('1704450030')", "toDateTime('2024-01-05')",
    "toDateTime('2024/01/05 10:20')", "toDateTime('05/01/2024 10:20:30')", "toDateTime('Jan 5 2024 10:20 PM')", "toDateTime('20240105')",
    'toDateTime(dat)', 'parseDateTimeBestEffort(dat)',
    'toUUID(toString(uid))', "toUUID('x')", 'toUUID(s)',
    'toTypeName(1 = 1)',
    'hex(t)', 'hex(255)', 'hex(n)', 'unhex(hex(t)) = t', 'base64Encode(t)', 'base64Decode(base64Encode(t))', 'tryBase64Decode(base64Encode(t))', "tryBase64Decode('!!')",
    'hex(MD5(t))', 'lower(hex(MD5(t)))', 'md5(t)', 'hex(SHA256(t))', 'hex(SHA224(t))', 'hex(SHA512(t))', 'hex(SHA384(t))',
    'toBool(k)', "toBool('yes')", "toBool('0')", "toBool('On')",
    'toDecimal(num, 2)', 'toDecimal(e, 2)', 'toDecimal(k, 2)',
    'isNull(toNullable(k))', 'assumeNotNull(ifNull(i, 3))',
    'toJSONString(k)', 'toJSONString(t)', 'toJSONString([1, 2, k])',
]
