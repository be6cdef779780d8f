// pure.test.mjs: what needs no browser: answers taken apart without losing a digit, statements, scopes, copies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './lib/source.mjs';

const it = await load(
  'lib/parse_document.ts', 'grid/cells.ts', 'grid/selection.ts', 'editor/position.ts', 'editor/statements.ts',
  '@codemirror/state', 'editor/scope.ts', 'editor/dialect.ts', 'sql/plan.ts', 'tree/rows.ts', 'tree/title.ts', 'grid/arrange.ts', 'saved/diff.ts', 'palette/match.ts', 'lib/format.ts', 'sources/fields.ts', 'sql/values.ts',
);
const { EditorState } = it;

const answer = (types, rows) => `{"columns":${JSON.stringify(types.map((_, n) => `c${n}`))},\n"types":[],\n"postgres_types":${JSON.stringify(types)},\n"results":[\n${rows.join(',\n')}],\n"row_count":${rows.length},"timings":[{"k":"total","t":0.010}],"error":null}`;

test('cells keep the digits that JSON numbers lose', () => {
  const text = answer(
    ['numeric(8,2)', 'jsonb', 'numeric[]', 'text', 'integer'],
    ['[177.60,{"n": 9007199254740993, "x": [1.50, "],"]},[1.50,2.00],"a],[\\"1.50",1]', '[null,null,null,"",0]', '[0.00,"\\"1.50",[],"[177.60,",-5]', '["123456789012345678.90",1.50,[[1.0]],null,10]'],
  );
  const { results, timings } = it.parseDocument(text);
  assert.deepEqual(results, [
    ['177.60', '{"n": 9007199254740993, "x": [1.50, "],"]}', '[1.50,2.00]', 'a],["1.50', 1],
    [null, null, null, '', 0],
    ['0.00', '"\\"1.50"', '[]', '[177.60,', -5],
    ['123456789012345678.90', '1.50', '[[1.0]]', null, 10],
  ]);
  assert.deepEqual(timings, [{ k: 'total', t: 0.01 }]);
});

test('whatever rows hold, taking them apart agrees with JSON.parse', () => {
  const pieces = ['"', '\\\\', '\\"', ',', '[', ']', '{', '}', 'a', '1.50', '"results":[', ' '];
  let seed = 7;
  const draw = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  for (let turn = 0; turn < 300; turn++) {
    const word = JSON.stringify(Array.from({ length: draw(8) }, () => pieces[draw(pieces.length)]).join(''));
    const rows = Array.from({ length: 1 + draw(4) }, () => `[${word},${draw(100)}.5,${word}]`);
    const text = answer(['text', 'numeric', 'text'], rows);
    assert.deepEqual(it.parseDocument(text), JSON.parse(text));
  }
});

test('an answer without rows, and one with empty rows', () => {
  assert.deepEqual(it.parseDocument(answer(['numeric'], [])).results, []);
  assert.deepEqual(it.parseDocument('{"columns":[],"postgres_types":["numeric"],"results":[[],[]],"error":null}').results, [[], []]);
});

test('a position counts code points from 1, the editor counts UTF-16', () => {
  assert.equal(it.offsetOf('abc', 1), 0);
  assert.equal(it.offsetOf('🐗🐗x', 3), 4);
  assert.equal(it.offsetOf('ab', 99), 2);
  assert.equal(it.wordEnd('WHERE f.rental_rte > 1', 6), 18);
  assert.equal(it.wordEnd('SELECT "Odd ""x""".y', 7), 20);
  assert.equal(it.offeredName('Perhaps you meant to reference the column "f.rental_rate".'), 'f.rental_rate');
  assert.equal(it.offeredName('Perhaps you meant "a" or "b".'), null);
});

const stateOf = (doc, at = 0) => EditorState.create({ doc, selection: { anchor: at }, extensions: it.dialect.extension });

test('statements end at semicolons that are none of a text, a dollar quote or a comment', () => {
  const all = it.allStatements(stateOf("-- first; really\nSELECT ';', $tag$ ; $tag$, E'\\';';;\n/* a; /* b; */ */ SELECT 2;\n\nselect 3"));
  assert.deepEqual(all.map(({ text }) => text), ["-- first; really\nSELECT ';', $tag$ ; $tag$, E'\\';';", '/* a; /* b; */ */ SELECT 2;', 'select 3']);
});

test('between two statements the one before is meant, before all of them the first', () => {
  const doc = '\n\nSELECT 1;\n\n\nSELECT 2';
  assert.equal(it.statementToRun(stateOf(doc, 13)).text, 'SELECT 1;');
  assert.equal(it.statementToRun(stateOf(doc, 0)).text, 'SELECT 1;');
  assert.equal(it.statementToRun(stateOf(doc, doc.length)).text, 'SELECT 2');
  assert.equal(it.statementToRun(stateOf('-- nothing', 4)), null);
});

const scope = (marked) => it.scopeAt(stateOf(marked.replace('|', '')), marked.indexOf('|'));
const aliases = (marked) => scope(marked).tables.map(({ alias, path }) => `${alias.plain}=${path.map(({ plain }) => plain).join('.')}`);

test('a scope has the tables of its query first, whichever side of the caret they stand on', () => {
  assert.deepEqual(aliases('SELECT | FROM film f, public.language AS l JOIN "Odd T" o ON true WHERE x'), ['f=film', 'l=public.language', 'o=Odd T']);
  assert.deepEqual(aliases('SELECT * FROM a WHERE id IN (SELECT | FROM b x)'), ['x=b', 'a=a']);
  assert.deepEqual(aliases('SELECT a, b FROM one; SELECT | FROM two'), ['two=two']);
});

test('the items of a select list have their text and their name, and say whether they add up', () => {
  const items = (text) => it.scopeAt(EditorState.create({ doc: text, extensions: [it.dialect.extension] }), text.length).items.map(({ written, name, adds }) => [written, name?.plain ?? null, adds]);
  assert.deepEqual(items("SELECT DISTINCT a.b, lower(c) AS low, count(*) n, 'x' || d, (SELECT max(e) FROM t) inner_one, \"Big\" FROM a GROUP BY "), [
    ['a.b', 'b', false], ['lower(c)', 'low', false], ['count(*)', 'n', true], ["'x' || d", null, false], ['(SELECT max(e) FROM t)', 'inner_one', true], ['"Big"', 'Big', false],
  ]);
  assert.deepEqual(items('SELECT x FROM (SELECT y, sum(z) FROM t GROUP BY '), [['y', 'y', false], ['sum(z)', null, true]]);
});

test('WITH queries have the columns of their lists, or those they declare', () => {
  const { ctes } = scope('WITH a AS (SELECT x.id, count(*) AS n, lower(name) FROM t x), b(p, q) AS (SELECT 1, 2) SELECT | FROM a, b');
  assert.deepEqual(ctes.get('a').columns.map(({ plain }) => plain).slice(0, 2), ['id', 'n']);
  assert.deepEqual(ctes.get('b').columns.map(({ plain }) => plain), ['p', 'q']);
});

test('keys move the active cell and stop at the edges', () => {
  const size = { rows: 100, columns: 5, page: 10 };
  assert.deepEqual(it.moved({ row: 0, column: 0 }, 'ArrowUp', false, size), { row: 0, column: 0 });
  assert.deepEqual(it.moved({ row: 50, column: 2 }, 'PageDown', false, size), { row: 60, column: 2 });
  assert.deepEqual(it.moved({ row: 50, column: 2 }, 'End', true, size), { row: 99, column: 4 });
  assert.equal(it.moved({ row: 1, column: 1 }, 'a', false, size), null);
});

test('JSON is laid out by its text, so that its numbers stay', () => {
  assert.equal(it.prettyJson('{"a":[1.50,{}],"b":{"c":"x, {y}"}}'), '{\n  "a": [\n    1.50,\n    {}\n  ],\n  "b": {\n    "c": "x, {y}"\n  }\n}');
});

test('a plan is a row for each step, under the one that reads it', () => {
  const steps = it.stepsOf([{ Plan: { 'Node Type': 'Hash Join', 'Join Type': 'Left', 'Hash Cond': '(a = b)', 'Total Cost': 3.5, 'Plan Rows': 7, Plans: [{ 'Node Type': 'Seq Scan', 'Relation Name': 'film', Alias: 'f' }] } }]);
  assert.deepEqual(steps.map(({ depth, name, about }) => [depth, name, about]), [[0, 'Left Hash Join', 'hash cond (a = b)'], [1, 'Seq Scan', 'film f']]);
  assert.deepEqual(it.stepsOf(null), []);
});

test('a password leaves the URL for its own field', () => {
  assert.equal(it.withoutPassword('postgres://u:p%40ss:w@host:5/db?x=1'), 'postgres://u@host:5/db?x=1');
  assert.equal(it.withoutPassword('postgres://u@host/db'), 'postgres://u@host/db');
});

test('a clock ticks in tenths for ten seconds, then in seconds', () => {
  assert.deepEqual([3420, 10_900, 75_000].map(it.ticking), ['00:03.4', '00:10', '01:15']);
});

test('numbers are compared by all their digits, rows keep their order where they are equal', () => {
  const order = (...list) => [...list].sort(it.compareNumbers);
  assert.deepEqual(order('10', '9', '-1', 'NaN', '1e3', '9007199254740993', '9007199254740992'), ['-1', '9', '10', '1e3', '9007199254740992', '9007199254740993', 'NaN']);
  assert.deepEqual(order('-0.30000000000000000002', '-0.30000000000000000001', '0.1', '0.10000000000000000001'), ['-0.30000000000000000002', '-0.30000000000000000001', '0.1', '0.10000000000000000001']);
  const kind = it.kindOf('n', 'integer');
  const rows = [[2, 'a'], [1, 'b'], [2, 'c'], [null, 'd']];
  assert.deepEqual(it.sorted(rows, 0, kind, false).map(([, name]) => name).join(''), 'bacd');
  assert.deepEqual(it.sorted(rows, 0, kind, true).map(([, name]) => name).join(''), 'dacb');
});

test('pinned columns stand first, and columns are moved among their own', () => {
  const names = (arrangement) => arrangement.order.join('');
  const one = it.pin(it.asItCame(5), 3);
  assert.equal(names(one), '30124');
  const two = it.pin(one, 4);
  assert.deepEqual([names(two), two.pinned], ['34012', 2]);
  assert.equal(it.move(two, 1, 1), two, 'not across the line');
  assert.equal(names(it.move(two, 0, 1)), '43012');
  assert.deepEqual([names(it.pin(two, 0)), it.pin(two, 0).pinned], ['43012', 1]);
  assert.deepEqual([names(it.hide(two, 0)), it.hide(two, 0).pinned], ['4012', 1]);
});

test('a column says what the planner knows of it', () => {
  const column = { column_name: 'rating', data_type: 'text', is_nullable: true, default_expr: null, comment: 'as printed', enum_labels: null };
  const profile = { column_name: 'rating', null_frac: 0.034, n_distinct: -0.5, most_common_values: ['PG', 'R'], bounds: ['A', 'Z'] };
  const said = it.titleOf({ kind: 'column', name: 'rating', column, primary: false, reference: null, profile });
  assert.equal(said, 'rating text\nas printed\nabout 3 % are NULL\nas many different values as 50 % of the rows\noften: PG, R\nfrom A to Z');
});

test('a diff has each line of both texts, and as few changes as can be', () => {
  const shown = (a, b) => it.diffLines(a, b).map(({ kind, text }) => ({ same: ' ', added: '+', removed: '-' })[kind] + text).join('|');
  assert.equal(shown('a\nb\nc', 'a\nx\nc'), ' a|-b|+x| c');
  assert.equal(shown('', 'a'), '+a');
  assert.equal(shown('a\nb\nc\nd', 'b\nc\nd\ne'), '-a| b| c| d|+e');
  let seed = 3;
  const draw = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  const text = () => Array.from({ length: draw(12) }, () => 'abcd'[draw(4)]).join('\n');
  for (let turn = 0; turn < 200; turn++) {
    const [a, b] = [text(), text()];
    const lines = it.diffLines(a, b);
    assert.equal(lines.filter(({ kind }) => kind !== 'added').map((line) => line.text).join('\n'), a);
    assert.equal(lines.filter(({ kind }) => kind !== 'removed').map((line) => line.text).join('\n'), b);
  }
  const long = Array.from({ length: 20_000 }, (_, n) => `line ${n}`).join('\n');
  assert.deepEqual(it.hunks(it.diffLines(long, long.replace('line 777\n', ''))).map((each) => each.text ?? each), [774, 'line 774', 'line 775', 'line 776', 'line 777', 'line 778', 'line 779', 'line 780', 19_219]);
  assert.equal(it.diffLines(long, long.replaceAll('line', 'row')).length, 40_000);
});

test('a filter is a part of the value, or a comparison by all digits', () => {
  const number = it.kindOf('n', 'numeric');
  const passes = (words, value, kind = number) => it.filterOf(words, kind)(value);
  assert.ok(passes('> 9007199254740992', '9007199254740993'));
  assert.ok(!passes('> 9007199254740993', '9007199254740993'));
  assert.ok(passes('7.5', '17.50') && !passes('= 7.5', '17.50') && passes('= 17.5', '17.50'));
  assert.ok(passes('null', null) && !passes('not null', null) && passes('not null', 0) && !passes('<> 1', null));
  const word = it.kindOf('t', 'text');
  assert.ok(passes('EX', 'text', word) && passes('<= b', 'abc', word) && !passes('null', 'null', word));
});

test('the palette puts what begins with the words first', () => {
  const things = ['film_actor', 'actor', 'actor_info', 'Revenue by category'].map((name) => ({ name, rank: 0 }));
  assert.deepEqual(it.best(things, 'actor', 9).map(({ name }) => name), ['actor', 'actor_info', 'film_actor']);
  assert.deepEqual(it.best(things, 'cat rev', 9).map(({ name }) => name), ['Revenue by category']);
  assert.deepEqual(it.best(things, 'xyz', 9), []);
});

test('values of a text reach no object but their own', () => {
  const words = 'SELECT {a.b}, {a.c}, {__proto__.polluted}, {constructor.prototype.polluted}';
  const params = it.paramsFor('hogql', words, { values: { 'a.b': '1', 'a.c': '2', '__proto__.polluted': 'x', 'constructor.prototype.polluted': 'x' }, variables: [] });
  assert.deepEqual(params.a, { b: 1, c: 2 });
  assert.equal({}.polluted, undefined);
});
