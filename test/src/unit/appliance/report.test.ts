import assert from 'node:assert/strict';
import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';
import type { FaultKind, SimulatedAppliance } from '@integration-client/sdk/testing';
import { closeAll, connect, everything, longAgo, lsidsOf, never, startAppliance, userLogin } from './support.js';

describe('ApplianceClient: reports', () => {
  afterEach(closeAll);

  function reportsOf(appliance: SimulatedAppliance): (string | undefined)[] {
    return appliance.requests.filter(({ path }) => path.startsWith('/api/')).map(({ report }) => report);
  }

  for (const product of ['RS', 'PRA'] as const) {
    describe(product, () => {
      const own = product === 'RS' ? 'SupportSession' : 'AccessSession';

      it('reports all sessions, and learns the product from the list', async () => {
        const appliance = await startAppliance({ product });
        const { client } = connect(appliance);
        assert.equal(client.product, undefined);
        const lsids = await lsidsOf(await client.report('sessions', everything, never));
        assert.deepEqual(lsids?.sort(), [...appliance.sessions].map(({ lsid }) => lsid).sort());
        assert.equal(client.product, product);
        appliance.resetRequests();
        await lsidsOf(await client.report('sessions', everything, never));
        assert.deepEqual(reportsOf(appliance), [own]);
      });

      it('asks only for the report of a product that is known', async () => {
        const appliance = await startAppliance({ product });
        const { client } = connect(appliance, { product });
        await lsidsOf(await client.report('sessions', everything, never));
        assert.equal(await client.report('sessions', longAgo, never), undefined);
        assert.deepEqual(reportsOf(appliance), [own, own]);
      });

      it('does not take an idle site for a failure, and does not guess its product', async () => {
        const appliance = await startAppliance({ product });
        const { client } = connect(appliance);
        assert.equal(await client.report('sessions', longAgo, never), undefined);
        assert.equal(client.product, undefined);
        assert.ok(!reportsOf(appliance).includes('get_api_info'));
      });

      it('understands a site that answers in another language, after looking once at the account', async () => {
        const appliance = await startAppliance({ product, language: 'fr' });
        for (const known of [undefined, product]) {
          appliance.resetRequests();
          const { client } = connect(appliance, known === undefined ? {} : { product: known });
          assert.equal(await client.report('sessions', longAgo, never), undefined);
          assert.equal(await client.report('sessions', { by: 'lsid', lsids: ['nobody'] }, never), undefined);
          assert.equal(reportsOf(appliance).filter((report) => report === 'get_api_info').length, 1);
        }
      });

      for (const language of ['en', 'fr'] as const) {
        it(`says that the permission is missing (${language})`, async () => {
          const appliance = await startAppliance({ product, language, permissions: [] });
          for (const known of [undefined, product]) {
            const { client } = connect(appliance, known === undefined ? {} : { product: known });
            await assert.rejects(client.report('sessions', everything, never), (error: ConfigError) => {
              assert.ok(error instanceof ConfigError);
              assert.equal(error.code, 'permission-missing');
              assert.match(`${error.hint}`, /perm_reporting_support/);
              return true;
            });
          }
        });
      }
    });
  }

  it('asks by the time of the end or the beginning, in seconds, and by lsids', async () => {
    const appliance = await startAppliance({ sessions: 3 });
    const { client } = connect(appliance, { product: 'RS' });
    const [one, two] = [...appliance.sessions].map(({ lsid }) => lsid) as [string, string];
    const from = new Date(1_700_000_000_900);
    await lsidsOf(await client.report('sessions', { by: 'end', from, seconds: 0 }, never));
    await lsidsOf(await client.report('sessions', { by: 'start', from, seconds: 90_000_000 }, never));
    assert.deepEqual(await lsidsOf(await client.report('sessions', { by: 'lsid', lsids: [one] }, never)), [one]);
    const both = await lsidsOf(await client.report('sessions', { by: 'lsid', lsids: [one, two] }, never));
    assert.deepEqual(both?.sort(), [one, two].sort());
    assert.equal(await client.report('sessions', { by: 'lsid', lsids: [] }, never), undefined);
    const asked = appliance.requests
      .filter(({ path }) => path === '/api/reporting')
      .map(({ parameters }) => parameters);
    const generate_report = 'SupportSession';
    assert.deepEqual(asked, [
      { generate_report, end_time: '1700000000', duration: '0' },
      { generate_report, start_time: '1700000000', duration: '90000000' },
      { generate_report, lsid: one },
      { generate_report, lsids: `${one},${two}` },
    ]);
  });

  it('sends a selection that is too long for an address as a form', async () => {
    const appliance = await startAppliance({ sessions: 100 });
    const { client } = connect(appliance, { product: 'RS' });
    const lsids = [...appliance.sessions].map(({ lsid }) => lsid);
    const found = await lsidsOf(await client.report('sessions', { by: 'lsid', lsids }, never));
    assert.deepEqual(found?.sort(), lsids.sort());
    assert.equal(appliance.requests.at(-1)?.method, 'POST');
  });

  for (const [before, now] of [
    ['RS', 'PRA'],
    ['PRA', 'RS'],
  ] as const) {
    for (const language of ['en', 'fr'] as const) {
      it(`finds the sessions of a site that was ${before} and is ${now} (${language})`, async () => {
        const appliance = await startAppliance({ product: now, language });
        const { client } = connect(appliance, { product: before });
        assert.equal((await lsidsOf(await client.report('sessions', everything, never)))?.length, 10);
        assert.equal(client.product, now);
      });
    }
  }

  it('has nothing for an lsid that the appliance does not know', async () => {
    const appliance = await startAppliance();
    const { client } = connect(appliance, { product: 'RS' });
    assert.equal(await client.report('sessions', { by: 'lsid', lsids: ['nobody'] }, never), undefined);
  });

  it('reports presentations of RS, and does not ask PRA for them', async () => {
    const rs = await startAppliance({ presentations: 2 });
    assert.equal((await lsidsOf(await connect(rs).client.report('presentations', everything, never)))?.length, 2);
    assert.equal(await connect(rs).client.report('presentations', longAgo, never), undefined);
    const pra = await startAppliance({ product: 'PRA' });
    assert.equal(await connect(pra, { product: 'PRA' }).client.report('presentations', everything, never), undefined);
    assert.equal(pra.requests.length, 0);
    const unknown = connect(await startAppliance({ product: 'PRA', language: 'fr' })).client;
    assert.equal(await unknown.report('presentations', everything, never), undefined);
  });

  it('reads dirty sessions and other prefixes', async () => {
    const appliance = await startAppliance({ sessions: 23, dirty: true, namespacePrefix: 'r' });
    const lsids = await lsidsOf(await connect(appliance).client.report('sessions', everything, never));
    assert.ok((lsids?.length ?? 0) >= 20);
    assert.equal(await connect(appliance).client.report('sessions', longAgo, never), undefined);
  });

  it('renews a token once that has expired meanwhile', async () => {
    const appliance = await startAppliance();
    const { client } = connect(appliance, { product: 'RS' });
    await client.info(never);
    appliance.account.revokeTokens();
    assert.equal((await lsidsOf(await client.report('sessions', everything, never)))?.length, 10);
    assert.equal(appliance.account.tokensGiven, 2);
  });

  it('counts a second refusal of its token as a refused login, and asks no more', async () => {
    const appliance = await startAppliance();
    const { client } = connect(appliance, { product: 'RS' });
    appliance.fault({ on: 'report', kind: 'expired-token' });
    await assert.rejects(client.report('sessions', everything, never), { name: 'ConfigError', code: 'login-refused' });
    assert.equal(appliance.account.tokensGiven, 2);
    assert.equal(reportsOf(appliance).length, 2);
  });

  const passing: FaultKind[] = [
    'status-500',
    'status-503',
    'status-429',
    'html-502',
    'html-200',
    'empty-200',
    'empty-204',
    'cut',
    'redirect-302',
  ];
  for (const kind of passing) {
    it(`gets over two times ${kind}`, async () => {
      const appliance = await startAppliance();
      const { client, clock } = connect(appliance, { product: 'RS' });
      appliance.fault({ on: 'report', kind, times: 2, after: 10 });
      assert.equal((await lsidsOf(await client.report('sessions', everything, never)))?.length, 10);
      assert.ok(clock.pauses.length >= 2);
    });

    it(`gives up after three times ${kind}`, async () => {
      const appliance = await startAppliance();
      const { client } = connect(appliance, { product: 'RS' });
      const fault = appliance.fault({ on: 'report', kind, after: 10 });
      await assert.rejects(client.report('sessions', everything, never), (error) => {
        return error instanceof RetryableError && !(error instanceof UnreachableError);
      });
      assert.equal(fault.struck, 3);
    });
  }

  it('waits as long as a refusal says, up to a minute, and passes on a longer wait', async () => {
    const appliance = await startAppliance();
    const { client, clock } = connect(appliance, { product: 'RS' });
    appliance.fault({ on: 'report', kind: 'status-429', times: 1, retryAfter: 40 });
    await lsidsOf(await client.report('sessions', everything, never));
    assert.ok(clock.pauses.includes(40_000));
    const fault = appliance.fault({ on: 'report', kind: 'status-429', retryAfter: 61 });
    await assert.rejects(client.report('sessions', everything, never), { code: 'rate-limited', retryAfter: 61 });
    assert.equal(fault.struck, 1);
  });

  it('tries a site that cannot be reached once more, and then says so', async () => {
    const appliance = await startAppliance();
    const { client, clock } = connect(appliance, { product: 'RS' });
    await client.info(never);
    await appliance.stop();
    await assert.rejects(client.report('sessions', everything, never), { name: 'UnreachableError' });
    assert.equal(clock.pauses.length, 1);
  });

  it('fails, and does not say that nothing matched, when the error is a known failure', async () => {
    const appliance = await startAppliance();
    for (const kind of ['error-xml', 'error-xml-gzip'] as const) {
      const fault = appliance.fault({ on: 'report', kind, text: 'An internal error occurred.' });
      const { client } = connect(appliance);
      await assert.rejects(client.report('sessions', everything, never), {
        name: 'RetryableError',
        code: 'report-error',
        message: /An internal error occurred\./,
      });
      fault.clear();
    }
  });

  it('says that a report was cut while its sessions are read', async () => {
    for (const kind of ['cut', 'cut-without-length', 'early-last-chunk', 'no-closing-root'] as const) {
      const appliance = await startAppliance({ sessions: 50 });
      const { client } = connect(appliance, { product: 'RS' });
      appliance.fault({ on: 'report', kind, after: 60_000, times: 1 });
      await assert.rejects(async () => lsidsOf(await client.report('sessions', everything, never)), RetryableError);
    }
  });

  it('ends the download when the reader stops early', async () => {
    const appliance = await startAppliance({ sessions: 200, eventsPerSession: 50 });
    const { client } = connect(appliance, { product: 'RS' });
    for await (const _ of (await client.report('sessions', everything, never)) ?? []) break;
    assert.equal((await lsidsOf(await client.report('sessions', everything, never)))?.length, 200);
  });

  it("rejects with the signal's reason", async () => {
    const appliance = await startAppliance();
    const { client } = connect(appliance, { product: 'RS' });
    const reason = new Error('enough');
    await assert.rejects(client.report('sessions', everything, AbortSignal.abort(reason)), reason);
    appliance.fault({ on: 'report', kind: 'stall' });
    const stop = new AbortController();
    const report = client.report('sessions', everything, stop.signal);
    setTimeout(() => stop.abort(reason), 100);
    await assert.rejects(report, reason);
  });

  it('keeps below the limits of the account', async () => {
    const appliance = await startAppliance({ rateLimit: { perSecond: 20, perHour: 30 } });
    const { client, account } = connect(appliance, { product: 'RS' });
    for (let call = 0; call < 5; call += 1) await client.report('sessions', longAgo, never);
    assert.equal(client.requests, 5);
    assert.equal(account.requests, 6);
  });

  it('reads what the appliance says of itself once', async () => {
    const now = new Date('2026-03-01T10:00:00Z');
    for (const product of ['RS', 'PRA'] as const) {
      const appliance = await startAppliance({ product, now: () => now, permissions: ['perm_reporting_support'] });
      const { client } = connect(appliance);
      const [info, again] = await Promise.all([client.info(never), client.info(never)]);
      assert.equal(info, again);
      assert.equal(info.time?.getTime(), now.getTime());
      assert.equal(info.apiVersion, '1.24.1');
      assert.ok(info.permissions.includes('perm_reporting_support'));
      assert.ok(!info.permissions.includes('perm_backup'));
      assert.deepEqual(reportsOf(appliance), ['get_api_info']);
    }
  });

  it('asks again for what the appliance says of itself when that failed', async () => {
    const appliance = await startAppliance();
    const { client } = connect(appliance);
    const fault = appliance.fault({ on: 'info', kind: 'html-200' });
    await assert.rejects(client.info(never), { code: 'info-not-understood' });
    assert.equal(fault.struck, 3);
    fault.clear();
    await client.info(never);
  });

  describe('with a user account', () => {
    it('logs in with a form, never in an address', async () => {
      const appliance = await startAppliance();
      const { client } = connect(appliance, { login: userLogin(appliance) });
      assert.equal((await lsidsOf(await client.report('sessions', everything, never)))?.length, 10);
      await client.info(never);
      assert.deepEqual(
        appliance.requests.map(({ method, path }) => `${method} ${path}`),
        ['POST /api/reporting.ns', 'POST /api/command.ns'],
      );
    });

    for (const language of ['en', 'fr'] as const) {
      it(`stops at a refused login before the account is locked (${language})`, async () => {
        const appliance = await startAppliance({ language, lockAfter: 3 });
        const { client, account } = connect(appliance, {
          login: { type: 'user', username: appliance.username, password: 'a-wrong-password' },
        });
        await assert.rejects(client.report('sessions', everything, never), {
          name: 'ConfigError',
          code: 'login-refused',
        });
        await assert.rejects(account.enter(), { code: 'login-refused' });
        assert.equal(appliance.account.locked, false);
      });
    }
  });
});
