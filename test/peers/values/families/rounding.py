"""rounding.py: round and its kin."""

from expressions import e

SOME = 'abs(g) < 1e15'

EXPRESSIONS = [
    'round(g)', 'round(k)', 'round(e)', 'round(f)', 'round(d)', e('round(g, 1)', where=SOME), e('round(g, 2)', where=SOME), e('round(g, 3)', where=SOME), e('round(g, -1)', where=SOME), e('round(g, -2)', where=SOME), 'round(e, 1)', 'round(e, 2)', 'round(e, -1)', 'round(k, -1)', e('round(n, -2)', where='abs(n) < 1000000000'),
    'round(k / 2)', 'round(k / 4, 1)', 'round(k / 8, 2)', 'round(2.5)', 'round(-0.5)', 'round(1.005, 2)',
    'floor(g)', 'floor(k)', 'floor(e)', e('floor(g, 1)', where=SOME), e('floor(g, -1)', where=SOME), 'floor(e, 2)', 'floor(k / 3)', 'floor(k, -1)',
    'ceil(g)', 'ceil(k)', 'ceil(e)', e('ceil(g, 1)', where=SOME), 'ceil(e, 2)', 'ceil(k / 3)', 'ceiling(g)', 'ceil(k, -1)',
    'trunc(g)', 'trunc(e)', e('trunc(g, 1)', where=SOME), 'trunc(e, 2)', 'truncate(g)', 'trunc(k, -1)',
    'roundBankers(g)', 'roundBankers(k / 2)', 'roundBankers(e, 1)', 'roundBankers(k / 4, 1)',
    'roundDown(k, [0, 5, 10])', 'roundDown(n, [0, 100, 1000, 100000])',
]
