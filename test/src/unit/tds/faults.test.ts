import assert from 'node:assert/strict';
import mssql from 'mssql';
import { errorNumber, failure, type Place, query, withServer } from './support.js';

const withTable = (work: (place: Place) => Promise<void>): Promise<void> =>
  withServer(async (place) => {
    await place.query('CREATE TABLE [t] ([id] int NOT NULL CONSTRAINT [PK_t] PRIMARY KEY)');
    await work(place);
  });

const count = async ({ query }: Place): Promise<unknown> => (await query('SELECT COUNT(*) AS [n] FROM [t]'))[0]?.n;

async function committed(place: Place): Promise<mssql.Transaction> {
  const transaction = place.pool.transaction();
  await transaction.begin();
  await query(transaction.request(), 'INSERT INTO [t] VALUES (1)');
  return transaction;
}

describe('a fault of the double', () => {
  it('is an error instead of a statement, once', () =>
    withTable(async (place) => {
      place.server.failNext({ match: /INSERT INTO \[t\]/, number: 1105 });
      assert.equal(await count(place), 0);
      assert.equal(await errorNumber(place.query('INSERT INTO [t] VALUES (1)')), 1105);
      assert.equal(await count(place), 0);
      await place.query('INSERT INTO [t] VALUES (1)');
      assert.equal(await count(place), 1);
    }));

  it('is an error after a statement, which took effect', () =>
    withTable(async (place) => {
      place.server.failNext({ match: /INSERT/, number: 50001, message: 'Too late.', after: true });
      assert.equal((await failure(place.query('INSERT INTO [t] VALUES (1)'))).message, 'Too late.');
      assert.equal(await count(place), 1);
    }));

  it('is a deadlock, which undoes the transaction', () =>
    withTable(async (place) => {
      const transaction = await committed(place);
      place.server.failNext({ match: /SELECT/, number: 1205 });
      assert.equal(await errorNumber(query(transaction.request(), 'SELECT 1')), 1205);
      assert.equal((await failure(transaction.commit())).code, 'EABORT');
      assert.equal(await count(place), 0);
    }));

  it('is a connection cut before or after COMMIT: both look the same', () =>
    withTable(async (place) => {
      for (const after of [false, true]) {
        const transaction = await committed(place);
        place.server.failNext({ match: 'commit', after, disconnect: true });
        const { code } = await failure(transaction.commit());
        assert.ok(code === 'ESOCKET' || code === 'ECONNCLOSED' || code === 'ECONNRESET', code);
        assert.equal(await count(place), after ? 1 : 0);
      }
    }));

  it('is an error of the rows of a bulk load', () =>
    withTable(async (place) => {
      const table = new mssql.Table('t');
      table.columns.add('id', mssql.Int, { nullable: false });
      table.rows.add(1);
      place.server.failNext({ match: 'bulk', number: 9002 });
      assert.equal(await errorNumber(place.pool.request().bulk(table)), 9002);
      assert.equal(await count(place), 0);
      await place.pool.request().bulk(table);
      assert.equal(await count(place), 1);
    }));

  it('ends the connection where the error is severe', () =>
    withTable(async (place) => {
      place.server.failNext({ match: /SELECT 2/, number: 40197 });
      await failure(place.query('SELECT 2'));
      assert.equal(await count(place), 0);
    }));

  it('is a login that is refused', () =>
    withTable(async ({ server, connect }) => {
      server.failNext({ match: 'login', number: 18456, message: 'Login failed: the account is locked.' });
      assert.match((await failure(connect())).message, /locked/);
      assert.ok((await connect()).connected);
    }));

  it('stands in the log like any request', () =>
    withTable(async (place) => {
      const transaction = await committed(place);
      await transaction.rollback();
      assert.deepEqual(place.server.log.slice(-3), [
        'BEGIN TRANSACTION',
        'INSERT INTO [t] VALUES (1)',
        'ROLLBACK TRANSACTION',
      ]);
    }));
});
