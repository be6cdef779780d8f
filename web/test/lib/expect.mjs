// expect.mjs: assertions that wait for what is to appear, and never for a time.
import assert from 'node:assert/strict';

/** Tries again until the check passes; what it last said is the failure. */
export async function eventually(check, { within = 8000, every = 50 } = {}) {
  const end = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  }
}

export const expectText = (locator, words, options) => eventually(async () => {
  const text = (await locator.allTextContents()).join('\n');
  if (words instanceof RegExp) assert.match(text, words);
  else assert.ok(text.includes(words), `“${words}” is not in “${text}”`);
}, options);

export const expectCount = (locator, count, options) => eventually(async () => assert.equal(await locator.count(), count), options);
