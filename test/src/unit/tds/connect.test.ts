import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import mssql from 'mssql';
import { failure, query, withServer } from './support.js';

describe('a connection to the double', () => {
  it('is made with a password, and finds its database', () =>
    withServer(async ({ query }) => {
      assert.deepEqual(await query('SELECT DB_NAME() AS [name], @@TRANCOUNT AS [open]'), [{ name: 'test', open: 0 }]);
    }));

  it('is refused for a wrong password, for an unknown user and without the database', () =>
    withServer(async ({ connect }) => {
      for (const wrong of [{ password: 'x' }, { user: 'nobody' }, { database: 'nowhere' }]) {
        const { code, message } = await failure(connect(wrong));
        assert.equal(code, 'ELOGIN');
        assert.match(message, /^Login failed for user/);
      }
    }));

  it('is refused with the reason before the refusal where there is no database', () =>
    withServer(async ({ connect }) => {
      const numbers: number[] = [];
      const beforeConnect = (connection: { on(event: string, listener: (token: { number: number }) => void): void }) =>
        connection.on('errorMessage', ({ number }) => numbers.push(number));
      await failure(connect({ database: 'nowhere', beforeConnect }));
      assert.deepEqual(numbers, [4060, 18456]);
    }));

  it('is refused with Windows', () =>
    withServer(async ({ connect }) => {
      const { message } = await failure(connect({ domain: 'D' }));
      assert.match(message, /untrusted domain/);
    }));

  it('is encrypted where the client wants it, with a certificate that the client can check', () =>
    withServer(
      async ({ server, connect, query }) => {
        assert.deepEqual(await query("SELECT REPLICATE(CAST(N'x' AS nvarchar(max)), 100000) AS [long]"), [
          { long: 'x'.repeat(100_000) },
        ]);
        const ca = await readFile(server.caFile, 'utf8');
        const options = { encrypt: true, serverName: 'localhost', cryptoCredentialsDetails: { ca } };
        assert.ok((await connect({ options })).connected);
        const { code } = await failure(connect({ options: { encrypt: true, serverName: 'localhost' } }));
        assert.equal(code, 'ESOCKET');
      },
      { tls: true },
    ));

  it('is refused while the server is offline, and works again afterwards', () =>
    withServer(async ({ server, connect }) => {
      await server.goOffline();
      assert.equal((await failure(connect())).code, 'ESOCKET');
      await server.goOnline();
      assert.ok((await connect()).connected);
    }));

  it('finds what was stored before it was cut', () =>
    withServer(async ({ server, query }) => {
      await query('CREATE TABLE [t] ([id] int NOT NULL)');
      server.dropConnections();
      assert.deepEqual(await query('SELECT COUNT(*) AS [n] FROM [t]'), [{ n: 0 }]);
    }));

  it('is made with large packets and answers with many', () =>
    withServer(async ({ connect }) => {
      const pool = await connect({ options: { encrypt: false, packetSize: 512 } as mssql.IOptions });
      const [row] = await query(pool.request(), 'SELECT @text AS [text]', { text: 'ü'.repeat(50_000) });
      assert.equal(row?.text, 'ü'.repeat(50_000));
    }));
});
