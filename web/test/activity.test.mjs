// activity.test.mjs: what is running, by whom, at which stage, and how it is ended.
import { browserTest } from './lib/browser_test.mjs';
import { expectCount, expectText } from './lib/expect.mjs';
import { cancelButton, query, run, runButton, says, write } from './lib/hands.mjs';
import { longQuery, untilGone, untilRuns } from './lib/remote.mjs';

const rowOf = (page, mark) => page.getByRole('row').filter({ hasText: mark });

browserTest('a running call is listed with stage and clock, and Cancel ends it on the remote', { expectErrors: true }, async ({ page }) => {
  const { mark, text } = longQuery();
  await write(page, text);
  await runButton(page).click();
  await untilRuns(mark);
  await page.getByRole('link', { name: 'Activity' }).click();
  await expectText(rowOf(page, mark), 'running');
  await expectText(rowOf(page, mark), /00:0\d\.\d/);
  await expectText(rowOf(page, mark), 'analyst');
  await rowOf(page, mark).getByRole('button', { name: /^Cancel/ }).click();
  await untilGone(mark);
  await expectCount(rowOf(page, mark), 0);
  await says(page, 'Cancel was sent');
});

browserTest('the query of a running call opens in a tab of its own, which does not run it', { expectErrors: true }, async ({ page }) => {
  const { mark, text } = longQuery();
  await write(page, text);
  await runButton(page).click();
  await untilRuns(mark);
  await write(page, 'SELECT 1 -- by now something else');
  await page.getByRole('link', { name: 'Activity' }).click();
  await rowOf(page, mark).click();
  await page.getByRole('region', { name: 'Running now' }).press('Enter');
  await expectText(query(page), mark);
  await expectCount(page.getByRole('tab', { name: 'Untitled 2' }), 1);
  await page.getByRole('tab', { name: 'Untitled 1' }).click();
  await cancelButton(page).click();
  await untilGone(mark);
});

browserTest('Delete ends the chosen call; mine are told from others', { expectErrors: true }, async ({ page }) => {
  const { mark, text } = longQuery();
  await write(page, text);
  await runButton(page).click();
  await untilRuns(mark);
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('button', { name: 'Mine' }).click();
  await rowOf(page, mark).click();
  await page.getByRole('region', { name: 'Running now' }).press('Delete');
  await untilGone(mark);
});

browserTest('without calls the screen says what would stand there', async ({ page }) => {
  await page.route('**/activity', (route) => route.fulfill({ json: { activity: [] } }));
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('Nothing is running').waitFor();
  await says(page, '0 calls');
});

browserTest('connections and sums of past calls stand beside the calls', async ({ page }) => {
  await run(page, 'SELECT n FROM generate_series(1, 12) AS n');
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('tab', { name: 'Calls' }).press('ArrowRight');
  await expectText(rowOf(page.getByRole('region', { name: 'Sessions' }), 'pagila'), /pagila\d/);
  await page.getByRole('tab', { name: 'Statistics' }).click();
  await expectText(rowOf(page.getByRole('region', { name: 'Statistics' }), 'pagila'), 'metahog_app');
  await expectCount(page.getByRole('columnheader', { name: 'Mean time' }), 1);
  await says(page, /\d+ lines?/);
});
