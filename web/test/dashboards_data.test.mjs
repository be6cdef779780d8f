// dashboards_data.test.mjs: what of a dashboard needs no browser: where tiles go, the draft of an edit, filters, the queue
// of runs, the Markdown of text tiles.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './lib/source.mjs';

const it = await load(...['layout', 'draft', 'filters', 'queue', 'markdown'].map((name) => `dashboards/${name}.ts`));

const tile = (id, x, y, w, h, part = {}) => ({ id, place: { x, y, w, h }, overrides: {}, markdown: null, saved_query_id: `q ${id}`, saved: { name: id, variables: [] }, state: 'ok', ...part });
const placesOf = (tiles) => Object.fromEntries(tiles.map(({ id, place: { x, y, w, h } }) => [id, `${x} ${y} ${w} ${h}`]));

test('what is in the way of a tile goes down, and nothing else moves', () => {
  const tiles = [tile('a', 0, 0, 3, 1), tile('b', 3, 0, 6, 2), tile('c', 3, 2, 6, 1), tile('d', 9, 0, 3, 4)];
  assert.deepEqual(placesOf(it.placed(tiles, 'a', { x: 4, y: 0, w: 3, h: 1 })), { a: '4 0 3 1', b: '3 1 6 2', c: '3 3 6 1', d: '9 0 3 4' });
  assert.equal(it.placed(tiles, 'a', { x: 0, y: 5, w: 3, h: 1 })[1], tiles[1], 'a tile that stays is the same object');
  assert.deepEqual(placesOf(it.placed(tiles, 'a', { x: 11, y: -3, w: 40, h: 0 })).a, '0 0 12 1', 'a place is within the grid');
});

test('no two tiles ever lie on each other', () => {
  let seed = 7;
  const random = (most) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % most; };
  let tiles = Array.from({ length: 12 }, (_, n) => tile(`t${n}`, (n % 4) * 3, Math.floor(n / 4) * 2, 3, 2));
  for (let n = 0; n < 500; n++) {
    tiles = it.placed(tiles, `t${random(12)}`, { x: random(12), y: random(10), w: 1 + random(12), h: 1 + random(5) });
    for (const a of tiles) for (const b of tiles) {
      const [p, q] = [a.place, b.place];
      assert.ok(a === b || p.x >= q.x + q.w || q.x >= p.x + p.w || p.y >= q.y + q.h || q.y >= p.y + p.h, `${a.id} on ${b.id}`);
      assert.ok(p.x >= 0 && p.x + p.w <= 12);
    }
  }
});

test('arrows move and size a tile within the grid; a new one takes the first free place', () => {
  const place = { x: 9, y: 0, w: 3, h: 1 };
  assert.equal(it.arrowed(place, 'ArrowRight', false), null);
  assert.equal(it.arrowed(place, 'ArrowUp', false), null);
  assert.deepEqual(it.arrowed(place, 'ArrowDown', true), { ...place, h: 2 });
  assert.equal(it.arrowed(place, 'ArrowRight', true), null, 'it does not grow out of the grid');
  assert.equal(it.arrowed(place, 'a', false), null);
  assert.deepEqual(it.freePlace([tile('a', 0, 0, 3, 1), tile('b', 9, 0, 3, 1)], 6, 1), { x: 3, y: 0, w: 6, h: 1 });
  assert.deepEqual(it.freePlace([tile('a', 0, 0, 7, 2)], 6, 1), { x: 0, y: 2, w: 6, h: 1 });
});

const base = { id: 'd', name: 'D', filters: [{ name: 'f', type: 'string', sets: [{ tile: 'a', variable: 'v' }] }], tiles: [tile('a', 0, 0, 3, 1, { overrides: { later: 1 } }), tile('b', 3, 0, 3, 1)], version: 3 };

test('each step is undone and done again; steps of one kind are one', () => {
  let draft = it.draftOf(base);
  draft = it.stepped(draft, { name: 'E' });
  draft = it.stepped(draft, { tiles: [] }, 'move a');
  draft = it.stepped(draft, { tiles: [base.tiles[0]] }, 'move a');
  assert.equal(draft.undo.length, 2);
  draft = it.undone(draft);
  assert.deepEqual([draft.now.tiles.length, draft.now.name], [2, 'E']);
  draft = it.undone(it.undone(draft));
  assert.equal(draft.now.name, 'D');
  draft = it.redone(it.redone(it.redone(draft)));
  assert.deepEqual([draft.now.tiles.length, draft.redo.length], [1, 0]);
});

test('a save sends the whole list: ids stay, new tiles have none, filters name those by their place', () => {
  const added = tile('new 1', 0, 1, 3, 1);
  const filters = [{ ...base.filters[0], sets: [...base.filters[0].sets, { tile: 'new 1', variable: 'w' }] }];
  const fields = it.fieldsOf(it.stepped(it.draftOf(base), { tiles: [...base.tiles, added], filters }));
  assert.equal('name' in fields, false);
  assert.deepEqual(fields.tiles, [
    { id: 'a', place: base.tiles[0].place, overrides: { later: 1 }, saved_query_id: 'q a' }, { id: 'b', place: base.tiles[1].place, overrides: {}, saved_query_id: 'q b' }, { place: added.place, overrides: {}, saved_query_id: 'q new 1' },
  ]);
  assert.deepEqual(fields.filters[0].sets, [{ tile: 'a', variable: 'v' }, { tile: 2, variable: 'w' }]);
});

test('a filter that sets a new tile which was taken off again is no hindrance', () => {
  const filters = [{ ...base.filters[0], sets: [...base.filters[0].sets, { tile: 'new 1', variable: 'w' }] }];
  assert.deepEqual(it.fieldsOf(it.stepped(it.draftOf(base), { filters })).filters[0].sets, [{ tile: 'a', variable: 'v' }]);
});

test('over what somebody else has saved, a tile that is gone there is placed anew', () => {
  const { tiles, filters } = it.fieldsOf(it.draftOf(base), [base.tiles[1]]);
  assert.deepEqual(tiles.map(({ id }) => id), [undefined, 'b']);
  assert.deepEqual(filters[0].sets, [{ tile: 0, variable: 'v' }]);
  const secret = tile('c', 0, 2, 1, 1, { saved: null, saved_query_id: null, state: 'not_allowed' });
  assert.equal(it.fieldsOf(it.draftOf({ ...base, tiles: [secret] }), []).tiles.length, 0, 'nobody can place what he may not know');
});

test('what is edited during a save stays, on what is stored by then', () => {
  const sent = it.stepped(it.draftOf(base), { tiles: [...base.tiles, tile('new 1', 0, 1, 3, 1)] });
  const stored = { ...base, version: 4, tiles: [...base.tiles, tile('c', 0, 1, 3, 1)] };
  assert.equal(it.rebased(sent, sent, stored), null);
  const filters = [{ name: 'f', type: 'string', sets: [{ tile: 'new 1', variable: 'v' }] }];
  const later = it.stepped(sent, { tiles: sent.now.tiles.map((each) => ({ ...each, overrides: { title: 'T' } })), filters });
  const draft = it.rebased(sent, later, stored);
  assert.deepEqual([draft.base.version, draft.now.tiles.map(({ id, overrides }) => `${id} ${overrides.title}`), draft.now.filters[0].sets[0].tile], [4, ['a T', 'b T', 'c T'], 'c']);
  assert.equal(it.undone(draft).now.tiles, stored.tiles);
});

test('how two states differ is said by name; the order of keys is no difference', () => {
  const to = { name: 'D', filters: [{ type: 'string', sets: [{ variable: 'v', tile: 'a' }], name: 'f' }], tiles: [{ ...base.tiles[0], place: { h: 1, w: 3, y: 0, x: 0 } }, tile('c', 0, 1, 1, 1)] };
  const changes = it.changesBetween(base, to, ({ id }) => id).map(({ what, kind, name }) => `${what} ${kind} ${name}`);
  assert.deepEqual(changes, ['added tile c', 'removed tile b']);
});

const filters = [{ name: 'rating', type: 'string', default: 'PG' }, { name: 'store', type: 'number', sets: [{ tile: 'a', variable: 'store_id' }] }, { name: 'on', type: 'boolean' }];
const board = { filters, tiles: [tile('a', 0, 0, 1, 1, { saved: { variables: [{ name: 'store_id' }, { name: 'rating' }] } }), tile('b', 0, 1, 1, 1, { saved: { variables: [{ name: 'store' }] } })] };

test('values of filters go through the URL and come back as they were', () => {
  const round = (name, value) => it.valuesIn(it.searchWith('', name, value), filters)[name];
  for (const value of ['a b&c=d', '', '~', '~x', 'ü', null]) assert.equal(round('rating', value), value);
  assert.equal(round('store', 2), 2);
  assert.equal(round('store', 'nonsense'), 'nonsense', 'the database says what is wrong');
  assert.equal(round('store', '9223372036854775807'), '9223372036854775807', 'no digit is lost');
  assert.equal(round('store', '-1.5'), -1.5);
  assert.equal(round('store', '0.12345678901234567'), '0.12345678901234567');
  assert.equal(round('on', true), true);
  assert.equal(it.searchWith('rating=R&other=1', 'rating', undefined), 'other=1');
  assert.deepEqual(it.valuesIn('unknown=1', filters), {});
});

test('a filter whose name every object knows is set by nobody but the reader', () => {
  const filter = { name: 'constructor', type: 'string', default: 'all' };
  assert.equal(it.valueOf(filter, {}), 'all');
  assert.equal(it.valueOf(filter, { constructor: 'one' }), 'one');
});

test('a filter reaches the tiles that it names, else those with a variable of its name', () => {
  const [rating, store] = filters;
  assert.deepEqual(board.tiles.map((each) => [it.reaches(rating, each), it.reaches(store, each)]), [[true, true], [false, false]]);
  assert.deepEqual(it.valuesFor(filters, board.tiles[0], { rating: 'R', store: 1 }), { rating: 'R', store: 1 });
  assert.deepEqual(it.valuesFor(filters, board.tiles[1], { rating: 'R', store: 1 }), {});
});

test('which variable of a tile a filter sets is chosen for that tile alone', () => {
  const [a, b] = board.tiles;
  const filter = { name: 'f', type: 'number', sets: [{ tile: 'a', variable: 'store_id' }, { tile: 'a', variable: 'rating' }, { tile: 'not told of', variable: 'x' }] };
  assert.deepEqual(it.setsWith(filter, board.tiles, b, 'store'), [...filter.sets, { tile: 'b', variable: 'store' }]);
  assert.deepEqual(it.setsWith(filter, board.tiles, a, ''), [filter.sets[2]]);
  assert.deepEqual(it.setsWith(filters[0], board.tiles, b, 'store'), [{ tile: 'a', variable: 'rating' }, { tile: 'b', variable: 'store' }]);
});

test('what is typed for a variable has its type', () => {
  const variables = [{ name: 'n', type: 'number' }, { name: 'b', type: 'boolean' }, { name: 's', type: 'string' }];
  assert.deepEqual(it.typedValues(variables, { n: '2.5', b: 'true', s: '2', gone: '3' }), { n: 2.5, b: true, s: '2', gone: '3' });
});

test('a click sets the filter that its column stands for', () => {
  const set = (column, value) => it.pickedFilters(board, [{ column, value }]).map(({ filter, value: each }) => [filter.name, each]);
  assert.deepEqual(set('Rating', 'R'), [['rating', 'R']]);
  assert.deepEqual(set('store_id', '2'), [['store', 2]]);
  assert.deepEqual(set('films', 3), []);
});

test('of a source no more run than it has connections, and of all no more than leave one to the browser', async () => {
  const queue = new it.Queue((source) => (source === 'narrow' ? 2 : 10));
  let [now, most, all, mostAll] = [0, 0, 0, 0];
  const ended = [];
  const job = (source, n) => ({ source, run: async () => {
    if (source === 'narrow') most = Math.max(most, ++now);
    mostAll = Math.max(mostAll, ++all);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    if (source === 'narrow') now--;
    all--;
    ended.push(`${source} ${n}`);
  } });
  const lost = job('narrow', 'lost');
  for (let n = 0; n < 10; n++) { queue.add(job('narrow', n)); queue.add(job('wide', n)); }
  queue.add(lost);
  assert.equal(queue.remove(lost), true);
  while (ended.length < 20) await new Promise((resolve) => { setTimeout(resolve, 5); });
  assert.equal(most, 2);
  assert.equal(mostAll, 5);
  assert.equal(new Set(ended).size, 20);
  assert.equal(queue.remove(lost), false);
});

test('Markdown becomes parts; what is no part of it stays text, and no link leads anywhere else', () => {
  const blocks = it.blocksOf('# A **b**\ntext\nmore `c`\n\n- one\n- [two](https://x.org)\n\n1. three\n```\n# code\n```\n<script>alert(1)</script>');
  assert.deepEqual(blocks.map(({ kind }) => kind), ['heading', 'paragraph', 'list', 'list', 'code', 'paragraph']);
  assert.deepEqual(blocks[0].inlines, [{ kind: 'text', text: 'A ' }, { kind: 'strong', text: 'b' }]);
  assert.deepEqual(blocks[2].items[1], [{ kind: 'link', text: 'two', href: 'https://x.org' }]);
  assert.deepEqual(blocks[5].inlines, [{ kind: 'text', text: '<script>alert(1)</script>' }]);
  for (const href of ['javascript:alert(1)', 'data:text/html,x', '//x.org', 'JaVaScRiPt:x']) assert.equal(it.inlinesOf(`[x](${href})`)[0].kind, 'text');
  assert.equal(it.inlinesOf('[x](#/sources)')[0].kind, 'link');
  const before = performance.now();
  it.inlinesOf('['.repeat(64_000));
  assert.ok(performance.now() - before < 500, 'a long text takes no long time');
});
