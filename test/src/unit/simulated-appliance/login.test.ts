import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { TestClient } from './client.js';

describe('simulated appliance: login and limits', () => {
  let appliance: SimulatedAppliance;
  let client: TestClient;
  let now = new Date('2026-03-01T12:00:00Z');

  async function start(options: Parameters<typeof SimulatedAppliance.start>[0] = {}) {
    appliance = await SimulatedAppliance.start({ ...options, now: () => now });
    client = new TestClient(appliance);
  }

  afterEach(() => appliance.stop());

  it('is trusted through its own authority only', async () => {
    await start();
    assert.match(await readFile(appliance.caFile, 'utf8'), /BEGIN CERTIFICATE/);
    assert.equal((await client.send('/check_health')).status, 200);
    await assert.rejects(fetch(`https://${appliance.host}/check_health`), (error: Error) => {
      assert.match(String((error.cause as NodeJS.ErrnoException).code), /SELF_SIGNED|UNABLE_TO/);
      return true;
    });
  });

  it('gives a token of the length it is set to, and no access once that is over', async () => {
    await start({ tokenLifetime: 600 });
    const answer = JSON.parse((await client.askToken()).text) as Record<string, unknown>;
    assert.equal(answer.token_type, 'bearer');
    assert.equal(answer.expires_in, 600);
    assert.equal((await client.get('/api/command?action=get_api_info')).status, 200);
    now = new Date(now.getTime() + 600_000);
    const late = await client.get('/api/command?action=get_api_info');
    assert.equal(late.status, 401);
    assert.equal((JSON.parse(late.text) as { error: string }).error, 'access_denied');
  });

  it('kills the oldest token when the 31st is given', async () => {
    await start();
    const first = await client.token();
    for (let count = 0; count < 29; count += 1) await client.askToken();
    assert.equal((await client.get('/api/command?action=get_api_info')).status, 200);
    await client.askToken();
    assert.equal((await client.get('/api/command?action=get_api_info')).status, 401);
    assert.equal(appliance.account.tokensGiven, 31);
    assert.ok(!JSON.stringify(appliance.requests).includes(first));
  });

  it('locks the account after too many wrong secrets, also for the right one', async () => {
    await start({ lockAfter: 2 });
    assert.equal((await client.askToken('wrong')).status, 401);
    assert.equal(appliance.account.locked, false);
    assert.equal((await client.askToken('wrong')).status, 401);
    assert.equal(appliance.account.locked, true);
    assert.equal((await client.askToken()).status, 401);
    appliance.account.unlock();
    assert.equal((await client.askToken()).status, 200);
  });

  it('lets the user account in at the .ns addresses, by GET and by POST, and keeps the password out of the log', async () => {
    await start({ sessions: 2 });
    const login = { username: appliance.username, password: appliance.password };
    const form = { ...login, generate_report: 'SupportSession', end_time: '0', duration: '0' };
    const posted = await client.send('/api/reporting.ns', { form });
    const asked = await client.send(`/api/reporting.ns?${new URLSearchParams(form)}`);
    assert.match(posted.text, /<session_list /);
    assert.equal(asked.text, posted.text);
    assert.match((await client.send('/api/backup.ns', { form: login })).body.toString('latin1'), /^\x89NSB/);
    assert.match(
      (await client.send('/api/command.ns', { form: { ...login, action: 'get_api_info' } })).text,
      /api_version/,
    );
    const refused = await client.send('/api/reporting.ns', { form: { ...form, password: 'wrong' } });
    assert.equal(refused.status, 200);
    assert.match(refused.text, /<error [^>]*>Login failed<\/error>/);
    assert.ok(!JSON.stringify(appliance.requests).includes(appliance.password));
  });

  it('refuses what the account has no permission for, and says so in get_api_info', async () => {
    await start({ product: 'PRA', permissions: ['perm_reporting_support'] });
    const info = await client.get('/api/command?action=get_api_info');
    assert.match(info.text, /<permission name="perm_backup">0</);
    assert.match(info.text, /<permission name="perm_reporting_support">1</);
    assert.match(info.text, new RegExp(`<timestamp>${now.getTime() / 1000}<`));
    const backup = await client.get('/api/backup', { method: 'POST', json: { password: 'secret' } });
    assert.equal(backup.status, 200);
    assert.match(backup.text, /<error [^>]*>Document Not Found<\/error>/);
  });

  it('announces its limits, and answers 429 past them when they are switched on', async () => {
    await start({ rateLimit: { perSecond: 1000, perHour: 3 } });
    await client.token();
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push(await client.get('/api/command?action=get_api_info'));
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [200, 200, 429],
    );
    assert.deepEqual(
      statuses.map(({ headers }) => headers['x-ratelimit-remaining']),
      ['1', '0', '0'],
    );
    assert.equal(statuses[0]?.headers['x-ratelimit-limit'], '3');
  });

  it('counts by the second as well', async () => {
    await start({ rateLimit: { perSecond: 1, perHour: 15_000 } });
    const answers = await Promise.all(Array.from({ length: 12 }, () => client.askToken()));
    assert.ok(answers.some(({ status }) => status === 429));
    assert.ok(answers.some(({ status }) => status === 200));
  });
});
