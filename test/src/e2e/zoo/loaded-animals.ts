import type { WorkerLimits } from '@integration-client/host/worker/limits';
import { claimingBody, pluginText } from '../../support/plugin-folder.js';

/** A plugin that is broken, or odd, already where it is loaded. */
export interface LoadedAnimal {
  readonly files: Readonly<Record<string, string>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** It ends, blocks or spoils its process, so that it needs one of its own; with these limits. */
  readonly alone?: Partial<WorkerLimits>;
  /** The code of the error, and what its message says beside the plugin's name; absent: it can be used. */
  readonly fails?: { readonly code: string; readonly message: RegExp };
}

const entry = (text: string) => ({ 'index.js': text });
const works = (name: string, top: string, more = '') => entry(pluginText(name, claimingBody, { top, more }));
const definition = (more: string) =>
  entry(`export default { apiVersion: 1, name: 'x', displayName: 'X', operations: ['sessions'],
    settings: { type: 'object', properties: {}, additionalProperties: false }, destination: class { }, ${more} };`);

/** What nobody may load in place of the client's copy. */
const ownCopies = Object.fromEntries(
  ['@integration-client/sdk', 'tsyringe', 'reflect-metadata'].flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '0.0.1', main: 'index.js' })],
    [`node_modules/${name}/index.js`, `throw new Error('a copy of ${name} was loaded');`],
  ]),
);

const commonJs = `
const { definePlugin, Tokens } = require('@integration-client/sdk');
const { injectable } = require('tsyringe');
require('reflect-metadata');
class Animal {${claimingBody}}
injectable()(Animal);
const plugin = definePlugin({ apiVersion: 1, name: 'x', displayName: 'X', operations: ['sessions'],
  settings: { type: 'object', properties: {}, additionalProperties: false }, destination: Animal });
`;

const megabyte = 1024 ** 2;

export const loadedAnimals: Readonly<Record<string, LoadedAnimal>> = {
  'is-not-there': {
    files: { 'package.json': '{ "name": ' },
    fails: { code: 'plugin-not-found', message: /no package\.json/ },
  },
  'has-no-entry': { files: {}, fails: { code: 'plugin-not-built', message: /entry file .*index\.js is missing/ } },
  'is-typescript': {
    files: { 'index.ts': 'export default 1;' },
    manifest: { exports: './index.ts' },
    fails: { code: 'plugin-not-built', message: /index\.ts is not JavaScript/ },
  },
  'entry-outside': {
    files: entry(''),
    manifest: { exports: '../other/index.js' },
    fails: { code: 'plugin-entry-outside', message: /outside of it/ },
  },
  'lacks-a-dependency': {
    files: entry(`import 'left-pad';`),
    fails: { code: 'plugin-dependency-missing', message: /a dependency of it is not installed: left-pad$/ },
  },
  'requires-a-dependency': {
    files: { 'index.cjs': `require('left-pad');` },
    manifest: { exports: './index.cjs' },
    fails: { code: 'plugin-dependency-missing', message: /a dependency of it is not installed: left-pad$/ },
  },
  'lacks-a-file': {
    files: entry(`import './helper.js';`),
    fails: { code: 'plugin-file-missing', message: /a file of it is missing: .*helper\.js$/ },
  },
  'needs-a-newer-client': {
    files: entry(`import { NotThereYet } from '@integration-client/sdk';`),
    fails: { code: 'plugin-needs-newer-client', message: /has no NotThereYet/ },
  },
  'has-a-syntax-error': {
    files: entry('export default {\n  name: ;\n};'),
    fails: { code: 'plugin-load-failed', message: /SyntaxError: Unexpected token ';'/ },
  },
  throws: {
    files: entry(`throw new TypeError('boom');`),
    fails: { code: 'plugin-load-failed', message: /TypeError: boom/ },
  },
  'throws-nothing': {
    files: entry('throw null;'),
    fails: { code: 'plugin-load-failed', message: /fails to load: null/ },
  },
  'exports-nothing': {
    files: entry('export const plugin = 1;'),
    fails: { code: 'plugin-contract', message: /no default export/ },
  },
  'exports-a-number': {
    files: entry('export default 42;'),
    fails: { code: 'plugin-contract', message: /definePlugin/ },
  },
  'is-of-tomorrow': {
    files: definition(`apiVersion: 99`),
    fails: { code: 'plugin-contract', message: /version 99 of the contract, and this host has 1$/ },
  },
  'is-wrong-everywhere': {
    files: entry(
      `export default { name: 'No Name', operations: ['sessions', 'dreams'], concurrency: 0, settings: [] };`,
    ),
    fails: {
      code: 'plugin-contract',
      message:
        /version undefined.*its name.*displayName.*dreams.*its settings cannot be used.*concurrency.*must be a class/,
    },
  },
  'pollutes-prototypes': {
    alone: {},
    files: works('x', `Object.prototype.mine = 1; Array.prototype.map = function () { return []; };`),
    fails: { code: 'plugin-contract', message: /what all code shares: Object\.prototype\.mine Array\.prototype\.map/ },
  },
  'exits-at-once': {
    alone: {},
    files: entry('process.exit(0);'),
    fails: { code: 'worker-died', message: /\(exit code 0\)/ },
  },
  'kills-itself': {
    alone: {},
    files: entry(`process.kill(process.pid, 'SIGKILL');`),
    fails: { code: 'worker-died', message: process.platform === 'win32' ? /exit code/ : /\(signal SIGKILL\)/ },
  },
  'hangs-up': {
    alone: {},
    files: entry(`process.disconnect();`),
    fails: { code: 'worker-died', message: /exit code 0/ },
  },
  'rejects-unheard': {
    alone: {},
    files: entry(`Promise.reject(new Error('nobody listens')); await new Promise(() => {});`),
    fails: { code: 'worker-crashed', message: /threw what nobody caught: Error: nobody listens/ },
  },
  'loops-for-ever': {
    files: entry('for (;;);'),
    alone: { block: 1_500 },
    fails: { code: 'worker-hung', message: /hung in a loop for 1\.5 s/ },
  },
  'never-resolves': {
    files: entry('await new Promise(() => {});'),
    alone: { silence: 1_500 },
    fails: { code: 'worker-hung', message: /no progress for 1\.5 s/ },
  },
  'leaks-objects': {
    files: entry('const leak = []; for (;;) leak.push({ text: String(leak.length) });'),
    alone: { memory: 160 * megabyte },
    fails: { code: 'worker-out-of-memory', message: /more than 160 MiB of memory/ },
  },
  'leaks-buffers': {
    files: entry('const leak = []; for (;;) leak.push(Buffer.alloc(4e6, 1));'),
    alone: { memory: 300 * megabyte },
    fails: { code: 'worker-out-of-memory', message: /more than 300 MiB of memory/ },
  },
  'talks-without-end': {
    alone: {},
    files: works('x', `process.stdout.write('x'.repeat(3e6)); for (let i = 0; i < 5000; i++) console.log('line', i);`),
  },
  'sends-nonsense': {
    alone: {},
    files: works(
      'x',
      `for (const sent of [null, 1, 'a', {}, { type: 'answer', id: 1, error: null }, { type: 'answer', id: 'a' },
        { type: 'event', name: 'log', value: { level: 'constructor', context: 'a', message: 'b' } },
        { type: 'event', name: 'log', value: null }, { type: 'event', name: 'progress', value: null },
        { type: 'event', name: 'fatal', value: null }, { type: 'call', id: 7, service: 'constructor', method: 'call',
        parameters: [] }, { type: 'call', id: 8, service: 'a' }]) process.send(sent);`,
    ),
  },
  'brings-own-copies': {
    files: { ...works('x', `import { injectable } from 'tsyringe'; import 'reflect-metadata';`), ...ownCopies },
  },
  'is-common-js': {
    files: { 'index.cjs': `${commonJs}module.exports = plugin;`, ...ownCopies },
    manifest: { exports: './index.cjs' },
  },
  'is-compiled-common-js': {
    files: {
      'index.js': `Object.defineProperty(exports, '__esModule', { value: true });${commonJs}exports.default = plugin;`,
    },
    manifest: { type: 'commonjs', exports: undefined, main: 'index.js' },
  },
};
