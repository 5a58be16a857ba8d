import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SettingsError } from '@integration-client/core/faults';
import { parse } from 'yaml';
import { cli, configuration, FakeApplication } from './fake-application.js';

describe('commands for settings', () => {
  let fake: FakeApplication;
  beforeEach(() => {
    fake = new FakeApplication();
  });
  const applied = () => parse(fake.applied);
  const siteArguments = ['site', 'add', 'New', '--host', 'h', '--client-id', 'id'];

  describe('apply and export', () => {
    let directory: string;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'ic-cli-'));
    });
    afterEach(() => rm(directory, { recursive: true, force: true }));

    it('applies a file, or standard input', async () => {
      const file = join(directory, 'ic.yaml');
      await writeFile(file, 'sites: []\n');
      const { code, stdout } = await cli(['apply', '-f', file], fake);
      assert.deepEqual([code, stdout], [0, 'created    site Example\n']);
      assert.deepEqual(fake.asked[0]?.input, { source: 'sites: []\n', file });
      await cli(['apply', '-f', '-'], fake, { input: 'schedules: []\n' });
      assert.deepEqual(fake.asked[1]?.input, { source: 'schedules: []\n', file: '<stdin>' });
    });

    it('prints all faults with their place', async () => {
      const file = join(directory, 'ic.yaml');
      await writeFile(file, '');
      fake.answers.apply = () => {
        throw new SettingsError('2 faults', [
          { path: 'sites[0].host', message: 'is missing', line: 3, column: 5 },
          { path: '', message: 'is empty' },
        ]);
      };
      const { code, stderr } = await cli(['apply', '-f', file], fake);
      assert.equal(code, 2);
      assert.equal(stderr, `error: 2 faults\n  ${file}:3:5 sites[0].host: is missing\n  is empty\n`);
    });

    it('refuses a file that cannot be read with 2', async () => {
      assert.equal((await cli(['apply', '-f', join(directory, 'missing')], fake)).code, 2);
    });

    it('exports as a file, and as JSON', async () => {
      fake.answers.export = () => 'sites: []\n';
      assert.equal((await cli(['export'], fake)).stdout, 'sites: []\n');
      assert.deepEqual(JSON.parse((await cli(['export', '--json'], fake)).stdout), configuration);
    });
  });

  describe('site', () => {
    it('is added with references to secrets', async () => {
      const more = ['--client-secret', 'env:S', '--backup-password', 'file:/b', '--ca-file', '/ca.pem'];
      const { code } = await cli([...siteArguments, ...more], fake);
      assert.equal(code, 0);
      const account = { type: 'api', clientId: 'id', clientSecret: 'env:S' };
      assert.deepEqual(applied(), {
        sites: [{ name: 'New', host: 'h', account, backupPassword: 'file:/b', caFile: '/ca.pem' }],
      });
    });

    it('is added with a user account', async () => {
      await cli(['site', 'add', 'New', '--host', 'h', '--username', 'u', '--password', 'env:P'], fake);
      assert.deepEqual(applied().sites[0].account, { type: 'user', username: 'u', password: 'env:P' });
    });

    it('takes a secret from standard input, as it is', async () => {
      await cli([...siteArguments, '--client-secret', '-'], fake, { input: ' p: "x"#\u00e9 \n' });
      assert.equal(applied().sites[0].account.clientSecret, ' p: "x"#\u00e9 ');
    });

    it('asks for a missing secret on a terminal and does not show it', async () => {
      const { code, stderr, stdout } = await cli(siteArguments, fake, { terminal: true, input: 'hush-hush\r' });
      assert.equal(code, 0);
      assert.equal(applied().sites[0].account.clientSecret, 'hush-hush');
      assert.match(stderr, /--client-secret .*not shown.*: /);
      assert.doesNotMatch(stderr + stdout, /hush/);
    });

    it('asks on a terminal for everything that is missing', async () => {
      const input = ['h\r', 'id\r', 'hush\r'];
      const { code, stderr } = await cli(['site', 'add', 'New'], fake, { terminal: true, input });
      assert.equal(code, 0, stderr);
      const account = { type: 'api', clientId: 'id', clientSecret: 'hush' };
      assert.deepEqual(applied(), { sites: [{ name: 'New', host: 'h', account }] });
    });

    it('takes the place of a CA file from where the command is called', async () => {
      await cli([...siteArguments, '--client-secret', 'env:S', '--ca-file', 'ca.pem'], fake);
      assert.equal(applied().sites[0].caFile, resolve('ca.pem'));
    });

    it('loses what an edit takes away', async () => {
      const [site] = configuration.sites;
      fake.answers.show = () => ({ ...site, backupPassword: 'stored:', caFile: '/ca.pem' });
      await cli(['site', 'edit', 'Example', '--no-ca-file'], fake);
      assert.deepEqual(applied(), { sites: [{ ...site, backupPassword: 'stored:' }] });
      await cli(['site', 'edit', 'Example', '--no-backup-password'], fake);
      assert.deepEqual(applied(), { sites: [{ ...site, caFile: '/ca.pem' }] });
    });

    it('refuses what is wrong with 2, and changes nothing', async () => {
      const wrong = [
        [...siteArguments, '--client-secret', 'literal'],
        [...siteArguments],
        [...siteArguments, '--client-secret', '-'],
        [...siteArguments, '--client-secret', 'env:S', '--username', 'u'],
        [...siteArguments, '--client-secret', '-', '--backup-password', '-'],
        ['site', 'add', 'New', '--client-id', 'id', '--client-secret', 'env:S'],
        ['site', 'add', 'New', '--host', 'h'],
        ['site', 'add', 'Example', '--host', 'h', '--client-id', 'id', '--client-secret', 'env:S'],
      ];
      for (const argv of wrong) {
        const { code, stderr } = await cli(argv, fake);
        assert.equal(code, 2, String(argv));
        assert.doesNotMatch(stderr, /literal/);
      }
      assert.equal(fake.applied, '');
    });

    it('keeps what an edit does not name', async () => {
      await cli(['site', 'edit', 'Example', '--ca-file', '/ca.pem'], fake);
      assert.deepEqual(applied(), { sites: [{ ...configuration.sites[0], caFile: '/ca.pem' }] });
      await cli(['site', 'edit', 'Example', '--client-id', 'other'], fake);
      assert.deepEqual(applied().sites[0].account, { type: 'api', clientId: 'other', clientSecret: 'stored:' });
    });

    it('tells of faults without lines, since there is no file', async () => {
      fake.answers.apply = () => {
        throw new SettingsError('1 fault', [{ path: 'sites[0].host', message: 'has a scheme', line: 3, column: 1 }]);
      };
      const { code, stderr } = await cli([...siteArguments, '--client-secret', 'env:S'], fake);
      assert.equal(code, 2);
      assert.match(stderr, /^error: .*"New".*\n {2}host: has a scheme\n$/);
    });

    it('is tested, and the exit code tells how that went', async () => {
      const step = { name: 'Log in', ok: false, detail: 'refused', hint: 'Check the secret.' };
      const table = [
        [{ ok: true, reachable: true, steps: [{ ...step, ok: true }], warnings: ['the clock is off'] }, 0],
        [{ ok: false, reachable: true, steps: [step], warnings: [] }, 1],
        [{ ok: false, reachable: false, steps: [step], warnings: [] }, 3],
      ] as const;
      for (const [report, expected] of table) {
        fake.answers.test = () => report;
        const { code, stdout } = await cli(['site', 'test', 'Example'], fake);
        assert.equal(code, expected);
        assert.match(stdout, report.ok ? /^ok {6}Log in: refused/ : /^FAILED {2}Log in: refused\n +hint: Check/);
        assert.deepEqual(JSON.parse((await cli(['site', 'test', 'Example', '--json'], fake)).stdout), report);
      }
    });
  });

  describe('destination', () => {
    const add = (...more: string[]) => cli(['destination', 'add', 'New', '--plugin', 'filesystem', ...more], fake);

    it('is added with settings by path, read as in a settings file', async () => {
      const { code } = await add(
        ...['--set', 'sessions.directory=/x y', '--set', 'sessions.fileName=%LSEQ%-%LSID%.xml', '--set', 'a.count=7'],
        ...['--set', 'a.on=true', '--set', 'a.text="7"', '--set', 'a.hash=x # y', '--set', 'a.map={ b: 1 }'],
        ...['--set', 'a.equals=b=c', '--set', 'a.empty='],
      );
      assert.equal(code, 0);
      assert.deepEqual(applied().destinations[0], {
        name: 'New',
        plugin: 'filesystem',
        settings: {
          sessions: { directory: '/x y', fileName: '%LSEQ%-%LSID%.xml' },
          a: { count: 7, on: true, text: '7', hash: 'x # y', map: '{ b: 1 }', equals: 'b=c', empty: '' },
        },
      });
    });

    it('takes a secret setting from standard input', async () => {
      await cli(['destination', 'add', 'New', '--plugin', 'sqlserver', '--set-secret', 'password'], fake, {
        input: 'pw\n',
      });
      assert.deepEqual(applied().destinations[0].settings, { password: 'pw' });
    });

    it('refuses what is wrong with 2', async () => {
      for (const assignment of ['x', '=x', '.a=1', 'a..b=1', '__proto__.polluted=1']) {
        assert.equal((await add('--set', assignment)).code, 2, assignment);
      }
      assert.equal((await cli(['destination', 'add', 'New'], fake)).code, 2);
      assert.equal('polluted' in {}, false);
    });

    it('keeps what an edit does not name', async () => {
      await cli(['destination', 'edit', 'Archive', '--set', 'sessions.directory=/b'], fake);
      const settings = { sessions: { directory: '/b', conflict: 'Skip' } };
      assert.deepEqual(applied(), { destinations: [{ ...configuration.destinations[0], settings }] });
      assert.deepEqual(configuration.destinations[0]?.settings, { sessions: { directory: '/a', conflict: 'Skip' } });
    });

    it('loses what an edit takes away', async () => {
      await cli(['destination', 'edit', 'Archive', '--unset', 'sessions.conflict'], fake);
      assert.deepEqual(applied().destinations[0].settings, { sessions: { directory: '/a' } });
      await cli(['destination', 'edit', 'Archive', '--unset', 'sessions'], fake);
      assert.deepEqual(applied().destinations[0].settings, {});
      for (const path of ['session', 'sessions.x', 'sessions.directory.x', '', '__proto__']) {
        assert.equal((await cli(['destination', 'edit', 'Archive', '--unset', path], fake)).code, 2, path);
      }
    });
  });

  describe('schedule', () => {
    const transfer = '{ site: Example, destination: Archive, operations: [sessions] }';
    const add = (...more: string[]) => cli(['schedule', 'add', 'New', '--transfer', transfer, ...more], fake);

    it('is added with its period and transfers', async () => {
      const periods = [
        [['--every', '5m'], { minutes: 5 }],
        [['--every', '2h'], { hours: 2 }],
        [['--every', '1d', '--at', '02:00'], { days: 1, at: '02:00' }],
      ] as const;
      const transfers = [{ site: 'Example', destination: 'Archive', operations: ['sessions'] }];
      for (const [options, every] of periods) {
        assert.equal((await add(...options)).code, 0);
        assert.deepEqual(applied(), { schedules: [{ name: 'New', enabled: true, every, transfers }] });
      }
      await add('--every', '1d', '--disabled');
      assert.equal(applied().schedules[0].enabled, false);
    });

    it('refuses what is wrong with 2', async () => {
      for (const options of [[], ['--every', '5'], ['--every', '5s'], ['--every', '5m', '--at', '02:00']]) {
        assert.equal((await add(...options)).code, 2, String(options));
      }
      for (const text of ['x', '{ site: ']) {
        assert.equal((await cli(['schedule', 'add', 'New', '--every', '5m', '--transfer', text], fake)).code, 2, text);
      }
    });

    it('keeps what an edit does not name', async () => {
      const before = configuration.schedules[0];
      await cli(['schedule', 'edit', 'Nightly', '--at', '03:30'], fake);
      assert.deepEqual(applied(), { schedules: [{ ...before, every: { days: 1, at: '03:30' } }] });
      await cli(['schedule', 'edit', 'Nightly', '--every', '2d'], fake);
      assert.deepEqual(applied().schedules[0].every, { days: 2, at: '02:00' });
      await cli(['schedule', 'edit', 'Nightly', '--every', '5m'], fake);
      assert.deepEqual(applied().schedules[0].every, { minutes: 5 });
    });
  });

  describe('every kind', () => {
    const names = { site: 'Example', destination: 'Archive', schedule: 'Nightly' } as const;
    for (const kind of ['site', 'destination', 'schedule'] as const) {
      const name = names[kind];

      it(`lists and shows a ${kind}`, async () => {
        assert.match((await cli([kind, 'list'], fake)).stdout, new RegExp(`^NAME.*\\n${name} `));
        assert.deepEqual(parse((await cli([kind, 'show', name], fake)).stdout), configuration[`${kind}s`][0]);
        const { stdout } = await cli([kind, 'show', name, '--json'], fake);
        assert.deepEqual(JSON.parse(stdout), configuration[`${kind}s`][0]);
      });

      it(`enables and disables a ${kind}`, async () => {
        await cli([kind, 'enable', name], fake);
        await cli([kind, 'disable', name], fake);
        const inputs = fake.asked.map(({ input }) => input);
        assert.deepEqual(inputs, [
          { kind, name, enabled: true },
          { kind, name, enabled: false },
        ]);
      });

      it(`removes a ${kind} when that is certain`, async () => {
        const unasked = await cli([kind, 'remove', name], fake);
        assert.equal(unasked.code, 2);
        assert.match(unasked.stderr, /--yes/);
        assert.equal((await cli([kind, 'remove', name], fake, { terminal: true, input: 'n\r' })).code, 2);
        assert.deepEqual(fake.asked, []);
        assert.equal((await cli([kind, 'remove', name], fake, { terminal: true, input: 'y\r' })).code, 0);
        assert.equal((await cli([kind, 'remove', name, '--yes'], fake)).code, 0);
        assert.deepEqual(
          fake.asked.map(({ method, input }) => [method, input]),
          [1, 2].map(() => ['remove', { kind, name }]),
        );
      });
    }
  });
});
