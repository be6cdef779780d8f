// sources.test.mjs: a database is connected by pasting its URL; each thing that can be wrong is said where it is.
import assert from 'node:assert/strict';
import { env } from './lib/app.mjs';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { cell, item, run } from './lib/hands.mjs';

const field = (page, label) => page.getByLabel(label, { exact: true });
let names = 0;
const newName = () => `tried_${process.pid}_${++names}`;

async function openForm(page) {
  await page.getByRole('link', { name: 'Sources' }).click();
  await page.getByRole('button', { name: 'New source' }).click();
}

/** The answer to a pasted URL fills the other fields: what is typed into them before would be mixed with it. */
async function pasteUrl(page, url) {
  await field(page, 'Connection URL').fill(url);
  await eventually(async () => assert.equal(await field(page, 'Host').inputValue(), new URL(url).hostname));
}

async function remove(page) {
  await page.getByRole('button', { name: 'Remove source' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove source' }).click();
}

browserTest('a pasted URL fills the fields; tested step by step; saved; queried; removed', async ({ page }) => {
  const url = new URL(env('REMOTE_URL'));
  const name = newName();
  await openForm(page);
  await pasteUrl(page, env('REMOTE_URL'));
  assert.equal(await field(page, 'Port').inputValue(), url.port);
  assert.equal(await field(page, 'Database').inputValue(), 'pagila');
  assert.equal(await field(page, 'User').inputValue(), url.username);
  assert.equal(await field(page, 'Password').inputValue(), url.password);
  await field(page, 'Name').fill(name);
  assert.ok(!(await field(page, 'Connection URL').inputValue()).includes(url.password), 'the password does not stay readable');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expectCount(page.locator('.step .good'), 5);
  await page.getByText(/^PostgreSQL \d+/).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name, exact: true }).waitFor();
  await page.getByRole('link', { name: 'SQL', exact: true }).click();
  await page.getByRole('combobox', { name: 'Database' }).selectOption(name);
  await item(page, 'film').waitFor();
  await run(page, 'SELECT count(*) FROM film');
  await cell(page, '1000').waitFor();
  await page.getByRole('link', { name: 'Sources' }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await remove(page);
  await expectCount(page.getByRole('link', { name, exact: true }), 0);
});

browserTest('a refused password stops the test at its step and is said at its field', async ({ page }) => {
  await openForm(page);
  await pasteUrl(page, env('REMOTE_URL').replace(env('PASSWORD'), 'wrong'));
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expectText(page.locator('.step.failed'), 'Authenticate');
  await expectText(page.locator('.step.failed'), 'password authentication failed');
  await expectCount(page.locator('.step .good'), 3);
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.name), 'password'));
  await page.getByText('The server refused it. Type the current one.').waitFor();
});

browserTest('what is missing or wrong is told at its field, before anything is sent', { expectErrors: true }, async ({ page }) => {
  await openForm(page);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('Host is needed.').waitFor();
  await field(page, 'Host').fill('127.0.0.1');
  await field(page, 'User').fill('x');
  await field(page, 'Port').fill('54x32');
  await field(page, 'Port').press('Enter');
  await page.getByText('A port is a number from 1 to 65535.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'port');
  await field(page, 'Connection URL').fill('postgres://user@host:port/x');
  await eventually(async () => assert.equal(await field(page, 'Connection URL').getAttribute('aria-invalid'), 'true'));
});

browserTest('a host that does not answer is a stage, not a riddle; it may be saved all the same', { expectErrors: true }, async ({ page }) => {
  const name = newName();
  await openForm(page);
  await pasteUrl(page, 'postgres://reader:secret@127.0.0.1:1/sales');
  await field(page, 'Name').fill(name);
  await page.getByRole('button', { name: 'Save' }).click();
  await expectText(page.locator('.step.failed'), 'Connect');
  await page.getByRole('button', { name: 'Go on without the test' }).click();
  await page.getByRole('link', { name, exact: true }).waitFor();
  await remove(page);
});

browserTest('a change keeps the password; a name that is taken is said at its field', { expectErrors: true }, async ({ page }) => {
  const name = newName();
  await openForm(page);
  await pasteUrl(page, env('REMOTE_URL'));
  await field(page, 'Name').fill(name);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name, exact: true }).waitFor();
  await field(page, 'Stops after').fill('7');
  assert.equal(await field(page, 'Password').inputValue(), '');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expectCount(page.locator('.step .good'), 5);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('cell', { name: /7\.0 s/ }).waitFor();
  await field(page, 'Name').fill('pagila');
  await page.getByRole('button', { name: 'Save' }).click();
  await eventually(async () => assert.equal(await field(page, 'Name').getAttribute('aria-invalid'), 'true'));
  await remove(page);
});

browserTest('a superuser is warned of', async ({ page }) => {
  await openForm(page);
  await pasteUrl(page, env('ADMIN_URL'));
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText(/superuser/).waitFor();
});

browserTest('who may not manage sources sees them and no form', { user: 'READER' }, async ({ page }) => {
  await page.getByRole('link', { name: 'Sources' }).click();
  await page.getByRole('link', { name: 'pagila' }).click();
  await expectCount(page.getByRole('button', { name: 'New source' }), 0);
  await expectCount(page.getByLabel('Connection URL'), 0);
  await page.getByText('Adding and changing them is for staff').waitFor();
});
