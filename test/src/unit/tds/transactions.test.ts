import assert from 'node:assert/strict';
import mssql from 'mssql';
import { errorNumber, failure, type Place, query, withServer } from './support.js';

const withTable = (work: (place: Place) => Promise<void>): Promise<void> =>
  withServer(async (place) => {
    await place.query('CREATE TABLE [t] ([id] int NOT NULL CONSTRAINT [PK_t] PRIMARY KEY)');
    await work(place);
  });

const ids = async ({ query }: Place): Promise<unknown[]> =>
  (await query('SELECT [id] FROM [t] ORDER BY [id]')).map(({ id }) => id);

const add = (request: mssql.Request, id: number): Promise<unknown> =>
  query(request, 'INSERT INTO [t] VALUES (@id)', { id });

describe('transactions of the double', () => {
  it('are kept by COMMIT and undone by ROLLBACK', () =>
    withTable(async (place) => {
      const kept = place.pool.transaction();
      await kept.begin();
      await add(kept.request(), 1);
      await kept.commit();
      const undone = place.pool.transaction();
      await undone.begin();
      await add(undone.request(), 2);
      await undone.rollback();
      assert.deepEqual(await ids(place), [1]);
    }));

  it('are begun and ended by statements as well, and counted', () =>
    withTable(async (place) => {
      const pool = await place.connect({ pool: { max: 1 } });
      await pool.request().batch('BEGIN TRANSACTION; BEGIN TRANSACTION; INSERT INTO [t] VALUES (1); COMMIT');
      assert.deepEqual(await query(pool.request(), 'SELECT @@TRANCOUNT AS [n]'), [{ n: 1 }]);
      await pool.request().batch('ROLLBACK');
      assert.equal(await errorNumber(query(pool.request(), 'ROLLBACK')), 3903);
      assert.equal(await errorNumber(query(pool.request(), 'COMMIT')), 3902);
      assert.deepEqual(await ids(place), []);
    }));

  it('are begun by a batch: what a call sets ends with it, and its transaction is an error', () =>
    withTable(async (place) => {
      const pool = await place.connect({ pool: { max: 1 } });
      assert.equal(await errorNumber(query(pool.request(), 'BEGIN TRANSACTION')), 266);
      await query(pool.request(), 'SET XACT_ABORT ON; SET LOCK_TIMEOUT 5');
      assert.deepEqual(await query(pool.request(), 'SELECT @@LOCK_TIMEOUT AS [t]'), [{ t: -1 }]);
      await failure(query(pool.request(), 'INSERT INTO [t] VALUES (1), (1)'));
      assert.deepEqual(await query(pool.request(), 'SELECT @@TRANCOUNT AS [n]'), [{ n: 1 }]);
      await pool.request().batch('SET XACT_ABORT ON');
      await failure(query(pool.request(), 'INSERT INTO [t] VALUES (1), (1)'));
      assert.deepEqual(await query(pool.request(), 'SELECT @@TRANCOUNT AS [n]'), [{ n: 0 }]);
    }));

  it('go back to a savepoint', () =>
    withTable(async (place) => {
      const transaction = place.pool.transaction();
      await transaction.begin();
      await add(transaction.request(), 1);
      await query(
        transaction.request(),
        'SAVE TRANSACTION [half]; INSERT INTO [t] VALUES (2); ROLLBACK TRANSACTION [half]',
      );
      await transaction.commit();
      assert.deepEqual(await ids(place), [1]);
    }));

  it('take turns: the second sees what the first committed', () =>
    withTable(async (place) => {
      const first = place.pool.transaction();
      const second = place.pool.transaction();
      await first.begin();
      await add(first.request(), 1);
      await second.begin();
      const seen = query(second.request(), 'SELECT COUNT(*) AS [n] FROM [t]');
      await add(first.request(), 2);
      await first.commit();
      assert.deepEqual(await seen, [{ n: 2 }]);
      await second.commit();
    }));

  it('wait for a lock as long as LOCK_TIMEOUT says', () =>
    withTable(async (place) => {
      const first = place.pool.transaction();
      await first.begin();
      await add(first.request(), 1);
      assert.equal(await errorNumber(place.query('SET LOCK_TIMEOUT 10; SELECT * FROM [t]')), 1222);
      await first.rollback();
    }));

  it('are undone where the connection is cut', () =>
    withTable(async (place) => {
      const transaction = place.pool.transaction();
      await transaction.begin();
      await add(transaction.request(), 1);
      place.server.dropConnections();
      await failure(transaction.rollback());
      assert.deepEqual(await ids(place), []);
    }));

  it('lose one statement to an error, or all of it with XACT_ABORT', () =>
    withTable(async (place) => {
      const kept = place.pool.transaction();
      await kept.begin();
      await add(kept.request(), 1);
      assert.equal(await errorNumber(query(kept.request(), 'INSERT INTO [t] VALUES (2), (1)')), 2627);
      await kept.commit();
      assert.deepEqual(await ids(place), [1]);
      const pool = await place.connect({ pool: { max: 1 } });
      const sql = 'SET XACT_ABORT ON; BEGIN TRANSACTION; INSERT INTO [t] VALUES (3); INSERT INTO [t] VALUES (1)';
      assert.equal(await errorNumber(query(pool.request(), sql)), 2627);
      assert.deepEqual(await query(pool.request(), 'SELECT @@TRANCOUNT AS [n]'), [{ n: 0 }]);
      assert.deepEqual(await ids(place), [1]);
    }));

  it('go on in a batch after an error of one statement', () =>
    withTable(async (place) => {
      await failure(place.query('INSERT INTO [t] VALUES (1); INSERT INTO [t] VALUES (1); INSERT INTO [t] VALUES (2)'));
      assert.deepEqual(await ids(place), [1, 2]);
      await failure(place.query('SET XACT_ABORT ON; INSERT INTO [t] VALUES (1); INSERT INTO [t] VALUES (3)'));
      assert.deepEqual(await ids(place), [1, 2]);
    }));

  it('undo changes of tables, too', () =>
    withTable(async (place) => {
      const transaction = place.pool.transaction();
      await transaction.begin();
      await query(
        transaction.request(),
        "CREATE TABLE [u] ([id] int); ALTER TABLE [t] ADD [x] nvarchar(5) NOT NULL DEFAULT N''",
      );
      await transaction.rollback();
      assert.equal(await errorNumber(place.query('SELECT * FROM [u]')), 208);
      assert.equal(await errorNumber(place.query('SELECT [x] FROM [t]')), 207);
      assert.deepEqual(await place.query("SELECT OBJECT_ID(N'[dbo].[u]', N'U') AS [id]"), [{ id: null }]);
    }));

  it('are given up by a client that waits too long', () =>
    withTable(async (place) => {
      const first = place.pool.transaction();
      await first.begin();
      await add(first.request(), 1);
      const hasty = await place.connect({ requestTimeout: 100, pool: { max: 1 } });
      assert.equal((await failure(add(hasty.request(), 2))).code, 'ETIMEOUT');
      await first.commit();
      assert.deepEqual(await query(hasty.request(), 'SELECT COUNT(*) AS [n] FROM [t]'), [{ n: 1 }]);
    }));

  it('are undone with XACT_ABORT where a request in them is cancelled', () =>
    withTable(async (place) => {
      const pool = await place.connect({ pool: { max: 1 } });
      await query(pool.request(), 'SELECT 1');
      const request = pool.request();
      const waiting = request.batch(
        "SET XACT_ABORT ON; BEGIN TRANSACTION; INSERT INTO [t] VALUES (1); WAITFOR DELAY '00:01:00'",
      );
      setTimeout(() => request.cancel(), 50);
      assert.equal((await failure(waiting)).code, 'ECANCEL');
      assert.deepEqual(await ids(place), []);
    }));
});
