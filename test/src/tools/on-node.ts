import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const usage = `npm run test:node -- VERSION [options of mocha]

Runs the tests, as they are compiled, on another version of Node, which the npm package "node" brings: npm keeps it in its
cache. VERSION is one that npm knows: 22, 24, 24.1.0.
`;

const [version = '', ...options] = process.argv.slice(2);
process.exitCode = /^\d+(\.\d+){0,2}$/.test(version) ? await test() : refuse();

async function test(): Promise<number> {
  const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
  // The programs and workers that tests start are run by the Node that runs the tests.
  const parameters = ['exec', '--yes', `--package=node@${version}`, '--', 'node', mocha, ...options];
  const isWindows = process.platform === 'win32';
  const child = spawn(isWindows ? 'npm.cmd' : 'npm', parameters, {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    stdio: 'inherit',
    shell: isWindows,
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

function refuse(): number {
  process.stderr.write(usage);
  return 2;
}
