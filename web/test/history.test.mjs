// history.test.mjs: what was run: found by its text and outcome, opened as a tab, run again; also where the server keeps
// no record.
import assert from 'node:assert/strict';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { cell, newTab, over, query, run, write } from './lib/hands.mjs';

const sheet = (page) => page.getByRole('dialog', { name: 'History' });
const past = (page) => page.getByRole('listbox', { name: 'Past runs' });
const entries = (page, words) => past(page).getByRole('option').filter({ hasText: words });
const mark = () => `past_${Math.random().toString(36).slice(2, 10)}`;

/** Records of the server are written a moment after the call. */
async function untilListed(page, words, count = 1) {
  await eventually(async () => {
    if (await sheet(page).count()) await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+h');
    await past(page).waitFor({ timeout: 3000 });
    await expectCount(entries(page, words), count, { within: 1000 });
  }, { within: 20_000, every: 500 });
}

browserTest('⌘H lists what was run with its outcome, time and rows; it is found, opened and run again', { expectErrors: true }, async ({ page }) => {
  const [good, bad] = [mark(), mark()];
  await run(page, `SELECT n AS ${good} FROM generate_series(1, 7) AS n`);
  await run(page, `SELECT nothing AS ${bad}`);
  await query(page).focus();
  await untilListed(page, bad);
  await expectText(entries(page, good), /done.*7 rows/s);
  await expectText(entries(page, bad), 'failed');
  await page.getByLabel('Find in the history').fill(good);
  await expectCount(past(page).getByRole('option'), 1);
  await page.getByLabel('Find in the history').fill('');
  await page.getByLabel('Outcome').selectOption('error');
  await expectCount(entries(page, good), 0);
  await expectCount(entries(page, bad), 1);
  await page.getByLabel('Outcome').selectOption('');
  await page.getByLabel('Find in the history').fill(good);
  await expectCount(past(page).getByRole('option'), 1);
  await page.getByLabel('Find in the history').press('ArrowDown');
  await past(page).press('Enter');
  await expectCount(sheet(page), 0);
  await expectText(query(page), good);
});

browserTest('a past run is run again by one key', async ({ page }) => {
  const again = mark();
  await run(page, `SELECT 'again' AS ${again}`);
  await write(page, 'SELECT 1');
  await untilListed(page, again);
  await page.getByLabel('Find in the history').fill(again);
  await expectCount(past(page).getByRole('option'), 1);
  await past(page).focus();
  await past(page).press('ControlOrMeta+Enter');
  await over(page);
  await cell(page, 'again').waitFor();
});

browserTest('where the server keeps no record, the page has what this browser ran, and says why', { expectErrors: true }, async ({ page }) => {
  await page.route(/\/history\?/, (route) => route.fulfill({ json: { history: [], available: false, why: 'metahog.audit is off.' } }));
  const [one, two] = [mark(), mark()];
  await run(page, `SELECT 1 AS ${one}`);
  await newTab(page);
  await run(page, `SELECT nothing AS ${two}`);
  await page.reload();
  await over(page);
  await query(page).press('ControlOrMeta+h');
  await expectText(sheet(page), 'Only what this browser ran. metahog.audit is off.');
  await expectText(entries(page, one), /done.*1 row/s);
  await expectText(entries(page, two), 'failed');
  await page.getByLabel('Outcome').selectOption('error');
  await expectCount(entries(page, one), 0);
  assert.ok(await entries(page, two).count() === 1);
});

browserTest('a click chooses the run that it is on, also the first click', async ({ page }) => {
  const [one, two] = [mark(), mark()];
  await run(page, `SELECT 1 AS ${one}`);
  await run(page, `SELECT 2 AS ${two}\n\n\n\n`);
  await untilListed(page, two);
  await entries(page, one).click();
  await expectText(past(page).getByRole('option', { selected: true }), one);
});
