// sizes.mjs: what a page has to load, in bytes of gzip -9, from what the build said of itself.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** The folder of the build that the tested app serves. */
export const served = basename(process.env.METAHOG_WEB ?? 'dist');

const dist = (name, folder = served) => fileURLToPath(new URL(`../../${folder}/${name}`, import.meta.url));

/** Names of the built files that the entry imports, at once or when it needs them. */
export async function builtFiles(folder = served) {
  const { outputs } = JSON.parse(await readFile(dist('meta.json', folder), 'utf8'));
  const named = new Map(Object.entries(outputs).map(([path, output]) => [path.split('/').at(-1), output]));
  const entry = [...named].find(([, output]) => output.entryPoint?.endsWith('src/main.tsx'))[0];
  return { named, eager: reached(named, entry), entry };
}

/** A file and all that it imports without waiting. */
export function reached(named, from, seen = new Set()) {
  if (seen.has(from)) return seen;
  seen.add(from);
  for (const { path, kind } of named.get(from).imports)
    if (kind === 'import-statement') reached(named, path.split('/').at(-1), seen);
  return seen;
}

/** Gzipped bytes of the files together. */
export async function gzipped(files, folder = served) {
  const sizes = await Promise.all([...files].map(async (file) => gzipSync(await readFile(dist(file, folder)), { level: 9 }).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The three that have a budget: what loads at once, the chart's chunk, the formatter's. */
export async function sizes(folder = served) {
  const { named, eager } = await builtFiles(folder);
  const lazy = (source) => {
    const file = [...named].find(([name, output]) => name.endsWith('.js') && output.entryPoint?.endsWith(source))[0];
    return [...reached(named, file)].filter((name) => !eager.has(name));
  };
  const css = [...named.keys()].filter((name) => name.endsWith('.css'));
  return {
    eager: await gzipped(eager, folder), css: await gzipped(css, folder),
    chart: await gzipped(lazy('src/chart/draw.ts'), folder), formatter: await gzipped(lazy('src/editor/format.ts'), folder),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await sizes(process.argv[2]));
