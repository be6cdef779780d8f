// export.test.mjs: all rows as a file: whole, or visibly broken.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { browserTest } from './lib/browser_test.mjs';
import { expectCount } from './lib/expect.mjs';
import { run, says } from './lib/hands.mjs';

browserTest('the whole of a cut result is taken home', async ({ page }) => {
  await run(page, "SELECT n, 'name, ' || n AS name FROM generate_series(1, 5000) AS n");
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export all as CSV' }).click()]);
  assert.equal(download.suggestedFilename(), 'Untitled 1.csv');
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  assert.equal(lines.length, 5001);
  assert.equal(lines[0].trim(), 'n,name');
  assert.equal(lines[5000].trim(), '5000,"name, 5000"');
  await says(page, 'Untitled 1.csv');
  await says(page, 'whole');
});

const onDisk = (page) => page.evaluate(async () => {
  const sizes = [];
  const directory = await (await navigator.storage.getDirectory()).getDirectoryHandle('exports', { create: true });
  for await (const file of directory.values()) sizes.push((await file.getFile()).size);
  return sizes;
});

browserTest('its rows gather on disk; what is stopped leaves none there', async ({ page }) => {
  await run(page, 'SELECT n, md5(n::text) AS hash FROM generate_series(1, 200000) AS n');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export all as CSV' }).click()]);
  const { length } = await readFile(await download.path());
  assert.ok(length > 5_000_000);
  assert.deepEqual(await onDisk(page), [length]);
  await run(page, 'SELECT repeat(md5(n::text), 30) AS x FROM generate_series(1, 20000000) AS n');
  await page.getByRole('button', { name: 'Export all as CSV' }).click();
  await page.getByText(/Exporting, [\d.]+ MB so far/).waitFor();
  await page.getByRole('button', { name: 'Stop export' }).click();
  await says(page, 'The export was stopped.');
  assert.deepEqual(await onDisk(page), [length]);
});

browserTest('a browser without a place on disk gathers them in memory', async ({ page }) => {
  await page.evaluate(() => { navigator.storage.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError')); });
  await run(page, 'SELECT n FROM generate_series(1, 3000) AS n');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export all as CSV' }).click()]);
  assert.equal((await readFile(await download.path(), 'utf8')).trimEnd().split('\n').length, 3001);
});

browserTest('an export that breaks off is told, and no short file is saved', { expectErrors: true }, async ({ page }) => {
  await run(page, 'SELECT 100 / (3000 - n) AS x, repeat(md5(n::text), 20) FROM generate_series(1, 4000) AS n LIMIT 10');
  await page.evaluate(() => {
    const real = window.fetch;
    window.fetch = async (url, options) => {
      const response = await real(url, options);
      if (!String(url).includes('export')) return response;
      const reader = response.body.getReader();
      let parts = 0;
      const stream = new ReadableStream({
        async pull(controller) {
          const { value, done } = await reader.read();
          if (done || ++parts > 1) controller.error(new TypeError('network error'));
          else controller.enqueue(value);
        },
      });
      return new Response(stream, { headers: response.headers });
    };
  });
  let downloads = 0;
  page.on('download', () => downloads++);
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await says(page, /The export broke off after .*Nothing was saved/);
  assert.equal(downloads, 0);
});

browserTest('an export that fails at once says why', { expectErrors: true }, async ({ page }) => {
  await run(page, 'SELECT 1 AS n');
  await page.route('**/direct_query/export', (route) => route.fulfill({ status: 400, json: { error: 'relation "gone" does not exist', code: '42P01', detail: { sqlstate: '42P01', message: 'relation "gone" does not exist' } } }));
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await says(page, 'relation "gone" does not exist');
});

browserTest('an export can be stopped', async ({ page }) => {
  await run(page, 'SELECT repeat(md5(n::text), 30) AS x FROM generate_series(1, 20000000) AS n');
  await page.getByRole('button', { name: 'Export all as CSV' }).click();
  await page.getByRole('button', { name: 'Stop export' }).click();
  await says(page, 'The export was stopped. Nothing was saved.');
  await expectCount(page.getByRole('button', { name: 'Stop export' }), 0);
});
