// chart.test.mjs: which chart a result is offered, that it has its table, and that settings outlive a change of the query.
import assert from 'node:assert/strict';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { run, says, tab, write } from './lib/hands.mjs';

const chartType = (page) => page.getByLabel('Chart', { exact: true }).and(page.locator('select'));
const plot = (page) => page.locator('.plot[data-drawn]');

const monthly = "SELECT date_trunc('month', payment_date)::date AS month, staff_id, sum(amount) AS revenue FROM payment GROUP BY 1, 2 ORDER BY 1";

async function charted(page, query) {
  await run(page, query);
  await tab(page, 'Chart').click();
}

browserTest('time, a key and a number are lines; their table has the same numbers', async ({ page }) => {
  await charted(page, monthly);
  await plot(page).waitFor();
  assert.equal(await chartType(page).inputValue(), 'line');
  await expectText(page.getByRole('heading', { name: 'revenue by month, by staff_id' }), 'revenue');
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await page.getByRole('rowheader', { name: 'Jan 2022' }).waitFor();
  await expectCount(page.getByRole('columnheader'), 3);
  await expectCount(page.getByRole('cell', { name: /^\d,\d{3}\.\d{2}$/ }), 14);
});

browserTest('text and a number are bars, one number is itself', async ({ page }) => {
  await charted(page, 'SELECT rating::text, count(*) AS films FROM film GROUP BY 1');
  await plot(page).waitFor();
  assert.equal(await chartType(page).inputValue(), 'row');
  assert.ok((await chartType(page).locator('option').allTextContents()).includes('Pie'));
  await run(page, 'SELECT 12345678901234567890.10::numeric AS total');
  await page.getByText('12,345,678,901,234,567,890.10').waitFor();
});

browserTest('settings stay when the query changes, also for a column that is gone', async ({ page }) => {
  await charted(page, monthly);
  await plot(page).waitFor();
  await chartType(page).selectOption('area');
  await run(page, monthly.replace('AS revenue', 'AS income'));
  assert.equal(await chartType(page).inputValue(), 'area');
  await page.getByText('revenue: not in this result').first().waitFor({ state: 'attached' });
  await run(page, monthly);
  await plot(page).waitFor();
  assert.equal(await chartType(page).inputValue(), 'area');
});

browserTest('arrows move along the axis, the theme changes, a picture is saved', async ({ page }) => {
  await charted(page, monthly);
  await plot(page).waitFor();
  let downloads = 0;
  page.on('download', () => downloads++);
  await plot(page).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Dark theme' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as PNG' }).click()]);
  assert.equal(download.suggestedFilename(), 'revenue by month, by staff_id.png');
  assert.equal(downloads, 1, 'nothing is saved that nobody asked for');
});

browserTest('a result without numbers says what a chart needs', async ({ page }) => {
  await charted(page, 'SELECT title FROM film LIMIT 3');
  await page.getByText('Nothing to draw').waitFor();
});

browserTest('more lines than can be told apart are not drawn in silence', async ({ page }) => {
  await charted(page, "SELECT date_trunc('month', rental_date)::date AS month, 'c' || customer_id AS who, count(*) AS n FROM rental WHERE customer_id < 30 GROUP BY 1, 2 ORDER BY 1");
  await plot(page).waitFor();
  await page.getByText(/\d+ of [\d,]+ rows drawn, 12 lines at most/).waitFor();
  await eventually(async () => assert.ok(await plot(page).isVisible()));
  await write(page, 'SELECT 1');
  await says(page, /rows, all of them/);
});
