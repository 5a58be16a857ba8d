import assert from 'node:assert/strict';
import { dirts, SimulatedAppliance } from '@integration-client/sdk/testing';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { lsidsIn, TestClient } from './client.js';

const start = Date.parse('2026-03-01T12:00:00Z') / 1000;

describe('simulated appliance: reports', () => {
  let appliance: SimulatedAppliance;
  let client: TestClient;
  let now = start;

  async function begin(options: Parameters<typeof SimulatedAppliance.start>[0] = {}) {
    now = start;
    appliance = await SimulatedAppliance.start({ ...options, now: () => new Date(now * 1000) });
    client = new TestClient(appliance);
  }

  const at = (seconds: number) => new Date(seconds * 1000);
  const sessions = async (parameters: Record<string, string | number>) =>
    lsidsIn((await client.report('SupportSession', parameters)).text);

  afterEach(() => appliance.stop());

  it('serves exactly the sessions that the same rule finds among those it has', async () => {
    await begin({ sessions: 40, abnormal: 4 });
    const open = appliance.addSession({ startTime: at(start - 90_000) });
    const all = [...appliance.sessions];
    assert.equal(all.filter(({ endTime }) => endTime === undefined).length, 5);
    assert.ok(all.some(({ lsid }) => lsid === open.lsid));
    const seconds = fc.integer({ min: start - 8 * 86_400, max: start + 100 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('start', 'end'),
        seconds,
        fc.integer({ min: 0, max: 400_000 }),
        async (by, from, duration) => {
          const found = await sessions({ [`${by}_time`]: from, duration });
          const until = duration === 0 ? Number.POSITIVE_INFINITY : from + duration;
          const expected = all.filter((session) => {
            const time = by === 'start' ? session.startTime : session.endTime;
            return time !== undefined && time.getTime() / 1000 >= from && time.getTime() / 1000 < until;
          });
          assert.deepEqual(
            found,
            expected.map(({ lsid }) => lsid),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('counts days where it is asked by date', async () => {
    await begin({ sessions: 0 });
    const late = appliance.addSession({ startTime: new Date('2026-02-10T23:59:59Z') });
    const next = appliance.addSession({ startTime: new Date('2026-02-11T00:00:00Z') });
    assert.deepEqual(await sessions({ start_date: '2026-02-10', duration: 1 }), [late.lsid]);
    assert.deepEqual(await sessions({ start_date: '2026-02-10', duration: 2 }), [late.lsid, next.lsid]);
    assert.deepEqual(await sessions({ start_date: '2026-02-11', duration: 0 }), [next.lsid]);
  });

  it('reports a session as open until it ends, by hand or by the clock', async () => {
    await begin({ sessions: 0 });
    const byHand = appliance.addSession({ startTime: at(start - 100) });
    const byClock = appliance.addSession({ startTime: at(start - 50), endTime: at(start + 50) });
    const later = appliance.addSession({ startTime: at(start + 10) });
    assert.deepEqual(await sessions({ end_time: 0, duration: 0 }), []);
    assert.deepEqual(await sessions({ start_time: 0, duration: 0 }), [byHand.lsid, byClock.lsid]);
    assert.match((await client.report('SupportSession', { lsid: later.lsid })).text, /Invalid lsid\./);
    assert.ok(!appliance.sessionXml(byClock.lsid).includes('<end_time timestamp="1'));
    now += 50;
    appliance.endSession(byHand.lsid);
    assert.deepEqual(await sessions({ end_time: 0, duration: 0 }), [byHand.lsid, byClock.lsid]);
    assert.ok(appliance.sessionXml(byClock.lsid).includes(`<end_time timestamp="${now}">`));
  });

  it('changes and removes sessions, generated ones as well', async () => {
    await begin({ sessions: 3 });
    const [first, second, third] = [...appliance.sessions].map(({ lsid }) => lsid) as [string, string, string];
    appliance.changeSession(second, { externalKey: 'A & "B"' });
    appliance.removeSession(third);
    const report = await client.report('SupportSession', { end_time: 0, duration: 0 });
    assert.deepEqual(lsidsIn(report.text), [first, second]);
    assert.match(report.text, /<external_key>A &amp; &quot;B&quot;<\/external_key>/);
    assert.equal(appliance.sessions.get(third), undefined);
    assert.equal(appliance.sessions.size, 2);
  });

  it('finds sessions by lsid, one or many', async () => {
    await begin({ sessions: 5 });
    const lsids = [...appliance.sessions].map(({ lsid }) => lsid);
    assert.deepEqual(await sessions({ lsid: lsids[2] ?? '' }), [lsids[2]]);
    assert.deepEqual(await sessions({ lsids: `${lsids[4]},nobody,${lsids[0]}` }), [lsids[4], lsids[0]]);
    assert.match(
      (await client.report('SupportSession', { lsid: 'nobody' })).text,
      /<error [^>]*>Invalid lsid\.<\/error>/,
    );
  });

  it('answers what it cannot with HTTP 200 and an error as the root', async () => {
    await begin({ product: 'PRA', sessions: 1 });
    const errors: [Parameters<TestClient['report']>[0], Record<string, string>, RegExp][] = [
      [
        'AccessSession',
        { end_time: '4000000000', duration: '0' },
        /No Support report information matching your chosen/,
      ],
      ['AccessSession', {}, /must be specified/],
      ['AccessSession', { start_date: '01/02/2026', duration: '1' }, /Invalid date/],
      ['SupportSession', { end_time: '0', duration: '0' }, /Invalid report type/],
      ['ShowMyScreenRecording', { lsid: 'x', instance: '0' }, /Invalid report type/],
      ['constructor', { end_time: '0', duration: '0' }, /Invalid report type/],
    ];
    for (const [name, parameters, text] of errors) {
      const answer = await client.report(name, parameters);
      assert.equal(answer.status, 200);
      assert.match(
        answer.text,
        /^<\?xml .*\?>\s*<error xmlns="http:\/\/www\.beyondtrust\.com\/sra\/namespaces\/API\/reporting">/,
      );
      assert.match(answer.text, text);
    }
  });

  it('speaks French', async () => {
    await begin({ language: 'fr', sessions: 1 });
    assert.match((await client.report('SupportSession', { end_time: 4e9, duration: 0 })).text, />Aucune information/);
    assert.match(
      (await client.report('SupportSession', { end_time: 0, duration: 0 })).text,
      /event_type="Début de session"/,
    );
  });

  it('lists sessions with whether they were recorded', async () => {
    await begin({ sessions: 0 });
    const recorded = appliance.addSession({ endTime: at(start - 5), sessionRecording: true });
    const plain = appliance.addSession({
      endTime: at(start - 4),
      sessionRecording: false,
      commandShells: 0,
      showMyScreens: 0,
    });
    const { text } = await client.report('SupportSessionListing', { end_time: 0, duration: 0 });
    assert.match(text, new RegExp(`<session_summary lsid="${recorded.lsid}" has_recording="1"  />`));
    assert.match(text, new RegExp(`<session_summary lsid="${plain.lsid}" has_recording="0"  />`));
  });

  it('has presentations, on RS only', async () => {
    await begin({ presentations: 3 });
    const { text } = await client.report('PresentationSession', { start_time: 0, duration: 0 });
    assert.deepEqual(
      lsidsIn(text),
      appliance.presentations.map(({ lsid }) => lsid),
    );
    assert.match(text, /<presentation_session_list xmlns=/);
    assert.match(
      (await client.report('PresentationSession', { start_time: 4e9, duration: 0 })).text,
      /No Presentation report/,
    );
  });

  for (const namespacePrefix of ['', 'ns']) {
    it(`writes well-formed XML with every dirt there is${namespacePrefix && ', with a prefix'}`, async () => {
      await begin({ sessions: dirts.length, dirty: true, recordings: 'all', namespacePrefix });
      assert.deepEqual(
        [...appliance.sessions].map(({ dirt }) => dirt),
        dirts,
      );
      const { text } = await client.report('SupportSession', { end_time: 0, duration: 0 });
      assert.equal(XMLValidator.validate(text), true);
      for (const { lsid } of appliance.sessions) assert.ok(text.includes(appliance.sessionXml(lsid).toString()), lsid);
    });
  }

  it('is the same for the same seed and clock, and another for another seed', async () => {
    await begin({ seed: 5 });
    const first = (await client.report('SupportSession', { end_time: 0, duration: 0 })).text;
    await appliance.stop();
    await begin({ seed: 5 });
    assert.equal((await client.report('SupportSession', { end_time: 0, duration: 0 })).text, first);
    await appliance.stop();
    await begin({ seed: 6 });
    assert.notEqual((await client.report('SupportSession', { end_time: 0, duration: 0 })).text, first);
  });

  it('serves the sessions of a sample report byte for byte', async () => {
    await begin({ sessions: 0 });
    const one = `<session lsid="A1b2C3d4E5f6G7h8">\r\n <lseq>8</lseq><start_time timestamp="${start - 90}">x</start_time>
 <end_time timestamp="${start - 60}">y</end_time>
 <command_shell_recordings><command_shell_recording instance="2"/></command_shell_recordings><!-- </session> -->
 <event event_type="Show My Screen Recording"><data><value name="instance" value="1" /></data></event></session>`;
    const two = `<session lsid="open"><start_time timestamp="${start - 70}"/><end_time></end_time><b><![CDATA[</session>]]></b></session>`;
    const added = appliance.addSessionsFrom(`<?xml version="1.0"?><session_list>${one}\n${two}</session_list>`);
    assert.deepEqual(
      added.map(({ lsid, endTime }) => [lsid, endTime]),
      [
        ['A1b2C3d4E5f6G7h8', at(start - 60)],
        ['open', undefined],
      ],
    );
    assert.deepEqual(added[0]?.recordings, [
      { operation: 'command-shell-recordings', instance: 2 },
      { operation: 'show-my-screen-recordings', instance: 1 },
    ]);
    const { text } = await client.report('SupportSession', { start_time: 0, duration: 0 });
    assert.ok(text.includes(`${one}\n${two}\n`));
  });
});
