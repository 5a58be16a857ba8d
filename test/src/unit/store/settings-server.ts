import { readFile } from 'node:fs/promises';
import type { Home } from '@integration-client/core/home';
import { openSealer } from '@integration-client/core/secrets/seal';
import { createServerSettings } from '@integration-client/core/store/open-store';
import { type SqlServerPlace, writeSettingsPlace } from '@integration-client/core/store/settings-place';
import { nodeDisk } from '@integration-client/sdk';
import { type TestSqlServer, testServer } from '../../support/sqlserver.js';
import type { TdsServerOptions } from '../../support/tds/index.js';
import { writeKey } from './prepared-home.js';

/** A server for the settings databases of tests. */
export class SettingsServer {
  readonly #server: TestSqlServer;
  /** An empty settings database of the double, and its key. */
  #prepared: { readonly name: string; readonly key: Buffer } | undefined;

  private constructor(server: TestSqlServer) {
    this.#server = server;
  }

  static async start(options?: TdsServerOptions): Promise<SettingsServer> {
    return new SettingsServer(await testServer(options));
  }

  /** To make faults with, and to look at databases; undefined for a real server. */
  get double() {
    return this.#server.double;
  }

  newDatabaseName(): string {
    return this.#server.newDatabaseName();
  }

  /** How to reach a database, as people write it. */
  connectionString(database: string, more: Readonly<Record<string, string>> = {}): string {
    const { server, port, user, password, options } = this.#server.config(database);
    const { encrypt, trustServerCertificate } = options ?? {};
    const parts: Readonly<Record<string, string | undefined>> = {
      Server: port === undefined ? server : `${server},${port}`,
      Database: database,
      'User ID': user,
      Password: password,
      Encrypt: String(encrypt ?? true),
      ...(trustServerCertificate === undefined ? {} : { TrustServerCertificate: String(trustServerCertificate) }),
      ...more,
    };
    return Object.entries(parts)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => `${name}="${value?.replaceAll('"', '""')}"`)
      .join(';');
  }

  /** A settings database that is not there yet. */
  place(database = this.newDatabaseName()): SqlServerPlace {
    return { connection: this.connectionString(database) };
  }

  /**
   * Makes an empty settings database for a home. With the double the first one is made, and the others are copies of it with the
   * same key: the statements that make one take long.
   */
  async makeSettings(home: Home): Promise<void> {
    const name = this.newDatabaseName();
    const { double } = this;
    if (double === undefined) return createServerSettings(home, this.place(name));
    if (this.#prepared === undefined) {
      await createServerSettings(home, this.place(name));
      const prepared = this.newDatabaseName();
      double.copyDatabase(name, prepared);
      this.#prepared = { name: prepared, key: await readFile(home.key) };
      return;
    }
    double.copyDatabase(this.#prepared.name, name);
    await writeKey(home, this.#prepared.key);
    await writeSettingsPlace(home, this.place(name), await openSealer(home.key), nodeDisk);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

/** Where the settings database of a suite is. */
export type Dialect = 'SQLite' | 'SQL Server';

/** Runs a suite for each dialect. `server` is undefined for SQLite: see `TemporaryHome.withDatabase`. */
export function forEachDialect(
  title: string,
  suite: (dialect: Dialect, server: () => SettingsServer | undefined) => void,
): void {
  describe(`${title}, in SQLite`, () => suite('SQLite', () => undefined));
  describe(`${title}, in SQL Server`, () => {
    let server: SettingsServer;
    before(async () => {
      server = await SettingsServer.start();
    });
    after(() => server.stop());
    suite('SQL Server', () => server);
  });
}
