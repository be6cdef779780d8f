// saved.test.mjs: what people keep: saved queries, their folders, versions and links; and what is not saved yet.
import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { env, ready } from './lib/app.mjs';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { cell, newTab, over, query, run, runButton, says, tab, write } from './lib/hands.mjs';

const dialog = (page, name) => page.getByRole('dialog', { name });
const savedTree = (page) => page.getByRole('tree', { name: 'Saved queries' });
const entry = (page, name) => savedTree(page).getByRole('treeitem', { name, exact: true });
const unique = (name) => `${name} ${Math.random().toString(36).slice(2, 8)}`;
const isUnsaved = (page, name, so = true) => eventually(async () => assert.equal(/not saved/.test(await tab(page, name).getAttribute('aria-description') ?? ''), so));

/** Writes a text in a new tab and saves it under a name. */
async function saveNew(page, name, text, { folder = '' } = {}) {
  await newTab(page);
  await write(page, text);
  await query(page).press('ControlOrMeta+s');
  const form = dialog(page, 'Save query');
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Folder').fill(folder);
  await form.getByLabel('Folder').press('Enter');
  await says(page, `${name} is saved, version 1`);
  await expectCount(form, 0);
}

browserTest('⌘S saves under a name and in a folder, and from then on silently', async ({ page }) => {
  const name = unique('Top spenders');
  await saveNew(page, name, 'SELECT 1 AS one', { folder: 'Reports / Money' });
  await isUnsaved(page, name, false);
  await write(page, 'SELECT 2 AS two');
  await isUnsaved(page, name);
  await query(page).press('ControlOrMeta+s');
  await says(page, `${name} is saved, version 2`);
  await isUnsaved(page, name, false);
  await tab(page, 'Saved').click();
  await entry(page, 'Reports').waitFor();
  await entry(page, 'Money').waitFor();
  await entry(page, name).waitFor();
});

browserTest('⌘S twice, while the first is still on its way, is no conflict', async ({ page }) => {
  const name = unique('Twice');
  await saveNew(page, name, 'SELECT 1');
  await write(page, 'SELECT 2');
  let answer;
  const held = new Promise((resolve) => { answer = resolve; });
  const sent = [];
  await page.route('**/saved/*', async (route) => {
    if (route.request().method() === 'PATCH') { sent.push(route.request().postDataJSON().version); await held; }
    await route.continue();
  });
  await query(page).press('ControlOrMeta+s');
  await eventually(async () => assert.equal(sent.length, 1));
  await write(page, 'SELECT 3');
  await query(page).press('ControlOrMeta+s');
  answer();
  await says(page, `${name} is saved, version 3`);
  assert.deepEqual(sent, [1, 2]);
  await isUnsaved(page, name, false);
});

browserTest('a saved query is found, opened by its link and by the tree, and run', async ({ page, context }) => {
  const name = unique('Ratings');
  await saveNew(page, name, "SELECT 'from the link' AS v", { folder: 'Films' });
  const link = await page.evaluate(() => location.hash);
  assert.match(link, /^#\/saved\/[0-9a-f-]{36}$/);
  await page.getByRole('button', { name: `Close ${name}` }).click();
  await tab(page, 'Saved').click();
  await page.getByLabel('Find saved queries').fill(name.slice(-6));
  await entry(page, name).click();
  await expectText(query(page), 'from the link');
  const other = await context.newPage();
  await other.goto(`${env('URL')}/${link}`);
  await ready(other);
  await tab(other, name).waitFor();
  await expectText(query(other), 'from the link');
  await runButton(other).click();
  await cell(other, 'from the link').waitFor();
});

browserTest('what differs from the saved version is shown, and goes back, and comes back by undo', async ({ page }) => {
  const name = unique('Diff');
  await saveNew(page, name, 'SELECT a,\n  b\nFROM t');
  await write(page, 'SELECT a,\n  c\nFROM t');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Compare with the saved version' }).click();
  const shown = dialog(page, `What differs from ${name} as it is saved`);
  assert.deepEqual((await shown.locator('.added .said').allTextContents()), ['  c']);
  assert.deepEqual((await shown.locator('.removed .said').allTextContents()), ['  b']);
  await shown.getByRole('button', { name: 'Go back to the saved version' }).click();
  await expectText(query(page), 'b');
  await isUnsaved(page, name, false);
  await query(page).press('ControlOrMeta+z');
  await expectText(query(page), 'c');
  await isUnsaved(page, name);
});

/** Somebody else saves over what the page has open. */
async function changedElsewhere(page, text) {
  await eventually(async () => assert.match(await page.evaluate(() => location.hash), /saved/));
  const status = await page.evaluate(async (words) => {
    const { api, csrf } = JSON.parse(document.getElementById('start').textContent);
    const url = `${api.replace(/\/*$/, '/')}saved/${location.hash.split('/').at(-1)}`;
    const { version } = await (await fetch(url)).json();
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf };
    return (await fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ version, text: words }) })).status;
  }, text);
  assert.equal(status, 200);
}

for (const [choice, inTab, elsewhere] of [
  ['Save mine over it', 'mine', null], ['Take theirs, mine goes to a new tab', 'theirs', 'mine'],
]) {
  browserTest(`a save that comes too late shows both versions: ${choice}`, { expectErrors: true }, async ({ page }) => {
    const name = unique('Conflict');
    await saveNew(page, name, 'SELECT 1 -- first');
    await changedElsewhere(page, 'SELECT 1 -- theirs');
    await write(page, 'SELECT 1 -- mine');
    await query(page).press('ControlOrMeta+s');
    const asked = dialog(page, `“${name}” was changed meanwhile`);
    await expectText(asked.locator('.removed .said'), 'theirs');
    await expectText(asked.locator('.added .said'), 'mine');
    await asked.getByRole('button', { name: choice }).click();
    await expectText(query(page), inTab);
    await isUnsaved(page, name, false);
    if (!elsewhere) return says(page, `${name} is saved, version 3`);
    await page.getByRole('tab', { name: `${name} (mine)` }).click();
    await expectText(query(page), elsewhere);
  });
}

browserTest('a newer version comes into a tab that has nothing unsaved, and into no other', async ({ page }) => {
  const name = unique('Newer');
  await saveNew(page, name, 'SELECT 1 -- first');
  await changedElsewhere(page, 'SELECT 1 -- second');
  await newTab(page);
  await write(page, 'SELECT 2 -- of another tab');
  const other = await page.getByRole('tablist', { name: 'Queries' }).evaluate(() => document.querySelector('.tab.on [role="tab"]').getAttribute('aria-label'));
  await tab(page, 'Saved').click();
  await entry(page, name).click();
  await expectText(query(page), 'second');
  await isUnsaved(page, name, false);
  await page.getByRole('tab', { name: other, exact: true }).click();
  await expectText(query(page), 'SELECT 2 -- of another tab');
});

browserTest('a save that comes too late can become a query of its own', { expectErrors: true }, async ({ page }) => {
  const name = unique('Conflict');
  await saveNew(page, name, 'SELECT 1 -- first');
  await changedElsewhere(page, 'SELECT 1 -- theirs');
  await write(page, 'SELECT 1 -- mine');
  await query(page).press('ControlOrMeta+s');
  await page.getByRole('button', { name: 'Save mine as a new query' }).click();
  await dialog(page, 'Save as a new query').getByRole('button', { name: 'Save', exact: true }).click();
  await says(page, `${name} (mine) is saved, version 1`);
  await tab(page, 'Saved').click();
  await entry(page, name).click();
  await expectText(query(page), 'theirs');
});

browserTest('names and folders are changed, and a query is deleted, by keys in the tree', async ({ page }) => {
  const name = unique('Old');
  await saveNew(page, name, 'SELECT 1 -- stays', { folder: 'A' });
  await tab(page, 'Saved').click();
  await entry(page, name).waitFor();
  await savedTree(page).focus();
  await page.keyboard.press('F2');
  const form = dialog(page, 'Rename and move');
  await form.getByLabel('Name').fill(`${name} new`);
  await form.getByLabel('Folder').fill('A/B');
  await page.keyboard.press('Enter');
  await says(page, `${name} new is renamed`);
  await tab(page, `${name} new`).waitFor();
  await entry(page, 'B').waitFor();
  await isUnsaved(page, `${name} new`, false);
  await savedTree(page).focus();
  await page.keyboard.press('Delete');
  await dialog(page, /^Delete the saved query/).getByRole('button', { name: 'Delete query' }).click();
  await says(page, `${name} new is deleted`);
  await expectCount(entry(page, `${name} new`), 0);
  await expectText(query(page), 'SELECT 1 -- stays');
});

browserTest('who renames what somebody else has changed meanwhile does not save over it', { expectErrors: true }, async ({ page }) => {
  const name = unique('Renamed');
  await saveNew(page, name, 'SELECT 1 -- first');
  await changedElsewhere(page, 'SELECT 1 -- theirs');
  await tab(page, 'Saved').click();
  await page.getByLabel('Find saved queries').fill(name.slice(-6));
  await entry(page, name).waitFor();
  await page.getByRole('button', { name: 'Read the list again' }).click();
  await savedTree(page).focus();
  await page.keyboard.press('F2');
  await dialog(page, 'Rename and move').getByLabel('Name').fill(`${name} new`);
  await page.keyboard.press('Enter');
  await says(page, `${name} new is renamed`);
  await write(page, 'SELECT 1 -- mine');
  await query(page).press('ControlOrMeta+s');
  await expectText(dialog(page, `“${name} new” was changed meanwhile`).locator('.removed .said'), 'theirs');
});

browserTest('a name that is taken is told in the dialog, and nothing is lost', { expectErrors: true }, async ({ page }) => {
  const name = unique('Twice');
  await saveNew(page, name, 'SELECT 1');
  await newTab(page);
  await write(page, 'SELECT 2 -- another');
  await query(page).press('ControlOrMeta+s');
  const form = dialog(page, 'Save query');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expectText(form.getByRole('alert'), 'A saved query needs a name');
  await form.getByLabel('Name').fill(name);
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expectText(form.getByRole('alert'), name);
  await page.keyboard.press('Escape');
  await expectText(query(page), 'SELECT 2 -- another');
});

browserTest('a list that was asked for before a save and comes after it hides nothing', async ({ page }) => {
  const name = unique('Late list');
  let held = 0;
  await page.route('**/saved', async (route) => {
    if (route.request().method() !== 'GET' || held++ > 0) return route.continue();
    const response = await route.fetch();
    await page.waitForTimeout(2500);
    await route.fulfill({ response });
  });
  await tab(page, 'Saved').click();
  await saveNew(page, name, 'SELECT 1');
  await entry(page, name).waitFor();
  await page.waitForTimeout(2500);
  await expectCount(entry(page, name), 1);
});

browserTest('variables have names, types and defaults, and are saved with the query', async ({ page }) => {
  const name = unique('Variables');
  await newTab(page);
  await write(page, 'SELECT title FROM film WHERE rating = $1::mpaa_rating AND length > $2 ORDER BY title');
  await page.getByRole('button', { name: 'Variables' }).click();
  await page.getByLabel('Name of $1').fill('rating');
  await page.getByLabel('Default of $1').fill('PG-13');
  await page.getByLabel('Name of $2').fill('minutes');
  await page.getByLabel('Type of $2').selectOption('number');
  await page.getByLabel('Default of $2').fill('180');
  await page.getByLabel('Value of $2 minutes').fill('long');
  await expectText(page.getByRole('alert'), 'That is no number');
  await page.getByLabel('Value of $2 minutes').fill('');
  await page.getByRole('button', { name: 'Close the variables' }).click();
  await run(page);
  await cell(page, 'BURNING DICTIONARY').waitFor();
  await query(page).press('ControlOrMeta+s');
  await dialog(page, 'Save query').getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  await says(page, 'is saved, version 1');
  await page.getByRole('button', { name: `Close ${name}` }).click();
  await tab(page, 'Saved').click();
  await page.getByLabel('Find saved queries').fill(name.slice(-6));
  await entry(page, name).click();
  assert.equal(await page.getByLabel('Value of $2 minutes').getAttribute('placeholder'), '180');
  await isUnsaved(page, name, false);
  await page.getByLabel('Value of $1 rating').fill('R');
  await run(page);
  await cell(page, 'CARELESS MELODY').waitFor();
});

browserTest('a text that is not saved is shared by a link that has it in its fragment, and is not run', async ({ page, context }) => {
  await newTab(page);
  await write(page, "SELECT 'geteilt – 🐗' AS shared");
  await page.getByRole('button', { name: 'Share' }).click();
  await says(page, 'The link was copied; it has the text itself');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#\/shared\/[\w-]+$/);
  const other = await context.newPage();
  const asked = [];
  other.on('request', (request) => asked.push(`${request.url()} ${request.postData() ?? ''}`));
  await other.goto(link);
  await ready(other);
  await expectText(query(other), "SELECT 'geteilt – 🐗' AS shared");
  await over(other);
  assert.ok(!asked.some((each) => each.includes('geteilt')), 'the text was sent to the server');
  await runButton(other).click();
  await cell(other, 'geteilt – 🐗').waitFor();
});

browserTest('a link that was made by hand brings no variables that are none', async ({ page }) => {
  const carried = { t: "SELECT 'by hand' || $1 AS v", l: 'sql', s: 'pagila', i: '', n: 'By hand', v: [null, { name: 1 }, { name: 'a', type: 'string', default: {} }, { name: 'p', type: 'string', default: '!' }] };
  const packed = deflateRawSync(JSON.stringify(carried)).toString('base64url');
  await page.evaluate((hash) => { location.hash = hash; }, `#/shared/${packed}`);
  await tab(page, 'By hand').waitFor();
  await run(page);
  await cell(page, 'by hand!').waitFor();
});

browserTest('a link to what is gone says so and keeps what is there', { expectErrors: true }, async ({ page }) => {
  await write(page, 'SELECT 1 -- mine');
  await page.evaluate(() => { location.hash = '#/saved/00000000-0000-4000-8000-000000000000'; });
  await says(page, 'This saved query is not there any more');
  await expectText(query(page), 'SELECT 1 -- mine');
});
