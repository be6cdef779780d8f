// first_visit.test.mjs: what somebody sees who has never been here.
import assert from 'node:assert/strict';
import { env, ready } from './lib/app.mjs';
import { browserTest } from './lib/browser_test.mjs';
import { expectText } from './lib/expect.mjs';
import { cell, grid, item, over, query, says } from './lib/hands.mjs';

browserTest('a first visit shows a source, its tables, a query and its result', async ({ page }) => {
  await over(page);
  assert.equal(await page.getByRole('combobox', { name: 'Database' }).locator('option:checked').textContent(), 'pagila');
  await item(page, 'film').waitFor();
  await expectText(query(page), 'FROM');
  await grid(page).getByRole('gridcell').first().waitFor();
  await says(page, /rows?, all of them|Cut at/);
});

browserTest('only what works is in the navigation', async ({ page }) => {
  assert.deepEqual(await page.getByRole('navigation').getByRole('link').allTextContents(), ['SQL', 'Dashboards', 'Sources', 'Activity']);
});

browserTest('a team without a source gets the form for one', { user: 'STRANGER' }, async ({ page }) => {
  await page.getByRole('heading', { name: 'Connect a PostgreSQL database' }).waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Database' }).count(), 0);
  assert.equal(await page.getByText('You may not add sources').count(), 1);
});

browserTest('the log-in leads to the page', { login: false }, async ({ page }) => {
  await page.goto(`${env('URL')}/`);
  await page.getByLabel('Name').fill(env('LOGIN'));
  await page.getByLabel('Password').fill(env('PASSWORD'));
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('body[data-ready]').waitFor({ state: 'attached' });
});

browserTest('the first source: a pasted URL, a test, and then tables, a query and rows', async ({ page }) => {
  const name = `first_${process.pid}`;
  let made = null;
  await page.route('**/direct_query/sources', async (route) => {
    if (route.request().method() === 'POST') {
      const response = await route.fetch();
      made = await response.json();
      return route.fulfill({ response });
    }
    return route.fulfill({ json: { sources: made ? [made] : [] } });
  });
  await page.evaluate(() => new Promise((resolve) => {
    const gone = indexedDB.deleteDatabase('metahog');
    gone.onsuccess = gone.onblocked = resolve;
  }));
  await page.reload();
  await ready(page);
  await page.getByLabel('Connection URL').fill(env('REMOTE_URL'));
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText(/^PostgreSQL \d+/).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await item(page, 'actor').waitFor();
  await expectText(query(page), 'FROM actor');
  await says(page, '200 rows, all of them');
  await page.getByRole('link', { name: 'Sources' }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('button', { name: 'Remove source' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove source' }).click();
});

browserTest('an example that the server names is what a first visit shows and runs', async ({ page }) => {
  await page.route(`${env('URL')}/`, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/"example": \{[^}]*\}/, '"example": {"source": "pagila", "query": "SELECT 42 AS answer"}');
    await route.fulfill({ response, body });
  });
  await page.evaluate(() => new Promise((resolve) => {
    const gone = indexedDB.deleteDatabase('metahog');
    gone.onsuccess = gone.onblocked = resolve;
  }));
  await page.reload();
  await ready(page);
  await over(page);
  await expectText(query(page), 'SELECT 42 AS answer');
  await cell(page, '42').waitFor();
});
