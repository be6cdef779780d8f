// source.mjs: modules of src/ as a test in Node imports them, compiled on the way.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const src = (path) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

/** Everything that the named modules export, together; a package among them is the copy that these use. */
export async function load(...paths) {
  const entry = paths.map((path) => `export * from ${JSON.stringify(path.startsWith('@') ? path : src(path))};`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: src('.'), loader: 'ts' }, bundle: true, write: false, format: 'esm', platform: 'node', logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}
