"""strings.py: texts, in characters."""

from expressions import e

COUNTS = ['0', '1', '2', '3', '100', '-1', '-2', '-100', 'k']

EXPRESSIONS = [
    'length(t)', 'length(s)', 'lengthUTF8(t)', 'empty(t)', 'notEmpty(t)', 'empty(s)', 'notEmpty(s)', 'empty(ai)', 'notEmpty(at)', 'length(ai)', 'empty(uid)',
    'lower(t)', 'upper(t)', 'lowerUTF8(t)', 'upperUTF8(t)', "concat(t, '-', r)", 'concat(s, t)', 'concat(k, t, b)', 't || s', "t || '!' || r", "f'{t} and {k}'", 'concat(g, e)', 'concat(ts2, day2)', "concat('a', NULL)",
    "concatWithSeparator(',', t, r)", "concatWithSeparator('', t, 'x')", 'reverse(t)', 'reverse(s)', 'initcap(t)', 'ascii(t)',
    "lpad(t, 5)", "lpad(t, 5, '*')", "rpad(t, 5, 'xy')", "leftPad(t, 8, 'ab')", "rightPad(t, 3)", "format('{} is {}', t, r)", "format('{1}{0}{1}', t, r)",
    *[f'repeat(t, {count})' for count in ('0', '1', '3', '-1')],
    *[f'substring(t, {offset})' for offset in ('1', '2', '5', '100', '-1', '-3', '-100')],
    *[f'substring(t, {offset}, {length})' for offset in ('1', '2', '4', '-1', '-3', '-5', '50', '-50') for length in ('0', '1', '2', '50', '-1', '-2')],
    e('substring(t, k, m)', where='k != 0'), e('substring(s, 2, k)'),
    *[f'left(t, {count})' for count in COUNTS], *[f'right(t, {count})' for count in COUNTS],
    'trim(t)', 'trimLeft(t)', 'trimRight(t)', 'ltrim(t)', 'rtrim(t)', 'trimBoth(t)', "TRIM(BOTH ' a' FROM t)", "TRIM(LEADING 'aA' FROM t)", "TRIM(TRAILING 'abc' FROM t)",
    "position(t, 'a')", "position(t, '')", "position(t, 'é')", "position(t, 'a', 2)", 'position(t, r)', "positionUTF8(t, 'b')", "positionCaseInsensitive(t, 'A')", "positionCaseInsensitiveUTF8(t, 'É')", "locate(t, 'b')",
    "startsWith(t, 'a')", "startsWith(t, '')", "endsWith(t, 'c')", 'startsWith(t, left(t, 2))', "startsWith(s, '%')", "endsWith(s, '_')", 'startsWith(t, r)',
    "t LIKE 'a%'", "t LIKE '%o%'", "t LIKE '_b_'", "t LIKE '100\\\\%'", "t ILIKE 'HELLO%'", "t NOT LIKE '%a%'", "s LIKE '%a%'", "s NOT LIKE '%a%'", "like(t, '%b%')", "notLike(t, '%b%')", "ilike(t, 'A%')", # A pattern that ends in a single backslash is an error in both.
    e('s NOT ILIKE t', where="NOT endsWith(t, '\\\\')"), e('s LIKE s', where="NOT endsWith(s, '\\\\')"), "t LIKE '%\\n%'", "t LIKE ''", "t LIKE '%'",
    "countSubstrings(t, 'a')", "countSubstrings(t, 'ab')", "countSubstrings(t, 'aa')", "multiSearchAny(t, ['a', 'z'])", "multiSearchFirstIndex(t, ['b', 'a'])", "hasToken(t, 'hello')",
    "replace(t, 'a', 'X')", "replaceAll(t, 'ab', '')", "replaceOne(t, 'a', '\\\\1')", "replaceAll(t, 'a', '&')", "replaceAll(t, 'l', r)", "translate(t, 'abc', 'xyz')", "translate(t, 'abc', 'x')",
    "replaceRegexpOne(t, '[aeiou]', '<\\\\0>')", "replaceRegexpAll(t, '([a-z])([a-z])', '\\\\2\\\\1')", "replaceRegexpAll(t, '\\\\s+', ' ')", "replaceRegexpAll(t, '[^a-z]', '')", "replaceRegexpAll(t, '\\\\d', '#')", "replaceRegexpAll(t, 'a|b', '\\\\\\\\')", "replaceRegexpOne(t, '^', 'x')", "replaceRegexpAll(t, '\\\\w+', 'W')",
    "match(t, 'a.c')", "match(t, '^a')", "match(t, 'c$')", "match(t, '\\\\bworld\\\\b')", "match(t, '(?i)hello')", "match(t, 'a{2,}')", "match(t, '.*\\\\..*')", "t =~ '[0-9]+'", "t !~ '[0-9]+'", "t =~* 'ABC'", "s !~ 'a'", "match(s, 'a')", "match(t, '')", "match(t, '[[:upper:]]')", "match(t, '[^\\\\x00-\\\\x7f]')", "match(t, '^.$')",
    "extract(t, '[a-z]+')", "extract(t, '([a-z])[a-z]')", "extract(t, '\\\\d+')", "extractAll(t, '[a-z]+')", "extractAll(t, '([a-z])[a-z]')", "countMatches(t, '[a-z]')", "extractGroups(t, '([a-z])([a-z])')",
    "regexpExtract(t, '([a-z])([a-z])', 2)", "regexpExtract(t, '([a-z])([a-z])')", "regexpExtract(t, '[a-z]+', 0)",
    "splitByChar(',', t)", "splitByChar(' ', t)", "splitByChar(',', t, 2)", "splitByString('', t)", "splitByString('ab', t)", "splitByString(', ', t)", "splitByRegexp('[ ,]', t)", "splitByWhitespace(t)", "splitByNonAlpha(t)", 'alphaTokens(t)', "splitByString('l', s)",
    "split_part(t, ',', 1)", "split_part(t, ',', 2)", "split_part(t, 'l', 3)", "ngrams(t, 2)",
    'encodeURLComponent(t)', 'decodeURLComponent(encodeURLComponent(t))', "decodeURLComponent('a%20b%zz%D0%9F')", 'encodeXMLComponent(t)', 'regexpQuoteMeta(t)', 'tokens(t)',
]
