import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSession } from '@integration-client/core/report/parse-session';
import { itemOf, open, query, signal, withDirectory } from './support.js';

/** The one session of a real answer, as a document of its own. */
async function sampleDocument(): Promise<Buffer> {
  const answer = await readFile(new URL('../../../fixtures/samples/access-session.xml', import.meta.url), 'utf8');
  return Buffer.from(answer.slice(answer.indexOf('<session '), answer.indexOf('</session_list>')));
}

describe('a real session of Privileged Remote Access in a SQLite storage database', () => {
  it('has its values in the columns that the guide names', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      const session = parseSession(await sampleDocument());
      await destination.deliver({ ...itemOf(session, 'PRA', 'pra.example.com'), parse: () => session }, signal);
      await destination.close();
      const columns =
        'lsid, type, start_time, end_time, duration, file_transfers, file_deletes, host_name, external_key, public_site_id, jump_group_id, jump_group_name, jump_group_type, lseq';
      assert.deepEqual(query(file, `SELECT ${columns} FROM session`), [
        {
          lsid: 'e9e99aeb9ad54fb381634498502c5a1b',
          type: 'support',
          start_time: '2024-12-03 15:26:05',
          end_time: '2024-12-03 15:41:07',
          duration: '00:15:02',
          file_transfers: 2,
          file_deletes: 1,
          host_name: 'pra.example.com',
          external_key: null,
          public_site_id: null,
          jump_group_id: '1',
          jump_group_name: 'Sekoia.io integration',
          jump_group_type: 'shared',
          lseq: 8,
        },
      ]);
      assert.deepEqual(
        query(
          file,
          'SELECT user_id, user_name, display_name, public_ip, private_ip, is_owner, is_primary, duration FROM "user"',
        ),
        [
          {
            user_id: '1',
            user_name: 'admin',
            display_name: 'Admin',
            public_ip: '[2a01:e34:ec57:b230:f188:56c5:7089:d987]:56722',
            private_ip: 'Unknown',
            is_owner: 1,
            is_primary: 1,
            duration: 901,
          },
        ],
      );
      assert.deepEqual(query(file, 'SELECT gs_number, display_name, host_name, is_primary FROM customer'), [
        { gs_number: '22', display_name: 'Sekoia.io integration', host_name: 'Windows2022', is_primary: 1 },
      ]);
      assert.deepEqual(
        query(
          file,
          `SELECT type, event_time, destination, destination_type, name, value FROM session_event AS e
            LEFT JOIN session_event_data AS d ON d.session_event_id = e.id ORDER BY e.id`,
        ),
        [
          {
            type: 'Session Start',
            event_time: '2024-12-03 15:26:05',
            destination: null,
            destination_type: null,
            name: null,
            value: null,
          },
          {
            type: 'Conference Owner Changed',
            event_time: '2024-12-03 15:26:05',
            destination: 'Pre-start Conference',
            destination_type: 'system',
            name: 'owner',
            value: 'Pre-start Conference',
          },
        ],
      );
    }));
});
