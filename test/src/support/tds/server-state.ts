import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryDirectory } from '../memory-directory.js';
import { Faults } from './faults.js';
import type { LoginOptions } from './permissions.js';
import { Database } from './session/database.js';
import { SqlError } from './sql-error.js';
import type { Value } from './values/sql-type.js';

/** What all connections to a server share. */
export class TdsServerState {
  readonly name = 'TESTDOUBLE';
  /** Of SQL Server 2019. */
  readonly version = [15, 0, 4000] as const;
  readonly versionText = 'Microsoft SQL Server 2019 (the test double) - 15.0.4000.0';
  readonly faults = new Faults();
  /** What was asked for, in its order: batches, calls, transaction requests. */
  readonly log: string[] = [];
  readonly logins: readonly LoginOptions[];
  /** Where the databases are. */
  readonly directory = mkdtempSync(join(memoryDirectory(), 'tds-'));
  readonly #databases = new Map<string, Database>();
  #nextDatabase = 1;

  constructor(logins: readonly LoginOptions[]) {
    this.logins = logins;
    this.createDatabase('master');
  }

  get databases(): readonly Database[] {
    return [...this.#databases.values()];
  }

  findDatabase(name: string): Database | undefined {
    return this.#databases.get(name.toLowerCase());
  }

  /** Throws error 1801 where there is one of that name. @param content what {@link contentOf} answered; none: it is empty */
  createDatabase(name: string, content?: Uint8Array): Database {
    if (this.findDatabase(name) !== undefined) {
      throw new SqlError(1801, `Database '${name}' already exists. Choose a different database name.`);
    }
    const id = this.#nextDatabase++;
    if (content !== undefined) writeFileSync(this.#fileOf(id), content);
    return this.#addDatabase(name, id);
  }

  /** All that a database holds that no session uses. Throws where there is none of that name. */
  contentOf(name: string): Uint8Array {
    const found = this.findDatabase(name);
    if (found === undefined) throw new Error(`There is no database ${name}.`);
    return readFileSync(this.#fileOf(found.id));
  }

  /** Makes a database with what another one holds that no session uses. Throws where there is none of that name. */
  copyDatabase(from: string, to: string): Database {
    return this.createDatabase(to, this.contentOf(from));
  }

  #fileOf(id: number): string {
    return join(this.directory, `${id}.db`);
  }

  #addDatabase(name: string, id: number): Database {
    const database = new Database(id, name, this.#fileOf(id));
    this.#databases.set(name.toLowerCase(), database);
    return database;
  }

  /** Throws error 3701 where there is none of that name, 3702 while a session is in it. */
  dropDatabase(name: string, inUse: boolean): void {
    const database = this.findDatabase(name);
    if (database === undefined) {
      throw new SqlError(
        3701,
        `Cannot drop the database '${name}', because it does not exist or you do not have permission.`,
      );
    }
    if (inUse) throw new SqlError(3702, `Cannot drop database "${name}" because it is currently in use.`);
    this.#databases.delete(name.toLowerCase());
    database.close();
  }

  /** SERVERPROPERTY. */
  property(name: string): Value {
    const values: Readonly<Record<string, Value>> = {
      productversion: '15.0.4000.0',
      productmajorversion: '15',
      edition: 'Developer Edition (64-bit)',
      engineedition: 3n,
      servername: this.name,
      collation: 'SQL_Latin1_General_CP1_CI_AS',
    };
    return values[name.toLowerCase()] ?? null;
  }

  /** Closes and removes the databases. */
  close(): void {
    for (const database of this.databases) database.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
