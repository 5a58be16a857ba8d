import assert from 'node:assert/strict';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { until } from '../support/until.js';
import { headersOf, MailServer, textOf } from '../unit/notify/mail-server.js';

describe('mail of ic-host', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;
  let server: MailServer;

  beforeEach(async () => {
    home = await TestHome.create();
    appliance = await SimulatedAppliance.start({ sessions: 2, recordings: 'none' });
    server = await MailServer.start({ login: { user: 'ic', password: 'hunter2' } });
    const parameters = ['--server', 'localhost', '--port', String(server.port), '--tls', 'none', '--username', 'ic'];
    const addresses = ['--password', 'env:IC_TEST_SMTP', '--from', 'ic@example.com', '--to', 'ops@example.com'];
    assert.equal((await home.ic('notifications', 'set', ...parameters, ...addresses)).code, 0);
    process.env.IC_TEST_SMTP = 'hunter2';
  });
  afterEach(async () => {
    delete process.env.IC_TEST_SMTP;
    await home.remove();
    await appliance.stop();
    await server.down();
  });

  it('is tested with the answer of the server in plain words', async () => {
    const good = await home.ic('notifications', 'test');
    assert.equal(good.code, 0, good.stderr);
    assert.match(good.stdout, /Sent to ops@example\.com\. The mail server answered: 250 2\.0\.0 queued as 4711/);
    assert.match(good.stderr, /unencrypted/);
    process.env.IC_TEST_SMTP = 'wrong';
    const bad = await home.ic('notifications', 'test', '--json');
    assert.equal(bad.code, 2);
    const { error } = JSON.parse(bad.stdout);
    assert.equal(error.code, 'mail-login-refused');
    assert.match(error.message, /refused the login of ic\. It answered: 535/);
    assert.doesNotMatch(bad.stdout + bad.stderr, /hunter2/);
  });

  it('tells of a failed run, without a secret', async () => {
    const settings = settingsFor(home, appliance, ['sessions']);
    // Whatever holds a secret: here the name of the schedule does.
    const secret = appliance.clientSecret;
    Object.assign(settings.schedules[0] ?? {}, { enabled: true, name: `Now ${secret}` });
    await home.apply(settings);
    await appliance.stop();
    const host = home.start('ic-host');
    await until(async () => server.mails.length > 0);
    const [mail] = server.mails;
    const text = textOf(mail?.raw ?? '');
    assert.match(headersOf(mail?.raw ?? '').subject ?? '', /^Integration Client: failed: /);
    assert.match(text, /\[appliance-unreachable\]/);
    assert.match(text, /> ic site test /);
    assert.equal((mail?.raw ?? '').includes(secret), false);
    const shown = JSON.parse((await home.ic('notifications', 'show', '--json')).stdout);
    assert.equal(shown.sent.length, 1);
    assert.equal(shown.incidents[0].occurrences, 1);
    await host.stop();
    const { stdout } = await home.ic('logs', '--service');
    assert.match(stdout, /\[notifications\] INFO Mail sent to ops@example\.com/);
  });
});
