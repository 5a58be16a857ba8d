import assert from 'node:assert/strict';
import type { SessionHeader } from '@integration-client/sdk';
import { entriesOf, list, sample } from './reading.js';

/** The header of the only session of a report. */
async function header(report: string | Uint8Array): Promise<SessionHeader> {
  const { entries } = await entriesOf(report);
  const [entry] = entries;
  assert.equal(entry?.kind, 'session', entry?.kind === 'malformed' ? entry.reason : 'no entry');
  return entry.header;
}

const session = (content: string): string => list(`<session lsid="a">${content}</session>`);

const event = (type: string, values: Record<string, string>): string =>
  `<session_details><event timestamp="1" event_type="${type}"><data>${Object.entries(values)
    .map(([name, value]) => `<value name="${name}" value="${value}"/>`)
    .join('')}</data></event></session_details>`;

const shell = (instance: number) => ({ operation: 'command-shell-recordings', instance });
const screen = (instance: number) => ({ operation: 'show-my-screen-recordings', instance });

describe('the header of a session', () => {
  it('is read from the sample', async () => {
    assert.deepEqual(await header(await sample('access-session.xml')), {
      lsid: 'e9e99aeb9ad54fb381634498502c5a1b',
      lseq: '8',
      sessionType: 'support',
      startTime: new Date(1733239565000),
      endTime: new Date(1733240467000),
      recordings: [],
    });
  });

  it('is read by local names, decoded and trimmed', async () => {
    const report = `<list xmlns:n="u"><n:session n:lsid="a&amp;b"><n:lseq>\n 7 \n</n:lseq>
      <n:external_key> R&amp;D <![CDATA[<&lt;>]]> &#x263a;</n:external_key></n:session></list>`;
    assert.deepEqual(await header(report), { lsid: 'a&b', lseq: '7', externalKey: 'R&D <&lt;> ☺', recordings: [] });
  });

  it('has an lsid of at most 128 characters, which no space ends', async () => {
    const read = async (lsid: string) =>
      (await entriesOf(list(`<session lsid="${lsid}"><lseq>1</lseq></session>`))).entries[0];
    const longest = 'ß'.repeat(128);
    assert.equal((await header(list(`<session lsid="${longest}"/>`))).lsid, longest);
    for (const [lsid, reason] of [
      [`${longest}x`, /longer than 128 characters/],
      ['a ', /a space at its end/],
      ['a&#32;', /a space at its end/],
      ['a  ', /a space at its end/],
    ] as const) {
      const entry = await read(lsid);
      assert.equal(entry?.kind, 'malformed', lsid);
      assert.match(entry.reason, reason);
      // It must not be taken for the one that an item has in its key.
      assert.equal(entry.lsid, undefined);
    }
  });

  it('takes only what stands directly in the session', async () => {
    const inner =
      '<customer_list><customer><external_key>no</external_key><lseq>no</lseq><end_time timestamp="5"/></customer></customer_list>';
    assert.deepEqual(await header(session(`${inner}<lseq>1<x>2</x></lseq>`)), { lsid: 'a', lseq: '1', recordings: [] });
  });

  it('reads times as unix seconds or as text, in UTC', async () => {
    const cases: Record<string, string | undefined> = {
      '<end_time timestamp="1733240467">x</end_time>': '2024-12-03T15:41:07.000Z',
      '<end_time>2024-12-03T15:41:07+01:00</end_time>': '2024-12-03T14:41:07.000Z',
      '<end_time timestamp="2024-12-03T15:41:07"/>': '2024-12-03T15:41:07.000Z',
      '<end_time>2024-12-03 15:41:07 -0500</end_time>': '2024-12-03T20:41:07.000Z',
      '<end_time timestamp="">x</end_time>': undefined,
      '<end_time timestamp="0">1970-01-01T00:00:00+00:00</end_time>': undefined,
      '<end_time timestamp=""></end_time>': undefined,
      '<end_time/>': undefined,
      '<end_time timestamp="99999999999999999"/>': undefined,
      '<end_time timestamp="1733240467500"/>': '2024-12-03T15:41:07.500Z',
    };
    for (const [xml, time] of Object.entries(cases)) {
      const read = await header(session(xml));
      assert.equal(read.endTime?.toISOString(), time, xml);
      assert.equal('endTime' in read, time !== undefined, xml);
    }
  });

  it('announces recordings of its own fields', async () => {
    const view = '<session_recording_view_url>https://x/</session_recording_view_url>';
    const fields = `${view}<session_recording_download_url>https://x/</session_recording_download_url>`;
    assert.deepEqual((await header(session(fields))).recordings, [{ operation: 'session-recordings' }]);
    assert.deepEqual(
      (await header(session('<session_recording_view_url> </session_recording_view_url>'))).recordings,
      [],
    );
    assert.deepEqual((await header(list(`<presentation_session lsid="p">${view}</presentation_session>`))).recordings, [
      { operation: 'presentation-recordings' },
    ]);
    const lists = `<command_shell_recordings><command_shell_recording instance="1"><download_url>u</download_url>
      </command_shell_recording><command_shell_recording instance="0"/></command_shell_recordings>
      <show_my_screen_recordings><recording instance="2"/><recording instance="-1"/></show_my_screen_recordings>`;
    assert.deepEqual((await header(session(lists))).recordings, [shell(0), shell(1), screen(2)]);
  });

  it('announces recordings of events, each once', async () => {
    const twice = event('Command Shell Session Started', { instance: '0' });
    const listed = '<command_shell_recordings><command_shell_recording instance="0"/></command_shell_recordings>';
    assert.deepEqual((await header(session(listed + twice + twice))).recordings, [shell(0)]);
  });

  const events: [string, Record<string, string>, object[]][] = [
    ['Command Shell Session Started', { instance: '3' }, [shell(3)]],
    ['Show My Screen Recording', { instance: '1' }, [screen(1)]],
    ['Bildschirm', { instance: '1', download_url: 'https://x/?type=ShowMyScreen' }, [screen(1)]],
    ['Bildschirm', { instance: '1', screen_name: 'x' }, [screen(1)]],
    ['Eingabeaufforderung', { instance: '1', view_url: 'https://screens.example.com/shell' }, [shell(1)]],
    ['Eingabeaufforderung', { instance: '1', view_url: '' }, []],
    ['Jump Item', { instance: '1' }, []],
    ['Command Shell Session Started', { instance: 'x' }, []],
    ['Command Shell Session Started', { download_url: 'https://x/' }, []],
  ];
  for (const [type, values, expected] of events) {
    it(`finds ${expected.length} recordings in "${type}" with ${JSON.stringify(values)}`, async () => {
      assert.deepEqual((await header(session(event(type, values)))).recordings, expected);
    });
  }

  it('reads the text of a value as well', async () => {
    const xml =
      '<session_details><event event_type="Shell"><data><value name="instance"> 4 </value></data></event></session_details>';
    assert.deepEqual((await header(session(xml))).recordings, [shell(4)]);
  });

  it('is read in the encoding that the report declares', async () => {
    const report = Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><list><session lsid="\xe4"><external_key>\xfc</external_key></session></list>',
      'latin1',
    );
    assert.deepEqual(await header(report), { lsid: 'ä', externalKey: 'ü', recordings: [] });
  });
});
