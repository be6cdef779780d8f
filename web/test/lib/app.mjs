// app.mjs: the running app as the tests see it: where it is, who logs in, a browser with one tab per test.
//
// - test/app says where everything is, in the environment; without it nothing here can run.
// - What the page writes to the console as an error or a violation of its policy fails the test, unless it expects it.
// - A test that fails leaves a picture and a trace behind, in web/test-failures/.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const env = (name) => process.env[`METAHOG_${name}`] ?? assert.fail(`METAHOG_${name} is not set: run this by test/app`);

const failures = fileURLToPath(new URL('../../test-failures/', import.meta.url));

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Chromium's own sandbox cannot be set up by root, and only then is it left out.
    args: process.getuid() === 0 ? ['--no-sandbox'] : [],
  });
}

/** A test with a page of its own, logged in: browserTest('name', async ({ page }) => …). */
export function browserTest(name, options, body = options) {
  const { login = true, expectErrors = false, ...context } = body === options ? {} : options;
  test(name, { timeout: 90_000 }, async () => {
    const opened = await openPage(browser, { login, ...context });
    try {
      await body(opened);
      if (!expectErrors) assert.deepEqual(opened.complaints, [], 'the page complained in its console');
    } catch (error) {
      await keepEvidence(opened, name);
      throw error;
    } finally {
      await opened.context.close();
    }
  });
}

/** A new context and page; what the page complains of gathers in `complaints`. */
export async function openPage(inBrowser, { login = true, user = 'LOGIN', hash = '', width = 1280, height = 800, ...rest } = {}) {
  const context = await inBrowser.newContext({
    viewport: { width, height }, permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true, ...rest,
  });
  context.setDefaultTimeout(15_000);
  await context.tracing.start({ screenshots: true, snapshots: true });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => { if (message.type() === 'error' || /Content Security Policy/.test(message.text())) complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
  if (login) {
    await context.addCookies(await session(inBrowser, user));
    await page.goto(`${env('URL')}/${hash}`);
    await ready(page);
  }
  return { context, page, complaints };
}

const sessions = new Map();

/** The cookies of a login, which is done once for each user: what is tested is not the form. */
async function session(inBrowser, user) {
  if (!sessions.has(user)) sessions.set(user, logIn(inBrowser, user));
  return sessions.get(user);
}

async function logIn(inBrowser, user) {
  const context = await inBrowser.newContext();
  const page = await context.newPage();
  await page.goto(`${env('URL')}/login/`);
  await fillLogin(page, env(user));
  await page.waitForURL((url) => !url.pathname.includes('login'));
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

export async function fillLogin(page, name) {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(env('PASSWORD'));
  await page.getByRole('button', { name: 'Log in' }).click();
}

export const ready = (page) => page.locator('body[data-ready]').waitFor({ state: 'attached' });

async function keepEvidence({ page, context }, name) {
  const file = failures + name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80);
  await mkdir(failures, { recursive: true });
  await page.screenshot({ path: `${file}.png` }).catch(() => undefined);
  await context.tracing.stop({ path: `${file}.zip` }).catch(() => undefined);
}
