// build.mjs: bundles src/ into dist/ with esbuild, and writes dist/manifest.json, which says what a page has to load.
//
// - Preact by default; `--react` builds the same source for React into dist-react/. `--dev` keeps names and adds maps.
// - Every file but the manifest carries a hash of its content in its name, so that it may be cached for ever.
// - Icons are Lucide's (ISC), only those in src/parts/icon_names.json, put into the bundle as text.
import { build } from 'esbuild';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const react = process.argv.includes('--react');
const dev = process.argv.includes('--dev');
const out = here(react ? 'dist-react' : 'dist');

const preact = {
  'react': 'preact/compat',
  'react-dom/client': 'preact/compat/client',
  'react-dom': 'preact/compat',
  'react/jsx-runtime': 'preact/jsx-runtime',
};

/** `import icons from 'lucide:icons'`: what stands between <svg> and </svg> of each icon, by its name. */
const icons = {
  name: 'icons',
  setup(b) {
    b.onResolve({ filter: /^lucide:icons$/ }, () => ({ path: 'icons', namespace: 'lucide' }));
    b.onLoad({ filter: /.*/, namespace: 'lucide' }, async () => {
      const names = JSON.parse(await readFile(here('src/parts/icon_names.json'), 'utf8'));
      const pairs = await Promise.all(names.map(async (name) => [name, await inside(name)]));
      return { contents: JSON.stringify(Object.fromEntries(pairs)), loader: 'json' };
    });
  },
};

async function inside(name) {
  const svg = await readFile(here(`node_modules/lucide-static/icons/${name}.svg`), 'utf8');
  return svg.replace(/^[^]*?<svg[^>]*>/, '').replace('</svg>', '').replace(/\s+/g, ' ').trim();
}

/**
 * lang-sql without its dialects and its completions: the page has its own, and those would come along with every page
 * (what is left of them refers to nothing that is used, and goes as well).
 */
const dialects = {
  name: 'dialects',
  setup(b) {
    b.onLoad({ filter: /lang-sql[\\/]dist[\\/]index\.js$/ }, async ({ path }) => {
      const [source, rest] = (await readFile(path, 'utf8')).split(/^const StandardSQL = /m);
      if (!rest) throw new Error('lang-sql has its dialects in another place than this build knows');
      return { contents: `${source.replace(/^import .* from '@codemirror\/autocomplete';$/m, '')}\nexport { SQLDialect };`, loader: 'js' };
    });
  },
};

await rm(out, { recursive: true, force: true });
const result = await build({
  entryPoints: { app: here('src/main.tsx') },
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  alias: react ? {} : preact,
  plugins: [icons, dialects],
  define: { 'process.env.NODE_ENV': dev ? '"development"' : '"production"' },
  minify: !dev,
  sourcemap: dev,
  metafile: true,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  legalComments: 'none',
  logLevel: 'warning',
});

const outputs = Object.entries(result.metafile.outputs).map(([path, output]) => ({ ...output, path: basename(path) }));
const entry = outputs.find((output) => output.entryPoint?.endsWith('main.tsx'));
const manifest = { 'app.js': entry.path, 'app.css': basename(entry.cssBundle) };
await writeFile(`${out}/manifest.json`, `${JSON.stringify(manifest, null, 1)}\n`);
await writeFile(`${out}/meta.json`, JSON.stringify(result.metafile));
