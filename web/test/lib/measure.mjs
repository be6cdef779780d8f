// measure.mjs: how each budget of the page is measured. speed.test.mjs asserts them, bench.mjs prints their medians.
import { openPage, ready } from './app.mjs';
import { grid, item, over, query, run, write } from './hands.mjs';

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

const counters = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];

/** Reads what script, layout and style have cost so far, in milliseconds of the page's thread: what else the machine does does not count. */
async function meter(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return counters.reduce((sum, name) => sum + metrics.find((metric) => metric.name === name).value * 1000, 0);
  };
}

/** Milliseconds until the first screen is ready, on a machine whose CPU is slowed down so many times. */
export async function readyTimes(browser, times, slowdown = 1) {
  const { page, context } = await openPage(browser);
  await over(page);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const found = [];
  for (let n = 0; n < times; n++) {
    await page.reload();
    await ready(page);
    found.push(Number(await page.evaluate(() => document.body.dataset.ready)));
  }
  await context.close();
  return found;
}

const wide = `SELECT ${Array.from({ length: 30 }, (_, n) => (n % 3 === 0 ? `n * ${n + 1} AS number_${n}` : n % 3 === 1 ? `'word ' || n AS word_${n}` : `timestamptz '2022-01-01' + n * interval '1 s' AS time_${n}`)).join(', ')} FROM generate_series(1, 100000) AS n`;

/** A page with 100,000 rows of 30 columns in its grid. */
export async function widePage(browser) {
  const opened = await openPage(browser, { width: 1440, height: 900 });
  await opened.page.getByRole('combobox', { name: 'Limit' }).selectOption('100,000');
  await run(opened.page, wide);
  await grid(opened.page).getByRole('gridcell').first().waitFor();
  return opened;
}

const together = 10;

/** Milliseconds per frame of scrolling so many rows at each; and the most that a frame can have taken, as ten are read at once. */
export async function scrollCost(page, rows, frames = 240) {
  const read = await meter(page);
  await grid(page).evaluate((element) => { element.scrollTop = 0; });
  const costs = [];
  for (let n = 0; n < frames; n += together) {
    const before = await read();
    await grid(page).evaluate(async (element, { step, count }) => {
      for (let each = 0; each < count; each++) {
        await new Promise((resolve) => { requestAnimationFrame(resolve); });
        element.scrollTop += step;
      }
      await new Promise((resolve) => { requestAnimationFrame(resolve); });
    }, { step: rows * 28, count: together });
    costs.push(await read() - before);
  }
  const frame = costs.reduce((sum, cost) => sum + cost, 0) / frames;
  return { frame, longest: Math.max(...costs) - (together - 1) * median(costs) / together };
}

const manyTables = Array.from({ length: 10_000 }, (_, n) => ({
  schema_name: n < 5000 ? 'public' : 'archive', table_name: `table_${n}_of_${['orders', 'events', 'people', 'places'][n % 4]}`, kind: 'table',
  estimated_rows: n * 7, total_bytes: n, comment: null, primary_key: null, is_partition: false, sql_name: `${n < 5000 ? '' : 'archive.'}table_${n}`,
}));

/** Milliseconds from a key in the search over 10,000 tables to the frame that shows what it found. */
export async function treeTimes(browser) {
  const { page, context } = await openPage(browser);
  await page.route('**/direct_query/schema/**', (route) => route.fulfill({ json: { tables: manyTables, columns: [], foreign_keys: [] } }));
  await page.reload();
  await ready(page);
  await item(page, 'archive').waitFor();
  const found = await page.getByLabel('Find tables and columns').evaluate(async (field) => {
    const times = [];
    for (const term of ['e', 'ev', 'eve', 'even', 'event', 'events', '', 'table_99', 'table_999', '']) {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, term);
      const start = performance.now();
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => { requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = resolve; channel.port2.postMessage(0); }); });
      times.push(performance.now() - start);
    }
    return times;
  });
  await context.close();
  return found;
}

const longText = Array.from({ length: 2600 }, (_, n) => `SELECT a.customer_id, b.title AS title_${n} FROM rental a JOIN film b ON true;\n`).join('');

/** Milliseconds of script, layout and style for each key in a text of 200 kB, and the longest task while typing. */
export async function keyCost(browser) {
  const { page, context } = await openPage(browser);
  await over(page);
  await write(page, longText);
  await page.waitForTimeout(1500);
  await query(page).press('ControlOrMeta+Home');
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration); }).observe({ type: 'longtask' });
  });
  const keys = 'select 12345 + 67890, ';
  const read = await meter(page);
  const before = await read();
  await page.keyboard.type(keys, { delay: 40 });
  const ms = await read() - before;
  const longest = await page.evaluate(() => window.longest);
  await context.close();
  return { key: ms / keys.length, longest, length: longText.length };
}

/** Milliseconds from Run to the frame with 1,000 rows, without those that the database needed. */
export async function runTimes(page, times) {
  const found = [];
  await run(page, 'SELECT n, md5(n::text) AS hash, now() AS at, n * 1.5 AS amount FROM generate_series(1, 1000) AS n');
  for (let n = 0; n < times; n++) {
    const [response, painted] = await Promise.all([
      page.waitForResponse((each) => each.url().includes('execute')),
      page.evaluate(async () => {
        const start = performance.now();
        document.querySelector('.btn.run').click();
        const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
        await frame();
        while (!document.querySelector('.btn.pri.run')) await frame();
        return (await frame()) - start;
      }),
    ]);
    const { timings } = await response.json();
    found.push(painted - timings.find(({ k }) => k === 'total').t * 1000);
  }
  return found;
}

/** Megabytes that the page's heap has grown by after so many runs of 10,000 rows. */
export async function heapGrowth(browser, runs = 100) {
  const { page, context } = await openPage(browser);
  const cdp = await context.newCDPSession(page);
  await page.getByRole('combobox', { name: 'Limit' }).selectOption('10,000');
  const used = async () => {
    for (let n = 0; n < 3; n++) await cdp.send('HeapProfiler.collectGarbage');
    return (await cdp.send('Runtime.getHeapUsage')).usedSize / 1e6;
  };
  await run(page, 'SELECT n, md5(n::text) AS hash, n * 1.5 AS amount FROM generate_series(1, 10000) AS n');
  await over(page);
  const before = await used();
  for (let n = 0; n < runs; n++) await run(page);
  const after = await used();
  await context.close();
  return after - before;
}
