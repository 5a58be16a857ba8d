import assert from 'node:assert/strict';
import { storageTables } from '@integration-client/sdk';
import { query, withDatabase } from './support.js';
import { deliver, verify } from './verified.js';

/** A table of a storage database. */
export type StorageTable = (typeof storageTables)[number];

const values: Record<string, string> = { timestamp: "'2001-01-01 00:00:00'", integer: '987', boolean: '7' };

/** The columns of a table that hold something of a session. */
export function columnsWithContent({ columns }: StorageTable): StorageTable['columns'] {
  return columns.filter((column) => column.type !== 'id' && column.references === undefined);
}

/** Changes each column of a table in a new database, and fails unless that is noticed. `thoroughly`: to several values, and back. */
export async function assertColumnsCount(file: string, table: StorageTable, thoroughly: boolean): Promise<void> {
  const deliveries = await deliver(file);
  const holdsChange = async (sql: string): Promise<boolean> => {
    withDatabase(file, (db) => db.exec(sql));
    return (await verify(file, deliveries)).includes('changed');
  };
  for (const { name, type } of columnsWithContent(table)) {
    // Another host or lsid is another session.
    if (name === 'lsid' || (table.name === 'session' && name === 'host_name')) continue;
    withDatabase(file, (db) => db.exec(`CREATE TABLE kept AS SELECT id, "${name}" AS value FROM "${table.name}"`));
    const restore = `UPDATE "${table.name}" SET "${name}" = (SELECT value FROM kept WHERE kept.id = "${table.name}".id)`;
    const other = values[type] ?? "'else'";
    for (const value of thoroughly ? [other, "''", 'NULL'] : [other]) {
      const same = query(file, `SELECT 1 FROM "${table.name}" WHERE "${name}" IS NOT ${value}`).length === 0;
      const changed = await holdsChange(`UPDATE "${table.name}" SET "${name}" = ${value}`);
      assert.equal(changed, !same, `${name} = ${value}`);
      if (thoroughly) assert.equal(await holdsChange(restore), false, `${name} put back`);
      else withDatabase(file, (db) => db.exec(restore));
    }
    withDatabase(file, (db) => db.exec('DROP TABLE kept'));
  }
  // So each was found against what is intact.
  assert.deepEqual(await verify(file, deliveries), ['intact', 'intact']);
}
