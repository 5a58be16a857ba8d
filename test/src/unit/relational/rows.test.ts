import assert from 'node:assert/strict';
import {
  type Row,
  type RowSource,
  type Session,
  sessionRows,
  storageHostName,
  storageTables,
} from '@integration-client/sdk';
import fc from 'fast-check';
import { bareSession, fullSession, sampleEvent } from './sample-session.js';

const rs: RowSource = { hostName: 'support.example.com', product: 'RS', storeSystemInformation: true };
const pra: RowSource = { ...rs, product: 'PRA' };

/** Values of some columns of a row. */
const pick = (row: Row | undefined, ...names: string[]) => names.map((name) => row?.[name]);

function dataOf(event: Parameters<typeof sampleEvent>[0]): string[] {
  const { events } = sessionRows(bareSession({ events: [sampleEvent(event)] }), rs);
  return events.flatMap(({ data }) => data.map((row) => `${row.name}=${row.value}`));
}

describe('the rows of a session', () => {
  it('fill exactly the columns of their tables', () => {
    for (const source of [rs, pra]) {
      const { session, events, children } = sessionRows(fullSession(), source);
      const rows: readonly (readonly [string, Row])[] = [
        ['session', session],
        ...events.flatMap(({ event, data, systemInformation }): [string, Row][] => [
          ['session_event', event],
          ...data.map((row): [string, Row] => ['session_event_data', row]),
          ...systemInformation.map((row): [string, Row] => ['system_information', row]),
        ]),
        ...Object.entries(children).flatMap(([table, list]) => list.map((row): [string, Row] => [table, row])),
      ];
      const people = source.product === 'RS' ? 'user' : 'representative';
      for (const table of storageTables) {
        const expected = table.columns.filter((column) => column.type !== 'id' && !column.references);
        const own = rows.filter(([name]) => name === table.name);
        assert.equal(own.length > 0, table.name !== people, table.name);
        for (const [, row] of own) {
          assert.deepEqual(Object.keys(row).sort(), expected.map((column) => column.name).sort(), table.name);
        }
      }
    }
  });

  it('hold the header of the session', () => {
    const { session } = sessionRows(fullSession(), rs);
    assert.deepEqual(session, {
      lsid: 'e9e99aeb9ad54fb381634498502c5a1b',
      type: 'support',
      start_time: new Date('2024-12-03T15:26:05Z'),
      end_time: new Date('2024-12-03T15:41:07Z'),
      duration: '00:15:02',
      file_transfers: 2,
      host_name: 'support.example.com',
      external_key: 'TICKET-1',
      public_site_id: '3',
      public_site_name: 'Help Desk',
      jump_group_id: '1',
      jump_group_name: 'Servers',
      jump_group_type: 'shared',
      lseq: 8,
      lseq_text: null,
      file_moves: 1,
      file_deletes: 0,
      jumpoint_id: '7',
      jumpoint_name: 'Basement',
      primary_customer_name: 'Ann',
      primary_customer_gs_number: '22',
      primary_rep_name: 'Admin',
      primary_rep_gs_number: '21',
      primary_rep_id: '1',
      primary_team_name: 'First Line',
      primary_team_id: '4',
      session_recordings: 1,
      command_shell_recordings: 2,
      show_my_screen_recordings: 0,
    });
  });

  it('name the public site 1, Default where Remote Support names none, and leave it empty for Privileged Remote Access', () => {
    const site = (session: Session, source: RowSource) =>
      pick(sessionRows(session, source).session, 'public_site_id', 'public_site_name');
    assert.deepEqual(site(bareSession(), rs), ['1', 'Default']);
    assert.deepEqual(site(bareSession(), pra), [null, null]);
    assert.deepEqual(site(bareSession({ publicSite: { name: 'Sales' } }), rs), [null, 'Sales']);
  });

  it('keep a running number that is none, as text', () => {
    const sequence = (lseq?: string) =>
      pick(sessionRows(bareSession(lseq === undefined ? {} : { lseq }), rs).session, 'lseq', 'lseq_text');
    assert.deepEqual(sequence('-1'), [-1, null]);
    assert.deepEqual(sequence('0'), [0, null]);
    assert.deepEqual(sequence(), [null, null]);
    for (const odd of ['', 'abc', '007', '1e3', '9007199254740993', ' 1']) assert.deepEqual(sequence(odd), [null, odd]);
  });

  it('keep any whole number of up to 15 digits, and lose no running number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.bigInt().map(String), fc.string()), (lseq) => {
        const [number, text] = pick(sessionRows(bareSession({ lseq }), rs).session, 'lseq', 'lseq_text');
        assert.equal(number === null ? text : String(number), lseq);
      }),
    );
  });

  it('spell one site one way', () => {
    assert.equal(storageHostName('Support.Example.com:443'), 'support.example.com');
    assert.equal(storageHostName('support.example.com:8443'), 'support.example.com:8443');
    const named = sessionRows(bareSession(), { ...rs, hostName: 'SUPPORT.example.com' });
    assert.equal(named.session.host_name, 'support.example.com');
  });

  it('put people into representative (RS) or user (PRA)', () => {
    const columns = ['user_id', 'user_name', 'display_name', 'display_name_sent', 'is_owner', 'is_primary', 'duration'];
    const expected = [
      ['1', 'admin', 'Admin (private)', 'Admin A.', true, true, 901],
      ['-1', 'guest', null, null, false, false, null],
    ];
    const inRs = sessionRows(fullSession(), rs).children;
    const inPra = sessionRows(fullSession(), pra).children;
    assert.deepEqual(
      inRs.representative.map((row) => pick(row, ...columns)),
      expected,
    );
    assert.deepEqual(inPra.user, inRs.representative);
    assert.deepEqual([inRs.user, inPra.representative], [[], []]);
  });

  it('keep addresses as they were sent', () => {
    const { children } = sessionRows(fullSession(), rs);
    assert.deepEqual(pick(children.representative[0], 'public_ip', 'private_ip', 'operating_system'), [
      '[2a01:e34::89]:56722',
      'Unknown',
      'Unknown',
    ]);
    assert.deepEqual(pick(children.customer[0], 'public_ip'), ['4.231.237.19:61606']);
  });

  it('tell the primary ones by their own flag, else by the numbers in the header', () => {
    const primary = (given: Partial<Session>) => {
      const { representative, team, customer } = sessionRows(bareSession(given), rs).children;
      return [...representative, ...team, ...customer].map((row) => row.is_primary);
    };
    const primaryRep = { name: 'A', gsnumber: '2', id: '1' };
    const rejoined = [{ gsnumber: '1', id: '1' }, { gsnumber: '2', id: '1' }, { id: '1' }, { username: 'A' }];
    assert.deepEqual(primary({ primaryRep, representatives: rejoined }), [false, true, true, null]);
    assert.deepEqual(primary({ primaryRep, representatives: [{ gsnumber: '2', primary: false }] }), [false]);
    assert.deepEqual(primary({ representatives: [{ gsnumber: '2' }] }), [null]);
    const teams = [{ id: '1', name: 'A' }, { name: 'B' }, { name: 'C', primary: true }];
    assert.deepEqual(primary({ primaryTeam: { name: 'B', id: '2' }, teams }), [false, true, true]);
    assert.deepEqual(
      primary({ primaryCustomer: { name: 'x', gsnumber: '5' }, customers: [{ gsnumber: '5', info: {} }] }),
      [true],
    );
  });

  it('call a customer by the name given, else by the user name', () => {
    const { customer } = sessionRows(fullSession(), rs).children;
    assert.deepEqual(pick(customer[0], 'display_name', 'user_name', 'issue', 'issue_description', 'rpat_support'), [
      'Ann',
      'ann',
      '5',
      'It does not print',
      false,
    ]);
    const unnamed = sessionRows(bareSession({ customers: [{ username: 'bob', info: {} }] }), rs).children.customer;
    assert.deepEqual(pick(unnamed[0], 'display_name', 'user_name'), ['bob', 'bob']);
  });

  it('name the files of an event that its data does not name already', () => {
    const file = { filename: 'a.txt', filesize: '10' };
    const same = { filename: 'b.txt', filesize: '10' };
    assert.deepEqual(dataOf({ files: [file, { filename: 'c' }] }), ['filename=a.txt', 'filesize=10', 'filename=c']);
    const data = [
      { name: 'filename', value: 'a.txt' },
      { name: 'filesize', value: '10' },
    ];
    assert.deepEqual(dataOf({ files: [file], data }), ['filename=a.txt', 'filesize=10']);
    assert.deepEqual(dataOf({ files: [file, same], data }), [
      'filename=a.txt',
      'filesize=10',
      'filename=b.txt',
      'filesize=10',
    ]);
  });

  it('hold system information as escaped XML, and only where that is asked for', () => {
    const rows = [
      [
        { name: 'a "b"\n', value: '<x> & \r' },
        { name: 'c', value: '' },
      ],
      [{ name: 'd', value: 'e' }],
    ];
    const session = bareSession({ events: [sampleEvent({ systemInformation: [{ category: 'Memory', rows }] })] });
    assert.deepEqual(sessionRows(session, rs).events[0]?.systemInformation, [
      {
        category: 'Memory',
        information:
          '<row><field name="a &quot;b&quot;&#10;">&lt;x&gt; &amp; &#13;</field><field name="c"></field></row><row><field name="d">e</field></row>',
      },
    ]);
    assert.deepEqual(sessionRows(session, { ...rs, storeSystemInformation: false }).events[0]?.systemInformation, []);
  });
});
