// Builds the dashboard into the gateway's resources. `--check` compares instead of writing.
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here('../gateway/src/main/resources/hawser/web/');
const LARGEST = 80 * 1024; // gzip, all of it

const { outputFiles } = await build({
  absWorkingDir: here('.'),
  entryPoints: ['src/app.tsx'],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'inline',
  outdir: 'out',
  write: false,
});
const files = Object.fromEntries(
  outputFiles.map((file) => [file.path.split('/').at(-1), Buffer.from(file.contents)]),
);
for (const name of ['index.html', 'icon.svg']) files[name] = readFileSync(here(`src/${name}`));

let size = 0;
let stale = false;
for (const [name, content] of Object.entries(files)) {
  const zipped = gzipSync(content, { level: 9 }).length;
  size += zipped;
  console.log(`${name}: ${content.length} octets, ${zipped} zipped`);
  if (process.argv.includes('--check')) {
    let old = Buffer.alloc(0);
    try {
      old = readFileSync(target + name);
    } catch {
      // it is missing: said below
    }
    if (!old.equals(content)) {
      stale = true;
      console.error(`${name} in the gateway's resources is not what ui/ builds: run 'npm run build'`);
    }
  } else {
    writeFileSync(target + name, content);
  }
}
console.log(`together ${size} of ${LARGEST}`);
if (size > LARGEST || stale) process.exit(1);
