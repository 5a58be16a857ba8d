import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { RecordingRequest } from '@integration-client/core/appliance/appliance';
import { ApplianceClient } from '@integration-client/core/appliance/appliance-client';
import { ItemError, RetryableError } from '@integration-client/sdk';
import type { FaultSettings } from '@integration-client/sdk/testing';
import { HurryingClock } from './clocks.js';
import {
  bytesOf,
  closeAll,
  connect,
  everything,
  httpTo,
  never,
  startAppliance,
  startRawServer,
  userLogin,
} from './support.js';

const expired = 'This recording has expired and can no longer be viewed or downloaded.';

describe('ApplianceClient: recordings and backups', () => {
  afterEach(closeAll);

  async function recorded(options: Parameters<typeof startAppliance>[0] = {}) {
    const appliance = await startAppliance({ sessions: 0, recordingBytes: 50_000, ...options });
    const end = new Date();
    const session = appliance.addSession({ endTime: end, sessionRecording: true, commandShells: 2, showMyScreens: 1 });
    const request: RecordingRequest = { operation: 'session-recordings', lsid: session.lsid };
    return { appliance, request };
  }

  for (const product of ['RS', 'PRA'] as const) {
    it(`fetches every kind of recording of ${product}, whether or not the product is known`, async () => {
      const { appliance, request } = await recorded({ product });
      const { lsid } = request;
      const requests: RecordingRequest[] = [
        request,
        { operation: 'command-shell-recordings', lsid, instance: 0 },
        { operation: 'command-shell-recordings', lsid, instance: 1 },
      ];
      if (product === 'RS') requests.push({ operation: 'show-my-screen-recordings', lsid, instance: 0 });
      for (const one of requests) {
        for (const { client } of [connect(appliance), connect(appliance, { product })]) {
          const { stream, size } = await client.recording(one, never);
          const bytes = await bytesOf(stream);
          assert.equal(size, 50_000);
          const sha256 = createHash('sha256').update(bytes).digest('hex');
          assert.equal(sha256, appliance.recording(lsid, one.operation, one.instance).sha256());
        }
      }
    });
  }

  it('fetches the recording of a presentation', async () => {
    const appliance = await startAppliance({ presentations: 4 });
    const { client } = connect(appliance);
    const outcomes = await Promise.all(
      appliance.presentations.map(({ lsid }) =>
        client.recording({ operation: 'presentation-recordings', lsid }, never).then(
          async ({ stream }) => (await bytesOf(stream)).length,
          (error: RetryableError) => error.code,
        ),
      ),
    );
    assert.ok(outcomes.some((outcome) => typeof outcome === 'number' && outcome > 0));
    assert.ok(outcomes.every((outcome) => typeof outcome === 'number' || outcome === 'recording-error'));
  });

  it('takes chunks, without a size', async () => {
    const { appliance, request } = await recorded({ framing: 'chunked' });
    const { stream, size } = await connect(appliance).client.recording(request, never);
    assert.equal(size, undefined);
    assert.equal((await bytesOf(stream)).length, 50_000);
  });

  const refusedAtOnce: [string, Omit<FaultSettings, 'on'>, string][] = [
    ['an expired recording', { kind: 'error-xml', text: expired }, 'recording-expired'],
    ['an expired recording, compressed', { kind: 'error-xml-gzip-unannounced', text: expired }, 'recording-expired'],
    ['an expired recording, compressed as announced', { kind: 'error-xml-gzip', text: expired }, 'recording-expired'],
    ['one that is gone', { kind: 'error-xml', text: 'Document Not Found' }, 'recording-not-found'],
    ['any other error', { kind: 'error-xml', text: 'Vidéo en préparation' }, 'recording-error'],
    ['an error as JSON', { kind: 'error-json', text: 'Being made' }, 'recording-error'],
    ['a login page', { kind: 'html-200' }, 'recording-not-video'],
    ['a login page with HTTP 429', { kind: 'html-429' }, 'rate-limited'],
    ['a redirect', { kind: 'redirect-302' }, 'appliance-redirects'],
    ['a redirect with a page', { kind: 'html-302' }, 'appliance-redirects'],
    ['nothing', { kind: 'empty-200' }, 'recording-empty'],
    ['HTTP 204', { kind: 'empty-204' }, 'answer-unexpected'],
    ['HTTP 404', { kind: 'status-404' }, 'recording-not-found'],
    ['HTTP 500', { kind: 'status-500' }, 'appliance-error'],
    ['HTTP 429', { kind: 'status-429' }, 'rate-limited'],
    ['a body whose end does not show', { kind: 'cut-without-length', after: 20_000 }, 'recording-without-end'],
    ['a body that is cut at once', { kind: 'cut', after: 100 }, 'recording-cut-short'],
  ];
  for (const [what, fault, code] of refusedAtOnce) {
    it(`hands out nothing of ${what}: ${code}`, async () => {
      const { appliance, request } = await recorded();
      appliance.fault({ on: 'recording', ...fault });
      await assert.rejects(connect(appliance, { product: 'RS' }).client.recording(request, never), (error: Error) => {
        assert.equal((error as RetryableError).code, code);
        assert.ok(code === 'recording-expired' ? error instanceof ItemError : error instanceof RetryableError);
        if (fault.text !== undefined) assert.ok(error.message.includes(fault.text));
        return true;
      });
    });
  }

  it('takes the account to be refused where the appliance does not say that it has the permission', async () => {
    for (const [permissions, operation, code] of [
      [['perm_backup'], 'session-recordings', 'recording-refused'],
      [[], 'session-recordings', 'recording-refused'],
      [['perm_reporting_support'], 'session-recordings', 'recording-not-found'],
      [['perm_reporting_support'], 'presentation-recordings', 'recording-refused'],
    ] as const) {
      const { appliance, request } = await recorded({ permissions });
      appliance.fault({ on: 'recording', kind: 'error-xml', text: 'Document Not Found' });
      const { client } = connect(appliance, { product: 'RS' });
      await assert.rejects(client.recording({ ...request, operation }, never), { code });
    }
  });

  it('does not take a message in plain text for a recording, and a film of any type for one', async () => {
    const text = "Cet enregistrement n'est pas encore prêt.";
    const film = Buffer.concat([Buffer.from([0, 0, 0, 8]), Buffer.from('ftyp')]);
    for (const [type, body, code] of [
      ['text/plain', Buffer.from(text), 'recording-error'],
      ['TEXT/html; charset=utf-8', Buffer.from(text, 'latin1'), 'recording-error'],
      ['text/plain', Buffer.from(expired), 'recording-expired'],
      ['text/plain', film, undefined],
      ['video/mp4', Buffer.from(text), undefined],
    ] as const) {
      const server = await startRawServer((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`);
        socket.end(body);
      });
      const gate = {
        enter: async () => ({ type: 'bearer', token: 't' }) as const,
        renew: () => Promise.reject(new Error('renewed')),
        observe: async () => {},
      };
      const client = new ApplianceClient({ http: httpTo(server), gate, clock: new HurryingClock(), product: 'RS' });
      const content = client.recording({ operation: 'session-recordings', lsid: 'a' }, never);
      if (code !== undefined) await assert.rejects(content, { code });
      else assert.deepEqual(await bytesOf((await content).stream), body);
    }
  });

  it('says that a recording has expired also where the product is not known', async () => {
    const { appliance, request } = await recorded({ product: 'PRA' });
    appliance.fault({ on: 'recording', kind: 'error-xml', text: expired, report: 'AccessSessionRecording' });
    await assert.rejects(connect(appliance).client.recording(request, never), { code: 'recording-expired' });
  });

  it('quotes the answer of the product that the site is', async () => {
    const { appliance, request } = await recorded({ product: 'PRA' });
    appliance.fault({ on: 'recording', kind: 'error-xml', text: 'Being made', report: 'AccessSessionRecording' });
    const { client } = connect(appliance);
    await assert.rejects(client.recording(request, never), { code: 'recording-error', message: /Being made/ });
  });

  for (const kind of ['cut', 'reset', 'early-last-chunk', 'cut-gzip'] as const) {
    it(`fails while it is read when it is ${kind}`, async () => {
      const { appliance, request } = await recorded();
      appliance.fault({ on: 'recording', kind, after: 20_000 });
      const { stream, size } = await connect(appliance).client.recording(request, never);
      assert.equal(size, kind === 'cut' || kind === 'reset' ? 50_000 : undefined);
      const code = kind === 'early-last-chunk' ? 'recording-incomplete' : 'recording-cut-short';
      await assert.rejects(bytesOf(stream), { name: 'RetryableError', code });
    });
  }

  it('takes a recording of another type, and one that is compressed on its way', async () => {
    const { appliance, request } = await recorded();
    const whole = appliance.recording(request.lsid, request.operation).bytes();
    for (const fault of [{ kind: 'wrong-type' }, { kind: 'cut-gzip', after: 1_000_000 }] as const) {
      appliance.fault({ on: 'recording', ...fault, times: 1 });
      const { stream } = await connect(appliance, { product: 'RS' }).client.recording(request, never);
      assert.ok((await bytesOf(stream)).equals(whole));
    }
  });

  it("rejects with the signal's reason, and fails with it while it is read", async () => {
    const { appliance, request } = await recorded();
    const { client } = connect(appliance, { product: 'RS' });
    const reason = new Error('enough');
    await assert.rejects(client.recording(request, AbortSignal.abort(reason)), reason);
    appliance.fault({ on: 'recording', kind: 'stall', after: 5000 });
    const stop = new AbortController();
    const { stream } = await client.recording(request, stop.signal);
    setTimeout(() => stop.abort(reason), 50);
    await assert.rejects(bytesOf(stream), reason);
  });

  it('starts anew when it is asked for again', async () => {
    const { appliance, request } = await recorded();
    const { client } = connect(appliance);
    (await client.recording(request, never)).stream.destroy();
    assert.equal((await bytesOf((await client.recording(request, never)).stream)).length, 50_000);
  });

  it('takes backups, protected or not', async () => {
    const appliance = await startAppliance({ backupBytes: 30_000 });
    const { client } = connect(appliance);
    for (const password of [undefined, 'päss"word']) {
      const { stream, size } = await client.backup(password, never);
      assert.equal(size, 30_000);
      assert.deepEqual(await bytesOf(stream), appliance.backups.at(-1)?.content.bytes());
      assert.equal(appliance.backups.at(-1)?.password, password);
    }
  });

  it('takes a backup with a user account, which cannot protect it', async () => {
    const appliance = await startAppliance({ backupBytes: 30_000 });
    const { client } = connect(appliance, { login: userLogin(appliance) });
    assert.equal((await bytesOf((await client.backup(undefined, never)).stream)).length, 30_000);
    await assert.rejects(client.backup('secret', never), { name: 'ConfigError', code: 'api-account-needed' });
  });

  it('repeats no secret that an appliance repeats', async () => {
    const appliance = await startAppliance();
    const { client, account } = connect(appliance);
    const credentials = await account.enter();
    assert.ok(credentials.type === 'bearer');
    appliance.fault({ on: 'any', kind: 'error-xml', text: `error: ${credentials.token} and opensesame` });
    await assert.rejects(client.backup('opensesame', never), { message: /error: … and …/ });
    await assert.rejects(client.report('sessions', everything, never), { message: /error: … and opensesame/ });
  });

  it('hands out nothing of a backup that is not one', async () => {
    const appliance = await startAppliance({ permissions: ['perm_reporting_support'] });
    const { client } = connect(appliance);
    await assert.rejects(client.backup(undefined, never), { code: 'backup-refused', hint: /perm_backup/ });
    appliance.fault({ on: 'backup', kind: 'html-200' });
    await assert.rejects(client.backup(undefined, never), { code: 'backup-not-binary' });
  });
});
