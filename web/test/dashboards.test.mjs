// dashboards.test.mjs: a dashboard's tiles run side by side and each says how it is; filters are in the URL and set by
// clicks; editing is one draft with undo and one save; all of it by keys, and by ear.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { api, fresh, makeBoard as board, saveQuery as query, tileOf as tile } from './lib/api.mjs';
import { env } from './lib/app.mjs';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { toScreen } from './lib/hands.mjs';
import { onRemote } from './lib/remote.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const rating = { name: 'rating', type: 'string', default: null };
const films = (chart = null) => query('SELECT rating::text AS rating, count(*) AS films FROM film WHERE $1::text IS NULL OR rating::text = $1 GROUP BY 1 ORDER BY 1', { name: 'Films', variables: [rating], chart });
const total = () => query('SELECT count(*) AS n FROM film WHERE $1::text IS NULL OR rating::text = $1', { name: 'Total', variables: [rating], chart: { type: 'number', x: null, y: ['n'], series: null, stack: false, format: {}, options: {} } });

async function open(page, dashboard, search = '') {
  await page.evaluate((hash) => { location.hash = hash; }, `#/dashboards/${dashboard.id}${search}`);
  await page.getByRole('heading', { name: dashboard.name, level: 1 }).waitFor();
}

const region = (page, name) => page.getByRole('region', { name, exact: true });
const tileOf = (page, saved) => region(page, saved.name).and(page.locator('.tile'));
const places = async (dashboard) => (await api('GET', `dashboards/${dashboard.id}`)).tiles.map(({ place }) => place);
const edit = (page) => page.getByRole('button', { name: 'Edit', exact: true }).click();
const save = (page) => page.getByRole('button', { name: 'Save', exact: true });

browserTest('a dashboard is made, opened, renamed and removed', async ({ page }) => {
  const [name, other] = [fresh('Rentals'), fresh('Payments')];
  await page.getByRole('link', { name: 'Dashboards' }).click();
  await page.getByRole('button', { name: 'New dashboard' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('A name is needed.').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.getByText('No tiles yet').waitFor();
  await page.getByRole('link', { name: 'Dashboards' }).first().click();
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(other);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: other }).waitFor();
  await page.getByRole('button', { name: `Actions for ${other}` }).click();
  await page.getByRole('menuitem', { name: 'Remove dashboard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove dashboard' }).click();
  await expectCount(page.getByRole('link', { name: other }), 0);
});

browserTest('a broken tile breaks no other; each says how it is', { expectErrors: true }, async ({ page }) => {
  const [good, broken, empty, cut, gone] = await Promise.all([
    total(), query('SELECT nope FROM film', { name: 'Broken' }), query('SELECT title FROM film WHERE false', { name: 'Empty' }),
    query('SELECT n FROM generate_series(1, 10001) AS n', { name: 'Cut', chart: { type: 'table' } }), query('SELECT 1 AS a', { name: 'Gone' }),
  ]);
  const dashboard = await board([tile(good, 0, 0, 3, 1), tile(broken, 3, 0, 3, 1), tile(empty, 6, 0, 3, 1), tile(cut, 0, 1, 6, 2), tile(gone, 6, 1, 3, 1, { title: 'Once' }), { markdown: '# What this is\n\nA **text** with <b>no</b> [bad](javascript:alert(1)) link.', place: { x: 9, y: 0, w: 3, h: 2 } }]);
  await api('DELETE', `saved/${gone.id}`);
  await open(page, dashboard);
  await expectText(tileOf(page, good).locator('.stat'), '1,000');
  await expectText(tileOf(page, broken), 'column "nope" does not exist');
  await expectText(tileOf(page, broken), /Since \d\d:\d\d/);
  assert.match(await tileOf(page, broken).getByRole('link', { name: 'Open the query' }).getAttribute('href'), new RegExp(`^#/saved/${broken.id}$`));
  await expectText(tileOf(page, empty), 'No rows');
  await expectText(tileOf(page, cut), 'cut at 10,000');
  await expectText(region(page, 'Once').first(), 'Its query is gone');
  const text = page.locator('.tile.text');
  await expectText(text, 'A text with <b>no</b> [bad](javascript:alert(1)) link.');
  assert.equal(await text.getByRole('link').count(), 0);
  await page.getByText(/Numbers of \d\d:\d\d/).waitFor();
});

browserTest('a filter is in the URL, reaches its tiles alone, and comes back with the address', async ({ page }) => {
  const [numbers, other] = [await total(), await query('SELECT 7 AS seven', { name: 'Other', chart: { type: 'table' } })];
  const dashboard = await board([tile(numbers, 0, 0, 4, 1), tile(other, 4, 0, 4, 2)], { filters: [{ name: 'rating', label: 'Rating', type: 'string', default: null, values: ['PG', 'R'] }] });
  const runs = [];
  page.on('request', (request) => { if (/tiles\/.*\/run$/.test(request.url())) runs.push(request.postDataJSON().filters); });
  await open(page, dashboard);
  await expectText(tileOf(page, numbers).locator('.stat'), '1,000');
  await expectText(tileOf(page, other), '7');
  assert.equal(runs.length, 2);
  const wanted = onRemote("SELECT count(*) FROM film WHERE rating = 'PG'");
  await page.getByLabel('Rating').selectOption('PG');
  await expectText(tileOf(page, numbers).locator('.stat'), wanted);
  assert.match(page.url(), /\?rating=PG$/);
  assert.deepEqual(runs.slice(2), [{ rating: 'PG' }], 'the tile without the variable has not run again');
  await page.reload();
  await expectText(tileOf(page, numbers).locator('.stat'), wanted);
  await page.goBack();
  await expectText(tileOf(page, numbers).locator('.stat'), '1,000');
});

browserTest('a value that no longer exists is marked, and still applied', async ({ page }) => {
  const [numbers, list] = [await total(), await query('SELECT DISTINCT rating::text AS rating FROM film', { name: 'Ratings' })];
  const dashboard = await board([tile(numbers, 0, 0, 4, 1)], { filters: [{ name: 'rating', type: 'string', default: null, values_from: { saved: list.id, column: 'rating' } }] });
  await open(page, dashboard, '?rating=PG-99');
  await expectText(tileOf(page, numbers).locator('.stat'), /^0$/);
  await page.locator('.lost-value').waitFor();
  await expectText(page.getByLabel('rating').locator('option:checked'), 'PG-99: not among the values');
  await page.getByRole('button', { name: 'Take off rating' }).click();
  await expectText(tileOf(page, numbers).locator('.stat'), '1,000');
  assert.doesNotMatch(page.url(), /rating/);
});

browserTest('a click on a cell or a mark filters the others, and is taken off again', async ({ page }) => {
  const [table, numbers, bars] = [await films({ type: 'table' }), await total(), await query('SELECT rating::text AS rating, count(*) AS films FROM film GROUP BY 1 ORDER BY 1', { name: 'Bars', chart: { type: 'row', x: 'rating', y: ['films'], series: null, stack: false, format: {}, options: {} } })];
  const dashboard = await board([tile(table, 0, 0, 4, 3), tile(numbers, 4, 0, 4, 1), tile(bars, 4, 1, 8, 3)], { filters: [{ name: 'rating', label: 'Rating', type: 'string', default: null }] });
  await open(page, dashboard);
  await tileOf(page, table).getByRole('cell', { name: 'PG-13' }).click();
  await expectText(tileOf(page, numbers).locator('.stat'), onRemote("SELECT count(*) FROM film WHERE rating = 'PG-13'"));
  await page.getByText(`Rating was set by a click in “${table.name}”. It does not reach “${bars.name}”.`).waitFor();
  await page.getByRole('button', { name: 'Take off Rating' }).click();
  await expectText(tileOf(page, numbers).locator('.stat'), '1,000');
  const plot = tileOf(page, bars).locator('.plot[data-drawn]');
  await plot.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await eventually(() => assert.match(page.url(), /rating=G$/));
  await expectText(tileOf(page, numbers).locator('.stat'), onRemote("SELECT count(*) FROM film WHERE rating = 'G'"));
  await plot.press('Enter');
  await expectText(tileOf(page, numbers).locator('.stat'), '1,000');
});

browserTest('20 tiles on a source of 4 connections: no request is lost, and none fails', async ({ page }) => {
  const source = await api('POST', 'direct_query/sources', { name: `narrow_${process.pid}`, url: env('REMOTE_URL'), max_connections: 4 });
  const saved = await query("SELECT 'narrow' AS mark, pg_sleep(0.2)", { name: 'Slow', source: source.id, chart: { type: 'table' } });
  const dashboard = await board(Array.from({ length: 20 }, (_, n) => tile(saved, (n % 6) * 2, Math.floor(n / 6), 2, 1, { title: `Tile ${n}` })));
  let [now, most, answers] = [0, 0, 0];
  page.on('request', (request) => { if (/tiles\/.*\/run$/.test(request.url())) most = Math.max(most, ++now); });
  page.on('response', (response) => { if (/tiles\/.*\/run$/.test(response.url())) { now--; answers++; assert.equal(response.status(), 200); } });
  await open(page, dashboard);
  for (let n = 0; n < 20; n++) await expectText(region(page, `Tile ${n}`).first(), 'narrow', { within: 30_000 });
  assert.equal(answers, 20);
  assert.ok(most <= 4, `${most} at a time`);
  await api('DELETE', `direct_query/sources/${source.id}`);
});

browserTest('a source without a free connection is no failure: the tile asks again', { expectErrors: true }, async ({ page }) => {
  const saved = await total();
  let asked = 0;
  await page.route(/tiles\/.*\/run$/, (route) => (++asked === 1
    ? route.fulfill({ status: 429, headers: { 'Retry-After': '1' }, json: { error: 'no connection is free', code: '53300', detail: { sqlstate: '53300', message: 'no connection is free', retry_after: 1 } } }) : route.continue()));
  await open(page, await board([tile(saved, 0, 0, 4, 1)]));
  await expectText(tileOf(page, saved), 'waiting');
  await expectText(tileOf(page, saved).locator('.stat'), '1,000');
  assert.equal(asked, 2);
});

browserTest('refresh runs all anew, over the old numbers', async ({ page }) => {
  const saved = await query('SELECT 41 AS n, pg_sleep(1)', { name: 'Kept', chart: { type: 'number', x: null, y: ['n'], series: null, stack: false, format: {}, options: {} } });
  await open(page, await board([tile(saved, 0, 0, 4, 1)]));
  await expectText(tileOf(page, saved).locator('.stat'), '41');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.locator('.tile.old').waitFor();
  await expectText(tileOf(page, saved).locator('.stat'), '41');
  await expectText(tileOf(page, saved), /of \d\d:\d\d · 00:0/);
  await expectCount(page.locator('.tile.old'), 0);
  await page.getByRole('button', { name: 'Full screen' }).click();
  await eventually(async () => assert.ok(await page.evaluate(() => document.fullscreenElement?.classList.contains('board'))));
});

browserTest('whoever leaves ends what runs', async ({ page }) => {
  const saved = await query('SELECT pg_sleep(60) AS left_alone', { name: 'Long' });
  await open(page, await board([tile(saved, 0, 0, 4, 1)]));
  const running = () => Number(onRemote("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%left_alone%' AND pid <> pg_backend_pid()"));
  await eventually(() => assert.equal(running(), 1), { within: 10_000 });
  await page.getByRole('link', { name: 'SQL' }).click();
  await eventually(() => assert.equal(running(), 0), { within: 3000 });
});

browserTest('tiles are moved, sized, added and taken off by keys alone, with undo, in one save', async ({ page }) => {
  const [one, two] = [await total(), await films()];
  const dashboard = await board([tile(one, 0, 0, 3, 1), tile(two, 3, 0, 6, 3)], { filters: [{ name: 'rating', type: 'string', default: null, label: 'Rating', values: ['PG'] }] });
  const patches = [];
  page.on('request', (request) => { if (request.method() === 'PATCH') patches.push(request.postDataJSON()); });
  await open(page, dashboard);
  await page.getByRole('button', { name: 'Edit', exact: true }).focus();
  await page.keyboard.press('Enter');
  await tileOf(page, one).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await expectText(tileOf(page, one), '3 × 2');
  await page.getByText('Editing · 2 changes').waitFor();
  await page.keyboard.press('ControlOrMeta+z');
  await expectText(tileOf(page, one), '3 × 1');
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expectText(tileOf(page, one), '3 × 2');
  await page.keyboard.press('Enter');
  await page.getByLabel('Title').fill('All films');
  await page.keyboard.press('Enter');
  await region(page, 'All films').first().waitFor();
  await page.getByRole('button', { name: 'Add tile' }).press('Enter');
  await page.getByRole('button', { name: 'Add a text' }).press('Enter');
  await expectCount(page.locator('.tile'), 3);
  await page.keyboard.press('ControlOrMeta+s');
  await page.getByText('The dashboard is saved').waitFor({ state: 'attached' });
  assert.equal(patches.length, 1, 'one save of the whole');
  const now = await api('GET', `dashboards/${dashboard.id}`);
  assert.deepEqual(now.tiles.find(({ overrides }) => overrides.title).place, { x: 2, y: 0, w: 3, h: 2 });
  assert.deepEqual(now.tiles.find(({ saved_query_id: id }) => id === two.id).place, { x: 3, y: 2, w: 6, h: 3 }, 'what was in the way went down');
  assert.deepEqual(now.filters, dashboard.filters, 'filters stay as they were');
  assert.deepEqual(new Set(now.tiles.map(({ id }) => id)).size, 3);
  for (const { id } of dashboard.tiles) assert.ok(now.tiles.some((each) => each.id === id), 'a tile keeps its id');
  await edit(page);
  await region(page, 'All films').first().focus();
  await page.keyboard.press('Delete');
  await page.getByText('Editing · 1 change').waitFor();
  await page.getByRole('button', { name: 'Discard changes' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Discard changes' }).press('Enter');
  await region(page, 'All films').first().waitFor();
});

browserTest('a tile is moved and sized with the mouse; a drag is one step', async ({ page }) => {
  const [one, two] = [await total(), await films()];
  const dashboard = await board([tile(one, 0, 0, 3, 1), tile(two, 0, 1, 6, 2)]);
  await open(page, dashboard);
  await edit(page);
  const cell = (await page.locator('.dash').evaluate((element) => element.clientWidth)) / 12;
  const head = await tileOf(page, one).locator('.th').boundingBox();
  await page.mouse.move(head.x + 40, head.y + 10);
  await page.mouse.down();
  await page.mouse.move(head.x + 40 + cell * 3, head.y + 10 + 109, { steps: 5 });
  await page.mouse.move(head.x + 40 + cell * 6, head.y + 10, { steps: 5 });
  await page.mouse.up();
  const corner = await tileOf(page, one).locator('.tile-grip.se').boundingBox();
  await page.mouse.move(corner.x + 2, corner.y + 2);
  await page.mouse.down();
  await page.mouse.move(corner.x + 2 + cell, corner.y + 2 + 109, { steps: 5 });
  await page.mouse.up();
  await expectText(tileOf(page, one), '4 × 2');
  await save(page).click();
  await page.getByText('The dashboard is saved').waitFor({ state: 'attached' });
  assert.deepEqual(await places(dashboard), [{ x: 6, y: 0, w: 4, h: 2 }, { x: 0, y: 1, w: 6, h: 2 }], 'what was only passed over is where it was');
});

browserTest('a filter is made and changed; the tiles that it sets are chosen', async ({ page }) => {
  const saved = await query('SELECT count(*) AS n FROM film WHERE $1::text IS NULL OR rating::text = $1', { name: 'Other name', variables: [{ name: 'which', type: 'string', default: null }], chart: { type: 'table' } });
  const dashboard = await board([tile(saved, 0, 0, 4, 2)]);
  await open(page, dashboard);
  await edit(page);
  await page.getByRole('button', { name: '+ Filter' }).click();
  await page.getByLabel('Name', { exact: true }).fill('2 words');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('A name begins with a letter').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('rating');
  await page.getByLabel(`Sets in ${saved.name}`).selectOption('which');
  await page.getByLabel('Values to choose from, one a line').fill('PG\nR');
  await page.getByRole('button', { name: 'Apply' }).click();
  await save(page).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  await page.getByLabel('rating').selectOption('R');
  await expectText(tileOf(page, saved).getByRole('cell'), onRemote("SELECT count(*) FROM film WHERE rating = 'R'"));
});

browserTest('somebody else has saved meanwhile: both are shown, none is lost unasked', { expectErrors: true }, async ({ page }) => {
  const [one, two] = [await total(), await films()];
  const dashboard = await board([tile(one, 0, 0, 3, 1)]);
  await open(page, dashboard);
  await edit(page);
  await tileOf(page, one).focus();
  await page.keyboard.press('ArrowRight');
  const { tiles, version } = await api('GET', `dashboards/${dashboard.id}`);
  await api('PATCH', `dashboards/${dashboard.id}`, { version, tiles: [...tiles.map(({ id, place, overrides, saved_query_id: query }) => ({ id, place, overrides, saved_query_id: query })), tile(two, 0, 2, 4, 2)] });
  await save(page).click();
  await expectText(page.getByRole('region', { name: 'What they changed' }), `tile “${two.name}” added`);
  await expectText(page.getByRole('region', { name: 'What you changed' }), `tile “${one.name}” moved`);
  await page.getByRole('button', { name: 'Keep editing' }).click();
  await page.getByText('Editing · 1 change').waitFor();
  await save(page).click();
  await page.getByRole('button', { name: 'Take theirs, discard mine' }).click();
  await tileOf(page, two).waitFor();
  assert.equal((await places(dashboard)).length, 2);
});

browserTest('what is edited while a save is on its way is saved by the next one', async ({ page }) => {
  const one = await total();
  const dashboard = await board([tile(one, 0, 0, 3, 1)]);
  let answer;
  const held = new Promise((resolve) => { answer = resolve; });
  await page.route(`**/dashboards/${dashboard.id}`, async (route) => {
    if (route.request().method() === 'PATCH') await held;
    await route.continue();
  });
  await open(page, dashboard);
  await edit(page);
  await tileOf(page, one).focus();
  await page.keyboard.press('ArrowRight');
  await save(page).click();
  await tileOf(page, one).focus();
  await page.keyboard.press('ArrowDown');
  answer();
  await eventually(async () => assert.deepEqual((await places(dashboard)).map(({ x, y }) => [x, y]), [[1, 0]]));
  await page.getByText('Editing · 1 change').waitFor();
  await save(page).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  assert.deepEqual((await places(dashboard)).map(({ x, y }) => [x, y]), [[1, 1]]);
});

browserTest('over what somebody else has saved: a tile that they took off is there again', { expectErrors: true }, async ({ page }) => {
  const one = await total();
  const dashboard = await board([tile(one, 0, 0, 3, 1)]);
  await open(page, dashboard);
  await edit(page);
  await tileOf(page, one).focus();
  await page.keyboard.press('ArrowRight');
  await api('PATCH', `dashboards/${dashboard.id}`, { version: 1, tiles: [] });
  await save(page).click();
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  assert.deepEqual((await places(dashboard)).map(({ x, y }) => [x, y]), [[1, 0]]);
});

browserTest('who may not change it has no way to edit; another team sees nothing of it', { user: 'STRANGER', expectErrors: true }, async ({ page }) => {
  const dashboard = await board([]);
  await page.evaluate((hash) => { location.hash = hash; }, `#/dashboards/${dashboard.id}`);
  await page.getByText('There is no such dashboard').waitFor();
});

for (const theme of ['light', 'dark']) {
  browserTest(`axe finds nothing on a dashboard, nor while it is edited, ${theme}`, { colorScheme: theme, expectErrors: true }, async ({ page }) => {
    const [numbers, bars, broken] = [await total(), await films(), await query('SELECT nope', { name: 'Broken' })];
    const dashboard = await board([tile(numbers, 0, 0, 3, 1), tile(bars, 3, 0, 6, 3), tile(broken, 9, 0, 3, 1), { markdown: '# A\n\n- b', place: { x: 9, y: 1, w: 3, h: 1 } }], { filters: [{ name: 'rating', type: 'string', default: null, values: ['PG'] }, { name: 'since', type: 'date' }] });
    const findings = async () => {
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    };
    await page.evaluate(() => { location.hash = '#/dashboards'; });
    await page.getByRole('link', { name: dashboard.name }).waitFor();
    assert.deepEqual(await findings(), []);
    await open(page, dashboard, '?rating=PG-99');
    await tileOf(page, bars).locator('.empty-note, .tile-word, [data-drawn]').first().waitFor();
    await page.getByText(/Numbers of/).waitFor();
    assert.deepEqual(await findings(), []);
    await edit(page);
    await tileOf(page, bars).focus();
    assert.deepEqual(await findings(), []);
    await page.getByRole('button', { name: 'Change rating' }).click();
    assert.deepEqual(await findings(), []);
  });
}

browserTest('360 px wide the tiles stand in one column', { width: 360, height: 740 }, async ({ page }) => {
  const [one, two] = [await total(), await films()];
  await open(page, await board([tile(one, 6, 0, 3, 1), tile(two, 0, 0, 6, 3)]));
  await expectText(tileOf(page, one).locator('.stat'), '1,000');
  const [first, second] = [await tileOf(page, two).boundingBox(), await tileOf(page, one).boundingBox()];
  assert.ok(first.width > 350 && second.width > 350);
  assert.ok(second.y >= first.y + first.height, 'in the order in which one reads');
  await toScreen(page, 'Activity');
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  await toScreen(page, 'Dashboards');
  await page.getByRole('heading', { name: 'Dashboards' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
});

browserTest('a saved query is added to a dashboard from the screen where it was written', async ({ page }) => {
  const [saved, name] = [await total(), fresh('From SQL')];
  const dashboard = await board([]);
  const add = async () => {
    await page.evaluate((id) => { location.hash = `#/saved/${id}`; }, saved.id);
    await page.getByRole('tab', { name: saved.name, selected: true }).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Add to a dashboard' }).click();
    return page.getByRole('dialog', { name: `Add “${saved.name}” to a dashboard` });
  };
  const asked = await add();
  await asked.getByRole('textbox', { name: 'Find a dashboard' }).fill(dashboard.name);
  await asked.getByRole('button', { name: dashboard.name }).click();
  await page.getByRole('heading', { name: dashboard.name, level: 1 }).waitFor();
  await expectText(tileOf(page, saved).locator('.stat'), '1,000');
  await page.getByText('Editing · 1 change').waitFor();
  await save(page).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  await eventually(async () => assert.equal((await places(dashboard)).length, 1));
  await (await add()).getByRole('button', { name: 'New dashboard' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await expectText(tileOf(page, saved).locator('.stat'), '1,000');
});

browserTest('a value that does not fit leads to the query; a new filter is of its variable’s type', { expectErrors: true }, async ({ page }) => {
  const saved = await query('SELECT count(*) AS n FROM film WHERE length >= $1', { name: 'Long', variables: [{ name: 'least', type: 'number', default: 0 }] });
  const dashboard = await board([tile(saved, 0, 0, 4, 2)], { filters: [{ name: 'least', type: 'string', default: 'x' }] });
  await open(page, dashboard);
  assert.match(await tileOf(page, saved).getByRole('link', { name: 'Open the query' }).getAttribute('href'), new RegExp(`/${saved.id}$`));
  await open(page, await board([tile(saved, 0, 0, 4, 2)]));
  await expectCount(page.getByRole('group', { name: 'Filters' }), 0);
  await edit(page);
  await page.getByRole('button', { name: '+ Filter' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('least');
  await expectText(page.getByRole('dialog').getByRole('combobox', { name: 'Type' }).locator('option:checked'), 'number');
});

browserTest('the link of a dashboard has the filters as they are', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const dashboard = await board([tile(await total(), 0, 0, 4, 1)], { filters: [{ name: 'rating', type: 'string', default: null, values: ['PG', 'R'] }] });
  await open(page, dashboard, '?rating=PG');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), new RegExp(`#/dashboards/${dashboard.id}\\?rating=PG$`));
});
