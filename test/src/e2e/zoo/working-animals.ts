import type { Outcome } from '@integration-client/core/run';

/** A plugin that can be loaded, and goes wrong when it is used. */
export interface WorkingAnimal {
  /** Of its class; it is in the file `plugins/NAME/index.js` of the home. */
  readonly body: string;
  readonly top?: string;
  /** How its transfer ends. */
  readonly outcome: Outcome;
  /** The code of the problem, and what its message says beside the plugin's name. */
  readonly problem?: { readonly code: string; readonly message: RegExp };
  /** What the log says of it. */
  readonly log?: RegExp;
}

const receipt = `{ outcome: 'stored', location: item.key, bytes: 1, sha256: 'ab'.repeat(32) }`;
const close = 'async close() {}';

export const workingAnimals: Readonly<Record<string, WorkingAnimal>> = {
  'fails-to-begin': {
    body: `constructor() { throw new TypeError('no'); } async deliver() {} ${close}`,
    outcome: 'failed',
    problem: { code: 'plugin-defect', message: /failed in its constructor: TypeError: no$/ },
  },
  'has-no-deliver': {
    body: close,
    outcome: 'refused',
    problem: { code: 'plugin-contract', message: /has no method deliver\(\)/ },
  },
  'throws-a-text': {
    body: `async deliver() { throw 'a text'; } ${close}`,
    outcome: 'partial',
    problem: { code: 'plugin-defect', message: /failed in deliver\(\): a text$/ },
  },
  'answers-nothing': {
    body: `async deliver() {} ${close}`,
    outcome: 'partial',
    problem: { code: 'plugin-bad-receipt', message: /answered no usable receipt for / },
  },
  'answers-nonsense': {
    body: `async deliver(item) { return { ...${receipt}, sha256: 'short', bytes: -0.5 }; } ${close}`,
    outcome: 'partial',
    problem: { code: 'plugin-bad-receipt', message: /answered no usable receipt for / },
  },
  exits: {
    body: `async deliver() { process.exit(7); } ${close}`,
    outcome: 'failed',
    problem: { code: 'worker-died', message: /^The plugin exits ended its process unexpectedly \(exit code 7\)/ },
  },
  'rejects-behind-its-back': {
    body: `async deliver(item) { Promise.reject(new RangeError('nobody')); await new Promise((go) => setTimeout(go, 5000)); }
      ${close}`,
    outcome: 'failed',
    problem: { code: 'worker-crashed', message: /threw what nobody caught: RangeError: nobody/ },
  },
  'pollutes-later': {
    body: `async deliver(item) {
        Object.prototype.polluted = 'yes';
        Array.prototype.join = () => { throw new Error('joined'); };
        return ${receipt};
      } ${close}`,
    outcome: 'done',
  },
  prints: {
    body: `async deliver(item) { console.log('hello from deliver'); return ${receipt}; } ${close}`,
    outcome: 'done',
    log: /\[Example to prints\] INFO plugin output: hello from deliver/,
  },
  'fails-to-close': {
    body: `async deliver(item) { return ${receipt}; } async close() { throw new Error('stuck'); }`,
    outcome: 'done',
    log: /The plugin could not be closed: The plugin fails-to-close failed in close\(\): Error: stuck/,
  },
  'exits-in-close': {
    body: `async deliver(item) { return ${receipt}; } async close() { process.exit(9); }`,
    outcome: 'done',
    log: /The plugin exits-in-close ended its process unexpectedly \(exit code 9\)/,
  },
  // What is claimed and not there is found by looking: `ic verify`.
  'only-claims': {
    body: `async deliver(item) { return ${receipt}; }
      async verify(deliveries) { return deliveries.map(() => 'missing'); } ${close}`,
    outcome: 'done',
  },
  // Nothing keeps a plugin from writing where its account may; what it does to code is noticed.
  'writes-outside': {
    top: `import { appendFileSync } from 'node:fs';`,
    body: `async deliver(item) {
        appendFileSync(new URL('../prints/index.js', import.meta.url), '// and more');
        return ${receipt};
      } ${close}`,
    outcome: 'done',
  },
};
