// shots.mjs: pictures of each screen in each state, both themes, three sizes, into web/shots/, to be looked at beside the
// design. `test/app node web/test/shots.mjs [part of a name…]`; --readme writes the one picture that README shows.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeBoard, saveQuery, tileOf } from './lib/api.mjs';
import { launch, openPage, ready, env } from './lib/app.mjs';
import { caretBehind, cell, grid, item, newTab, over, query, run, runButton, tab, toScreen, write } from './lib/hands.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sizes = { wide: [1440, 900], middle: [1024, 700], narrow: [360, 740] };

const spenders = `-- who spends most, and when they were last here
SELECT c.customer_id, c.first_name || ' ' || c.last_name AS customer,
       ci.city, a.address2, count(*) AS rentals, sum(p.amount) AS spent,
       max(r.rental_date) AS last_rental, c.activebool,
       jsonb_build_object('store', c.store_id, 'email', c.email) AS contact
FROM customer c
JOIN address a USING (address_id)
JOIN city ci USING (city_id)
JOIN rental r USING (customer_id)
JOIN payment p USING (rental_id)
GROUP BY c.customer_id, ci.city, a.address2
ORDER BY spent DESC;`;

const faulty = `-- films per rating, with the share that was ever rented
SELECT f.rating, count(*) AS films,
       count(*) FILTER (WHERE i.film_id IS NOT NULL) AS in_stock
FROM film f
LEFT JOIN inventory i USING (film_id)
WHERE f.rental_rte > 0.99
GROUP BY f.rating
ORDER BY films DESC;

SELECT count(*) FROM film;`;

const weekly = `SELECT date_trunc('week', p.payment_date)::date AS week, s.store_id, sum(p.amount) AS revenue
FROM payment p
JOIN staff s USING (staff_id)
WHERE p.payment_date >= '2022-05-02'
GROUP BY 1, 2
ORDER BY 1;`;

const byCategory = `SELECT c.name AS category, sum(p.amount) AS revenue, count(*) AS payments
FROM payment p
JOIN rental r USING (rental_id)
JOIN inventory i USING (inventory_id)
JOIN film_category fc USING (film_id)
JOIN category c USING (category_id)
GROUP BY 1
ORDER BY revenue DESC;`;

const rated = 'SELECT c.name AS category, f.rating::text, count(*) AS films FROM film f JOIN film_category USING (film_id) JOIN category c USING (category_id) GROUP BY 1, 2 ORDER BY 1, 2';

const kinds = `SELECT * FROM (VALUES
  (0, NULL::text, 9223372036854775807, 177.60, true, '{"genre": "Sports", "n": [1, 2.50]}'::jsonb, '2022-08-23 04:14:29+00'::timestamptz, '\\x89504e47'::bytea),
  (1, '', -42, 0.00, false, '[]', NULL, NULL),
  (NULL, 'Molodetšno', NULL, -17.60, NULL, NULL, '2022-08-23 07:33:12.5+00', decode(repeat('00ff', 600), 'hex'))
) AS t(n, note, big, amount, active, prefs, at, file)`;

/** A dashboard as the design has it, with a broken tile among good ones. */
async function rentals() {
  const variables = [{ name: 'category', type: 'string', default: null }];
  const number = (x, y) => ({ type: 'number', x, y: [y], series: null, stack: false, format: {}, options: {} });
  const [revenue, rentalCount, stores, categories, hours, customers, broken] = await Promise.all([
    saveQuery("SELECT date_trunc('week', payment_date)::date AS week, sum(amount) AS revenue FROM payment GROUP BY 1 ORDER BY 1", { name: 'Revenue', chart: number('week', 'revenue') }),
    saveQuery("SELECT date_trunc('week', rental_date)::date AS week, count(*) AS rentals FROM rental GROUP BY 1 ORDER BY 1", { name: 'Rentals', chart: number('week', 'rentals') }),
    saveQuery("SELECT date_trunc('week', payment_date)::date AS week, CASE store_id WHEN 1 THEN 'Lethbridge' ELSE 'Woodridge' END AS store, sum(amount) AS revenue FROM payment JOIN staff USING (staff_id) GROUP BY 1, 2 ORDER BY 1", { name: 'Revenue by week and store' }),
    saveQuery(byCategory.replace(', count(*) AS payments', ''), { name: 'Revenue by category' }),
    saveQuery("SELECT to_char(rental_date, 'Dy') AS day, to_char(rental_date, 'HH24') AS hour, count(*) AS rentals FROM rental GROUP BY 1, 2, extract(isodow FROM rental_date) ORDER BY extract(isodow FROM rental_date), 2", { name: 'When they rent' }),
    saveQuery("SELECT first_name || ' ' || last_name AS customer, count(*) AS films FROM customer JOIN rental USING (customer_id) JOIN inventory USING (inventory_id) JOIN film_category USING (film_id) JOIN category c USING (category_id) WHERE $1::text IS NULL OR c.name = $1 GROUP BY 1 ORDER BY films DESC", { name: 'Top customers', variables, chart: { type: 'table' } }),
    saveQuery('SELECT late FROM rental', { name: 'Late share' }),
  ]);
  return makeBoard([
    tileOf(revenue, 0, 0, 3, 1), tileOf(rentalCount, 0, 1, 3, 1), tileOf(stores, 3, 0, 9, 2), tileOf(categories, 0, 2, 4, 4), tileOf(hours, 4, 2, 4, 4), tileOf(customers, 8, 2, 4, 4), tileOf(broken, 0, 6, 3, 1),
    { markdown: '# What this is\n\nRentals of **two stores**, by week.', place: { x: 3, y: 6, w: 4, h: 1 } },
  ], { filters: [{ name: 'category', label: 'Category', type: 'string', default: null }] });
}

async function onBoard(page, search = '') {
  const { id, name } = await rentals();
  await page.evaluate((hash) => { location.hash = hash; }, `#/dashboards/${id}${search}`);
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.getByText(/Numbers of/).waitFor({ state: 'attached' });
  await page.waitForTimeout(600);
}

const savedOnes = [
  ['Top spenders', 'Reports/Money', spenders], ['Revenue by week', 'Reports/Money', weekly], ['Revenue by category', 'Reports', byCategory], ['Long films', '', 'SELECT title FROM film WHERE length > 180'],
];

async function keep(page, name, folder, text) {
  await newTab(page);
  await write(page, text);
  await query(page).press('ControlOrMeta+s');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Folder').fill(folder);
  await page.getByLabel('Folder').press('Enter');
  await page.getByText(/is saved, version|saved query/).first().waitFor();
  await page.keyboard.press('Escape');
}

async function showSide(page, name) {
  await page.getByRole('tab', { name, exact: true }).click();
}

/** Each makes its state on a page that is at its first screen. */
const scenes = {
  sql: async (page) => {
    await run(page, spenders);
    await cell(page, '4').count();
    await grid(page).focus();
    for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowDown');
    for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
  },
  error: async (page) => {
    await run(page, faulty.replace('rental_rte', 'rental_rate'));
    await caretBehind(page, 'WHERE f.').catch(() => undefined);
    await write(page, faulty);
    await caretBehind(page, 'rental_rte');
    await run(page);
    await page.getByRole('alert').waitFor();
  },
  running: async (page) => {
    await run(page, spenders);
    await write(page, spenders.replace('FROM customer c', 'FROM pg_sleep(20), customer c'));
    await runButton(page).click();
    await page.waitForTimeout(3400);
  },
  cut: async (page) => {
    await run(page, 'SELECT rental_id, rental_date, inventory_id, customer_id, return_date, staff_id, last_update\nFROM rental\nORDER BY rental_date;');
    await grid(page).focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Escape');
  },
  chart: async (page) => {
    await run(page, weekly);
    await tab(page, 'Chart').click();
    await page.locator('[data-drawn]').waitFor();
    await page.locator('.plot').focus();
    for (let n = 0; n < 8; n++) await page.keyboard.press('ArrowRight');
  },
  bars: async (page) => {
    await run(page, byCategory.replace(', count(*) AS payments', ''));
    await tab(page, 'Chart').click();
    await page.locator('[data-drawn]').waitFor();
  },
  dashboard: (page) => onBoard(page, '?category=Horror'),
  'dashboard-edit': async (page) => {
    await onBoard(page);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.locator('.tile').nth(1).focus();
    await page.keyboard.press('Shift+ArrowDown');
  },
  ...Object.fromEntries(Object.entries({
    area: [weekly, 'area'], pie: ['SELECT rating::text, count(*) AS films FROM film GROUP BY 1', 'pie'], heat: [rated, 'heatmap'], grouped: [rated, 'bar', { 'Several': 'stack' }],
    scatter: ['SELECT rating::text, length, replacement_cost, rental_rate FROM film', 'scatter', { Size: 'rental_rate' }], number: ['SELECT sum(amount) AS revenue, 63976.87 AS before FROM payment', 'number'],
  }).map(([name, [text, type, settings = {}]]) => [`chart-${name}`, async (page) => {
    await run(page, text);
    await tab(page, 'Chart').click();
    await page.getByLabel('Chart', { exact: true }).and(page.locator('select')).selectOption(type);
    for (const [label, value] of Object.entries(settings)) await page.getByLabel(label).and(page.locator('select')).selectOption(value);
    await page.waitForTimeout(300);
  }])),
  kinds: async (page) => {
    await run(page, kinds);
    await grid(page).focus();
    await page.keyboard.press('Home');
    for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('F2');
  },
  schema: async (page) => {
    await item(page, 'rental').click();
    await item(page, 'rental_id').waitFor();
    await page.getByLabel('Find tables and columns').fill('rental');
    await newTab(page);
    await write(page, 'SELECT c.last_name, f.title, r.return_date - r.rental_date AS kept\nFROM rental r\nJOIN customer c USING (customer_id)\nJOIN ');
    await query(page).press('Control+End');
    await page.keyboard.type('inv', { delay: 60 });
    await page.locator('.cm-tooltip-autocomplete').waitFor();
    await page.waitForTimeout(300);
  },
  empty: async (page) => { await newTab(page); },
  plan: async (page) => {
    await run(page, byCategory);
    await tab(page, 'Plan').click();
    await page.getByRole('button', { name: 'Measure it' }).waitFor();
  },
  columns: async (page) => {
    await run(page, spenders);
    await tab(page, 'Columns').click();
  },
  many: async (page) => {
    await page.getByRole('combobox', { name: 'Limit' }).selectOption('100,000');
    await run(page, 'SELECT n AS id, md5(n::text) AS hash, now() - n * interval \'1 minute\' AS at, n * 1.5 AS amount, n % 7 = 0 AS week\nFROM generate_series(1, 100000) AS n');
    await grid(page).focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Escape');
  },
  menu: async (page) => {
    await run(page, byCategory);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
  },
  sources: async (page) => {
    await toScreen(page, 'Sources');
    await page.getByRole('link', { name: 'pagila' }).waitFor();
    await page.waitForTimeout(300);
  },
  form: async (page) => {
    await toScreen(page, 'Sources');
    await page.getByRole('button', { name: 'New source' }).click();
    await page.getByLabel('Connection URL').fill(env('REMOTE_URL').replace(env('PASSWORD'), 'wrong'));
    await page.getByLabel('Host').click();
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('The server refused it').waitFor();
  },
  tested: async (page) => {
    await toScreen(page, 'Sources');
    await page.getByRole('button', { name: 'New source' }).click();
    await page.getByLabel('Connection URL').fill(env('ADMIN_URL'));
    await page.getByLabel('Host').click();
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('Last test').waitFor();
  },
  activity: async (page) => {
    for (const seconds of [20, 21]) {
      await newTab(page);
      await write(page, `SELECT title, pg_sleep(${seconds}) FROM film WHERE rating = 'PG-13' LIMIT 1`);
      await runButton(page).click();
    }
    await page.waitForTimeout(1500);
    await toScreen(page, 'Activity');
    await page.getByRole('button', { name: 'Cancel' }).first().waitFor();
  },
  idle: async (page) => {
    await toScreen(page, 'Activity');
    await page.getByText('Nothing is running').waitFor();
  },
  saved: async (page) => {
    for (const [name, folder, text] of savedOnes) await keep(page, name, folder, text);
    await showSide(page, 'Saved');
    await page.getByRole('tree', { name: 'Saved queries' }).getByRole('treeitem', { name: 'Long films', exact: true }).waitFor();
  },
  save: async (page) => {
    await run(page, spenders);
    await query(page).press('ControlOrMeta+s');
    await page.getByLabel('Name', { exact: true }).fill('Top spenders');
    await page.getByLabel('Folder').fill('Reports/Money');
  },
  unsaved: async (page) => {
    await keep(page, `Films by rating ${Date.now() % 1000}`, 'Films', faulty.replace('rental_rte', 'rental_rate'));
    await write(page, faulty.replace('rental_rte', 'rental_rate').replace('ORDER BY films DESC', 'HAVING count(*) > 10\nORDER BY in_stock DESC'));
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Compare with the saved version' }).click();
    await page.locator('.diff').waitFor();
  },
  variables: async (page) => {
    await newTab(page);
    await write(page, 'SELECT title, length, rental_rate\nFROM film\nWHERE rating = $1::mpaa_rating AND length > $2 AND last_update > $3\nORDER BY title');
    await page.getByRole('button', { name: 'Variables' }).click();
    await page.getByLabel('Name of $1').fill('rating');
    await page.getByLabel('Default of $1').fill('PG-13');
    await page.getByLabel('Name of $2').fill('minutes');
    await page.getByLabel('Type of $2').selectOption('number');
    await page.getByLabel('Value of $2 minutes').fill('120');
    await page.getByLabel('Name of $3').fill('since');
    await page.getByLabel('Type of $3').selectOption('date');
    await page.getByLabel('Default of $3').fill('2006-01-01');
    await run(page);
  },
  palette: async (page) => {
    await query(page).press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: /^Tables/ }).fill('re');
    await page.getByRole('listbox', { name: 'Found' }).getByRole('option').first().waitFor();
  },
  filter: async (page) => {
    await run(page, byCategory);
    const head = (name) => grid(page).getByRole('columnheader', { name, exact: true });
    await head('revenue').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Digits in groups' }).click();
    await head('payments').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Filter…' }).click();
    await page.getByLabel('Filter by payments').last().fill('> 900');
    await page.keyboard.press('Enter');
    await head('revenue').click({ button: 'right' });
  },
  conflict: async (page) => {
    const name = `Films by rating ${Date.now() % 1000}`;
    await keep(page, name, 'Films', faulty.replace('rental_rte', 'rental_rate'));
    await page.evaluate(async () => {
      const { api, csrf } = JSON.parse(document.getElementById('start').textContent);
      const url = `${api.replace(/\/*$/, '/')}saved/${location.hash.split('/').at(-1)}`;
      const { version, text } = await (await fetch(url)).json();
      await fetch(url, { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf }, body: JSON.stringify({ version, text: text.replace('0.99', '1.99') }) });
    });
    await write(page, faulty.replace('rental_rte', 'rental_rate').replace('ORDER BY films', 'ORDER BY in_stock'));
    await query(page).press('ControlOrMeta+s');
    await page.locator('.diff').waitFor();
  },
  history: async (page) => {
    await run(page, byCategory);
    await run(page, faulty);
    await run(page, 'SELECT * FROM rental');
    await run(page, weekly);
    await query(page).press('ControlOrMeta+h');
    await page.getByRole('listbox', { name: 'Past runs' }).focus();
    await page.keyboard.press('ArrowDown');
  },
  keys: async (page) => { await page.getByRole('link', { name: 'SQL' }).focus(); await page.keyboard.press('?'); },
  tree: async (page) => {
    const pane = page.getByRole('tab', { name: 'Schema' });
    if (await pane.count()) await pane.click();
    await item(page, 'rental').click();
    await item(page, 'rental_id').waitFor();
  },
};

const onlyWide = new Set(['keys', 'filter', 'menu', 'many', 'columns', 'plan', 'tested', 'idle', 'kinds', 'bars']);

async function shoot(browser, name, theme, size) {
  const [width, height] = sizes[size];
  const options = { width, height, colorScheme: theme, hasTouch: size === 'narrow' };
  const { page, context } = await openPage(browser, options);
  try {
    await over(page).catch(() => undefined);
    await scenes[name](page);
    await page.waitForTimeout(150);
  } catch (error) {
    console.log(`${name} ${theme} ${size}: ${String(error).split('\n')[0]}`);
  }
  await page.screenshot({ path: here(`../shots/${name}-${theme}-${size}.png`) });
  for (const running of [page.getByRole('button', { name: 'Cancel', exact: true })]) if (await running.count()) await running.click().catch(() => undefined);
  await context.close();
}

async function first(browser) {
  for (const theme of ['light', 'dark']) {
    const { page, context } = await openPage(browser, { width: 1440, height: 900, colorScheme: theme });
    await page.route('**/direct_query/sources', (route) => route.fulfill({ json: { sources: [] } }));
    await page.evaluate(() => new Promise((resolve) => { const gone = indexedDB.deleteDatabase('metahog'); gone.onsuccess = gone.onblocked = resolve; }));
    await page.reload();
    await ready(page);
    await page.waitForTimeout(300);
    await page.screenshot({ path: here(`../shots/first-${theme}-wide.png`) });
    await context.close();
  }
}

async function forReadme(browser) {
  const { page, context } = await openPage(browser, { width: 1280, height: 800, colorScheme: 'light' });
  await over(page);
  await page.getByRole('tab', { name: 'Untitled 1' }).press('F2');
  await page.keyboard.type('Top spenders');
  await page.keyboard.press('Enter');
  await scenes.sql(page);
  await page.mouse.move(700, 20);
  await page.waitForTimeout(300);
  await writeFile(here('../../docs/page.png'), await page.screenshot());
  await context.close();
}

const wanted = process.argv.slice(2);
await mkdir(here('../shots'), { recursive: true });
const browser = await launch();
if (wanted.includes('--readme')) await forReadme(browser);
else {
  for (const name of Object.keys(scenes)) for (const theme of ['light', 'dark']) for (const size of Object.keys(sizes)) {
    const file = `${name}-${theme}-${size}`;
    if ((onlyWide.has(name) && size !== 'wide') || (name === 'schema' && size === 'narrow')) continue;
    if (wanted.length === 0 || wanted.some((part) => file.includes(part))) await shoot(browser, name, theme, size);
  }
  if (wanted.length === 0 || wanted.includes('first')) await first(browser);
}
await browser.close();
