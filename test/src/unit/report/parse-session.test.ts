import assert from 'node:assert/strict';
import { parseSession } from '@integration-client/core/report/parse-session';
import { ItemError, type Session, type SessionEvent } from '@integration-client/sdk';
import { entriesOf, sample } from './reading.js';

const parse = (content: string): Session => parseSession(Buffer.from(`<session lsid="a">${content}</session>`));
const parseEvent = (content: string, attributes = ''): SessionEvent => {
  const [event] = parse(`<session_details><event ${attributes}>${content}</event></session_details>`).events;
  assert.ok(event);
  return event;
};

function unreadable(error: unknown): boolean {
  return error instanceof ItemError && error.code === 'session-unreadable';
}

describe('parseSession', () => {
  it('reads text and values as XML means them, whichever of them is special', () => {
    const texts: readonly (readonly [xml: string, text: string])[] = [
      ['plain', 'plain'],
      ['Zoë €', 'Zoë €'],
      ['a\r\nb\tc', 'a\nb\tc'],
      ['a &lt; b', 'a < b'],
      ['<![CDATA[a &lt; b]]>', 'a &lt; b'],
      ['<![CDATA[a\r\nb]]>', 'a\nb'],
      ['<![CDATA[Zoë]]> &amp;<!-- --> c', 'Zoë & c'],
    ];
    for (const [xml, text] of texts) assert.equal(parseEvent(`<body>${xml}</body>`).body, text);
    const values: readonly (readonly [xml: string, value: string])[] = [
      ['plain', 'plain'],
      ['Zoë €', 'Zoë €'],
      ['a\r\nb', 'a b'],
      ['a\tb', 'a b'],
      ['a\nb', 'a b'],
      ['a &lt;&#10; b', 'a <\n b'],
    ];
    for (const [xml, value] of values) {
      assert.deepEqual(parseEvent(`<data><value name="n" value="${xml}" /></data>`).data, [{ name: 'n', value }]);
    }
  });

  it('reads text and values in the encoding that the document declares', () => {
    const xml = `<?xml version="1.0" encoding="windows-1252"?><session lsid="a"><session_details>
      <event event_type="\x80"><body>Zo\xeb</body></event></session_details></session>`;
    const [event] = parseSession(Buffer.from(xml, 'latin1')).events;
    assert.deepEqual([event?.type, event?.body], ['€', 'Zoë']);
  });

  it('reads events of several lists in their order, and none that stands elsewhere', () => {
    const { events } = parse(`<event event_type="0" />
      <session_details><event event_type="1" /><other><event event_type="0" /></other></session_details>
      <other><session_details><event event_type="0" /></session_details></other>
      <session_details><event event_type="2"><event event_type="0" /></event><event event_type="3" /></session_details>`);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['1', '2', '3'],
    );
  });

  it('reads the sample', async () => {
    const { entries } = await entriesOf(await sample('access-session.xml'));
    const [entry] = entries;
    assert.equal(entry?.kind, 'session');
    const time = new Date(1733239565000);
    assert.deepEqual(parseSession(entry.document()), {
      ...entry.header,
      duration: '00:15:02',
      jumpGroup: { name: 'Sekoia.io integration', id: '1', type: 'shared' },
      fileTransferCount: 2,
      fileMoveCount: 0,
      fileDeleteCount: 1,
      primaryCustomer: { name: 'Sekoia.io integration', gsnumber: '22' },
      primaryRep: { name: 'Admin', gsnumber: '21', id: '1' },
      customAttributes: [],
      customers: [
        {
          gsnumber: '22',
          username: 'Sekoia.io integration',
          publicIp: '4.231.237.19:61606',
          privateIp: '10.0.0.4',
          hostname: 'Windows2022',
          os: 'Windows Server 2022 Datacenter Azure Edition (21H2)',
          info: {},
        },
      ],
      representatives: [
        {
          gsnumber: '21',
          id: '1',
          username: 'admin',
          displayName: 'Admin',
          publicDisplayName: 'Admin',
          privateDisplayName: 'Admin',
          publicIp: '[2a01:e34:ec57:b230:f188:56c5:7089:d987]:56722',
          privateIp: 'Unknown',
          os: 'Unknown',
          sessionOwner: true,
          secondsInvolved: 901,
        },
      ],
      teams: [],
      events: [
        { type: 'Session Start', time, files: [], data: [], systemInformation: [] },
        {
          type: 'Conference Owner Changed',
          time,
          destination: { name: 'Pre-start Conference', type: 'system', gsnumber: '0' },
          files: [],
          data: [{ name: 'owner', value: 'Pre-start Conference' }],
          systemInformation: [],
        },
      ],
    });
  });

  it('reads what only Remote Support sends', () => {
    const session = parse(`<public_site id="1">Default</public_site><jumpoint id="-1"></jumpoint>
      <primary_team id="3">Help\n\n Desk</primary_team><team_list><team id="3">Help Desk</team></team_list>
      <custom_attributes><custom_attribute display_name="D" code_name="c">\n v &amp; w \n</custom_attribute>
      <custom_attribute code_name="e"/></custom_attributes>
      <customer_list><customer gsnumber="1"><primary_cust>1</primary_cust><rpat_support>0</rpat_support>
      <info><name>N</name><company>C</company><company_code>CC</company_code><issue>3</issue><details>no ink</details></info>
      </customer></customer_list>
      <rep_list><representative><display_number>7</display_number><primary_rep>0</primary_rep><invited>1</invited>
      <hostname>h</hostname></representative></rep_list>`);
    assert.deepEqual(session, {
      lsid: 'a',
      recordings: [],
      publicSite: { name: 'Default', id: '1' },
      jumpoint: { name: '', id: '-1' },
      primaryTeam: { name: 'Help\n\n Desk', id: '3' },
      customAttributes: [
        { displayName: 'D', codeName: 'c', value: 'v & w' },
        { codeName: 'e', value: '' },
      ],
      customers: [
        {
          gsnumber: '1',
          primary: true,
          rpatSupport: false,
          info: { name: 'N', company: 'C', companyCode: 'CC', issue: '3', details: 'no ink' },
        },
      ],
      representatives: [{ displayNumber: '7', primary: false, invited: true, hostname: 'h' }],
      teams: [{ name: 'Help Desk', id: '3' }],
      events: [],
    });
  });

  it('keeps the text of a message as it is', () => {
    assert.equal(parseEvent('<body>\n  if a &lt; b\n<![CDATA[ &amp; <b>]]></body>').body, '\n  if a < b\n &amp; <b>');
    assert.equal('body' in parseEvent('<body>\n \n</body>'), false);
  });

  it('decodes a body that had to be encoded', () => {
    const body = 'bell \u0007 – end';
    const encoded = Buffer.from(body).toString('base64');
    assert.equal(
      parseEvent(`<body></body><encoded_body>\n${encoded.slice(0, 8)}\n${encoded.slice(8)}</encoded_body>`).body,
      body,
    );
    assert.equal(parseEvent('<encoded_body>not base64!</encoded_body>').body, 'not base64!');
  });

  it('reads files of older and newer appliances', () => {
    assert.deepEqual(parseEvent('<filename> a b.txt</filename><filesize>3</filesize>').files, [
      { filename: 'a b.txt', filesize: '3' },
    ]);
    const files =
      '<files><file><filename>a</filename><filesize>1</filesize></file><file><filename>b</filename></file></files>';
    assert.deepEqual(parseEvent(files).files, [{ filename: 'a', filesize: '1' }, { filename: 'b' }]);
  });

  it('keeps values as they come, repeated and empty ones', () => {
    const data =
      '<data><value name="a" value=" 1 &gt; 0 "/><value name="a" value=""/></data><data><value name="b"> t </value></data>';
    assert.deepEqual(parseEvent(data).data, [
      { name: 'a', value: ' 1 > 0 ' },
      { name: 'a', value: '' },
      { name: 'b', value: 't' },
    ]);
  });

  it('reads the time of an event in seconds or as ISO 8601', () => {
    assert.deepEqual(parseEvent('', 'timestamp="1733239565"').time, new Date(1733239565000));
    assert.deepEqual(parseEvent('', 'timestamp="2024-12-03T16:26:05+01:00"').time, new Date(1733239565000));
    assert.equal(parseEvent('', 'timestamp="soon"').time, undefined);
  });

  it('names the fields of system information by name, id or position', () => {
    const information = `<system_information><category name="Drives"><description><field id="d" name="Drive"/>
      <field id="t">Type</field></description><data><row><field id="t">NTFS</field><field id="d">C:</field></row>
      <row><field>D:</field><field>FAT</field><field>?</field></row><row><field name="Other">x</field></row></data></category>
      <category name="General"/></system_information>`;
    assert.deepEqual(parseEvent(information).systemInformation, [
      {
        category: 'Drives',
        rows: [
          [
            { name: 'Type', value: 'NTFS' },
            { name: 'Drive', value: 'C:' },
          ],
          [
            { name: 'Drive', value: 'D:' },
            { name: 'Type', value: 'FAT' },
            { name: '3', value: '?' },
          ],
          [{ name: 'Other', value: 'x' }],
        ],
      },
      { category: 'General', rows: [] },
    ]);
  });

  it('takes names of the language itself for what they are: unknown elements', () => {
    for (const name of [
      'constructor',
      '__proto__',
      'prototype',
      'toString',
      'hasOwnProperty',
      'valueOf',
      '__defineGetter__',
    ]) {
      const session = parse(
        `<${name} ${name}="x"><polluted>yes</polluted></${name}><n:${name}/><lseq>5</lseq><duration>00:00:01</duration>`,
      );
      assert.equal(session.lseq, '5', name);
      assert.equal(session.duration, '00:00:01', name);
      assert.equal('polluted' in {}, false, name);
    }
  });

  it('fails cleanly for what is not a session', () => {
    const documents = [
      '',
      'oops',
      '<session lsid="a">',
      '<session lsid="a"><b></session>',
      '<session/>',
      '<!DOCTYPE s><session lsid="a"/>',
    ];
    for (const document of documents) {
      assert.throws(() => parseSession(Buffer.from(document)), unreadable, document.slice(0, 50));
    }
  });

  it('copes with elements in elements, however deep', () => {
    const { lseq } = parse(`${'<b>'.repeat(50_000)}${'</b>'.repeat(50_000)}<lseq>5</lseq>`);
    assert.equal(lseq, '5');
  });

  it('copes with huge values', () => {
    const message = 'x &lt; y \n'.repeat(200_000);
    const attributes = Array.from(
      { length: 500 },
      (_, i) => `<custom_attribute code_name="c${i}">${i}</custom_attribute>`,
    ).join('');
    const session = parse(
      `<custom_attributes>${attributes}</custom_attributes><session_details><event><body>${message}</body></event></session_details>`,
    );
    assert.equal(session.events[0]?.body?.length, 200_000 * 'x < y \n'.length);
    assert.equal(session.customAttributes[499]?.value, '499');
  });

  it('reads documents in other encodings', () => {
    const document =
      '<?xml version="1.0" encoding="iso-8859-1"?>\n<session lsid="a"><duration>\xfc</duration></session>\n';
    assert.equal(parseSession(Buffer.from(document, 'latin1')).duration, 'ü');
  });
});
