import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import plugin from '@integration-client/plugin-sqlserver';
import { ConfigError, type Destination, nodeDisk } from '@integration-client/sdk';
import { signal, silentLog } from '../sqlite/support.js';

const complete = {
  server: 'sql.invalid',
  database: 'Storage',
  authentication: 'sql',
  username: 'ic',
  password: 'very-secret',
  encrypt: true,
  trustServerCertificate: false,
  storeSystemInformation: false,
};

type Given = Record<string, unknown>;

/** The faults that a destination with these settings tells, each as `setting: what is wrong`. */
async function faultsOf(settings: Given): Promise<string[]> {
  const error = await failure(settings);
  assert.equal(error.code, 'connection-settings');
  return error.message.replace(/^.*? is not set up: /, '').split('; ');
}

async function failure(settings: Given): Promise<ConfigError> {
  const destination = new plugin.destination(settings, silentLog, nodeDisk) as Required<Destination>;
  const error = await destination.check(signal).then(
    () => assert.fail('the check passed'),
    (reason: unknown) => reason,
  );
  await destination.close();
  await destination.close();
  assert.ok(error instanceof ConfigError, String(error));
  assert.doesNotMatch(`${error.stack} ${error.message} ${error.hint}`, /very-secret/);
  return error;
}

const without = (...names: string[]): Given =>
  Object.fromEntries(Object.entries(complete).filter(([name]) => !names.includes(name)));

/** Of each fault the setting that it names. */
const names = (faults: readonly string[]): string[] => faults.map((fault) => fault.replace(/:.*/s, ''));

describe('the settings of a SQL Server destination', () => {
  it('are named, all at once, where they are missing', async () => {
    assert.deepEqual(names(await faultsOf(without('server', 'database', 'username', 'password'))), [
      'server',
      'database',
      'username',
      'password',
    ]);
    assert.deepEqual(names(await faultsOf(without('password'))), ['password']);
  });

  it('name a server without a port or a protocol', async () => {
    for (const server of ['sql.example.com,1433', 'tcp:sql.example.com', 'sql example', '\\instance', 'a/b']) {
      assert.deepEqual(names(await faultsOf({ ...complete, server })), ['server'], server);
    }
  });

  it('name a Windows account with its domain', async () => {
    const windows = { ...complete, authentication: 'windows' };
    for (const username of ['ic', '\\ic', 'DOMAIN\\']) {
      assert.deepEqual(names(await faultsOf({ ...windows, username })), ['username'], username);
    }
  });

  it('name what a login with Microsoft Entra lacks', async () => {
    const entra = { ...complete, authentication: 'entra' };
    assert.match((await faultsOf(entra)).join(), /^parameters: Client ID: needs/);
    const { password: _, ...noPassword } = entra;
    assert.deepEqual(names(await faultsOf(noPassword)), ['password']);
    const { username: __, ...application } = entra;
    assert.match((await faultsOf(application)).join(), /^parameters: Client ID: needs/);
    assert.match(
      (await faultsOf({ ...application, parameters: 'client id=1' })).join(),
      /^parameters: Tenant ID: needs/,
    );
  });

  it('hold additional parameters that are known and have a value of their kind', async () => {
    const faults = await faultsOf({
      ...complete,
      parameters: ' Connect Timeout = soon ;Packet Size=1;MultiSubnetFailover=perhaps;Encrypt=no;Language=;very;',
    });
    assert.equal(faults.length, 6, faults.join('\n'));
    for (const [index, pattern] of [
      /Connect Timeout needs seconds/,
      /Packet Size needs bytes/,
      /MultiSubnetFailover needs true or false/,
      /Encrypt is not known .*Command Timeout/,
      /Language needs a value/,
      /part 6 is not of the form/,
    ].entries()) {
      assert.match(faults[index] ?? '', pattern);
    }
  });

  it('hold a connection string or its parts, not both', async () => {
    const connectionString = 'Server=sql.invalid;Database=Storage;User ID=ic;Password=very-secret';
    assert.deepEqual(names(await faultsOf({ ...complete, connectionString })), [
      'server',
      'database',
      'username',
      'password',
    ]);
  });

  it('hold a connection string that names server, database and user, and is never quoted', async () => {
    const rest = without('server', 'database', 'username', 'password');
    for (const [connectionString, pattern] of [
      ['Database=Storage;User ID=ic;Password=very-secret', /names no Server/],
      ['Server=sql.invalid;User ID=ic;Password=very-secret', /names no Database/],
      ['Server=sql.invalid;Database=Storage;Password=very-secret', /names no User ID/],
      ['very-secret', /names no Server|not of the form/],
      ['Server=np:sql.invalid;Database=a;User ID=ic;Password="very-secret', /not of the form/],
    ] as const) {
      assert.match((await faultsOf({ ...rest, connectionString })).join(), pattern);
    }
  });

  it('name a CA file that can be read and holds certificates', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ic-sqlserver-'));
    try {
      const caFile = join(directory, 'ca.pem');
      assert.equal((await failure({ ...complete, caFile })).code, 'ca-file-unreadable');
      for (const text of ['', 'no certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n']) {
        await writeFile(caFile, text);
        assert.equal((await failure({ ...complete, caFile })).code, 'ca-file-invalid');
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('are asked for with secrets marked, and none is required without the others', () => {
    const { properties, required } = plugin.settings;
    const secrets = Object.entries(properties).filter(([, property]) => 'secret' in property && property.secret);
    assert.deepEqual(
      secrets.map(([name]) => name),
      ['password', 'connectionString'],
    );
    assert.equal(required, undefined);
  });
});
