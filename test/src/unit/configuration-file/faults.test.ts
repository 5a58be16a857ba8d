import assert from 'node:assert/strict';
import { type Configuration, defaultApplicationSettings } from '@integration-client/core/configuration';
import { readConfiguration } from '@integration-client/core/configuration-file/read';
import { SettingsError } from '@integration-client/core/faults';
import fc from 'fast-check';
import { account, cases } from './fault-cases.js';
import { plugins } from './plugins.js';

const current: Configuration = {
  sites: [
    { name: 'Old', enabled: true, host: 'o.example', account: { type: 'user', username: 'u', password: 'kept word' } },
  ],
  destinations: [
    { name: 'Files', enabled: true, plugin: 'filesystem', settings: { sessions: { directory: '/a' } } },
    { name: 'Vault', enabled: true, plugin: 'vault', settings: { server: 's', password: 'vault word' } },
  ],
  schedules: [
    {
      name: 'Nightly',
      enabled: true,
      every: { days: 1 },
      transfers: [{ site: 'Old', destination: 'Files', operations: ['sessions'] }],
    },
  ],
  application: defaultApplicationSettings,
};

function faultsOf(source: string): string[] {
  try {
    readConfiguration(source, { file: 'my.yaml', current, plugins });
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    assert.match(error.message, /^my\.yaml: /);
    return error.faults.map((fault) => `${fault.line}:${fault.column} ${fault.path}: ${fault.message}`);
  }
}

describe('faults in ic.yaml', () => {
  for (const [title, source, ...expected] of cases) {
    it(title, () => {
      const faults = faultsOf(source);
      assert.equal(faults.length, expected.length, faults.join('\n'));
      for (const [index, [place, words]] of expected.entries()) {
        assert.ok(faults[index]?.startsWith(`${place} `), `${place}\n${faults[index]}`);
        assert.match(faults[index] ?? '', words);
      }
    });
  }

  it('are all told at once, in the order of the file', () => {
    const faults = faultsOf(`
sites:
  - { name: A, host: https://h, ${account} }
destinations:
  - { name: D, plugin: none }
schedules:
  - { name: S, every: { days: 9 }, transfers: [{ site: B, destination: D, operations: [sessions] }] }
application: { timeZone: 7 }
`);
    assert.deepEqual(
      faults.map((fault) => fault.split(' ')[1]),
      [
        'sites[0].host:',
        'destinations[0].plugin:',
        'schedules[0].every.days:',
        'schedules[0].transfers[0].site:',
        'application.timeZone:',
      ],
    );
  });

  it('never hold a secret', () => {
    const source = `
sites:
  - { name: A, host: h, account: { type: user, username: u, password: [hunter2] }, backupPassword: { a: hunter2 } }
destinations:
  - { name: V, plugin: vault, settings: { server: s, password: hunter2, proxy: { password: hunter2 } } }
  - { name: W, plugin: vault, settings: { server: s, password: [hunter2] } }
notifications: { password: { hunter: hunter2 } }
`;
    const faults = faultsOf(source);
    assert.ok(faults.length >= 6, faults.join('\n'));
    assert.ok(!faults.join('\n').includes('hunter2'));
  });

  it('never hold a secret that begins with a sign of YAML and is not in quotes', () => {
    for (const sign of ['*', '!', '!!', '!a!', '|', '>', ']', '}', '%', '@', '`', '"\\u']) {
      const faults = faultsOf(`sites:\n  - name: A\n    host: h\n    account:\n      clientSecret: ${sign}hunter2\n`);
      assert.ok(faults.length > 0, sign);
      assert.ok(!faults.join('\n').includes('hunter'), faults.join('\n'));
    }
  });

  it('are what any text ends in, never another error', () => {
    const token = fc.constantFrom(
      'sites',
      'name',
      'host',
      'account',
      ':',
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      '&a',
      '*a',
      '<<',
      '__proto__',
      'constructor',
      'stored:',
      'every',
      'settings',
      'null',
      '1',
      '#',
      '?',
      '|',
      '!!x',
      ',',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 25 }), (tokens) => {
        faultsOf(tokens.join(''));
      }),
      { numRuns: 500 },
    );
  });
});
