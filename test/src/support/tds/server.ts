import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { issueCertificate, type ServerCertificate } from '@integration-client/sdk/testing';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { config as MssqlConfig } from 'mssql';
import { Connection } from './connection.js';
import type { Fault } from './faults.js';
import type { LoginOptions } from './permissions.js';
import { TdsServerState } from './server-state.js';
import { decodeText } from './values/text.js';

/** What a test wants of its server. */
export interface TdsServerOptions {
  /** Whether it offers encryption; the certificate is of an authority of its own, see {@link TdsServer.caFile}. */
  readonly tls?: boolean;
  /** Who may log in; `sa` with everything where nothing is said. */
  readonly logins?: readonly LoginOptions[];
}

/** A row as SQLite has it, text as it was stored. */
export type StoredRow = Readonly<Record<string, unknown>>;

/**
 * A stand-in for a SQL Server, on 127.0.0.1: it speaks TDS and keeps databases in SQLite. For tests only; its README says what
 * it cannot prove.
 */
export class TdsServer {
  readonly #state: TdsServerState;
  readonly #certificate: ServerCertificate | undefined;
  readonly #connections = new Set<Connection>();
  #listener: Server | undefined;
  #port = 0;

  private constructor(state: TdsServerState, certificate: ServerCertificate | undefined) {
    this.#state = state;
    this.#certificate = certificate;
  }

  /** Starts one, with `master` as its only database. */
  static async start({ tls = false, logins }: TdsServerOptions = {}): Promise<TdsServer> {
    const state = new TdsServerState(logins ?? [{ user: 'sa', password: 'Secret-1234' }]);
    const certificate = tls ? await issueCertificate() : undefined;
    if (certificate !== undefined) writeFileSync(join(state.directory, 'ca.pem'), certificate.ca);
    const server = new TdsServer(state, certificate);
    await server.goOnline();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** The certificate of the authority, in PEM. Throws where the server has no TLS. */
  get caFile(): string {
    if (this.#certificate === undefined) throw new Error('The server was started without TLS.');
    return join(this.#state.directory, 'ca.pem');
  }

  /** What was asked for, in its order: logins, batches, calls by their statement, transaction requests, bulk rows. */
  get log(): readonly string[] {
    return this.#state.log;
  }

  /** How many clients are connected. */
  get connections(): number {
    return this.#connections.size;
  }

  /** What mssql needs to connect to a database, as the first login. */
  config(database: string): MssqlConfig {
    const { user, password } = this.#state.logins[0]!;
    const encrypt = this.#certificate !== undefined;
    const cryptoCredentialsDetails = { ca: this.#certificate?.ca };
    return {
      server: '127.0.0.1',
      port: this.#port,
      user,
      password,
      database,
      options: { encrypt, ...(encrypt ? { serverName: 'localhost', cryptoCredentialsDetails } : {}) },
    };
  }

  /** Makes a database; nothing where it is there. @param content of one of another server, see {@link contentOf} */
  createDatabase(name: string, content?: Uint8Array): void {
    if (this.#state.findDatabase(name) === undefined) this.#state.createDatabase(name, content);
  }

  /** All that a database holds that no session uses. Throws where there is none of that name. */
  contentOf(database: string): Uint8Array {
    return this.#state.contentOf(database);
  }

  /** Makes a database with what another one holds that no session uses. */
  copyDatabase(from: string, to: string): void {
    this.#state.copyDatabase(from, to);
  }

  /** Looks at a database with SQLite's SQL, beside all sessions. Tables of `dbo` have their names, others `schema.name`. */
  query(database: string, sql: string): StoredRow[] {
    const rows = this.sqlite(database).prepare(sql).all() as Record<string, unknown>[];
    const decoded = (value: unknown): unknown => (typeof value === 'string' ? decodeText(value) : value);
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, decoded(value)])));
  }

  /** The database itself. Throws where there is none of that name. */
  sqlite(database: string): DatabaseSyncInstance {
    const found = this.#state.findDatabase(database);
    if (found === undefined) throw new Error(`There is no database ${database}.`);
    return found.sqlite;
  }

  /** Makes something go wrong, once. Faults are used up in the order in which they were given. */
  failNext(fault: Fault): void {
    this.#state.faults.add(fault);
  }

  /** Cuts all connections; their transactions are undone. */
  dropConnections(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  /** Refuses connections from now on, and cuts those there are. */
  async goOffline(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    if (listener === undefined) return;
    const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
    this.dropConnections();
    await closed;
  }

  /** Accepts connections again, on the same port. */
  async goOnline(): Promise<void> {
    if (this.#listener !== undefined) return;
    const listener = createServer({ noDelay: true }, (socket) => {
      const connection = new Connection(this.#state, socket, this.#certificate);
      this.#connections.add(connection);
      socket.once('close', () => this.#connections.delete(connection));
    });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(this.#port, '127.0.0.1', () => resolve());
    });
    this.#port = (listener.address() as AddressInfo).port;
    this.#listener = listener;
  }

  /** Ends it and removes its databases. */
  async stop(): Promise<void> {
    await this.goOffline();
    // What runs in a session notices the cut before its database is gone.
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#state.close();
  }
}
