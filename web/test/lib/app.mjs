// app.mjs: the running app: where it is, who logs in, a page of it in a browser.
//
// - test/app says where everything is, in the environment; without it nothing here can run.
// - What the page writes to the console as an error or a violation of its policy gathers in `complaints`.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const env = (name) => process.env[`METAHOG_${name}`] ?? assert.fail(`METAHOG_${name} is not set: run this by test/app`);

/** A cancel may come when its call has just ended, and then there is none of its name. */
const isLateCancel = (message) => /status of 404/.test(message.text()) && /\/direct_query\/status\//.test(message.location().url);

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Chromium's own sandbox cannot be set up by root, and only then is it left out.
    args: process.getuid() === 0 ? ['--no-sandbox'] : [],
  });
}

/** A new context and page; what the page complains of gathers in `complaints`. */
export async function openPage(inBrowser, { login = true, user = 'LOGIN', hash = '', width = 1280, height = 800, ...rest } = {}) {
  const context = await inBrowser.newContext({
    viewport: { width, height }, permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true, ...rest,
  });
  context.setDefaultTimeout(15_000);
  await context.tracing.start({ snapshots: true });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => { if ((message.type() === 'error' && !isLateCancel(message)) || /Content Security Policy/.test(message.text())) complaints.push(message.text()); });
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
