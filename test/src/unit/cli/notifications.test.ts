import assert from 'node:assert/strict';
import type { NotificationReport } from '@integration-client/core/application';
import { SettingsError } from '@integration-client/core/faults';
import { ConfigError, UnreachableError } from '@integration-client/sdk';
import { cli, FakeApplication } from './fake-application.js';

const settings = {
  enabled: true,
  server: 'mail.example.com',
  port: 587,
  tls: 'starttls',
  username: 'ic',
  password: 'stored:',
  from: 'ic@example.com',
  to: ['ops@example.com', 'audit@example.com'],
} as const;

describe('ic notifications', () => {
  let fake: FakeApplication;
  let report: NotificationReport;
  beforeEach(() => {
    fake = new FakeApplication();
    report = { settings, incidents: [], sent: [] };
    fake.answers.notifications = () => report;
  });

  it('show tells how mail is set up, and what it has to tell', async () => {
    report = {
      settings,
      sent: ['2026-03-01T00:00:00.000Z'],
      incidents: [
        {
          schedule: 'Often',
          site: 'Example',
          destination: 'Archive',
          code: 'disk-full',
          message: 'x',
          since: '2026-03-01T00:00:00.000Z',
          last: '2026-03-01T00:00:00.000Z',
          occurrences: 4,
        },
      ],
    };
    const { code, stdout } = await cli(['notifications', 'show'], fake);
    assert.equal(code, 0);
    assert.match(stdout, /mail\.example\.com:587, starttls/);
    assert.match(stdout, /ops@example\.com, audit@example\.com/);
    assert.match(stdout, /Example to Archive \(Often\) +disk-full +2026-.* +4 +no +not yet/);
    assert.deepEqual(JSON.parse((await cli(['notifications', 'show', '--json'], fake)).stdout), report);
  });

  it('show says what to do where nothing is set', async () => {
    report = { incidents: [], sent: [] };
    assert.match((await cli(['notifications', 'show'], fake)).stdout, /ic notifications set --help/);
  });

  it('set applies what is given, and only that', async () => {
    const set = async (...options: string[]) => {
      const { code, stderr } = await cli(['notifications', 'set', ...options], fake);
      assert.equal(code, 0, stderr);
      return JSON.parse(fake.applied).notifications;
    };
    assert.deepEqual(
      await set('--server', 'm', '--port', '465', '--tls', 'tls', '--from', 'a@b.c', '--to', 'd@e.f', '--to', 'g@h.i'),
      {
        server: 'm',
        port: 465,
        tls: 'tls',
        from: 'a@b.c',
        to: ['d@e.f', 'g@h.i'],
      },
    );
    assert.deepEqual(await set('--username', 'u', '--password', 'env:P', '--ca-file', '/ca.pem', '--disable'), {
      username: 'u',
      password: 'env:P',
      caFile: '/ca.pem',
      enabled: false,
    });
    assert.deepEqual(await set('--no-username', '--no-password', '--no-ca-file', '--enable'), {
      username: null,
      password: null,
      caFile: null,
      enabled: true,
    });
    const { code } = await cli(['notifications', 'set', '--password', '-'], fake, { input: 'hush\n' });
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(fake.applied).notifications, { password: 'hush' });
  });

  it('set refuses what makes no sense, and secrets among the arguments', async () => {
    for (const options of [
      [],
      ['--enable', '--disable'],
      ['--password', 'hunter2'],
      ['--tls', 'ssl'],
      ['--port', 'x'],
    ]) {
      assert.equal((await cli(['notifications', 'set', ...options], fake)).code, 2, options.join(' '));
    }
    assert.equal(fake.applied, '');
  });

  it('set names faults by the option', async () => {
    fake.answers.apply = () => {
      throw new SettingsError('1 fault', [{ path: 'notifications.to[0]', message: 'must be a mail address', line: 1 }]);
    };
    const { code, stderr } = await cli(['notifications', 'set', '--to', 'x'], fake);
    assert.equal(code, 2);
    assert.match(stderr, /^ {2}to\[0\]: must be a mail address$/m);
  });

  it('test tells what the server answered', async () => {
    fake.answers.sendTestMail = () => ({ answer: '250 queued', accepted: ['a@b.c'], refused: [] });
    const { code, stdout } = await cli(['notifications', 'test'], fake);
    assert.deepEqual([code, stdout], [0, 'Sent to a@b.c. The mail server answered: 250 queued\n']);
  });

  it('test tells which recipients were refused, and of a password that goes unencrypted', async () => {
    report = { ...report, settings: { ...settings, tls: 'none', enabled: false } };
    const refused = [{ address: 'x@b.c', answer: '550 no such user' }];
    fake.answers.sendTestMail = () => ({ answer: '250 queued', accepted: ['a@b.c'], refused });
    const { code, stdout, stderr } = await cli(['notifications', 'test'], fake);
    assert.equal(code, 1);
    assert.match(stdout, /REFUSED {2}x@b\.c: 550 no such user/);
    assert.match(stderr, /unencrypted/);
    assert.match(stderr, /switched off/);
  });

  it('test ends with the exit code of what is wrong', async () => {
    for (const [error, expected] of [
      [new ConfigError('refused', { code: 'mail-login-refused', hint: 'Check it.' }), 2],
      [new UnreachableError('down', { code: 'mail-server-unreachable', hint: 'Check it.' }), 3],
    ] as const) {
      fake.answers.sendTestMail = () => {
        throw error;
      };
      const { code, stderr } = await cli(['notifications', 'test'], fake);
      assert.equal(code, expected);
      assert.match(stderr, /hint: Check it\./);
    }
  });
});
