// look.test.mjs: rules of the design that no browser would notice: colours only from the tokens, each readable on what it
// stands on, texts only in the catalog, files short.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(src, { recursive: true }).filter((name) => /\.(tsx?|css)$/.test(name));
const read = (name) => readFileSync(src + name, 'utf8');

const tokens = Object.fromEntries([...read('styles/tokens.css').matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [name, [light, dark]]));

const luminance = (hex) => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const surfaces = ['canvas', 'chrome', 'sunk', 'raise', 'accent-wash', 'bad-wash', 'cut-wash'];
const pairs = [
  ...['ink', 'ink-2', 'ink-3'].flatMap((ink) => surfaces.map((on) => [ink, on, 4.5])),
  ...['canvas', 'chrome', 'sunk', 'accent-wash', 'bad-wash'].map((on) => ['accent', on, 4.5]),
  ['on-accent', 'accent', 4.5], ['on-accent', 'accent-hover', 4.5], ['bad', 'canvas', 4.5], ['bad', 'bad-wash', 4.5], ['cut', 'canvas', 4.5], ['cut', 'cut-wash', 4.5],
  ['good', 'canvas', 4.5], ...['ink-3', 'code-word', 'code-text', 'code-num'].map((ink) => [ink, 'here', 4.5]),
  ['edge', 'canvas', 3], ['edge', 'chrome', 3], ['cut-mark', 'cut-wash', 3], ...Array.from({ length: 10 }, (_, n) => [`c${n + 1}`, 'canvas', 3]),
];

test('every text and part can be told from what it stands on, in both themes', () => {
  const poor = pairs.flatMap(([ink, on, least]) => [0, 1].filter((theme) => contrast(tokens[ink][theme], tokens[on][theme]) < least).map((theme) => `${ink} on ${on}, ${theme ? 'dark' : 'light'}`));
  assert.deepEqual(poor, []);
});

test('colours come from the tokens alone', () => {
  const own = files.filter((name) => name !== 'styles/tokens.css').flatMap((name) =>
    [...read(name).matchAll(/#[0-9a-f]{3,8}\b(?![^\n]*\/)|rgb\(|hsl\(/gi)].filter(([found]) => !/^rgb\($/.test(found) || !read(name).includes('::backdrop')).map(([found]) => `${name}: ${found}`));
  assert.deepEqual(own, []);
});

test('no file is longer than 400 lines', () => {
  assert.deepEqual(files.filter((name) => read(name).split('\n').length > 400), []);
});

test('a file begins with its name', () => {
  assert.deepEqual(files.filter((name) => !read(name).split('\n', 2).join(' ').includes(name.split('/').at(-1))), []);
});

test('what people read stands in the catalog', () => {
  const words = files.filter((name) => name.endsWith('.tsx')).flatMap((name) =>
    [...read(name).matchAll(/>\s*([A-Z][a-z]+[^<{}]*)</g), ...read(name).matchAll(/(?:title|placeholder|aria-label)="([^"]+)"/g)].map(([, found]) => `${name}: ${found}`));
  assert.deepEqual(words.filter((each) => !/SVG|Promise|Record|HTML|Props|Element|: (Del|Esc)$/.test(each)), []);
});

test('the tests that the documentation names are there', () => {
  const table = readFileSync(new URL('../../docs/web.md', import.meta.url), 'utf8').split('## What must not happen')[1].split('\n## ')[0];
  const rows = [...table.matchAll(/^\| (\d+) \| [^|]+ \| (.+) \|$/gm)];
  assert.equal(rows.length, 15);
  const named = rows.flatMap(([, number, cell]) => {
    let file = '';
    return cell.split(' · ').map((part) => {
      const [, name, words] = /^(?:`(\w+)`: )?(.+)$/.exec(part);
      file = name ?? file;
      return { number, file, words };
    });
  });
  const gone = named.filter(({ file, words }) => !readFileSync(new URL(`${file}.test.mjs`, import.meta.url), 'utf8').includes(words));
  assert.deepEqual(gone, []);
});
