"""json.py: properties of a JSON column, and the functions that read JSON."""

from expressions import e

KEYS = ["'a'", "'b'", "'n'", "'f'", "'arr'", "'missing'", "'arr', 1", "'arr', -1", "'arr', 9", "'a', 'b'", "'a', 'b', 'c'", '1']
KINDS = ['String', 'Int', 'UInt', 'Float', 'Bool']

EXPRESSIONS = [
    'j.a', 'j.b', 'j.n', 'j.f', 'j.missing', 'j.a.b', 'j.a.b.c', "j['a']", "j['a']['b']", 'j.arr[1]', 'j.arr[2]', 'j.arr[-1]', 'j.arr[9]', 'j.`x-y`', 'j.$browser', "ifNull(j.a, 'none')", 'j.a IS NULL', 'toFloat(j.f)', 'toInt(j.n)', "j.a = '1'", "j.a != '1'", "j.b = 'true'",
    *[e(f'JSONExtract{kind}(ifNull(toString(j), \'{{}}\'), {key})', clickhouse=f"JSONExtract{kind}(ifNull(j, '{{}}'), {key})", because='j is text there') for kind in KINDS for key in KEYS],
    *[e(f'JSONHas(ifNull(toString(j), \'{{}}\'), {key})', clickhouse=f"JSONHas(ifNull(j, '{{}}'), {key})", because='j is text there') for key in KEYS],
    *[e(f'JSONLength(ifNull(toString(j), \'{{}}\'), {key})', clickhouse=f"JSONLength(ifNull(j, '{{}}'), {key})", because='j is text there') for key in KEYS],
    *[e(f'JSONType(ifNull(toString(j), \'{{}}\'), {key})', clickhouse=f"toString(JSONType(ifNull(j, '{{}}'), {key}))", because='j is text there') for key in KEYS],
    'JSONExtractString(j, \'a\')', 'JSONExtractInt(j, \'n\')', 'JSONHas(j, \'a\')', 'JSONLength(j)', "JSONExtractFloat(j, 'f')", "JSONExtractBool(j, 'b')",
    """JSONExtractString('{"a": "x"}', 'a')""", """JSONExtractInt('{"a": [1, 2]}', 'a', 2)""", """JSONExtractArrayRaw('{"a": [1, "x", null]}', 'a')""", """JSONExtractKeys('{"a": 1, "b": 2}')""", """JSONExtractRaw('{"a": 12}', 'a')""",
    """JSONExtract('{"a": [1, 2]}', 'a', 'Array(Int64)')""", """JSONExtract('{"a": "7"}', 'a', 'String')""", """JSONExtract('{"a": 7}', 'a', 'Nullable(Int64)')""", """JSONExtract('{"a": null}', 'a', 'Nullable(String)')""", """JSON_VALUE('{"a": {"b": 5}}', '$.a.b')""",
    """JSONExtractKeysAndValuesRaw('{"a": 1}')""", """JSONType('{"a": 1.5}', 'a')""", """JSONType('[1]')""",
]
