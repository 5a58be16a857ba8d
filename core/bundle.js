// Makes one file of Kysely: read as the 262 that it is, it takes a quarter of the start of `ic`.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  entryPoints: [fileURLToPath(import.meta.resolve('kysely'))],
  outfile: fileURLToPath(new URL('./dist/bundle/kysely.js', import.meta.url)),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  logLevel: 'warning',
});
