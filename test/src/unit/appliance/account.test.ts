import assert from 'node:assert/strict';
import { Account, type AccountLogin } from '@integration-client/core/appliance/account';
import { ConfigError, RetryableError } from '@integration-client/sdk';
import type { SimulatedAppliance } from '@integration-client/sdk/testing';
import { HurryingClock } from './clocks.js';
import {
  closeAll,
  connect,
  everything,
  httpTo,
  keeping,
  lsidsOf,
  never,
  startAppliance,
  startRawServer,
  userLogin,
} from './support.js';

describe('Account', () => {
  afterEach(closeAll);

  function tokenRequests(appliance: SimulatedAppliance): number {
    return appliance.requests.filter(({ path }) => path === '/oauth2/token').length;
  }

  function login(appliance: SimulatedAppliance): AccountLogin {
    return { type: 'api', clientId: appliance.clientId, clientSecret: appliance.clientSecret };
  }

  function tokenOf(credentials: Awaited<ReturnType<Account['enter']>>): string {
    assert.ok(credentials.type === 'bearer');
    return credentials.token;
  }

  it('gets one token for all who ask at once', async () => {
    const appliance = await startAppliance();
    const { account } = connect(appliance);
    const tokens = new Set((await Promise.all(Array.from({ length: 15 }, () => account.enter()))).map(tokenOf));
    assert.equal(tokens.size, 1);
    assert.equal(tokenRequests(appliance), 1);
    assert.equal(account.requests, 16);
  });

  it('keeps the token for other processes, and takes the one they kept', async () => {
    const appliance = await startAppliance();
    const kept = keeping();
    const first = tokenOf(await connect(appliance, { kept }).account.enter());
    assert.equal(kept.token?.token, first);
    assert.equal(tokenOf(await connect(appliance, { kept }).account.enter()), first);
    assert.equal(tokenRequests(appliance), 1);
  });

  it('logs in anew when a person asks, whatever token is kept or was refused', async () => {
    const appliance = await startAppliance();
    const kept = keeping();
    const { account } = connect(appliance, { kept });
    const first = tokenOf(await account.enter());
    account.forgetLogin();
    assert.notEqual(tokenOf(await account.enter()), first);
    const wrong = connect(appliance, { kept, login: { ...login(appliance), clientSecret: 'wrong' } as AccountLogin });
    assert.equal(tokenOf(await wrong.account.enter()), kept.token?.token);
    for (let times = 0; times < 2; times += 1) {
      wrong.account.forgetLogin();
      await assert.rejects(wrong.account.enter(), { code: 'login-refused' });
    }
    assert.equal(appliance.account.wrongSecrets, 2);
  });

  it('does not take a kept token that is about to expire', async () => {
    const appliance = await startAppliance();
    const kept = keeping({ token: 'old', expires: new Date(Date.now() + 299_000) });
    assert.notEqual(tokenOf(await connect(appliance, { kept }).account.enter()), 'old');
  });

  it('renews 300 s before the end that the answer names', async () => {
    const appliance = await startAppliance({ tokenLifetime: 1799 });
    const { account, clock } = connect(appliance);
    const first = tokenOf(await account.enter());
    clock.skip((1799 - 310) * 1000);
    assert.equal(tokenOf(await account.enter()), first);
    clock.skip(11_000);
    assert.notEqual(tokenOf(await account.enter()), first);
  });

  it('renews after half of a short life', async () => {
    const appliance = await startAppliance({ tokenLifetime: 100 });
    const { account, clock } = connect(appliance);
    const first = tokenOf(await account.enter());
    clock.skip(45_000);
    assert.equal(tokenOf(await account.enter()), first);
    clock.skip(6_000);
    assert.notEqual(tokenOf(await account.enter()), first);
  });

  it('gets one new token for one that was rejected, however many say so and however late', async () => {
    const appliance = await startAppliance();
    const { account } = connect(appliance);
    const first = tokenOf(await account.enter());
    const renewed = await Promise.all(Array.from({ length: 5 }, () => account.renew(first)));
    const late = await account.renew(first);
    assert.equal(new Set([...renewed, late].map(tokenOf)).size, 1);
    assert.notEqual(tokenOf(late), first);
    assert.equal(tokenRequests(appliance), 2);
  });

  it('takes the token that another process has renewed', async () => {
    const appliance = await startAppliance();
    const kept = keeping();
    const one = connect(appliance, { kept }).account;
    const other = connect(appliance, { kept }).account;
    const old = tokenOf(await one.enter());
    await other.enter();
    const renewed = tokenOf(await one.renew(old));
    assert.equal(tokenOf(await other.renew(old)), renewed);
    assert.equal(tokenRequests(appliance), 2);
  });

  it('never asks again once the secret is refused, so that the account is not locked', async () => {
    const appliance = await startAppliance({ lockAfter: 2 });
    const secret = 'a-wrong-secret';
    const { account, client } = connect(appliance, {
      login: { type: 'api', clientId: appliance.clientId, clientSecret: secret },
    });
    const refused = (error: ConfigError) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.code, 'login-refused');
      assert.ok(!JSON.stringify([error.message, error.hint]).includes(secret));
      assert.match(error.message, new RegExp(appliance.clientId));
      return true;
    };
    await Promise.all(Array.from({ length: 3 }, () => assert.rejects(account.enter(), refused)));
    await assert.rejects(account.enter(), refused);
    await assert.rejects(account.renew('any'), refused);
    await assert.rejects(client.report('sessions', everything, never), refused);
    await assert.rejects(client.info(never), refused);
    assert.equal(tokenRequests(appliance), 1);
    assert.equal(appliance.account.locked, false);
  });

  for (const [what, body] of [
    ['English', '<error xmlns="u">Invalid credentials</error>'],
    ['another language', '<?xml version="1.0"?>\n<error>Identifiants refusés</error>'],
    ['JSON', '{"error":"invalid_client","message":"Client authentication failed"}'],
  ] as const) {
    it(`takes an error with HTTP 200 for a refused secret, too (${what})`, async () => {
      const server = await startRawServer((socket) => {
        socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      });
      const clock = new HurryingClock();
      const login = { type: 'api', clientId: 'id', clientSecret: 'secret' } as const;
      const account = new Account({ http: httpTo(server, { clock }), account: login, clock, kept: keeping() });
      for (let time = 0; time < 3; time += 1) await assert.rejects(account.enter(), { code: 'login-refused' });
      assert.equal(server.requests.length, 1);
    });
  }

  it('reads a token behind a byte order mark, and with nothing but it', async () => {
    const body = '\uFEFF{"access_token":"token-1"}';
    const server = await startRawServer((socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
    const clock = new HurryingClock();
    const login = { type: 'api', clientId: 'id', clientSecret: 'secret' } as const;
    const account = new Account({ http: httpTo(server, { clock }), account: login, clock, kept: keeping() });
    assert.equal(tokenOf(await account.enter()), 'token-1');
  });

  it('asks again after a failure that may pass', async () => {
    const appliance = await startAppliance();
    for (const kind of ['status-500', 'status-503', 'html-200', 'cut', 'reset', 'html-502'] as const) {
      const { account } = connect(appliance);
      appliance.fault({ on: 'token', kind, times: 1, after: 0 });
      await assert.rejects(account.enter(), (error) => error instanceof RetryableError);
      await account.enter();
    }
    const { account } = connect(appliance);
    appliance.fault({ on: 'token', kind: 'error-xml', text: 'An internal error occurred.', times: 1 });
    await assert.rejects(account.enter(), { code: 'login-not-understood' });
    await account.enter();
  });

  it('does not repeat what a hostile server says of the secret', async () => {
    const appliance = await startAppliance();
    const server = await startRawServer((socket, _, request) => {
      const said = /authorization: (Basic .*)\r\n/i.exec(request)?.[1];
      const body = JSON.stringify({ error: said, message: appliance.clientSecret });
      socket.end(`HTTP/1.1 401 Unauthorized\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    const clock = new HurryingClock();
    const account = new Account({ http: httpTo(server, { clock }), account: login(appliance), clock, kept: keeping() });
    await assert.rejects(account.enter(), (error: Error) => {
      const basic = Buffer.from(`${appliance.clientId}:${appliance.clientSecret}`).toString('base64');
      assert.ok(!error.message.includes(appliance.clientSecret) && !error.message.includes(basic));
      return true;
    });
  });

  it('goes on when others have used up the tokens of the account', async () => {
    const appliance = await startAppliance();
    const { account, client } = connect(appliance, { product: 'RS' });
    await account.enter();
    for (let other = 0; other < 30; other += 1) await connect(appliance).account.enter();
    const before = tokenRequests(appliance);
    assert.equal((await lsidsOf(await client.report('sessions', everything, never)))?.length, 10);
    assert.equal(tokenRequests(appliance), before + 1);
  });

  it('hands out the name and password of a user account, and remembers that they are refused', async () => {
    const appliance = await startAppliance();
    const { account } = connect(appliance, { login: userLogin(appliance) });
    assert.deepEqual(await account.enter(), userLogin(appliance));
    await assert.rejects(account.renew(appliance.username), { code: 'login-refused' });
    await assert.rejects(account.enter(), { code: 'login-refused' });
    assert.equal(appliance.requests.length, 0);
  });
});
