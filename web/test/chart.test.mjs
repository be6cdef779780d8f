// chart.test.mjs: each kind of chart is drawn and has its table; settings outlive a change of the query; what a chart
// does not draw it says; pictures are saved; names are texts.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { run, says, tab, write } from './lib/hands.mjs';
import { ready } from './lib/app.mjs';

const setting = (page, name) => page.getByRole('complementary', { name: 'Chart settings' }).getByLabel(name, { exact: true });
const chartType = (page) => setting(page, 'Chart');
const plot = (page) => page.locator('.plot[data-drawn]');

const monthly = "SELECT date_trunc('month', payment_date)::date AS month, staff_id, sum(amount) AS revenue FROM payment GROUP BY 1, 2 ORDER BY 1";
const ratings = 'SELECT c.name AS category, f.rating::text, count(*) AS films FROM film f JOIN film_category USING (film_id) JOIN category c USING (category_id) GROUP BY 1, 2 ORDER BY 1, 2';
const crowd = "SELECT date_trunc('month', rental_date)::date AS month, 'c' || customer_id AS who, count(*) AS n FROM rental WHERE customer_id < 30 GROUP BY 1, 2 ORDER BY 1";

async function charted(page, query) {
  await run(page, query);
  await tab(page, 'Chart').click();
}

/** How much of the plot has something on it. */
const inked = (page) => plot(page).locator('canvas').evaluateAll((layers) => layers.reduce((sum, canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let some = 0;
  for (let n = 3; n < data.length; n += 4) if (data[n] > 0) some++;
  return sum + some / (data.length / 4);
}, 0));

const aloud = (page) => page.locator('.plot + [aria-live]');

async function svgOf(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as SVG' }).click()]);
  const svg = await readFile(await download.path(), 'utf8');
  return { name: download.suggestedFilename(), svg, texts: [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text) };
}

browserTest('time, a key and a number are lines; their table has the same numbers', async ({ page }) => {
  await charted(page, monthly);
  await plot(page).waitFor();
  assert.equal(await chartType(page).inputValue(), 'line');
  await expectText(page.getByRole('heading', { name: 'revenue by month, by staff_id' }), 'revenue');
  const { texts } = await svgOf(page);
  for (const name of ['staff_id 1', 'staff_id 2', 'Jan 2022', 'Jul 2022', '0']) assert.ok(texts.includes(name), `${name} stands in ${texts}`);
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await page.getByRole('rowheader', { name: 'Jan 2022' }).waitFor();
  await expectCount(page.getByRole('columnheader'), 3);
  await expectCount(page.getByRole('cell', { name: /^\d,\d{3}\.\d{2}$/ }), 14);
});

browserTest('text and a number are bars, one number is itself, with the one before', async ({ page }) => {
  await charted(page, 'SELECT rating::text, count(*) AS films FROM film GROUP BY 1');
  await plot(page).waitFor();
  assert.equal(await chartType(page).inputValue(), 'row');
  assert.ok((await chartType(page).locator('option').allTextContents()).includes('Pie'));
  await run(page, 'SELECT 12345678901234567890.10::numeric AS total');
  await page.getByText('12,345,678,901,234,567,890.10').waitFor();
  await run(page, 'SELECT 106.30 AS now, 100 AS before');
  await expectText(page.locator('.delta'), '+6.3 % on 100 before');
  await run(page, monthly.replace(', staff_id', '').replace(', 2 ORDER', ' ORDER'));
  await chartType(page).selectOption('number');
  await expectText(page.locator('.delta'), /^[−+][\d.]+ % on [\d,.]+ before$/);
  await page.locator('.trend').waitFor();
});

browserTest('each kind of chart is drawn of a result that suits it', async ({ page }) => {
  await charted(page, ratings);
  await plot(page).waitFor();
  assert.equal(await chartType(page).inputValue(), 'heatmap');
  const drawn = async (what) => eventually(async () => assert.ok(await inked(page) > 0.01, `${what} has left the canvas empty`));
  await drawn('the heat map');
  for (const [type, several] of [['bar', 'side'], ['bar', 'stack'], ['row', 'percent'], ['row', 'side']]) {
    await chartType(page).selectOption(type);
    await setting(page, 'Several').selectOption(several);
    await drawn(`${type}, ${several}`);
  }
  await run(page, monthly);
  for (const type of ['line', 'area']) {
    await page.getByRole('button', { name: 'As it was offered' }).click();
    await chartType(page).selectOption(type);
    await drawn(type);
  }
  await setting(page, 'Several').selectOption('percent');
  await plot(page).press('ArrowRight');
  await expectText(aloud(page), /Jan 2022: .*%/);
  await run(page, 'SELECT rating::text, length, replacement_cost, rental_rate FROM film');
  await page.getByRole('button', { name: 'As it was offered' }).click();
  assert.equal(await chartType(page).inputValue(), 'scatter');
  await setting(page, 'Size').selectOption('rental_rate');
  await setting(page, 'Colour').selectOption('rating');
  await drawn('the cloud');
  await plot(page).press('End');
  await expectText(aloud(page), /PG|R|G.* length \d+ · replacement_cost/);
  await run(page, 'SELECT rating::text, count(*) AS films FROM film GROUP BY 1');
  await page.getByRole('button', { name: 'As it was offered' }).click();
  await chartType(page).selectOption('pie');
  await drawn('the pie');
});

browserTest('bars start at zero, whatever they stand for', async ({ page }) => {
  await charted(page, "SELECT name, 1000000 + n AS v FROM (VALUES ('x', 1), ('y', 2)) AS t(name, n)");
  await chartType(page).selectOption('bar');
  await plot(page).waitFor();
  assert.ok((await svgOf(page)).texts.includes('0'));
});

browserTest('settings stay when the query changes, also for a column that is gone', async ({ page }) => {
  await charted(page, monthly);
  await plot(page).waitFor();
  await chartType(page).selectOption('area');
  await setting(page, 'Number as').selectOption('0');
  await run(page, monthly.replace('AS revenue', 'AS income'));
  assert.equal(await chartType(page).inputValue(), 'area');
  await page.getByRole('note').getByText('revenue: not in this result').waitFor();
  assert.equal(await setting(page, 'Up').inputValue(), 'revenue', 'it keeps its place');
  await page.getByRole('columnheader', { name: 'income' }).waitFor();
  await run(page, monthly.replace('sum(amount)', 'sum(amount)::text'));
  await page.getByText('revenue: not a number here').waitFor();
  await run(page, monthly.replace('sum(amount) AS', 'count(*) AS n, sum(amount) AS'));
  await plot(page).waitFor();
  assert.equal(await chartType(page).inputValue(), 'area');
  assert.equal(await setting(page, 'Number as').inputValue(), '0');
  assert.equal(await setting(page, 'Up').inputValue(), 'revenue');
});

/** Puts a chart into the kept tab, as a page of a later version would have, and starts again. */
async function keptChart(page, chart) {
  await page.waitForTimeout(1200);
  await page.evaluate((stored) => new Promise((resolve, reject) => {
    const opened = indexedDB.open('metahog');
    opened.onsuccess = () => {
      const store = opened.result.transaction('drafts', 'readwrite').objectStore('drafts');
      store.openCursor().onsuccess = ({ target }) => {
        store.put({ ...target.result.value, chart: stored }).onsuccess = () => { opened.result.close(); resolve(); };
      };
    };
    opened.onerror = reject;
  }), chart);
  await page.reload();
  await ready(page);
}

const keptNow = (page) => page.evaluate(() => new Promise((resolve) => {
  const opened = indexedDB.open('metahog');
  opened.onsuccess = () => { opened.result.transaction('drafts').objectStore('drafts').getAll().onsuccess = ({ target }) => { opened.result.close(); resolve(target.result[0].chart); }; };
}));

browserTest('a chart of a later version is shown as its table, and kept whole', async ({ page }) => {
  const later = { type: 'sankey', nodes: ['a', 'b'], options: { flow: true } };
  await write(page, monthly);
  await keptChart(page, later);
  await charted(page, monthly);
  await page.getByText('This chart is of a later version of MetaHog (“sankey”)').waitFor();
  await page.getByRole('columnheader', { name: 'revenue' }).waitFor();
  assert.deepEqual(await keptNow(page), later);
  await keptChart(page, { type: 'line', x: 'month', y: ['revenue'], series: 'staff_id', stack: false, format: {}, options: { glow: 1 }, notes: ['kept'] });
  await charted(page, monthly);
  await page.getByText('A later version of MetaHog set “notes”').waitFor();
  await plot(page).waitFor();
  await setting(page, 'Number as').selectOption('plain');
  await eventually(async () => assert.deepEqual(await keptNow(page), { type: 'line', x: 'month', y: ['revenue'], series: 'staff_id', stack: false, format: { revenue: 'plain' }, options: { glow: 1 }, notes: ['kept'] }));
});

browserTest('arrows move along the axis, aloud; the theme changes; pictures are saved', async ({ page }) => {
  await charted(page, monthly);
  await plot(page).waitFor();
  let downloads = 0;
  page.on('download', () => downloads++);
  await plot(page).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expectText(aloud(page), /^Feb 2022: staff_id 1 [\d,.]+, staff_id 2 [\d,.]+$/);
  await page.keyboard.press('Escape');
  await expectText(aloud(page), /^$/);
  await page.getByRole('button', { name: 'Dark theme' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as PNG' }).click()]);
  assert.equal(download.suggestedFilename(), 'revenue by month, by staff_id.png');
  const png = await readFile(await download.path());
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  const { name, svg } = await svgOf(page);
  assert.equal(name, 'revenue by month, by staff_id.svg');
  assert.match(svg, /^<svg/);
  assert.equal(downloads, 2, 'nothing is saved that nobody asked for');
});

browserTest('names of the result are texts, whatever signs they have', async ({ page }) => {
  await charted(page, `SELECT * FROM (VALUES (date '2024-01-01', '{n|bold}', 3), ('2024-01-02', '<img src=x onerror=alert(1)>', 5), ('2024-01-03', '{b} %s', 2)) AS v(d, "na{me|x}", n)`);
  await chartType(page).selectOption('line');
  await setting(page, 'Across').selectOption('d');
  await setting(page, 'One line per').selectOption('na{me|x}');
  await plot(page).waitFor();
  const { texts } = await svgOf(page);
  for (const name of ['{n|bold}', '&lt;img src=x onerror=alert(1)&gt;', '{b} %s']) assert.ok(texts.includes(name), `${name} stands in ${texts}`);
});

browserTest('a result without numbers says what a chart needs', async ({ page }) => {
  await charted(page, 'SELECT title FROM film LIMIT 3');
  await page.getByText('Nothing to draw').waitFor();
});

browserTest('more lines than can be told apart are not drawn in silence, and added up only on request', async ({ page }) => {
  await charted(page, crowd);
  await plot(page).waitFor();
  await page.getByText(/The first 12 names are drawn, \d+ values of others are not/).waitFor();
  await setting(page, 'Add the rest up as “other”').check();
  await expectCount(page.getByText(/The first 12 names/), 0);
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await expectCount(page.getByRole('columnheader'), 13);
  await page.getByRole('columnheader', { name: 'other' }).waitFor();
  await write(page, 'SELECT 1');
  await says(page, /rows, all of them/);
});

browserTest('many points are a sample, which the corner says', async ({ page }) => {
  await page.getByRole('combobox', { name: 'Limit' }).selectOption('10,000');
  await charted(page, 'SELECT n * 1.0 AS n, sin(n / 100.0) AS v FROM generate_series(1, 5000) AS n');
  await chartType(page).selectOption('line');
  await plot(page).waitFor();
  await expectCount(page.getByText('A sample of 5,000 points is drawn'), 0);
  await run(page, 'SELECT n * 1.0 AS n, sin(n / 100.0) AS v FROM generate_series(1, 5001) AS n');
  await page.getByText('A sample of 5,000 points is drawn').waitFor();
});

browserTest('a colour is chosen by its name, and stays with the line', async ({ page }) => {
  await charted(page, monthly);
  await plot(page).waitFor();
  await page.getByText('Colours', { exact: true }).click();
  await page.getByLabel('Colour of staff_id 2').selectOption('c9');
  const { svg } = await svgOf(page);
  assert.match(svg, /rgb\(2, ?112, ?223\)|#0270df/i);
});
