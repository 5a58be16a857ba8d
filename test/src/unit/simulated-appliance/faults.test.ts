import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { type FaultKind, SimulatedAppliance } from '@integration-client/sdk/testing';
import { XMLValidator } from 'fast-xml-parser';
import { until } from '../../support/until.js';
import { lsidsIn, TestClient } from './client.js';

describe('simulated appliance: faults', () => {
  let appliance: SimulatedAppliance;
  let client: TestClient;
  let lsid: string;
  const recording = (patience = 60_000) => client.report('SupportSessionRecording', { lsid }, { patience });
  const report = () => client.report('SupportSession', { end_time: 0, duration: 0 });

  before(async () => {
    appliance = await SimulatedAppliance.start({ sessions: 5, recordings: 'all', recordingBytes: 50_000 });
    client = new TestClient(appliance);
    await client.token();
    lsid = [...appliance.sessions][0]?.lsid ?? '';
  });
  afterEach(() => appliance.clearFaults());
  after(() => appliance.stop());

  const statuses: [FaultKind, number][] = [
    ['status-500', 500],
    ['status-503', 503],
    ['status-429', 429],
    ['status-404', 404],
    ['html-200', 200],
    ['html-502', 502],
    ['html-204', 204],
    ['html-302', 302],
    ['html-429', 429],
    ['error-json', 200],
    ['redirect-302', 302],
    ['empty-204', 204],
    ['empty-200', 200],
  ];
  for (const [kind, status] of statuses) {
    it(`plays ${kind} as often as asked`, async () => {
      const fault = appliance.fault({ on: 'recording', kind, times: 1, retryAfter: 7 });
      const answer = await recording();
      assert.equal(answer.status, status);
      assert.notEqual(answer.headers['content-type'], 'video/mp4');
      assert.equal(answer.headers['retry-after'], kind.endsWith('-429') || kind === 'status-503' ? '7' : undefined);
      assert.equal((await recording()).headers['content-type'], 'video/mp4');
      assert.equal(fault.struck, 1);
    });
  }

  it('answers an error in place of a video, compressed or not', async () => {
    appliance.fault({ on: 'recording', kind: 'error-xml', text: 'A < B', times: 1 });
    assert.match((await recording()).text, /<error [^>]*>A &lt; B<\/error>/);
    appliance.fault({ on: 'recording', kind: 'error-xml-gzip', times: 1 });
    const zipped = await recording();
    assert.equal(zipped.headers['content-encoding'], 'gzip');
    appliance.fault({ on: 'recording', kind: 'error-xml-gzip-unannounced', times: 1 });
    const bare = await recording();
    assert.equal(bare.headers['content-encoding'], undefined);
    for (const { body } of [zipped, bare]) assert.match(gunzipSync(body).toString(), /<error /);
  });

  it('cuts a body at a byte, so that the client can tell', async () => {
    appliance.fault({ on: 'recording', kind: 'cut', after: 12_345 });
    const answer = await recording();
    assert.equal(answer.complete, false);
    assert.equal(answer.headers['content-length'], '50000');
    assert.equal(answer.body.length, 12_345);
    appliance.fault({ on: 'report', kind: 'cut' });
    assert.equal((await report()).complete, false);
  });

  for (const kind of ['cut-without-length', 'early-last-chunk', 'short-length'] as const) {
    it(`ends a body early as if it were whole: ${kind}`, async () => {
      appliance.fault({ on: 'recording', kind, after: 20_000 });
      const answer = await recording();
      assert.equal(answer.complete, true);
      assert.equal(answer.headers['content-length'], kind === 'short-length' ? '20000' : undefined);
      assert.equal(answer.headers['transfer-encoding'], kind === 'early-last-chunk' ? 'chunked' : undefined);
      assert.ok(answer.body.equals(appliance.recording(lsid, 'session-recordings').bytes().subarray(0, 20_000)));
    });
  }

  it('announces less than it sends', async () => {
    appliance.fault({ on: 'recording', kind: 'surplus', after: 20_000 });
    const answer = await recording();
    assert.equal(answer.headers['content-length'], '20000');
    assert.equal(answer.body.length, 20_000);
  });

  it('resets a connection, before and within the body', async () => {
    appliance.fault({ on: 'report', kind: 'reset', times: 1 });
    const answer = await report().catch((error: NodeJS.ErrnoException) => error);
    if (answer instanceof Error) assert.equal(answer.code, 'ECONNRESET');
    else assert.equal(answer.complete, false);
    appliance.fault({ on: 'recording', kind: 'reset', after: 10_000, times: 1 });
    assert.equal((await recording()).complete, false);
  });

  it('falls silent, before the status or within the body', async () => {
    appliance.fault({ on: 'recording', kind: 'stall', times: 1 });
    await assert.rejects(recording(100), /silence/);
    appliance.fault({ on: 'recording', kind: 'stall', after: 1_000, times: 1 });
    const answer = await recording(1_000);
    assert.equal(answer.complete, false);
    assert.equal(answer.body.length, 1_000);
  });

  it('drips, and all arrives in the end', async () => {
    appliance.fault({ on: 'recording', kind: 'slow', bytesPerSecond: 400_000 });
    const answer = await recording();
    assert.ok(answer.body.equals(appliance.recording(lsid, 'session-recordings').bytes()));
  });

  it('makes one session of a report ill-formed and leaves the others', async () => {
    const [, second] = [...appliance.sessions];
    appliance.fault({ on: 'report', kind: 'not-well-formed-session', lsid: second?.lsid ?? '', times: 1 });
    const { text } = await report();
    assert.equal(lsidsIn(text).length, 5);
    assert.notEqual(XMLValidator.validate(text), true);
    assert.equal(XMLValidator.validate(text.replace('<unclosed>', '')), true);
    assert.ok(!text.includes(appliance.sessionXml(second?.lsid ?? '').toString()));
    assert.equal(XMLValidator.validate((await report()).text), true);
  });

  it('leaves out the end tag of the root', async () => {
    appliance.fault({ on: 'report', kind: 'no-closing-root' });
    const answer = await report();
    assert.equal(answer.complete, true);
    assert.match(answer.text, /<\/session>\n$/);
  });

  it('strikes only what the filters name, after those it skips', async () => {
    const fault = appliance.fault({
      on: 'recording',
      kind: 'status-500',
      operation: 'command-shell-recordings',
      skip: 1,
    });
    const shell = () => client.report('CommandShellRecording', { lsid, instance: 0 });
    assert.equal((await shell()).status, 200);
    assert.equal((await recording()).status, 200);
    assert.equal((await shell()).status, 500);
    fault.clear();
    assert.equal((await shell()).status, 200);
    appliance.fault({ on: 'any', kind: 'status-500', lsid: 'another' });
    assert.equal((await recording()).status, 200);
  });

  for (const kind of ['garbage', 'huge-header', 'many-headers'] as const) {
    it(`sends what no client reads: ${kind}`, async () => {
      appliance.fault({ on: 'recording', kind, times: 1 });
      await assert.rejects(recording(), { code: /^HPE_/ });
      assert.equal((await recording()).status, 200);
    });
  }

  it('announces the length twice', async () => {
    for (const kind of ['conflicting-lengths', 'repeated-length'] as const) {
      appliance.fault({ on: 'any', kind, times: 2 });
      await assert.rejects(recording(), { code: 'HPE_UNEXPECTED_CONTENT_LENGTH' });
      await assert.rejects(report(), { code: 'HPE_UNEXPECTED_CONTENT_LENGTH' });
    }
  });

  it('gives the right body a wrong type', async () => {
    appliance.fault({ on: 'recording', kind: 'wrong-type' });
    const answer = await recording();
    assert.match(answer.headers['content-type'] ?? '', /^text\/html/);
    assert.ok(answer.body.equals(appliance.recording(lsid, 'session-recordings').bytes()));
  });

  it('ends a compressed body early, in proper form', async () => {
    appliance.fault({ on: 'report', kind: 'cut-gzip', after: 700 });
    const answer = await report();
    assert.equal(answer.complete, true);
    assert.equal(answer.headers['content-encoding'], 'gzip');
    assert.equal(answer.body.length, 700);
    assert.throws(() => gunzipSync(answer.body), { code: 'Z_BUF_ERROR' });
    appliance.clearFaults();
    appliance.fault({ on: 'report', kind: 'cut-gzip', after: 1_000_000 });
    assert.equal(lsidsIn(gunzipSync((await report()).body).toString()).length, 5);
  });

  it('breaks off the handshake, and shows a certificate of somebody else', async () => {
    appliance.fault({ on: 'any', kind: 'tls-closed', times: 1 });
    await assert.rejects(recording(), { code: 'ECONNRESET' });
    appliance.fault({ on: 'any', kind: 'wrong-certificate', times: 1 });
    await assert.rejects(recording(), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    assert.equal((await recording()).status, 200);
  });

  it('refuses connections, by fault and when it is stopped, and comes back on its port', async () => {
    const { port } = appliance;
    appliance.fault({ on: 'any', kind: 'refuse-connection', times: 1 });
    await assert.rejects(recording(), { code: 'ECONNRESET' });
    assert.equal((await recording()).status, 200);
    await appliance.stop();
    await assert.rejects(recording(), { code: 'ECONNREFUSED' });
    await appliance.restart();
    assert.equal(appliance.port, port);
    assert.equal((await recording()).status, 200);
  });

  it('stops at once, with answers under way', async () => {
    appliance.fault({ on: 'recording', kind: 'stall' });
    appliance.resetRequests();
    const waiting = assert.rejects(recording(), { code: 'ECONNRESET' });
    await until(async () => appliance.requests.some(({ status }) => status === 0));
    await appliance.stop();
    await waiting;
    await appliance.restart();
  });

  it('lets all tokens expire in the middle of a body', async () => {
    appliance.fault({ on: 'recording', kind: 'expired-token-mid-body', times: 1 });
    const answer = await recording();
    assert.equal(answer.status, 200);
    assert.equal(answer.complete, false);
    assert.equal((await recording()).status, 401);
    client = new TestClient(appliance);
    assert.equal((await recording()).status, 200);
  });

  it('lets all tokens expire', async () => {
    appliance.fault({ on: 'report', kind: 'expired-token', times: 1 });
    const old = await report();
    assert.equal(old.status, 401);
    client = new TestClient(appliance);
    assert.equal((await report()).status, 200);
  });
});
