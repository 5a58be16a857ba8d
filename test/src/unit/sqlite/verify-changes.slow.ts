import { storageTables } from '@integration-client/sdk';
import { assertColumnsCount } from './changed-columns.js';
import { inDirectory } from './verified.js';

describe('what a SQLite storage database still holds of what was delivered is changed when anything of it is', () => {
  for (const table of storageTables)
    it(
      `${table.name}: each column, put in place of its value or of none, and taken away`,
      inDirectory((file) => assertColumnsCount(file, table, true)),
    );
});
