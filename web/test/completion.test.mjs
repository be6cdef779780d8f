// completion.test.mjs: what the editor offers while one types. | is the caret.
import assert from 'node:assert/strict';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount } from './lib/expect.mjs';
import { item, over, query, write } from './lib/hands.mjs';

const popup = (page) => page.locator('.cm-tooltip-autocomplete');

/** Writes the text before and after the caret, then types the last letters, as only typing opens the list. */
async function typeAt(page, marked, letters) {
  const [before, after] = marked.split('|');
  await over(page);
  await item(page, 'film').waitFor();
  await write(page, before + after);
  await query(page).press('ControlOrMeta+End');
  for (let n = 0; n < after.length; n++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(letters, { delay: 30 });
}

const offered = (page, words) => eventually(async () => {
  const list = await popup(page).locator('li').allInnerTexts();
  assert.ok(list.some((each) => each.includes(words)), `${words} is not in ${list.slice(0, 8).join(' / ')}`);
});

/** The list takes no key right after it has opened, so that nobody accepts what he has not seen. */
async function accept(page, key) {
  await page.waitForTimeout(200);
  await page.keyboard.press(key);
}

browserTest('tables after FROM', async ({ page }) => {
  await typeAt(page, 'SELECT * FROM |', 'cust');
  await offered(page, 'customer');
  await accept(page, 'Enter');
  await eventually(async () => assert.match(await query(page).innerText(), /FROM customer\s*$/));
});

browserTest('columns of an alias, also of one that is declared later', async ({ page }) => {
  await typeAt(page, 'SELECT | FROM film f', 'f.rental_r');
  await offered(page, 'rental_rate');
  await accept(page, 'Tab');
  await eventually(async () => assert.match(await query(page).innerText(), /SELECT f\.rental_rate FROM film f/));
});

browserTest('bare columns of the tables in scope', async ({ page }) => {
  await typeAt(page, 'SELECT * FROM film f JOIN language l USING (language_id) WHERE |', 'replacem');
  await offered(page, 'replacement_cost');
});

browserTest('columns of a WITH query, and its name', async ({ page }) => {
  await typeAt(page, 'WITH spend AS (SELECT customer_id, sum(amount) AS total FROM payment GROUP BY 1) SELECT | FROM spend s', 's.tot');
  await offered(page, 'total');
  await page.keyboard.press('Escape');
  await typeAt(page, 'WITH spend AS (SELECT 1) SELECT * FROM |', 'spe');
  await offered(page, 'spend');
});

browserTest('joins along foreign keys bring their whole ON', async ({ page }) => {
  await typeAt(page, 'SELECT * FROM rental r JOIN |', 'inv');
  await offered(page, 'inventory i ON i.inventory_id = r.inventory_id');
  await accept(page, 'Enter');
  await eventually(async () => assert.match(await query(page).innerText(), /JOIN inventory i ON i\.inventory_id = r\.inventory_id/));
});

browserTest('nothing is offered inside a text or a comment', async ({ page }) => {
  await typeAt(page, "SELECT 'x |'", 'film');
  await page.waitForTimeout(400);
  await expectCount(popup(page), 0);
  await typeAt(page, 'SELECT 1 -- |', 'film');
  await page.waitForTimeout(400);
  await expectCount(popup(page), 0);
});

browserTest('after GROUP BY what is selected, but for what adds up; after ORDER BY the names of the result', async ({ page }) => {
  await typeAt(page, "SELECT f.rating, date_trunc('year', f.last_update) AS year, count(*) AS films FROM film f GROUP BY|", ' ');
  await offered(page, 'f.rating, year');
  assert.match(await popup(page).locator('li').first().innerText(), /f\.rating, year/);
  await accept(page, 'Enter');
  await eventually(async () => assert.match(await query(page).innerText(), /GROUP BY f\.rating, year/));
  await typeAt(page, 'SELECT rating, count(*) AS how_many FROM film GROUP BY 1 ORDER BY |', 'how');
  await offered(page, 'how_many');
});

browserTest('columns of a query in parentheses', async ({ page }) => {
  await typeAt(page, 'SELECT | FROM (SELECT title, length AS minutes FROM film) AS f', 'f.min');
  await offered(page, 'minutes');
});

browserTest('functions come with what they take, and $ with the variables', async ({ page }) => {
  await typeAt(page, 'SELECT |', 'date_tr');
  await offered(page, '(field, timestamp [, zone])');
  await page.keyboard.press('Escape');
  await write(page, 'SELECT $1::text ');
  await page.getByLabel('Value of $1').fill('first');
  await query(page).press('ControlOrMeta+End');
  await page.keyboard.type(', $', { delay: 40 });
  await offered(page, 'first');
  await offered(page, '$2');
});

browserTest('a foreign key of several columns joins by all of them', async ({ page }) => {
  const table = (table_name, primary_key) => ({ schema_name: 'public', table_name, kind: 'table', estimated_rows: 10, total_bytes: 8192, comment: null, primary_key, is_partition: false, sql_name: table_name });
  const column = (column_name, sql_name = column_name) => ({ ordinal: 1, column_name, data_type: 'integer', is_nullable: false, default_expr: null, comment: null, enum_labels: null, sql_name });
  const key = { constraint_name: 'line_parcel_fkey', from_schema: 'public', from_table: 'line', from_columns: ['shop', 'Number'], to_schema: 'public', to_table: 'parcel', to_columns: ['shop', 'Number'] };
  await page.route(/direct_query\/schema\//, (route) => {
    const asked = new URL(route.request().url()).searchParams.get('table');
    const columns = [column('shop'), column('Number', '"Number"')];
    return route.fulfill({ json: asked ? { columns, profile: [], foreign_keys: [key] } : { tables: [table('line', null), table('parcel', ['shop', 'Number'])] } });
  });
  await page.getByRole('button', { name: 'Read the schema again' }).click();
  await item(page, 'parcel').waitFor();
  await write(page, 'SELECT * FROM line l JOIN ');
  await query(page).press('ControlOrMeta+End');
  await page.keyboard.type('par', { delay: 30 });
  await offered(page, 'parcel p ON p.shop = l.shop AND p."Number" = l."Number"');
});
