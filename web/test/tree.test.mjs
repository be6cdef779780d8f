// tree.test.mjs: finding a table, looking into it, taking its name, in each state that a schema can be in.
import assert from 'node:assert/strict';
import { ready } from './lib/app.mjs';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { caretBehind, cell, item, over, query, write } from './lib/hands.mjs';

const tree = (page) => page.getByRole('tree', { name: 'Schema' });
const find = (page) => page.getByLabel('Find tables and columns');

browserTest('tables are listed; columns are asked for when a table is opened', async ({ page }) => {
  let details = 0;
  page.on('request', (request) => { if (/[?&]table=/.test(request.url())) details++; });
  await item(page, 'rental').waitFor();
  assert.equal(details, 0);
  await item(page, 'rental').click();
  await item(page, 'rental_id').waitFor();
  await expectText(item(page, 'customer_id'), 'integer → customer');
  assert.equal(details, 1);
  assert.equal(await item(page, 'rental').getAttribute('aria-expanded'), 'true');
});

browserTest('a search finds tables and loaded columns, and asks the server for the rest', async ({ page }) => {
  await item(page, 'film').waitFor();
  await find(page).fill('rental_rate');
  await page.getByText('Nothing here is called “rental_rate”.').waitFor();
  await page.getByRole('button', { name: 'Ask the server' }).click();
  await item(page, 'rental_rate').first().waitFor();
  await expectText(tree(page), 'film');
  await page.keyboard.press('Escape');
});

browserTest('keys: arrows open and move, Enter puts the name in, Space shows rows', async ({ page }) => {
  await over(page);
  await write(page, 'SELECT * FROM ');
  await query(page).press('ControlOrMeta+End');
  await item(page, 'language').waitFor();
  await page.keyboard.press('ControlOrMeta+p');
  await page.keyboard.type('language');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expectText(query(page), 'SELECT * FROM language');
  await find(page).fill('');
  await tree(page).focus();
  await page.keyboard.press('ArrowRight');
  await item(page, 'language_id').waitFor();
  await page.keyboard.press('ArrowLeft');
  await expectCount(item(page, 'language_id'), 0);
  await page.keyboard.press(' ');
  await page.getByRole('tab', { name: 'language', exact: true }).waitFor();
  await cell(page, 'English').waitFor();
});

browserTest('a name that needs quotes is put in as the remote writes it', async ({ page }) => {
  await page.route('**/direct_query/schema/**', (route) => route.fulfill({ json: {
    tables: [{ schema_name: 'Odd "s"', table_name: 'Order & <b>', kind: 'table', estimated_rows: 3, is_partition: false, sql_name: '"Odd ""s"""."Order & <b>"' }],
    columns: [{ ordinal: 1, column_name: '__proto__', data_type: 'text', is_nullable: true, sql_name: '__proto__' }], foreign_keys: [],
  } }));
  await page.reload();
  await ready(page);
  await over(page);
  await item(page, 'Order & <b>').waitFor();
  await write(page, '');
  await item(page, 'Order & <b>').click();
  await item(page, '__proto__').waitFor();
  await tree(page).focus();
  await page.keyboard.press('Enter');
  await expectText(query(page), '"Odd ""s"""."Order & <b>"');
});

browserTest('a schema that cannot be read says at which stage, and can be tried again', { expectErrors: true }, async ({ page }) => {
  let fail = true;
  await page.route('**/direct_query/schema/**', (route) => (fail
    ? route.fulfill({ status: 400, json: { error: 'connection refused', code: '08001', detail: { sqlstate: '08001', message: 'connection refused', stage: 'connect' } } })
    : route.continue()));
  await page.reload();
  await ready(page);
  await page.getByText('The schema could not be read').waitFor();
  await page.getByText('It stopped at: connect.').waitFor();
  fail = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await item(page, 'film').waitFor();
});

browserTest('a role that sees no tables is told what to do', async ({ page }) => {
  await page.route('**/direct_query/schema/**', (route) => route.fulfill({ json: { tables: [] } }));
  await page.reload();
  await ready(page);
  await page.getByText('The role sees no tables').waitFor();
});

browserTest('the schema is read again on request, and its age is shown', async ({ page }) => {
  await item(page, 'film').waitFor();
  await page.getByText('Schema read just now').waitFor();
  const [request] = await Promise.all([page.waitForRequest(/refresh=1/), page.getByRole('button', { name: 'Read the schema again' }).click()]);
  assert.ok(request);
  await eventually(async () => assert.match(await page.getByRole('status').innerText(), /Schema read: \d+ tables/));
});

browserTest('a click on a column puts its name where the caret is', async ({ page }) => {
  await over(page);
  await item(page, 'film').click();
  await item(page, 'title').waitFor();
  await write(page, 'SELECT f. FROM film f');
  await caretBehind(page, 'f.');
  await item(page, 'title').click();
  await expectText(query(page), 'SELECT f.title FROM film f');
});
