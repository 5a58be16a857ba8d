import assert from 'node:assert/strict';
import mssql from 'mssql';
import { isDouble, testServer } from '../../support/sqlserver.js';

describe('a server for tests', () => {
  it("has a database of the test's own, where it makes it", async () => {
    const server = await testServer();
    try {
      assert.equal(server.double !== undefined, isDouble);
      const name = server.newDatabaseName();
      const master = await new mssql.ConnectionPool(server.config('master')).connect();
      await master.request().query(`CREATE DATABASE [${name}]`);
      await master.close();
      const pool = await new mssql.ConnectionPool(server.config(name)).connect();
      assert.deepEqual((await pool.request().query('SELECT DB_NAME() AS [name]')).recordset, [{ name }]);
      await pool.close();
    } finally {
      await server.stop();
    }
  });
});
