// chart_data.test.mjs: what of a chart needs no browser: which one a result is offered, what a stored one says, what is
// drawn of the rows and what is not, exact sums, samples, labels.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './lib/source.mjs';

const it = await load(...['offer', 'data', 'document', 'changes', 'colours', 'remembered', 'scene', 'numbers', 'sample', 'times', 'places', 'option_lines'].map((name) => `chart/${name}.ts`), 'lib/decimal.ts');

const documentOf = (types, results, columns = types.map((_, n) => 'abcdef'[n])) => ({ columns, postgres_types: types, results, row_count: results.length });
const offered = (types, results) => it.offer(documentOf(types, results))?.chart ?? null;
const drawnOf = (types, results, chart) => it.drawn(documentOf(types, results), it.chartOf(chart));

const palette = { series: Array.from({ length: 10 }, (_, n) => `colour ${n + 1}`), sequence: 's1 s2 s3 s4 s5 s6 s7'.split(' '), other: 'the rest' };
const sceneOf = (types, results, chart, part = {}) => it.sceneOf({ chart: it.chartOf(chart), data: drawnOf(types, results, chart), cloud: null, palette, slots: new Map(), chosen: null, isTile: false, width: 600, height: 300, ...part });

test('the shape of a result chooses the first chart', () => {
  const days = (n) => Array.from({ length: n }, (_, day) => [`2022-01-${String(day + 1).padStart(2, '0')}`, day]);
  assert.equal(offered(['numeric'], [[1]]).type, 'number');
  assert.deepEqual(offered(['numeric', 'numeric'], [[3, 2]]).y, ['a', 'b'], 'a number and the one before');
  assert.equal(offered(['date', 'bigint'], days(10)).type, 'bar');
  assert.equal(offered(['timestamp without time zone', 'bigint'], Array.from({ length: 61 }, (_, n) => [`t${n}`, n])).type, 'line');
  assert.deepEqual({ ...offered(['date', 'text', 'bigint'], [['d1', 'x', 1], ['d1', 'y', 2], ['d2', 'x', 3]]) }, { type: 'line', x: 'a', y: ['c'], series: 'b', stack: false, format: {}, options: { zero: true } });
  assert.equal(offered(['date', 'smallint', 'numeric'], [['d1', 1, 5], ['d1', 2, 6]]).series, 'b');
  assert.equal(offered(['text', 'bigint'], [['x', 1], ['y', 2]]).type, 'row');
  assert.equal(offered(['text', 'bigint', 'bigint'], [['x', 1, 2], ['y', 2, 3]]).type, 'bar');
  assert.equal(offered(['text', 'text', 'bigint'], [['x', 'p', 1], ['y', 'p', 2]]).type, 'heatmap');
  assert.equal(offered(['numeric', 'numeric'], [[1, 2], [1, 3]]).type, 'scatter');
  assert.deepEqual((({ type, x, y, series }) => [type, x, y, series])(offered(['numeric', 'numeric', 'text'], [[1, 2, 'p'], [1, 3, 'p']])), ['scatter', 'a', ['b'], 'c']);
  assert.equal(offered(['text', 'bigint'], [['x', 1], ['x', 2]]).type, 'table', 'a name that stands twice names no bar');
  assert.equal(offered(['text'], [['x']]), null);
  assert.equal(offered(['text', 'bigint'], []), null);
});

test('a pie is offered up to six parts, and is drawn as bars if it has more or a part below zero', () => {
  const rows = (n) => Array.from({ length: n }, (_, each) => [`name ${each}`, each]);
  const types = (n) => it.possibleTypes(documentOf(['text', 'bigint'], rows(n)), offered(['text', 'bigint'], rows(n)));
  assert.ok(types(6).includes('pie'));
  assert.ok(!types(7).includes('pie'));
  const kind = (list) => it.kindOf(sceneOf(['text', 'bigint'], list, { type: 'pie', x: 'a', y: ['b'] }));
  assert.equal(kind(rows(6)), 'pie');
  assert.equal(kind(rows(7)), 'lying');
  assert.equal(kind([['x', -1], ['y', 2]]), 'lying');
});

test('a stored chart of a later version is kept whole', () => {
  assert.equal(it.readChart(null), null);
  assert.equal(it.readChart({}), null);
  const read = it.readChart({ type: 'line', x: 'a', y: ['b'], glow: 3, options: { zero: false, smooth: 'no' } });
  assert.equal(read.later, 'glow');
  assert.deepEqual(it.withFormat(it.withOptions(read.chart, { sort: 'down' }), 'plain'), { ...it.chartOf({}), type: 'line', x: 'a', y: ['b'], glow: 3, format: { b: 'plain' }, options: { zero: false, smooth: 'no', sort: 'down' } });
  assert.deepEqual(it.readChart({ type: 'sankey', nodes: [] }), { chart: null, later: 'sankey' });
  for (const odd of [{ y: 'b' }, { x: 3 }, { stack: 'centred' }, { format: [] }, { options: null }]) assert.deepEqual(it.readChart({ type: 'bar', ...odd }), { chart: null, later: Object.keys(odd)[0] });
  for (const odd of ['bar', 3, [], true]) assert.equal(it.readChart(odd).chart, null);
});

test('a column that is gone or no number keeps its place and is told', () => {
  const result = documentOf(['date', 'text', 'numeric'], [['2022-01-01', 'x', 1]]);
  const missing = (chart) => it.missingColumns(result, it.chartOf(chart));
  assert.deepEqual(missing({ type: 'line', x: 'a', y: ['c', 'gone', 'b'] }), [{ place: 'y', name: 'gone', why: 'gone' }, { place: 'y', name: 'b', why: 'number' }]);
  const can = (chart) => it.canDraw(it.chartOf(chart), missing(chart));
  assert.ok(can({ type: 'line', x: 'a', y: ['c', 'gone'] }), 'the other number is drawn');
  assert.ok(!can({ type: 'line', x: 'a', y: ['gone'] }));
  assert.ok(!can({ type: 'line', x: 'gone', y: ['c'] }));
  assert.ok(!can({ type: 'line', x: 'a', y: ['c'], series: 'gone' }));
  assert.ok(can({ type: 'scatter', x: 'c', y: ['c'], options: { size: 'gone' } }));
});

const crowd = Array.from({ length: 20 }, (_, n) => ['2022-01-01', `line ${n}`, n < 15 ? n : '0.10']);

test('what is beyond the twelfth line is counted, and added up only where the chart says so', () => {
  const chart = { type: 'line', x: 'a', y: ['c'], series: 'b' };
  const cut = drawnOf(['date', 'text', 'numeric'], crowd, chart);
  assert.equal(cut.lines.length, 12);
  assert.equal(cut.left, 8);
  const whole = drawnOf(['date', 'text', 'numeric'], crowd, { ...chart, options: { additive: true } });
  assert.deepEqual([whole.lines.length, whole.left], [12, 0]);
  assert.deepEqual(whole.lines.at(-1), { name: 'other', column: 'c', values: [50.5], words: ['50.50'], rest: true });
});

test('the order of the query stays, unless another one is asked for; a scale has its own', () => {
  const rows = [['y', 2], ['x', 9], ['z', 5]];
  const order = (sort) => drawnOf(['text', 'bigint'], rows, { type: 'bar', x: 'a', y: ['b'], options: { sort } }).x.join('');
  assert.equal(order(undefined), 'yxz');
  assert.equal(order('of a later version'), 'yxz');
  assert.equal(order('down'), 'xzy');
  assert.equal(order('up'), 'yzx');
  assert.equal(order('name'), 'xyz');
  const times = drawnOf(['date', 'bigint'], [['2022-01-05', 1], ['2022-01-01', 2]], { type: 'line', x: 'a', y: ['b'] });
  assert.deepEqual(times.at.map((at) => new Date(at).getUTCDate()), [1, 5], 'moments stand in their order, as far apart as they are');
});

test('two rows on one point are told', () => {
  const data = drawnOf(['text', 'bigint'], [['x', 1], ['x', 2]], { type: 'bar', x: 'a', y: ['b'] });
  assert.deepEqual([data.hidden, data.lines[0].words], [1, ['2']]);
});

test('sums and rounded numbers are exact', () => {
  assert.equal(it.add('9223372036854775807', '0.10'), '9223372036854775807.10');
  assert.equal(it.add('-0.3', '0.10'), '-0.20');
  assert.equal(it.add('NaN', '1'), null);
  assert.equal(it.round('12345678901234567890.125', 2), '12345678901234567890.13');
  assert.equal(it.round('-0.5', 0), '-1');
  assert.equal(it.round('Infinity', 2), 'Infinity');
  assert.equal(it.written('0.12345', 'percent'), '12.345 %');
  assert.equal(it.written('1234567.5', ''), '1,234,567.5');
  assert.equal(it.written('1234567.5', '0'), '1,234,568');
  assert.equal(it.written('1234567.5', 'of a later version'), '1,234,567.5');
});

test('a change is said in words, and only where it can be', () => {
  assert.equal(it.changeOf(106.3, 100), '+6.3 %');
  assert.equal(it.changeOf(98.8, 100), '−1.2 %');
  assert.equal(it.changeOf(5, 0), null);
  assert.equal(it.changeOf(-5, -10), '+50.0 %');
});

test('a sample keeps the ends, the peaks and at most so many points', () => {
  const x = Array.from({ length: 10_000 }, (_, n) => n);
  const y = x.map((n) => (n === 4321 ? 1000 : n % 7));
  const chosen = it.lttb(x, y, 100);
  assert.equal(chosen.length, 100);
  assert.deepEqual([chosen[0], chosen.at(-1)], [0, 9999]);
  assert.ok(chosen.includes(4321), 'the one peak is there');
  assert.deepEqual(it.lttb([0, 1, 2], [5, null, 6], 10), [0, 2]);
});

test('a sampled line still has its gap', () => {
  const rows = Array.from({ length: 6000 }, (_, n) => [n, n >= 2000 && n < 3000 ? null : n % 13]);
  const option = it.lines(sceneOf(['bigint', 'bigint'], rows, { type: 'line', x: 'a', y: ['b'] }));
  const { data } = option.series[0];
  assert.ok(data.length <= 5001);
  assert.equal(data.filter(([, value]) => value === null).length, 1);
});

test('moments are written by what tells them apart, on their own clock', () => {
  const labels = (...values) => { const { short, long } = it.timeLabels(values); return [short(values[0]), long(values[0])]; };
  assert.deepEqual(labels('2022-05-23', '2022-05-30'), ['23 May', '23 May 2022']);
  assert.deepEqual(labels('2022-05-01', '2022-06-01'), ['May 2022', 'May 2022']);
  assert.deepEqual(labels('2021-01-01', '2022-01-01'), ['2021', '2021']);
  assert.deepEqual(labels('2022-05-23T23:30:00+02:00', '2022-05-24T00:30:00+02:00'), ['23 May, 23:30', '23 May 2022, 23:30']);
  assert.deepEqual(it.momentsOf(['2022-05-23', 'infinity']), null);
  assert.equal(it.momentsOf(['2022-10-30T02:30:00+02:00', '2022-10-30T02:30:00+01:00']).reduce((a, b) => b - a), 3_600_000, 'the hour that comes twice');
});

test('parts of a whole have a share; what is below zero has none', () => {
  const rows = [['x', 1, 3], ['y', 0, 0]];
  const shares = sceneOf(['text', 'bigint', 'bigint'], rows, { type: 'bar', x: 'a', y: ['b', 'c'], stack: 'percent' });
  assert.deepEqual(shares.drawnAs, [[0.25, null], [0.75, null]]);
  assert.deepEqual(shares.tops, [[0.25, null], [1, null]]);
  assert.equal(it.wordAt(shares, 1, 0), '3 · 75.0 %');
  const below = sceneOf(['text', 'bigint', 'bigint'], [['x', -1, 3]], { type: 'bar', x: 'a', y: ['b', 'c'], stack: 'percent' });
  assert.deepEqual(below.tops, [[-1], [3]]);
});

test('a name keeps its colour while others come and go', () => {
  const slots = new Map();
  it.assignSlots(slots, ['x', 'y', 'z']);
  it.assignSlots(slots, ['z', 'new']);
  assert.deepEqual([slots.get('z'), slots.get('new'), slots.get('x')], [2, 3, 0]);
  const chart = it.chartOf({ options: { colours: { y: 'c9', x: 'url(evil)' } } });
  assert.equal(it.tokenOf('y', false, chart, slots), 'c9');
  assert.equal(it.tokenOf('x', false, chart, slots), 'c1');
  it.assignSlots(slots, Array.from({ length: 12 }, (_, n) => `many ${n}`));
  assert.equal(it.tokenOf('many 11', false, chart, slots), 'other');
});

test('where values of a column are chosen, the marks of others stand back', () => {
  const rows = [['x', 'p', 1], ['y', 'p', 2], ['x', 'q', 3]];
  const chart = { type: 'bar', x: 'a', series: 'b', y: ['c'] };
  const back = (chosen, line, place) => it.standsBack(sceneOf(['text', 'text', 'bigint'], rows, chart, { chosen }), line, place);
  assert.deepEqual([back({ column: 'a', values: ['x'] }, 0, 0), back({ column: 'a', values: ['x'] }, 0, 1)], [false, true]);
  assert.deepEqual([back({ column: 'b', values: ['q'] }, 0, 0), back({ column: 'b', values: ['q'] }, 1, 0)], [true, false]);
  assert.equal(back({ column: 'c', values: [1] }, 0, 0), false);
  assert.equal(back(null, 0, 0), false);
});

test('arrows move over places, points and cells, and stop at the edges', () => {
  const line = sceneOf(['text', 'bigint'], [['x', 1], ['y', 2]], { type: 'bar', x: 'a', y: ['b'] });
  assert.deepEqual(['ArrowRight', 'ArrowLeft', 'End', 'x'].map((key) => it.moved(line, null, key)), [0, 1, 1, undefined]);
  assert.equal(it.moved(line, 1, 'ArrowRight'), 1);
  const heat = sceneOf(['text', 'text', 'bigint'], [['x', 'p', 1], ['y', 'p', 2], ['x', 'q', 3]], { type: 'heatmap', x: 'a', series: 'b', y: ['c'] });
  assert.equal(it.moved(heat, 1, 'ArrowDown'), 3);
  assert.equal(it.moved(heat, 1, 'ArrowRight'), 1);
  assert.equal(it.spoken(heat, 2), 'q, x: 3');
  assert.deepEqual(it.pickedAt(heat, 2, null), [{ column: 'a', value: 'x' }, { column: 'b', value: 'q' }]);
});

test('another kind of chart takes what it needs from the result, and nothing is lost on the way', () => {
  const result = documentOf(['text', 'numeric', 'numeric'], [['x', 1, 2]]);
  const chart = it.chartOf({ type: 'number', y: ['b'], later: 1 });
  assert.deepEqual((({ type, x, y, later }) => [type, x, y, later])(it.withType(result, chart, 'bar')), ['bar', 'a', ['b'], 1]);
  assert.deepEqual((({ x, y, series }) => [x, y, series])(it.withType(result, it.withType(result, chart, 'bar'), 'scatter')), ['b', ['c'], 'a']);
});
