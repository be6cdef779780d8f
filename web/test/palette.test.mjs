// palette.test.mjs: everything by its name, from every screen, by keys alone.
import assert from 'node:assert/strict';
import { ready } from './lib/app.mjs';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { cell, item, over, query, write } from './lib/hands.mjs';

const field = (page) => page.getByRole('combobox', { name: 'Tables, saved queries, dashboards, actions' });
const found = (page) => page.getByRole('listbox', { name: 'Found' }).getByRole('option');
const first = async (page, words) => eventually(async () => assert.match(await found(page).first().innerText(), words));

browserTest('⌘K finds a table: ⏎ shows its rows, ⌘⏎ puts its name in', async ({ page }) => {
  await over(page);
  await item(page, 'film').waitFor();
  await query(page).press('ControlOrMeta+k');
  await page.keyboard.type('categ');
  await first(page, /^category/);
  await page.keyboard.press('Enter');
  await cell(page, 'Animation').waitFor();
  await write(page, 'SELECT * FROM ');
  await query(page).press('ControlOrMeta+End');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('langua');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expectText(query(page), 'SELECT * FROM language');
});

browserTest('what is typed before the palette is there is not lost, nor put into the text', async ({ page }) => {
  await page.route('**/palette-*.js', async (route) => {
    await page.waitForTimeout(1500);
    await route.continue();
  });
  await page.reload();
  await ready(page);
  await over(page);
  await write(page, 'select 1');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('activ');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  await page.getByRole('link', { name: 'SQL', exact: true }).click();
  await expectText(query(page), /^select 1$/);
});

browserTest('⌘K goes to screens and does what has a button, from any screen', async ({ page }) => {
  await over(page);
  await write(page, 'select a from b');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('activ');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('format');
  await first(page, /^Format/);
  await page.keyboard.press('Enter');
  await expectText(query(page), /SELECT\s*a\s*FROM\s*b/);
});

browserTest('⌘K opens a dashboard by its name', async ({ page }) => {
  await over(page);
  const name = `Board ${Math.random().toString(36).slice(2, 8)}`;
  const status = await page.evaluate(async (called) => {
    const { api, csrf } = JSON.parse(document.getElementById('start').textContent);
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf };
    return (await fetch(`${api.replace(/\/*$/, '/')}dashboards`, { method: 'POST', headers, body: JSON.stringify({ name: called }) })).status;
  }, name);
  assert.equal(status, 201);
  await query(page).press('ControlOrMeta+k');
  await page.keyboard.type(name.slice(-6));
  await first(page, new RegExp(name));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name, level: 1 }).waitFor();
});

browserTest('what is called like nothing is told, and Esc gives the focus back', async ({ page }) => {
  await over(page);
  await query(page).press('ControlOrMeta+k');
  await field(page).fill('no such thing');
  await page.getByText('Nothing is called “no such thing”.').waitFor();
  await page.keyboard.press('Escape');
  await expectCount(field(page), 0);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Query');
});

browserTest('⌘P goes to the search over tables, and on to the first hit', async ({ page }) => {
  await item(page, 'film').waitFor();
  await query(page).press('ControlOrMeta+p');
  await page.keyboard.type('inventory');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press(' ');
  await expectText(query(page), 'FROM inventory');
});
