import assert from 'node:assert/strict';
import { SettingsError } from '@integration-client/core/faults';
import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';
import { cli, FakeApplication } from './fake-application.js';

describe('command line', () => {
  let fake: FakeApplication;
  beforeEach(() => {
    fake = new FakeApplication();
  });

  it('prints its version', async () => {
    for (const option of ['--version', '-V']) {
      const { code, stdout } = await cli([option], fake);
      assert.equal(code, 0);
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    }
  });

  it('prints help with all commands', async () => {
    for (const argv of [['--help'], ['help']]) {
      const { code, stdout, stderr } = await cli(argv, fake);
      assert.equal(code, 0, String(argv));
      for (const name of ['init', 'apply', 'site', 'tester', 'quarantine'])
        assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
      assert.equal(stderr, '');
    }
  });

  it('says without a command what to use where there is no terminal', async () => {
    for (const argv of [[], ['--ascii'], ['--home', '/nowhere', '--screen-reader']]) {
      const { code, stdout, stderr } = await cli(argv, fake);
      assert.deepEqual([code, stdout], [2, ''], String(argv));
      assert.match(stderr, /^error: .*no terminal\nhint: .*ic status.*ic --help/);
    }
    const { code, stdout } = await cli(['--json'], fake);
    assert.equal(code, 2);
    assert.equal(JSON.parse(stdout).error.code, 'usage');
  });

  it('names the command that help is asked for and is none', async () => {
    for (const argv of [
      ['help', 'nope'],
      ['site', 'help', 'nope'],
    ]) {
      const { code, stdout, stderr } = await cli([...argv, '--json'], fake);
      assert.equal(code, 2);
      assert.match(stderr, /error: there is no command 'nope'\n$/);
      assert.equal(JSON.parse(stdout).error.message, "there is no command 'nope'");
    }
  });

  it('takes an empty --home for a mistake, and not for another home', async () => {
    for (const argv of [
      ['--home', '', 'status'],
      ['status', '--home='],
    ]) {
      const { code, stderr } = await cli(argv, fake);
      assert.equal(code, 2);
      assert.match(stderr, /^error: --home names no directory\nhint: /);
    }
  });

  it('says so where a terminal cannot be drawn on', async () => {
    const { code, stdout, stderr } = await cli([], fake, { terminal: true, variables: { TERM: 'dumb' } });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error: .*TERM=dumb.*\nhint: ic --screen-reader/);
  });

  it('has help for every command, with the options that all have', async () => {
    const commands = [
      'init',
      'apply',
      'export',
      'site',
      'destination',
      'schedule',
      'status',
      'logs',
      'tester',
      'plugin',
    ];
    for (const command of [...commands, 'quarantine', 'site add', 'schedule run']) {
      const { code, stdout } = await cli([...command.split(' '), '--help'], fake);
      assert.equal(code, 0, command);
      assert.match(stdout, new RegExp(`^Usage: ic ${command}`));
      assert.match(stdout, /--home <dir>[\s\S]*--json/, command);
    }
    assert.match((await cli(['help', 'schedule'], fake)).stdout, /^Usage: ic schedule/);
  });

  it('refuses what it does not know with 2, and asks nothing of the application', async () => {
    const wrong = [
      ['bogus'],
      ['site'],
      ['site', 'bogus'],
      ['site', 'show'],
      ['status', '--bogus'],
      ['status', 'extra'],
      ['logs', '--level', 'loud'],
      ['logs', '--lines', '0'],
      ['apply'],
    ];
    for (const argv of wrong) {
      const { code, stdout, stderr } = await cli(argv, fake);
      assert.equal(code, 2, String(argv));
      assert.equal(stdout, '');
      assert.notEqual(stderr, '');
    }
    assert.deepEqual(fake.asked, []);
    const { code, stdout } = await cli(['site', 'bogus', '--json'], fake);
    assert.equal(code, 2);
    assert.equal(JSON.parse(stdout).error.code, 'usage');
  });

  it('takes the global options before and after the command', async () => {
    for (const argv of [
      ['--json', '--home', '/tmp/x', 'site', 'list'],
      ['site', 'list', '--json', '--home', '/tmp/x'],
      ['site', '--home=/tmp/x', 'list', '--json'],
    ]) {
      const { code, stdout } = await cli(argv, fake);
      assert.equal(code, 0, String(argv));
      assert.equal(JSON.parse(stdout)[0].name, 'Example');
    }
  });

  it('lets go of the application, also after an error', async () => {
    await cli(['site', 'list'], fake);
    fake.answers.configuration = () => {
      throw new Error('defect');
    };
    await cli(['site', 'list'], fake);
    assert.equal(fake.closed, 2);
  });

  it('has an exit code for each kind of error', async () => {
    const table = [
      [new ConfigError('a', { code: 'a' }), 2],
      [new SettingsError('a', []), 2],
      [new UnreachableError('a', { code: 'a' }), 3],
      [new UnreachableError('a', { code: 'host-not-running' }), 4],
      [new UnreachableError('a', { code: 'host-lost' }), 4],
      [new RetryableError('a', { code: 'a' }), 1],
      [new Error('a'), 1],
      [new DOMException('a', 'AbortError'), 130],
    ] as const;
    for (const [error, expected] of table) {
      fake.answers.configuration = () => {
        throw error;
      };
      assert.equal((await cli(['site', 'list'], fake)).code, expected, `${error.name} ${error.message}`);
    }
  });

  it('prints an error with its hint on standard error, and as JSON on standard output when asked', async () => {
    fake.answers.configuration = () => {
      throw new ConfigError('It is\x1b[2J broken', { code: 'broken', hint: 'Mend it.' });
    };
    const people = await cli(['site', 'list'], fake);
    assert.equal(people.stdout, '');
    assert.equal(people.stderr, 'error: It is\\x1b[2J broken\nhint: Mend it.\n');
    const programs = await cli(['site', 'list', '--json'], fake);
    assert.deepEqual(JSON.parse(programs.stdout).error, {
      name: 'ConfigError',
      code: 'broken',
      message: 'It is\x1b[2J broken',
      hint: 'Mend it.',
    });
  });

  it('lets no answer move the cursor of a terminal, and keeps JSON valid', async () => {
    const name = 'x\x1b[2J\x9b2J\u2028\u202e';
    fake.answers.configuration = () => ({ sites: [{ name, host: 'h', account: { type: 'user', username: 'u' } }] });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    const controls = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]/;
    assert.doesNotMatch((await cli(['site', 'list'], fake)).stdout, controls);
    const { stdout } = await cli(['site', 'list', '--json'], fake);
    assert.doesNotMatch(stdout, controls);
    assert.equal(JSON.parse(stdout)[0].name, name);
  });
});
