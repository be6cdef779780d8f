// browser_test.mjs: a test with a page of its own, in a browser that the tests of a file share.
//
// - What the page complains of in its console fails the test, unless it expects that.
// - A test that fails leaves a picture and a trace behind, in web/test-failures/.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, openPage } from './app.mjs';

const failures = fileURLToPath(new URL('../../test-failures/', import.meta.url));

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

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

async function keepEvidence({ page, context }, name) {
  const file = failures + name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80);
  await mkdir(failures, { recursive: true });
  await page.screenshot({ path: `${file}.png` }).catch(() => undefined);
  await context.tracing.stop({ path: `${file}.zip` }).catch(() => undefined);
}
