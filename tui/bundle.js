// Makes of the terminal UI, React and Ink one file: read as the 700 they are, they take most of the start.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (name) => fileURLToPath(new URL(`./dist/${name}`, import.meta.url));

await build({
  entryPoints: [path('show-app.js')],
  outfile: path('bundle/show-app.js'),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  // The host has ours already, and its classes have to be the same there. The tools for who works on Ink are not installed.
  external: ['@integration-client/*', './devtools.js'],
  define: { 'process.env.NODE_ENV': '"production"' },
  // Some of the libraries are CommonJS, and ask for the modules of Node as such.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  legalComments: 'linked',
  logLevel: 'warning',
});
