import assert from 'node:assert/strict';
import { storageTables } from '@integration-client/sdk';
import { assertColumnsCount, columnsWithContent } from './changed-columns.js';
import { withDatabase } from './support.js';
import { deliver, inDirectory, locations, verify } from './verified.js';

describe('what a SQLite storage database still holds of what was delivered is changed when anything of it is', () => {
  const ordered = new Set(['session_event', 'session_event_data', 'representative', 'user', 'team']);

  for (const table of storageTables) {
    it(
      `${table.name}: each column, put in place of its value`,
      inDirectory((file) => assertColumnsCount(file, table, false)),
    );

    if (table.name === 'session') continue;
    it(
      `${table.name}: a row less, a row more, rows in another order`,
      inDirectory(async (file) => {
        const parent = table.columns.find((column) => column.references)?.name;
        const names = columnsWithContent(table)
          .map((column) => `"${column.name}"`)
          .join(', ');
        const changes = [
          `DELETE FROM "${table.name}" WHERE id = (SELECT min(id) FROM "${table.name}")`,
          `INSERT INTO "${table.name}" (${parent}) SELECT min(${parent}) FROM "${table.name}"`,
          `INSERT INTO "${table.name}" (${parent}, ${names}) SELECT ${parent}, ${names} FROM "${table.name}"`,
          // Of customers, attributes and system information the sample has one row each: no order to change.
          ...(ordered.has(table.name) ? [`UPDATE "${table.name}" SET id = -id`] : []),
        ];
        for (const change of changes) {
          const deliveries = await deliver(file);
          withDatabase(file, (db) => db.exec(`PRAGMA foreign_keys = OFF; ${change}`));
          assert.ok((await verify(file, deliveries)).includes('changed'), change);
        }
      }),
    );
  }

  it(
    'a value moved from one event to the next, or from one column to another',
    inDirectory(async (file) => {
      for (const change of [
        'UPDATE session_event_data SET session_event_id = session_event_id - 1 WHERE id = (SELECT min(id) FROM session_event_data)',
        'UPDATE customer SET company_code = company_name, company_name = NULL',
        "UPDATE customer SET company_name = company_name || ' company_code=2:EX', company_code = NULL",
      ]) {
        const deliveries = await deliver(file);
        withDatabase(file, (db) => db.exec(change));
        assert.ok((await verify(file, deliveries)).includes('changed'), change);
      }
    }),
  );

  it(
    'a table that somebody dropped',
    inDirectory(async (file) => {
      const deliveries = await deliver(file);
      withDatabase(file, (db) => db.exec('DROP TABLE team'));
      assert.deepEqual(await verify(file, deliveries), ['changed', 'changed']);
      withDatabase(file, (db) => db.exec('DROP TABLE session'));
      assert.deepEqual(await verify(file, deliveries), ['missing', 'missing']);
      assert.deepEqual(await locations(file), []);
    }),
  );
});
