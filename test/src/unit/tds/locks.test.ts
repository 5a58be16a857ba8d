import assert from 'node:assert/strict';
import mssql from 'mssql';
import { until } from '../../support/until.js';
import { errorNumber, query, withServer } from './support.js';

const take = (
  request: mssql.Request,
  resource: string,
  owner: 'Session' | 'Transaction',
  timeout = -1,
): Promise<unknown> =>
  query(
    request,
    `DECLARE @result int; EXEC @result = sp_getapplock @Resource = @resource, @LockMode = N'Exclusive', @LockOwner = N'${owner}', @LockTimeout = ${timeout}; SELECT @result AS [result]`,
    { resource },
  ).then(([row]) => row?.result);

describe('application locks of the double', () => {
  it('are had by one session at a time, which gives them back', () =>
    withServer(async ({ connect, server }) => {
      const [one, other] = await Promise.all([connect({ pool: { max: 1 } }), connect({ pool: { max: 1 } })]);
      assert.equal(await take(one.request(), 'a', 'Session'), 0);
      assert.equal(await take(other.request(), 'b', 'Session'), 0);
      assert.equal(await take(other.request(), 'a', 'Session', 10), -1);
      const asked = server.log.length;
      const waiting = take(other.request(), 'a', 'Session');
      await until(async () => server.log.slice(asked).some((text) => text.includes('sp_getapplock')));
      const release = one.request().input('Resource', 'a').input('LockOwner', 'Session');
      assert.equal((await release.execute('sp_releaseapplock')).returnValue, 0);
      assert.equal(await waiting, 1);
      assert.equal(
        await errorNumber(query(one.request(), "EXEC sp_releaseapplock @Resource = N'a', @LockOwner = N'Session'")),
        1223,
      );
    }));

  it('tell whether they could be had', () =>
    withServer(async ({ connect }) => {
      const [one, other] = await Promise.all([connect({ pool: { max: 1 } }), connect({ pool: { max: 1 } })]);
      const isFree = (pool: typeof one, mode = 'Exclusive') =>
        query(pool.request(), `SELECT APPLOCK_TEST(N'public', N'a', N'${mode}', N'Session') AS [free]`).then(
          ([row]) => row?.free,
        );
      assert.deepEqual([await isFree(one), await isFree(other)], [1, 1]);
      await take(one.request(), 'a', 'Session');
      assert.deepEqual([await isFree(one), await isFree(other), await isFree(other, 'Shared')], [1, 0, 0]);
    }));

  it('end with their transaction, and are not had without one', () =>
    withServer(async ({ pool, server }) => {
      assert.equal(await take(pool.request(), 'a', 'Transaction'), -999);
      const first = pool.transaction();
      const second = pool.transaction();
      await first.begin();
      await second.begin();
      assert.equal(await take(first.request(), 'a', 'Transaction'), 0);
      const asked = server.log.length;
      const waiting = take(second.request(), 'a', 'Transaction');
      await until(async () => server.log.slice(asked).some((text) => text.includes('sp_getapplock')));
      await first.commit();
      assert.equal(await waiting, 1);
      await second.commit();
    }));

  it('end with their session', () =>
    withServer(async ({ connect, server, pool }) => {
      const other = await connect({ pool: { max: 1 } });
      await take(other.request(), 'a', 'Session');
      server.dropConnections();
      assert.equal(await take(pool.request(), 'a', 'Session', 5000), 0);
    }));

  it('are not had where two wait for each other', () =>
    withServer(async ({ pool }) => {
      const first = pool.transaction();
      const second = pool.transaction();
      await first.begin();
      await second.begin();
      await take(first.request(), 'a', 'Transaction');
      await take(second.request(), 'b', 'Transaction');
      const waiting = take(first.request(), 'b', 'Transaction');
      const results = [await take(second.request(), 'a', 'Transaction')];
      await second.rollback();
      results.push(await waiting);
      assert.deepEqual(results, [-3, 1]);
      await first.rollback();
    }));
});
