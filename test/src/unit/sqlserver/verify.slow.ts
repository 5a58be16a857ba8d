import { storageTables } from '@integration-client/sdk';
import { assertColumnsCount, assertRowsCount } from './verified.js';

describe('verifying a SQL Server database', () => {
  it('finds changed a session of which any value of any column is', () => assertColumnsCount((columns) => columns));

  it('finds changed a session with a row less or more, of every table, and missing one that is gone', () =>
    assertRowsCount(storageTables));
});
