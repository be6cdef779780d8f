// hogql.test.mjs: the language of a tab: HogQL is run, completed, checked while one types, and shown as SQL.
import assert from 'node:assert/strict';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { alert, cell, grid, item, newTab, over, query, run, tab, write } from './lib/hands.mjs';

const language = (page, name) => page.getByRole('group', { name: 'Language' }).getByRole('button', { name, exact: true });
const problem = (page) => page.getByRole('note', { name: 'Problem' });
const popup = (page) => page.locator('.cm-tooltip-autocomplete');

browserTest('each tab has its language, and runs in it', async ({ page }) => {
  await newTab(page);
  await language(page, 'HogQL').click();
  await run(page, "SELECT if(film_id = 1, 'first', 'later') AS which FROM film ORDER BY film_id LIMIT 2");
  await cell(page, 'first').waitFor();
  await tab(page, 'Untitled 1').click().catch(() => page.getByRole('tab').first().click());
  assert.equal(await language(page, 'SQL').getAttribute('aria-pressed'), 'true');
});

browserTest('the value of a placeholder is typed beside it', async ({ page }) => {
  await language(page, 'HogQL').click();
  await write(page, 'SELECT {name} AS said, {n} + 1 AS next');
  await page.getByRole('textbox', { name: 'Value of name' }).fill("it's");
  await page.getByRole('textbox', { name: 'Value of n', exact: true }).fill('41');
  await run(page);
  await cell(page, "it's").waitFor();
  await cell(page, '42').waitFor();
});

browserTest('what is wrong is told while one types, at its place', async ({ page }) => {
  await over(page);
  await language(page, 'HogQL').click();
  await write(page, "SELECT '🐗', titel FROM film");
  await expectText(problem(page), 'titel');
  await expectText(problem(page), 'Perhaps you meant');
  await expectText(problem(page), 'Line 1, character 13');
  assert.equal(await page.locator('.cm-squiggle').textContent(), 'titel');
  await write(page, "SELECT '🐗', title FROM film");
  await expectCount(problem(page), 0);
  await expectCount(page.locator('.cm-squiggle'), 0);
});

browserTest('typing never waits for the check', async ({ page }) => {
  await over(page);
  await language(page, 'HogQL').click();
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  const asked = new Promise((resolve) => {
    void page.route('**/direct_query/check', async (route) => { resolve(); await held; await route.continue().catch(() => undefined); });
  });
  await write(page, 'SELECT titel');
  await asked;
  await query(page).press('End');
  await page.keyboard.type(' FROM film');
  await expectText(query(page), 'SELECT titel FROM film');
  release();
  await expectText(problem(page), 'titel');
});

browserTest('SQL is not checked', async ({ page }) => {
  await over(page);
  let asked = 0;
  await page.route('**/direct_query/check', (route) => { asked++; return route.continue(); });
  await write(page, 'SELECT titel FROM film');
  await page.waitForTimeout(1200);
  assert.equal(asked, 0);
  await expectCount(problem(page), 0);
});

browserTest('functions and columns are offered', async ({ page }) => {
  await item(page, 'film').waitFor();
  await language(page, 'HogQL').click();
  await write(page, 'SELECT  FROM film');
  await query(page).press('ControlOrMeta+End');
  for (let n = 0; n < ' FROM film'.length; n++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('toStartOfM', { delay: 30 });
  const offered = (words) => eventually(async () => {
    const list = await popup(page).locator('li').allInnerTexts();
    assert.ok(list.some((each) => each.includes(words)), list.join(' / '));
  });
  await offered('toStartOfMonth');
  await page.keyboard.press('Escape');
  for (let n = 0; n < 'toStartOfM'.length; n++) await page.keyboard.press('Backspace');
  await page.keyboard.type('rental_d', { delay: 30 });
  await offered('rental_duration');
});

browserTest('the SQL is shown, and opened in a tab of its own', async ({ page }) => {
  await language(page, 'HogQL').click();
  await write(page, 'SELECT title FROM film WHERE film_id = 1 LIMIT 3');
  await page.getByRole('button', { name: 'Show SQL' }).click();
  const dialog = page.getByRole('dialog', { name: 'The SQL that is sent' });
  await expectText(dialog, '"film"."title"');
  await dialog.getByRole('button', { name: 'Open as SQL' }).click();
  await expectText(query(page), '"film"."title"');
  assert.equal(await language(page, 'SQL').getAttribute('aria-pressed'), 'true');
  await run(page);
  await expectCount(grid(page).getByRole('columnheader', { name: 'title', exact: true }), 1);
});

browserTest('a failed run says where', { expectErrors: true }, async ({ page }) => {
  await language(page, 'HogQL').click();
  await run(page, 'SELECT title FROM film\nWHERE lenght(title) > 3');
  await expectText(alert(page), '42883');
  await expectText(alert(page), 'Line 2, character 7');
});

browserTest('a draft keeps its language and values', async ({ page }) => {
  await language(page, 'HogQL').click();
  await write(page, 'SELECT {x}');
  await page.getByRole('textbox', { name: 'Value of x' }).fill('7');
  await page.waitForTimeout(1200);
  await page.reload();
  await over(page);
  assert.equal(await language(page, 'HogQL').getAttribute('aria-pressed'), 'true');
  await run(page);
  await cell(page, '7').waitFor();
});

browserTest('{name} in SQL leads to HogQL; ⏎ in the value runs', { expectErrors: true }, async ({ page }) => {
  await run(page, 'SELECT count(*) AS films FROM film WHERE length >= {variables.least}');
  await expectText(alert(page), '{name} is a value in HogQL');
  await alert(page).getByRole('button', { name: 'Read the query as HogQL' }).click();
  const value = page.getByRole('textbox', { name: 'Value of variables.least' });
  await value.fill('0');
  await value.press('Enter');
  await cell(page, '1000').waitFor();
  await page.getByRole('button', { name: 'Variables' }).click();
  const form = page.getByRole('region', { name: 'Variables' });
  await expectText(form.getByRole('combobox', { name: 'Type of variables.least' }).locator('option:checked'), 'number');
  assert.match(await form.textContent(), /^NameIn the text.*least\{variables\.least\}/);
});
