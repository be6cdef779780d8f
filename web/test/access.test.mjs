// access.test.mjs: every screen by keys and by ear, in both themes, and 360 px wide.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { env, fillLogin, ready } from './lib/app.mjs';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { alert, cell, grid, item, over, query, run, runButton, says, status, tab, toScreen, write } from './lib/hands.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page as it is. */
async function findings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

const states = {
  'a result': async (page) => { await run(page, 'SELECT * FROM rental LIMIT 40'); await cell(page, '1').first().click(); },
  'a cut result': async (page) => run(page, 'SELECT * FROM rental'),
  'an error': async (page) => { await run(page, 'SELECT f.titel FROM film f'); await alert(page).waitFor(); },
  'an open tree': async (page) => { await item(page, 'film').click(); await item(page, 'title').waitFor(); },
  'a chart': async (page) => { await run(page, 'SELECT rating::text, count(*) FROM film GROUP BY 1'); await tab(page, 'Chart').click(); await page.locator('[data-drawn]').waitFor(); },
  'columns': async (page) => { await run(page, 'SELECT 1 AS a'); await tab(page, 'Columns').click(); },
  'a plan': async (page) => { await write(page, 'SELECT count(*) FROM film'); await tab(page, 'Plan').click(); await page.getByRole('button', { name: 'Measure it' }).waitFor(); },
  'sources': async (page) => { await page.getByRole('link', { name: 'Sources' }).click(); await page.getByRole('link', { name: 'pagila' }).waitFor(); },
  'the form': async (page) => { await page.getByRole('link', { name: 'Sources' }).click(); await page.getByRole('button', { name: 'New source' }).click(); await page.getByLabel('Host').waitFor(); await page.getByRole('button', { name: 'Test connection' }).click(); },
  'activity': async (page) => { await page.getByRole('link', { name: 'Activity' }).click(); await page.getByRole('heading', { name: 'Activity' }).waitFor(); },
  'saved queries': async (page) => { await keep(page, `Kept ${Math.random()}`); await tab(page, 'Saved').click(); await page.getByRole('tree', { name: 'Saved queries' }).getByRole('treeitem').first().waitFor(); },
  'saving': async (page) => { await query(page).press('ControlOrMeta+Shift+s'); await page.getByRole('dialog').getByLabel('Name').waitFor(); },
  'a difference': async (page) => { await write(page, 'SELECT 1,\n  2'); await page.getByRole('button', { name: 'More', exact: true }).click(); await page.getByRole('menuitem', { name: 'Compare with the saved version' }).click(); await page.locator('.diff').waitFor(); },
  'variables': async (page) => { await write(page, 'SELECT $1::int AS n'); await page.getByRole('button', { name: 'Variables' }).click(); await page.getByLabel('Type of $1').selectOption('number'); await page.getByLabel('Value of $1 p1').fill('x'); await page.getByRole('region', { name: 'Variables' }).waitFor(); },
  'the history': async (page) => { await query(page).press('ControlOrMeta+h'); await page.getByRole('listbox', { name: 'Past runs' }).focus(); },
  'the palette': async (page) => { await query(page).press('ControlOrMeta+k'); await page.getByRole('combobox', { name: /^Tables/ }).fill('film'); },
  'a column’s menu': async (page) => { await tab(page, 'Results').click(); await run(page, 'SELECT 1 AS one'); await grid(page).getByRole('columnheader', { name: 'one' }).click({ button: 'right' }); await page.getByRole('menu').waitFor(); },
  'a filter': async (page) => { await tab(page, 'Results').click(); await run(page, 'SELECT 1 AS one'); await grid(page).getByRole('columnheader', { name: 'one' }).click({ button: 'right' }); await page.getByRole('menuitem', { name: 'Filter…' }).click(); await page.getByLabel('Filter by one').last().waitFor(); },
  'the keys': async (page) => { await page.getByRole('link', { name: 'SQL' }).focus(); await page.keyboard.press('?'); await page.getByRole('dialog').waitFor(); },
};

/** Saves what the shown tab has under a name, by keys. */
async function keep(page, name) {
  await write(page, 'SELECT 1');
  await query(page).press('ControlOrMeta+s');
  await page.getByRole('dialog', { name: 'Save query' }).getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  await says(page, 'is saved, version 1');
}

const halves = [Object.entries(states).slice(0, 10), Object.entries(states).slice(10)];

for (const theme of ['light', 'dark']) for (const [n, half] of halves.entries()) {
  browserTest(`axe finds nothing on any screen, ${theme}, ${n + 1} of 2`, { colorScheme: theme, expectErrors: true }, async ({ page }) => {
    await over(page);
    const found = [];
    for (const [name, make] of half) {
      await page.evaluate(() => { location.hash = '#/sql'; });
      await make(page);
      // The axe script is evaluated by the test, not by the page, so that its policy stays as it is.
      for (const finding of await findings(page)) found.push(`${name}: ${finding}`);
      await page.keyboard.press('Escape');
    }
    assert.deepEqual(found, []);
  });
}

browserTest('axe finds nothing 360 px wide', { width: 360, height: 740 }, async ({ page }) => {
  await run(page, 'SELECT * FROM film');
  assert.deepEqual(await findings(page), []);
  await page.getByRole('tab', { name: 'Schema' }).click();
  await item(page, 'film').waitFor();
  assert.deepEqual(await findings(page), []);
});

browserTest('a query is written, run and read without a pointer', async ({ page }) => {
  await over(page);
  await query(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type("SELECT 'by keys' AS v");
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+Enter');
  await cell(page, 'by keys').waitFor();
  await page.keyboard.press('F6');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'tab');
  await page.keyboard.press('F6');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'grid');
  await page.keyboard.press('Home');
  assert.equal(await grid(page).evaluate((element) => document.getElementById(element.getAttribute('aria-activedescendant'))?.textContent), 'by keys');
  await page.keyboard.press('F6');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'tree');
  await page.keyboard.press('F6');
  await page.keyboard.type(' ');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Query');
});

const activeRole = (page) => page.evaluate(() => document.activeElement.getAttribute('role'));

browserTest('a whole session without a mouse: find a table, write, run, sort, copy, save, look back, go elsewhere and come again', async ({ page }) => {
  page.mouse.click = page.mouse.move = () => assert.fail('there is no mouse');
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  const name = `By keys ${Math.random().toString(36).slice(2, 8)}`;
  await over(page);
  await item(page, 'film').waitFor();
  await query(page).focus();
  await press('ControlOrMeta+p');
  await page.keyboard.type('category');
  await press('ArrowDown', 'ArrowDown', ' ');
  await cell(page, '1').first().waitFor();
  await press('F6', 'F6', 'F6');
  assert.equal(await activeRole(page), 'grid');
  await press('Home', 'Alt+ArrowDown');
  await page.getByRole('menu').waitFor();
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Sort upwards/);
  await press('ArrowDown', 'Enter');
  await says(page, 'rows');
  await press('Home', 'Shift+ArrowRight', 'ControlOrMeta+c');
  await says(page, '2 cells copied');
  await press('Shift+F6', 'Shift+F6');
  await press('ControlOrMeta+a');
  await page.keyboard.type("SELECT 'saved by keys' AS v");
  await press('Escape', 'ControlOrMeta+Enter');
  await cell(page, 'saved by keys').waitFor();
  await press('ControlOrMeta+s');
  await page.getByRole('dialog', { name: 'Save query' }).waitFor();
  await press('ControlOrMeta+a');
  await page.keyboard.type(name);
  await press('Enter');
  await says(page, `${name} is saved, version 1`);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Query', 'the focus comes back');
  await press('ControlOrMeta+k');
  await page.keyboard.type('activity');
  await press('Enter');
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  await press('ControlOrMeta+k');
  await page.keyboard.type(name.slice(-6));
  await eventually(async () => assert.match(await page.getByRole('listbox', { name: 'Found' }).getByRole('option').first().innerText(), new RegExp(name)));
  await press('Enter');
  await expectText(query(page), 'saved by keys');
  await press('ControlOrMeta+h');
  await page.getByRole('listbox', { name: 'Past runs' }).waitFor();
  await press('ArrowDown', 'Enter');
  await expectCount(page.getByRole('dialog'), 0);
});

browserTest('the tabs of a result are moved through by arrows', async ({ page }) => {
  await run(page, 'SELECT 1 AS a');
  await tab(page, 'Results').focus();
  for (const name of ['Chart', 'Columns', 'Plan', 'Messages', 'Results']) {
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.equal(await tab(page, name).getAttribute('aria-selected'), 'true'));
  }
});

browserTest('done, cut and failed are in the one status, errors in an alert', { expectErrors: true }, async ({ page }) => {
  await expectCount(status(page), 1);
  await run(page, 'SELECT 1');
  await says(page, '1 row, all of them');
  await run(page, 'SELECT * FROM rental');
  await says(page, 'Cut at 1,000 rows.');
  await run(page, 'SELEC 1');
  await says(page, 'Failed after');
  await expectText(alert(page), 'syntax error');
  assert.equal(await page.locator('.clock').getAttribute('aria-hidden'), 'true', 'what ticks is not read out');
});

browserTest('360 px wide the schema and the query take turns, and nothing is wider than the screen', { width: 360, height: 740, hasTouch: true }, async ({ page }) => {
  await run(page, "SELECT 'narrow' AS v");
  await cell(page, 'narrow').waitFor();
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  assert.ok(await fits());
  await page.getByRole('combobox', { name: 'Database' }).waitFor();
  await page.getByRole('tab', { name: 'Schema' }).click();
  await item(page, 'film').waitFor();
  assert.equal(await query(page).isVisible(), false);
  assert.ok(await fits());
  await page.getByRole('tab', { name: 'Query', exact: true }).click();
  await runButton(page).waitFor();
  for (const name of ['Sources', 'Dashboards', 'Activity', 'SQL']) {
    await toScreen(page, name);
    assert.ok(await fits(), name);
  }
});

browserTest('the theme follows the machine, the switch overrules it and is kept', { colorScheme: 'dark' }, async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await background(), 'rgb(21, 22, 20)');
  await page.getByRole('button', { name: 'Light theme' }).click();
  assert.equal(await background(), 'rgb(255, 255, 255)');
  await page.reload();
  assert.equal(await background(), 'rgb(255, 255, 255)');
});

browserTest('? shows all keys', async ({ page }) => {
  await page.getByRole('link', { name: 'SQL' }).focus();
  await page.keyboard.press('?');
  await expectText(page.getByRole('dialog', { name: 'Keys' }), 'goes to the error');
  await expectText(page.getByRole('dialog', { name: 'Keys' }), 'on a tile that is edited: move it · size it');
  await page.keyboard.press('Escape');
  await expectCount(page.getByRole('dialog'), 0);
});

browserTest('a part of the page that does not come says so, and is asked for again', { login: false, expectErrors: true }, async ({ page }) => {
  let refused = 0;
  await page.route(/activity_screen-.*\.js/, (route) => { refused++; return route.abort(); });
  await page.goto(`${env('URL')}/`);
  await fillLogin(page, env('LOGIN'));
  await ready(page);
  await page.getByRole('link', { name: 'Activity' }).click();
  await expectText(alert(page), 'This part of the page could not be loaded');
  assert.ok(refused > 0);
  await page.unroute(/activity_screen-.*\.js/);
  await alert(page).getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
});

browserTest('what the first screen does not need is fetched ahead once it is there', async ({ page }) => {
  const names = () => page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));
  for (const part of ['activity_screen', 'sources_screen', 'assist', 'palette', 'history_sheet'])
    await eventually(async () => assert.ok((await names()).some((name) => name.includes(part)), `${part} was not fetched ahead`), { within: 30_000 });
  const fetched = await names();
  assert.ok(!fetched.some((name) => /draw-/.test(name)), 'charts are fetched only when one is wanted');
});
