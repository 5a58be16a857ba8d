import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { storageTables } from '@integration-client/sdk';
import { storageSchemaPage } from '../../tools/storage-schema-page.js';

/** The columns as the guides list them, in their order. */
const documented: Readonly<Record<string, string>> = {
  session:
    'id lsid type start_time end_time duration file_transfers host_name external_key public_site_id public_site_name jump_group_id jump_group_name jump_group_type lseq',
  session_event: 'id session_id type event_time performed_by performed_by_type destination destination_type',
  session_event_data: 'id session_event_id name value',
  system_information: 'id session_event_id category information',
  representative:
    'id gs_number session_id user_id user_name display_name public_display_name display_number public_ip private_ip is_owner is_primary duration host_name operating_system',
  user: 'id gs_number session_id user_id user_name display_name public_display_name display_number public_ip private_ip is_owner is_primary duration host_name operating_system',
  customer:
    'id session_id gs_number issue issue_description display_name company_name company_code public_ip private_ip rpat_support host_name operating_system',
  team: 'id session_id team_id name is_primary',
  custom_attribute: 'id session_id display_name code_name value',
};

describe('the tables of a storage database', () => {
  it('are the tables and columns that the guides document, plus extra ones', () => {
    const own = storageTables.map((table) => [
      table.name,
      table.columns.flatMap((column) => (column.extra ? [] : [column.name])).join(' '),
    ]);
    assert.deepEqual(Object.fromEntries(own), documented);
  });

  it('name every column once, refer only to tables above, and index only columns they have', () => {
    const above = new Set<string>();
    for (const { name, columns, unique, indexes } of storageTables) {
      const names = columns.map((column) => column.name);
      assert.equal(new Set(names).size, names.length, name);
      for (const { type, references } of columns) {
        assert.equal(type === 'reference', references !== undefined);
        assert.ok(references === undefined || above.has(references), `${name} refers to ${references}`);
      }
      for (const column of [...unique, ...indexes].flat()) assert.ok(names.includes(column), `${name}.${column}`);
      above.add(name);
    }
  });

  it('leave extra columns empty where nothing is known, so that they can be added to a database that exists', () => {
    const extra = storageTables.flatMap((table) => table.columns.filter((column) => column.extra));
    assert.ok(extra.length > 0);
    assert.deepEqual(
      extra.filter((column) => !column.nullable),
      [],
    );
  });

  it('are documented in docs/storage-schema.md as they are', async () => {
    const page = await readFile(new URL('../../../../docs/storage-schema.md', import.meta.url), 'utf8');
    assert.equal(page.replaceAll('\r\n', '\n'), storageSchemaPage(), 'run node test/dist/tools/storage-schema.js');
  });
});
