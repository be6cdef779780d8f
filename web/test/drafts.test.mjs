// drafts.test.mjs: nothing that was typed is lost, and nothing of it is left for the next user.
import assert from 'node:assert/strict';
import { api } from './lib/api.mjs';
import { env, fillLogin, ready } from './lib/app.mjs';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { alert, cell, newTab, over, query, run, runButton, write } from './lib/hands.mjs';

const drafts = (page) => page.evaluate(() => new Promise((resolve, reject) => {
  const open = indexedDB.open('metahog');
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const all = open.result.transaction('drafts').objectStore('drafts').getAll();
    all.onsuccess = () => { open.result.close(); resolve(all.result); };
  };
}));

browserTest('a text is kept within a second, per tab, and is there after a reload', async ({ page }) => {
  await write(page, 'SELECT 1 -- the first');
  await newTab(page);
  await write(page, 'SELECT 2 -- the second');
  await eventually(async () => assert.ok((await drafts(page)).some((draft) => draft.text.includes('the second'))), { within: 1000 });
  await page.reload();
  await ready(page);
  await expectText(query(page), 'the second');
  await page.getByRole('tab', { name: 'Untitled 1' }).click();
  await expectText(query(page), 'the first');
});

browserTest('typing goes on being kept while it does not pause', async ({ page }) => {
  await write(page, '');
  const typing = query(page).pressSequentially('SELECT 1234567890123456789012345678901234567890', { delay: 50 });
  await eventually(async () => assert.ok((await drafts(page)).some((draft) => /SELECT \d{5,}/.test(draft.text))), { within: 2500 });
  await typing;
});

browserTest('a text of 5 MB is kept and comes back, and is typed in without delay', async ({ page }) => {
  await over(page);
  const line = `SELECT '${'x'.repeat(85)}';\n`;
  const count = Math.ceil(5_000_000 / line.length);
  await write(page, '');
  await query(page).evaluate((element, { words, times }) => {
    const data = new DataTransfer();
    data.setData('text/plain', words.repeat(times));
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, { words: line, times: count });
  await query(page).press('ControlOrMeta+Home');
  await page.keyboard.type('-- kept');
  await eventually(async () => assert.ok((await drafts(page)).some((draft) => draft.text.startsWith('-- kept') && draft.text.length > 5_000_000)), { within: 8000, every: 500 });
  await page.reload();
  await ready(page);
  await expectText(query(page), '-- kept');
});

browserTest('what is typed after a visit to another screen is kept as well, and read in its language', async ({ page }) => {
  await write(page, 'SELECT 1 -- before');
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  await page.getByRole('link', { name: 'SQL' }).click();
  await query(page).press('ControlOrMeta+End');
  await page.keyboard.type(', and after');
  await eventually(async () => assert.ok((await drafts(page)).some((draft) => draft.text === 'SELECT 1 -- before, and after')));
  await page.getByRole('button', { name: 'HogQL', exact: true }).click();
  await write(page, 'SELECT toStartOfDay(now())');
  await query(page).press('ControlOrMeta+z');
  await expectText(query(page), 'before, and after');
  await page.reload();
  await ready(page);
  await expectText(query(page), 'SELECT 1 -- before, and after');
});

browserTest('a result belongs to its tab', async ({ page }) => {
  await run(page, "SELECT 'of the first' AS v");
  await newTab(page);
  await run(page, "SELECT 'of the second' AS v");
  await page.getByRole('tab', { name: 'Untitled 1' }).click();
  await cell(page, 'of the first').waitFor();
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('link', { name: 'SQL' }).click();
  await cell(page, 'of the first').waitFor();
});

browserTest('a new title changes the title and nothing else', async ({ page }) => {
  await write(page, 'SELECT 1 -- text');
  await page.getByRole('tab', { name: 'Untitled 1' }).press('F2');
  await page.getByLabel('Rename').fill('Films by rating');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Films by rating' }).waitFor();
  await eventually(async () => assert.ok((await drafts(page)).some((draft) => draft.title === 'Films by rating' && draft.text === 'SELECT 1 -- text')));
  await page.reload();
  await ready(page);
  await page.getByRole('tab', { name: 'Films by rating' }).waitFor();
  await expectText(query(page), 'SELECT 1 -- text');
});

browserTest('undo goes back in its own tab only', async ({ page }) => {
  await write(page, 'SELECT 1');
  await newTab(page);
  await write(page, 'SELECT 2');
  await page.getByRole('tab', { name: 'Untitled 1' }).click();
  await query(page).press('ControlOrMeta+z');
  await expectText(query(page), /FROM/);
  await query(page).press('ControlOrMeta+Shift+z');
  await expectText(query(page), /^SELECT 1$/);
});

browserTest('two windows of one user do not write over each other', async ({ page, context }) => {
  await write(page, 'SELECT 1 -- old');
  await eventually(async () => assert.ok((await drafts(page)).some((draft) => draft.text.includes('old'))));
  const other = await context.newPage();
  await other.goto(`${env('URL')}/`);
  await ready(other);
  await expectText(query(other), 'old');
  await write(other, 'SELECT 2 -- newer');
  await expectText(query(page), 'newer');
  await page.getByRole('combobox', { name: 'Limit' }).selectOption('100');
  await eventually(async () => assert.ok((await drafts(page)).some((draft) => draft.text.includes('newer') && draft.limit === 100)));
  assert.ok(!(await drafts(page)).some((draft) => draft.text.includes('old')));
});

browserTest('logging out leaves no draft behind, in no window', { login: false }, async ({ page, context }) => {
  await page.goto(`${env('URL')}/`);
  await fillLogin(page, env('LOGIN'));
  await ready(page);
  await write(page, 'SELECT 1 -- a secret');
  const other = await context.newPage();
  await other.goto(`${env('URL')}/`);
  await ready(other);
  await eventually(async () => assert.ok((await drafts(page)).some((draft) => draft.text.includes('a secret'))));
  await write(other, 'SELECT 1 -- another secret');
  await write(page, 'SELECT 1 -- not kept yet');
  await page.getByRole('button', { name: env('LOGIN') }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await other.getByRole('button', { name: 'Log in' }).waitFor();
  assert.deepEqual(await drafts(page), []);
});

browserTest('a browser that goes offline keeps the text, and runs it when it is back', { expectErrors: true }, async ({ page, context }) => {
  await over(page);
  await context.setOffline(true);
  await run(page, "SELECT 'back' AS v");
  await expectText(alert(page), /offline|not reached/);
  await expectText(query(page), "SELECT 'back' AS v");
  await context.setOffline(false);
  await run(page);
  await cell(page, 'back').waitFor();
  await expectCount(alert(page), 0);
});

browserTest('an ended session is told, the text stays, and after a new log-in the run goes on', { login: false, expectErrors: true }, async ({ page, context }) => {
  await page.goto(`${env('URL')}/`);
  await fillLogin(page, env('LOGIN'));
  await ready(page);
  await over(page);
  await context.clearCookies();
  await run(page, "SELECT 'again' AS v");
  await expectText(alert(page), 'Your session has ended');
  await expectText(query(page), "SELECT 'again' AS v");
  const [popup] = await Promise.all([context.waitForEvent('page'), alert(page).getByRole('link', { name: 'Log in again' }).click()]);
  await fillLogin(popup, env('LOGIN'));
  await ready(popup);
  await popup.close();
  await runButton(page).click();
  await cell(page, 'again').waitFor();
});

browserTest('where a tab’s database is gone the tree says so, and a new query is on one that is there', async ({ page }) => {
  const source = await api('POST', 'direct_query/sources', { name: `gone_${process.pid}`, url: env('REMOTE_URL') });
  await page.reload();
  const database = page.getByRole('combobox', { name: 'Database' });
  await database.selectOption({ label: source.name });
  await page.waitForTimeout(1200);
  await api('DELETE', `direct_query/sources/${source.id}`);
  await page.reload();
  await expectText(page.getByRole('tabpanel', { name: 'Schema' }), 'This query’s database is not there any more');
  await newTab(page);
  await run(page, 'SELECT 7 AS seven');
  await cell(page, '7').waitFor();
});
