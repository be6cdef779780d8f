// first_visit.test.mjs: what somebody sees who has never been here.
import assert from 'node:assert/strict';
import { env } from './lib/app.mjs';
import { browserTest } from './lib/browser_test.mjs';
import { expectText } from './lib/expect.mjs';
import { grid, item, over, query, says } from './lib/hands.mjs';

browserTest('a first visit shows a source, its tables, a query and its result', async ({ page }) => {
  await over(page);
  assert.equal(await page.getByRole('combobox', { name: 'Database' }).locator('option:checked').textContent(), 'pagila');
  await item(page, 'film').waitFor();
  await expectText(query(page), 'FROM');
  await grid(page).getByRole('gridcell').first().waitFor();
  await says(page, /rows?, all of them|Cut at/);
});

browserTest('only what works is in the navigation', async ({ page }) => {
  assert.deepEqual(await page.getByRole('navigation').getByRole('link').allTextContents(), ['SQL', 'Sources', 'Activity']);
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
