import assert from 'node:assert/strict';
import { isDouble } from '../../support/sqlserver.js';
import { permissionsBut, TdsServer, type TdsServerOptions } from '../../support/tds/index.js';
import { fullSession } from '../relational/sample-session.js';
import { itemOf, signal } from '../sqlite/support.js';
import { type Given, open, settingsFor, withEmptyDatabase, withPlace } from './support.js';

const item = itemOf(fullSession());

/** Checks and delivers: both must fail like this. */
async function fails(
  settings: Given,
  expected: { name: string; code: string; message?: RegExp; hint?: RegExp },
): Promise<void> {
  const destination = open(settings);
  await assert.rejects(destination.check(signal), expected);
  await assert.rejects(destination.deliver(item, signal), expected);
  await destination.close();
  await destination.close();
}

/** A double with logins or certificates of a test's own, and the settings for its first login. */
async function withDouble(
  options: TdsServerOptions,
  work: (server: TdsServer, settings: Given) => Promise<void>,
): Promise<void> {
  const server = await TdsServer.start(options);
  try {
    await work(server, settingsFor(server.config('Storage')));
  } finally {
    await server.stop();
  }
}

const tables = (server: TdsServer): unknown[] => server.query('Storage', `SELECT name FROM "sys.tables"`);

describe('the check of a SQL Server destination', () => {
  it('accepts a database that is not there yet, and does not create it', () =>
    withPlace(async (place) => {
      const destination = open(place.settings);
      await destination.check(signal);
      await destination.close();
      if (place.server !== undefined) assert.throws(() => place.server?.sqlite(place.database));
    }));

  it('accepts an empty database and its own tables, and makes nothing', () =>
    withEmptyDatabase(async (place) => {
      const destination = open(place.settings);
      await destination.check(signal);
      assert.deepEqual(await place.query("SELECT name FROM sys.tables WHERE name = N'session'"), []);
      await destination.deliver(item, signal);
      await destination.check(signal);
      await destination.close();
    }));
});

describe('the check of a SQL Server destination, of the double', () => {
  before(function () {
    if (!isDouble) this.skip();
  });

  it('finds out a wrong server, port, login and password', () =>
    withDouble({}, async (server, settings) => {
      const refused = { name: 'ConfigError', code: 'login-failed', hint: /Correct username, password/ };
      await fails({ ...settings, password: 'wrong' }, refused);
      await fails({ ...settings, username: 'nobody' }, refused);
      const unreachable = { name: 'UnreachableError', code: 'server-unreachable', hint: /Check server and port/ };
      await fails({ ...settings, server: 'host.invalid' }, unreachable);
      await server.goOffline();
      await fails(settings, { ...unreachable, message: new RegExp(`no connection to \\S+,${settings.port}/`) });
    }));

  it('names the permission to create a database where it is missing', () =>
    withDouble(
      { logins: [{ user: 'ic', password: 'x', permissions: permissionsBut('CREATE DATABASE') }] },
      async (server, settings) => {
        const expected = { name: 'ConfigError', code: 'database-missing', message: /Storage does not exist/ };
        await fails(settings, expected);
        assert.match(
          await open(settings)
            .check(signal)
            .catch((error) => error.hint),
          /CREATE ANY DATABASE/,
        );
        assert.throws(() => server.sqlite('Storage'));
      },
    ));

  it('finds out a database that the login may not open', () =>
    withDouble({ logins: [{ user: 'ic', password: 'x', databases: ['Other'] }] }, async (server, settings) => {
      server.createDatabase('Storage');
      await fails(settings, { name: 'ConfigError', code: 'database-refused', hint: /give the login a user in it/ });
    }));

  for (const permission of ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE TABLE', 'ALTER'] as const) {
    it(`names the permission ${permission} where it is missing, and changes nothing`, () =>
      withDouble(
        { logins: [{ user: 'ic', password: 'x', permissions: permissionsBut(permission) }] },
        async (server, settings) => {
          server.createDatabase('Storage');
          const destination = open(settings);
          await assert.rejects(destination.check(signal), {
            name: 'ConfigError',
            code: 'permission-missing',
            message: new RegExp(`: .*${permission}`),
            hint: /GRANT/,
          });
          await destination.close();
          assert.deepEqual(tables(server), []);
        },
      ));
  }

  it('names what is missing on tables that are there', () =>
    withDouble(
      {
        logins: [
          { user: 'owner', password: 'x' },
          { user: 'ic', password: 'x', permissions: permissionsBut('DELETE', 'CREATE TABLE', 'ALTER') },
        ],
      },
      async (_server, settings) => {
        const owner = open(settings);
        await owner.deliver(item, signal);
        await owner.close();
        const other = open({ ...settings, username: 'ic' });
        await assert.rejects(other.check(signal), {
          name: 'ConfigError',
          code: 'permission-missing',
          message: /DELETE on \[dbo\]\.\[session\], .*DELETE on \[dbo\]\.\[user\]/,
        });
        await assert.rejects(other.deliver(item, signal), { name: 'ConfigError', code: 'permission-missing' });
        await other.close();
      },
    ));

  it('trusts the certificate of an authority that the settings name, and no other', () =>
    withDouble({ tls: true }, async (server, settings) => {
      const parameters = 'Host Name In Certificate=localhost';
      await fails(
        { ...settings, parameters },
        { name: 'ConfigError', code: 'certificate-not-trusted', hint: /caFile/ },
      );
      const trusting = [
        { caFile: server.caFile, parameters },
        { trustServerCertificate: true },
        {
          connectionString: `Server=127.0.0.1,${server.port};Database=Storage;User ID=sa;Password=Secret-1234;Encrypt=true;TrustServerCertificate=true`,
        },
      ];
      for (const more of trusting) {
        const base = 'connectionString' in more ? { authentication: 'sql', encrypt: true } : settings;
        const destination = open({ ...base, ...more });
        await destination.check(signal);
        await destination.deliver(item, signal);
        await destination.close();
      }
    }));

  it('finds out a certificate for another name', () =>
    withDouble({ tls: true }, (server, settings) =>
      fails(
        { ...settings, caFile: server.caFile, parameters: 'Host Name In Certificate=other.example.com' },
        {
          name: 'ConfigError',
          code: 'certificate-not-trusted',
          message: /is not trusted: .*other\.example\.com/,
          hint: /server’s name as its certificate has it/,
        },
      ),
    ));

  it('refuses a server without encryption, unless the settings do without', () =>
    withDouble({}, async (server, settings) => {
      await fails({ ...settings, encrypt: true }, { name: 'ConfigError', code: 'encryption-missing' });
      assert.deepEqual(server.log, [], 'the login was sent in clear');
      const destination = open(settings);
      await destination.check(signal);
      await destination.close();
    }));

  it('closes its connections', () =>
    withDouble({}, async (server, settings) => {
      for (const database of ['Storage', 'master']) {
        const destination = open({ ...settings, database });
        await destination.check(signal).catch(() => undefined);
        await destination.close();
      }
      while (server.connections > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }));
});
