import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { SiteProxy } from '@integration-client/core/appliance/proxy';
import { ConfigError, UnreachableError } from '@integration-client/sdk';
import { TestProxy } from '../../support/proxy.js';
import { bytesOf, closeAll, connect, httpTo, lsidsOf, startAppliance, startRawServer } from './support.js';

const login = { username: 'someone', password: 'pass:wörd' };

describe('a site behind a proxy', () => {
  let proxy: TestProxy;

  beforeEach(async () => {
    proxy = await TestProxy.start(login);
  });
  afterEach(async () => {
    await closeAll();
    await proxy.stop();
  });

  const through = (more: Partial<SiteProxy> = {}): { readonly proxy: SiteProxy } => ({
    proxy: { address: proxy.address, ...login, ...more },
  });

  it('is asked through it, each call on a connection of its own', async () => {
    const appliance = await startAppliance({ sessions: 3, recordings: 'all', recordingBytes: 300_000 });
    const { client } = connect(appliance, { http: through() });
    const signal = new AbortController().signal;
    const from = new Date(0);
    const lsids = await lsidsOf(await client.report('sessions', { by: 'start', from, seconds: 0 }, signal));
    assert.equal(lsids?.length, 3);
    const recording = await client.recording({ operation: 'session-recordings', lsid: lsids[0] ?? '' }, signal);
    assert.equal((await bytesOf(recording.stream)).length, 300_000);
    // A token, a report and a recording.
    assert.deepEqual(proxy.targets, Array(3).fill(appliance.host));
  });

  it('has its certificate verified all the same, so that a proxy can read nothing', async () => {
    const server = await startRawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    const stranger = await startRawServer(() => {});
    const http = httpTo({ host: server.host, caPem: stranger.caPem }, through());
    await assert.rejects(http.send({ method: 'GET', path: '/' }), { code: 'appliance-certificate' });
    assert.deepEqual(server.requests, []);
  });

  it('says what the proxy does not do', async () => {
    const server = await startRawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    const send = (more: Partial<SiteProxy> = {}, connectSeconds = 15) =>
      httpTo(server, { ...through(more), connectSeconds }).send({ method: 'GET', path: '/' });
    const error = async (attempt: Promise<unknown>) =>
      attempt.then(
        () => assert.fail(),
        (thrown) => thrown,
      );

    const wrong = await error(send({ password: 'wrong' }));
    assert.ok(wrong instanceof ConfigError && wrong.code === 'proxy-login-refused', String(wrong));
    assert.ok(!JSON.stringify([wrong.message, wrong.hint]).includes('wrong'));
    proxy.refusal = 'HTTP/1.1 403 For\u0007bidden';
    const refused = await error(send());
    assert.ok(refused instanceof UnreachableError && refused.code === 'proxy-refused');
    assert.match(refused.message, /did not connect to localhost:\d+: HTTP 403/);

    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    try {
      const late = await error(send({ address }, 0.2));
      assert.ok(late instanceof UnreachableError && late.code === 'proxy-unreachable', String(late));
    } finally {
      silent.close();
    }
    const gone = await error(send({ address: 'http://127.0.0.1:1' }));
    assert.match(
      String(gone.message),
      /The proxy http:\/\/127\.0\.0\.1:1 cannot be reached: the connection was refused/,
    );
    assert.deepEqual(server.requests, []);
  });
});
