/**
 * Bundles static/src into static/dist with esbuild.
 *
 *   node static/build.mjs           one build, minified; fails when a bundle is over its budget
 *   node static/build.mjs --watch   rebuilds on change, with source maps
 *
 * Entry points keep their names, shared chunks and fonts carry a hash. static/dist/manifest.json names each
 * output with its size: {"main.js": {"bytes": n, "gzip_bytes": n}}.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const DIST = path.join(HERE, 'dist');
// A failed build leaves the last good one in place: the new one grows here and is swapped in whole.
const GROWING = path.join(HERE, '../node_modules/.cache/static');
// What a page loads before the player, all chunks that main.js imports at once included.
const PAGE_BUDGET_GZIP_BYTES = 60 * 1024;

// The font packages also name the older woff, which none of our target browsers asks for.
const modernFontsOnly = {
  name: 'modern-fonts-only',
  setup(build) {
    build.onLoad({ filter: /@fontsource[\\/].*\.css$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replace(/,\s*url\([^)]*\.woff\) format\('woff'\)/g, ''),
      loader: 'css',
    }));
  },
};

const options = (watching, outdir) => ({
  entryPoints: [
    { in: path.join(HERE, 'src/main.ts'), out: 'main' },
    { in: path.join(HERE, 'src/player.ts'), out: 'player' },
    { in: path.join(HERE, 'src/upload.ts'), out: 'upload' },
    { in: path.join(HERE, 'src/css/main.css'), out: 'main' },
  ],
  outdir,
  bundle: true,
  format: 'esm',
  splitting: true,
  target: ['es2022', 'chrome110', 'firefox115', 'safari16'],
  chunkNames: 'chunks/[name]-[hash]',
  assetNames: 'fonts/[name]-[hash]',
  loader: { '.woff2': 'file', '.svg': 'file' },
  plugins: [modernFontsOnly],
  minify: !watching,
  sourcemap: watching ? 'linked' : false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const nameOf = (output) => path.relative(GROWING, path.resolve(output)).split(path.sep).join('/');

async function sizesOf(metafile) {
  const sizes = {};
  for (const output of Object.keys(metafile.outputs).sort()) {
    const content = await readFile(output);
    sizes[nameOf(output)] = { bytes: content.length, gzip_bytes: gzipSync(content).length };
  }
  return sizes;
}

/** Every output that a page fetches when it loads `entry`: itself and its static imports, not lazy ones. */
function closureOf(metafile, entry) {
  const byName = Object.fromEntries(
    Object.entries(metafile.outputs).map(([key, value]) => [nameOf(key), value]),
  );
  const seen = new Set();
  const queue = [entry];
  while (queue.length > 0) {
    const name = queue.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    for (const found of byName[name].imports) {
      if (found.kind === 'import-statement' && !found.external) queue.push(nameOf(found.path));
    }
  }
  return [...seen];
}

function report(metafile, sizes) {
  const total = (entry) => closureOf(metafile, entry).reduce((sum, name) => sum + sizes[name].gzip_bytes, 0);
  for (const entry of ['main.js', 'player.js', 'upload.js', 'main.css']) {
    console.log(`static: ${entry.padEnd(10)} ${(total(entry) / 1024).toFixed(1)} KB gzip`);
  }
  return total('main.js') <= PAGE_BUDGET_GZIP_BYTES;
}

async function buildOnce() {
  await rm(GROWING, { recursive: true, force: true });
  await mkdir(GROWING, { recursive: true });
  const { metafile } = await esbuild.build(options(false, GROWING));
  const sizes = await sizesOf(metafile);
  if (!report(metafile, sizes)) {
    throw new Error(`main.js is over its budget of ${PAGE_BUDGET_GZIP_BYTES / 1024} KB gzip`);
  }
  await writeFile(path.join(GROWING, 'manifest.json'), `${JSON.stringify(sizes, null, 2)}\n`);
  await rm(DIST, { recursive: true, force: true });
  await rename(GROWING, DIST);
}

if (process.argv.includes('--watch')) {
  await (await esbuild.context(options(true, DIST))).watch();
} else {
  await buildOnce().catch((problem) => {
    // esbuild has printed its own messages with places; a stack trace of this file adds nothing.
    console.error(`static: ${problem.message.split('\n', 1)[0]}`);
    process.exitCode = 1;
  });
}
