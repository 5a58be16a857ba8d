import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { TestClient } from './client.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('simulated appliance: recordings and backups', () => {
  let appliance: SimulatedAppliance;
  let client: TestClient;

  async function start(options: Parameters<typeof SimulatedAppliance.start>[0] = {}) {
    appliance = await SimulatedAppliance.start(options);
    client = new TestClient(appliance);
  }

  afterEach(() => appliance.stop());

  it('serves every recording it announces, each with bytes of its own', async () => {
    await start({ sessions: 20, recordingBytes: 3_000 });
    const names = {
      'session-recordings': 'SupportSessionRecording',
      'command-shell-recordings': 'CommandShellRecording',
      'show-my-screen-recordings': 'ShowMyScreenRecording',
      'presentation-recordings': 'PresentationSessionRecording',
    };
    const sums = new Set<string>();
    let count = 0;
    for (const { lsid, recordings } of appliance.sessions) {
      for (const { operation, instance } of recordings) {
        const answer = await client.report(names[operation], { lsid, ...(instance === undefined ? {} : { instance }) });
        assert.equal(answer.headers['content-length'], '3000');
        assert.equal(answer.body.toString('latin1', 4, 12), 'ftypM4V ');
        assert.equal(sha256(answer.body), appliance.recording(lsid, operation, instance).sha256());
        sums.add(sha256(answer.body));
        count += 1;
      }
    }
    assert.ok(count > 10);
    assert.equal(sums.size, count);
    const presentation = appliance.presentations.find(({ recorded }) => recorded);
    const { body } = await client.report('PresentationSessionRecording', { lsid: presentation?.lsid ?? '' });
    assert.ok(body.equals(appliance.recording(presentation?.lsid ?? '', 'presentation-recordings').bytes()));
  });

  it('answers an error for a recording that is not there', async () => {
    await start({ sessions: 0 });
    const { lsid } = appliance.addSession({ sessionRecording: false, commandShells: 1 });
    assert.match((await client.report('SupportSessionRecording', { lsid })).text, /<error .*No recording/s);
    assert.match((await client.report('CommandShellRecording', { lsid, instance: 1 })).text, /<error .*No recording/s);
    assert.match((await client.report('CommandShellRecording', { lsid: 'no', instance: 0 })).text, /Invalid lsid/);
    assert.equal(
      (await client.report('CommandShellRecording', { lsid, instance: 0 })).headers['content-type'],
      'video/mp4',
    );
  });

  it('announces some shells and screens by an event alone', async () => {
    await start({ sessions: 0 });
    const what = { commandShells: 2, showMyScreens: 1 } as const;
    const byEvent = appliance.sessionXml(appliance.addSession({ ...what, announcedBy: 'event' }).lsid).toString();
    const byHeader = appliance.sessionXml(appliance.addSession({ ...what, announcedBy: 'header' }).lsid).toString();
    assert.ok(!byEvent.includes('_recordings>'));
    for (const xml of [byEvent, byHeader]) {
      assert.equal(xml.split('event_type="Command Shell Session Started"').length, 3);
      assert.equal(xml.split('event_type="Show My Screen Recording"').length, 2);
    }
    assert.equal(byHeader.split('<command_shell_recording instance=').length, 3);
  });

  it('resumes by Range where it offers that', async () => {
    await start({ sessions: 1, recordings: 'all', recordingBytes: 200_000, ranges: true });
    const [session] = [...appliance.sessions];
    const lsid = session?.lsid ?? '';
    const whole = appliance.recording(lsid, 'session-recordings').bytes();
    const first = await client.report('SupportSessionRecording', { lsid });
    assert.equal(first.headers['accept-ranges'], 'bytes');
    const ask = (headers: Record<string, string>) => client.report('SupportSessionRecording', { lsid }, { headers });
    const rest = await ask({ range: 'bytes=131071-', 'if-range': String(first.headers.etag) });
    assert.equal(rest.status, 206);
    assert.equal(rest.headers['content-range'], 'bytes 131071-199999/200000');
    assert.ok(rest.body.equals(whole.subarray(131_071)));
    assert.ok((await ask({ range: 'bytes=5-9' })).body.equals(whole.subarray(5, 10)));
    assert.equal((await ask({ range: 'bytes=200000-' })).status, 416);
    assert.equal((await ask({ range: 'bytes=5-', 'if-range': '"another"' })).status, 200);
  });

  it('is well-formed MP4 of any size, where there is room for one', async () => {
    await start({ sessions: 0 });
    for (const size of [8, 31, 32, 39, 40, 41, 100_000]) {
      const { lsid } = appliance.addSession({ sessionRecording: true, recordingBytes: size });
      const bytes = appliance.recording(lsid, 'session-recordings').bytes();
      assert.equal(bytes.length, size);
      let at = 0;
      while (at < size) at += bytes.readUInt32BE(at);
      assert.equal(at, size);
    }
  });

  it('ignores Range, and hides the length, where it is set so', async () => {
    await start({ sessions: 1, recordings: 'all', framing: 'chunked' });
    const [session] = [...appliance.sessions];
    const lsid = session?.lsid ?? '';
    const answer = await client.report('SupportSessionRecording', { lsid }, { headers: { range: 'bytes=5-' } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-length'], undefined);
    assert.equal(answer.headers['accept-ranges'], undefined);
    assert.equal(answer.body.length, 100_000);
  });

  it('takes backups, each another, and remembers their passwords', async () => {
    await start();
    const first = await client.get('/api/backup', { method: 'POST', json: { password: 'p1' } });
    const second = await client.get('/api/backup', { method: 'POST', json: {} });
    assert.deepEqual(
      appliance.backups.map(({ password }) => password),
      ['p1', undefined],
    );
    assert.ok(first.body.equals(appliance.backups[0]?.content.bytes() ?? Buffer.alloc(0)));
    assert.notEqual(sha256(first.body), sha256(second.body));
  });
});
