"""numbers.py: conditions, arithmetic and mathematics."""

from expressions import e

NEAR = 1e-9

EXPRESSIONS = [
    'if(b, 1, 2)', 'if(i > 3, t, r)', 'if(c, n, 0)', 'multiIf(k > 5, 1, k > 0, 2, 3)', "multiIf(b, 'x', c, 'y', 'z')", "transform(k, [1, 2, 3], ['a', 'b', 'c'], 'other')",
    "transform(t, ['a', 'abc'], ['first', 'second'], 'none')", 'transform(k, [1, 2], [10, 20])',
    'CASE WHEN b THEN 1 WHEN c THEN 2 ELSE 3 END', 'CASE k WHEN 1 THEN 10 WHEN 2 THEN 20 ELSE 0 END', 'CASE m WHEN 1 THEN 10 WHEN NULL THEN 30 ELSE 0 END', 'CASE WHEN k > 3 THEN t END', 'b ? 1 : 2',
    'coalesce(i, n)', 'coalesce(i, m, 5)', 'ifNull(i, 7)', "ifNull(s, 'none')", 'i ?? 3', 'nullIf(k, 1)', "nullIf(t, 'a')", 'isNull(i)', 'isNotNull(i)', 'isNull(s)', 'isNull(n)', 'assumeNotNull(n)', 'toNullable(n)',
    'greatest(k, 3)', 'least(k, 3)', 'greatest(i, m)', 'least(i, m, n)', 'greatest(t, r)', 'least(t, r)', 'greatest(g, 1.5)', 'greatest(day2, day2)', 'max2(k, 3)', 'min2(k, 3)',
    'k + 1', 'n + k', 'k - 100', 'k * 3', 'k / 4', 'n / k', 'k / 0', '0 / 0', 'n / 7', 'e / 3', 'g / 2', 'g / k', 'i / m', 'e / k', '-k', '-g', '-e', '-(k + 1)',
    'k + g', 'e + g', 'e + e', 'e * 2', 'e - k', 'd * d', 'k + 1.5', 'b + 1', 'c + c', 'c * 3',
    e('n % k', where='k != 0'), e('modulo(n, k)', where='k != 0'), e('k % 7'), e('k % -7'), e('moduloOrZero(n, k)'), e('positiveModulo(k, 7)'), e('positiveModulo(n, 12)'), e('e % 3'),
    e('intDiv(n, k)', where='k != 0'), 'intDiv(k, 3)', 'intDiv(k, -3)', 'intDivOrZero(n, k)', e('intDiv(e, 3)'),
    'plus(k, 1)', 'minus(k, 1)', 'multiply(k, 2)', 'divide(k, 2)', 'negate(k)', 'equals(k, 1)', 'notEquals(k, 1)', 'less(k, 1)', 'greaterOrEquals(k, 1)', 'lessOrEquals(m, 1)', 'greater(m, 1)',
    'abs(k)', 'abs(g)', 'abs(e)', e('abs(i)'), 'sign(k)', 'sign(g)', 'sign(e)', e('gcd(n, k)', where='n != 0 AND k != 0'), e('lcm(k, 6)', where='k != 0'),
    e('exp(k)', tolerance=NEAR), e('exp2(k)', tolerance=NEAR), e('exp10(k)', tolerance=NEAR), e('ln(g)', tolerance=NEAR), e('log(g)', tolerance=NEAR), e('log2(g)', tolerance=NEAR), e('log10(g)', tolerance=NEAR),
    e('log1p(g)', tolerance=NEAR), e('sqrt(g)', tolerance=NEAR), e('sqrt(k)', tolerance=NEAR), e('cbrt(g)', tolerance=NEAR), e('pow(k, 3)', tolerance=NEAR), e('pow(g, 2)', tolerance=NEAR), e('power(k, 0.5)', tolerance=NEAR), e('pow(k, -1)', tolerance=NEAR),
    e('pow(0, 0)'), e('log(0)'), e('log(-1)'), e('sqrt(-1)'), e('ln(e)', tolerance=NEAR),
    e('sin(k)', tolerance=NEAR), e('cos(k)', tolerance=NEAR), e('tan(k)', tolerance=NEAR), e('asin(k / 20)', tolerance=NEAR), e('acos(k / 20)', tolerance=NEAR), e('atan(g)', tolerance=NEAR), e('atan2(g, 2)', tolerance=NEAR), e('asin(k)', tolerance=NEAR), e('acos(k)', tolerance=NEAR),
    e('sinh(k / 5)', tolerance=NEAR), e('cosh(k / 5)', tolerance=NEAR), e('tanh(k / 5)', tolerance=NEAR), e('asinh(k)', tolerance=NEAR), e('atanh(k / 50)', tolerance=NEAR), e('hypot(k, 3)', tolerance=NEAR), e('degrees(k)', tolerance=NEAR), e('radians(k)', tolerance=NEAR),
    e('pi()'), e('e()'), e('factorial(k)', where='k >= 0 AND k <= 20'), e('width_bucket(k, 0, 20, 4)', clickhouse='widthBucket(k, 0, 20, 4)', because='named otherwise'),
    'isFinite(g)', 'isInfinite(g)', 'isNaN(g)', 'ifNotFinite(g, 7)', 'isFinite(f)', 'bitAnd(n, k)', 'bitOr(n, k)', 'bitXor(n, k)', 'bitNot(n)', e('bitShiftLeft(k, 2)'), e('bitShiftRight(n, 2)'), e('bitTest(n, 3)'), 'bitCount(k)',
    'and(b, c)', 'or(b, c)', 'xor(c, c)', 'not(c)', 'xor(k > 1, c)',
]
