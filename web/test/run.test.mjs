// run.test.mjs: what Run means, how it is cancelled, and where an error is shown.
import assert from 'node:assert/strict';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { alert, cancelButton, caretBehind, cell, grid, newTab, over, query, run, runButton, says, tab, write } from './lib/hands.mjs';
import { longQuery, untilGone, untilRuns } from './lib/remote.mjs';

const marked = (page) => page.evaluate(() => getSelection().toString());

browserTest('Run takes the statement at the caret, and no other', async ({ page }) => {
  await write(page, "SELECT 'one' AS a;\n\nSELECT 'two; not three' AS b;\n\nSELECT 'four' AS c");
  await caretBehind(page, 'two');
  await query(page).press('ControlOrMeta+Enter');
  await over(page);
  await cell(page, 'two; not three').waitFor();
  await expectCount(grid(page).getByRole('columnheader', { name: 'b', exact: true }), 1);
});

browserTest('the statement at the caret is marked in the gutter', async ({ page }) => {
  await write(page, 'SELECT 1;\n\n-- of the second\nSELECT 2\nFROM film\nLIMIT 1;');
  await caretBehind(page, 'FROM film');
  await expectCount(page.locator('.cm-stGutter .cm-st'), 4);
});

browserTest('a selection runs as it is, and its errors stand where they are in the text', { expectErrors: true }, async ({ page }) => {
  await write(page, "SELECT '🐗🐗' AS first;\nSELECT '🐗' AS x, nope FROM film;\nSELECT 3");
  await caretBehind(page, "SELECT '🐗' AS x");
  await query(page).press('Home');
  await query(page).press('Shift+End');
  await query(page).press('Shift+ArrowLeft');
  await query(page).press('ControlOrMeta+Enter');
  await expectText(alert(page), 'column "nope" does not exist');
  await expectText(alert(page), 'Line 2, character 18');
  assert.equal(await page.locator('.cm-squiggle').textContent(), 'nope');
  await expectText(query(page), 'AS first');
});

browserTest('F8 goes to the error; its hint is followed by a click', { expectErrors: true }, async ({ page }) => {
  await run(page, 'SELECT f.title\nFROM film f\nWHERE f.rental_rte > 1');
  await expectText(alert(page), '42703');
  await expectText(alert(page), 'Perhaps you meant');
  await query(page).press('ControlOrMeta+Home');
  await query(page).press('F8');
  await page.keyboard.press('Shift+ArrowRight');
  assert.equal(await marked(page), 'f');
  await page.getByRole('button', { name: 'Put f.rental_rate there' }).click();
  await expectText(query(page), 'WHERE f.rental_rate > 1');
  await run(page);
  await expectCount(alert(page), 0);
});

browserTest('an error leaves the result before it, marked as old', { expectErrors: true }, async ({ page }) => {
  await run(page, "SELECT 'kept' AS v");
  await run(page, 'SELECT nonsense');
  await cell(page, 'kept').waitFor();
  await page.getByText(/Of the run before/).waitFor();
  await says(page, /Failed after/);
  await expectText(alert(page), '42703');
});

browserTest('all statements run in order, each with its result, up to the first that fails', { expectErrors: true }, async ({ page }) => {
  await write(page, "SELECT 'one' AS a;\nSELECT 'two' AS b;\nSELECT nope;\nSELECT 'four' AS d");
  await query(page).press('ControlOrMeta+Shift+Enter');
  await expectText(alert(page), 'Statement 3 of 4');
  await cell(page, 'two').waitFor();
  await page.getByRole('button', { name: 'Statement 1 of 4' }).click();
  await cell(page, 'one').waitFor();
  assert.equal(await page.locator('.cm-squiggle').textContent(), 'nope');
});

browserTest('Cancel ends the statement on the remote', { expectErrors: true }, async ({ page }) => {
  const { mark, text } = longQuery();
  await write(page, text);
  await runButton(page).click();
  await untilRuns(mark);
  await cancelButton(page).click();
  await untilGone(mark);
  await over(page);
  await says(page, /Cancelled after/);
  await expectCount(alert(page), 0);
});

browserTest('Esc cancels, and the clock ticks until then', { expectErrors: true }, async ({ page }) => {
  const { mark, text } = longQuery();
  await write(page, text);
  await query(page).press('ControlOrMeta+Enter');
  await untilRuns(mark);
  await expectText(page.locator('.clock'), /00:0[1-9]\.\d/);
  await says(page, 'Running on pagila');
  await page.keyboard.press('Escape');
  await untilGone(mark);
  await over(page);
});

browserTest('closing the tab cancels what it runs', async ({ page }) => {
  const { mark, text } = longQuery();
  await newTab(page);
  await write(page, text);
  await runButton(page).click();
  await untilRuns(mark);
  await page.getByRole('button', { name: /^Close Untitled/ }).last().click();
  await untilGone(mark);
});

browserTest('closing the page cancels what it runs', async ({ page }) => {
  const { mark, text } = longQuery();
  await write(page, text);
  await runButton(page).click();
  await untilRuns(mark);
  await page.close();
  await untilGone(mark);
});

browserTest('a second run cancels the first: one run per tab', { expectErrors: true }, async ({ page }) => {
  const first = longQuery();
  await write(page, first.text);
  await runButton(page).click();
  await untilRuns(first.mark);
  await write(page, "SELECT 'second' AS v");
  await query(page).press('ControlOrMeta+Enter');
  await cell(page, 'second').waitFor();
  await untilGone(first.mark);
});

browserTest('a text without a statement says so and sends nothing', async ({ page }) => {
  let asked = 0;
  await over(page);
  page.on('request', (request) => { if (request.url().includes('execute')) asked++; });
  await run(page, '-- nothing but words');
  await expectText(alert(page), 'There is no statement at the caret');
  assert.equal(asked, 0);
});

browserTest('values of $1 and $2 are bound and never spliced', async ({ page }) => {
  await write(page, 'SELECT $1::text AS a, $2::int AS b');
  await page.getByLabel('Value of $1').fill("x'; DROP TABLE film; --");
  await page.getByLabel('Value of $2').fill('42');
  await run(page);
  await cell(page, "x'; DROP TABLE film; --").waitFor();
  await cell(page, '42').waitFor();
});

browserTest('a run tells how many rows have come so far', { expectErrors: true }, async ({ page }) => {
  await page.getByRole('combobox', { name: 'Limit' }).selectOption('100,000');
  await write(page, "SELECT n, repeat('x', 5000) AS x, pg_sleep(0.002) FROM generate_series(1, 50000) AS n");
  await runButton(page).click();
  await says(page, /[\d,]+ rows so far/);
  await eventually(async () => assert.ok(Number(/([\d,]+) rows so far/.exec(await page.getByRole('status').textContent())[1].replaceAll(',', '')) > 10), { within: 10_000 });
  await cancelButton(page).click();
  await says(page, 'Cancelled after');
});

browserTest('what the database said before it failed stands under Messages', { expectErrors: true }, async ({ page }) => {
  await run(page, "SELECT to_tsquery('the')::text AS q UNION ALL SELECT (1 / (random() * 0)::int)::text");
  await expectText(alert(page), 'division by zero');
  await tab(page, 'Messages').click();
  await page.getByText('text-search query contains only stop words').waitFor();
  await run(page, 'SELEC');
  await page.getByText('The database had nothing to say').waitFor();
});

browserTest('what the database says besides rows stands under Messages', async ({ page }) => {
  await run(page, "SELECT to_tsquery('the') AS q");
  await tab(page, 'Messages').click();
  await page.getByText('text-search query contains only stop words').waitFor();
});

browserTest('the plan is shown without running, and measured on request', async ({ page }) => {
  await write(page, 'SELECT count(*) FROM rental');
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByRole('cell', { name: /Aggregate/ }).first().waitFor();
  await page.getByRole('button', { name: 'Measure it' }).click();
  await page.getByRole('columnheader', { name: 'Time' }).waitFor();
  await write(page, 'SELECT * FROM film WHERE film_id = $1');
  await page.getByLabel('Value of $1').fill('5');
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByRole('cell', { name: /Index Scan/ }).waitFor();
});

browserTest('Format lays the query out; what it does not know stays as it is', async ({ page }) => {
  await write(page, 'select a,b from film where a=1');
  await page.getByRole('button', { name: 'Format' }).click();
  await eventually(async () => assert.match(await query(page).innerText(), /SELECT\s+a,\s+b\s+FROM\s+film/));
});

browserTest('the limit is one of four and is obeyed', async ({ page }) => {
  const limit = page.getByRole('combobox', { name: 'Limit' });
  assert.deepEqual(await limit.locator('option').allTextContents(), ['100', '1,000', '10,000', '100,000']);
  await limit.selectOption('100');
  await run(page, 'SELECT * FROM rental');
  await says(page, 'Cut at 100 rows.');
  await page.getByRole('button', { name: 'Fetch 1,000' }).click();
  await says(page, 'Cut at 1,000 rows.');
  assert.equal(await limit.inputValue(), '1000');
});
