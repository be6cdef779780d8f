"""arrays.py: arrays, lambdas, tuples and maps."""

from expressions import e

EXPRESSIONS = [
    'ai', 'at', '[1, 2, 3]', '[k, n]', '[]', 'length(ai)', 'length(at)', 'empty(ai)', 'notEmpty(ai)',
    'ai[1]', 'ai[2]', 'ai[-1]', 'ai[100]', 'at[1]', 'at[-2]', '[1, 2, 3][2]', '[1, 2, 3][9]', "['a', 'b'][5]", '[k, n][k]', 'arrayElement(ai, 1)', '[10, 20, 30][1:2]', '[10, 20, 30][2:]', '[10, 20, 30][:2]',
    'arrayMap(x -> x + 1, ai)', 'arrayMap((x, y) -> x + y, [1, 2, 3], [4, 5, 6])', "arrayMap(x -> concat(x, '!'), at)", 'arrayMap(x -> x * k, [1, 2, 3])', 'arrayMap(x -> arrayMap(y -> y + 1, [x, 2]), [1, 2])',
    'arrayFilter(x -> x > 1, ai)', 'arrayFilter(x -> isNotNull(x), at)', 'arrayFilter((x, y) -> y > 1, [1, 2, 3], [3, 1, 2])', 'arrayExists(x -> x = 1, ai)', 'arrayAll(x -> x > 0, ai)', 'arrayAll(x -> x > 0, [])', 'arrayCount(x -> x > 0, ai)', 'arrayCount([1, 0, 2])',
    'arraySum([1, 2, k])', 'arraySum(x -> x * 2, [1, 2, 3])', 'arrayAvg([1, 2, k])', 'arrayMin([3, 1, k])', 'arrayMax([3, 1, k])', 'arrayMin(x -> -x, [3, 1, 2])', 'arrayProduct([1, 2, k])', "arrayMax(['a', 'B', 'é'])", e('arraySum([])', clickhouse='0', because='an empty array has no type there'), 'arraySum([1.5, 2.5])',
    'arrayFirst(x -> x > 1, [1, 2, 3])', 'arrayFirst(x -> x > 10, [1, 2, 3])', 'arrayLast(x -> x > 1, [1, 2, 3])', 'arrayLast(x -> x > 9, [1, 2, 3])', 'arrayFirstIndex(x -> x > 1, ai)', 'arrayLastIndex(x -> x > 1, ai)',
    'arraySort([3, 1, k])', 'arraySort(ai)', 'arrayReverseSort(ai)', 'arraySort(at)', 'arrayReverseSort(at)', 'arraySort(x -> -x, [3, 1, 2])', 'arrayReverseSort(x -> -x, [3, 1, 2])', 'arraySort((x, y) -> y, [1, 2, 3], [3, 1, 2])', 'arraySort(af)', "arraySort(['b', 'B', 'a', 'é', 'Z'])", 'arraySort(x -> x % 2, [4, 3, 2, 1])',
    'arrayDistinct([1, 2, 1, k])', 'arrayDistinct(ai)', 'arrayUniq([1, 2, 1])', 'arrayUniq(ai)', 'arrayReverse(ai)', 'arrayReverse(at)', 'arrayConcat(ai, aj)', 'arrayConcat([1], [2, 3], ai)',
    'has(ai, 1)', 'has(ai, NULL)', "has(at, 'a')", 'has([1, 2, k], 2)', 'hasAll([1, 2, 3], [1, 2])', 'hasAll(ai, aj)', 'hasAny(ai, aj)', 'hasAny([1], [])', 'hasAll([1], [])', 'indexOf(ai, 1)', 'indexOf(ai, 100)', "indexOf(at, 'b')", 'countEqual(ai, 1)', 'arrayEnumerate(ai)', 'arrayEnumerateUniq(ai)',
    *[f'arraySlice(ai, {offset})' for offset in ('1', '2', '-1', '-2', '10')], *[f'arraySlice(ai, {offset}, {length})' for offset in ('1', '2', '-2', '-10') for length in ('1', '2', '-1', '0')],
    'arrayPushBack(ai, 9)', 'arrayPushFront(ai, 9)', 'arrayPopBack(ai)', 'arrayPopFront(ai)', 'arrayPopBack([1])', 'arrayResize([1, 2], 4)', 'arrayResize([1, 2, 3], 2)', 'arrayResize([1], 3, 7)', "arrayResize(['a'], 2)", 'arrayZip([1, 2], [3, 4])', "arrayZip([1, 2], ['a', 'b'])", 'arrayFlatten([[1, 2], [3]])',
    'arrayCompact([1, 1, 2, 2, 1])', 'arrayCompact(ai)', 'arrayDifference([1, 5, 3])', 'arrayCumSum([1, 2, 3])', 'arrayCumSum([k, 1])', e('arraySort(arrayIntersect([1, 2, 3], [3, 2]))'), 'arrayWithConstant(3, k)', "arrayWithConstant(0, 'a')", "arrayStringConcat(at, ',')", 'arrayStringConcat(at)', "arrayStringConcat(['a', 'b'], '-')",
    "arrayReduce('sum', [1, 2, k])", "arrayReduce('max', [1, 2, k])", "arrayReduce('uniq', [1, 1, 2])", "arrayReduce('avg', [1, 2])", 'range(5)', 'range(2, 7)', 'range(1, 10, 3)', 'range(0)', 'range(10, 0, -3)', 'arrayRotateLeft([1, 2, 3], 1)', 'arrayRotateRight([1, 2, 3], 1)', 'arrayRotateLeft([1, 2, 3], 5)',
    'tuple(k, t)', '(k, t)', '(1, 2).1', '(k, t).2', "tupleElement((1, 'a'), 2)", "map('a', 1, 'b', 2)['a']", "map('a', 1)['z']", "mapKeys(map('a', 1, 'b', 2))", "mapValues(map('a', 1, 'b', k))", "mapContains(map('a', 1), 'a')", "map('a', t)['a']",
    'k IN [1, 2, 3]', 'k IN (1, 2, 3)', 'm IN (1, 2)', 'm NOT IN (1, 2)', "t IN ('a', 'abc')", '(k, t) IN ((1, \'a\'), (2, \'abc\'))', 'm IN (1, NULL)', 'm NOT IN (1, NULL)', 'has([m], NULL)',
]
