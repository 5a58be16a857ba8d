import {
  ConfigError,
  type DeliveryRecord,
  type Destination,
  type Disk,
  type Holding,
  type Item,
  type Logger,
  type Receipt,
  type SessionItem,
  sessionLocation,
  sessionRows,
  Tokens,
} from '@integration-client/sdk';
import { type ConnectionConfig, placeOf } from '@integration-client/sdk/sqlserver';
import { inject, injectable } from 'tsyringe';
import { checkRights } from './check.js';
import { Connection } from './connection.js';
import { connectionConfig } from './connection-settings.js';
import { prepareSchema } from './prepare-schema.js';
import { type PreparedSession, prepareSession } from './prepared-session.js';
import { checkSchema, type SchemaState } from './schema-check.js';
import { type Absence, createAndOpenDatabase, mayNotCreate, openDatabase } from './session-database.js';
import { type WrittenSession, writeSessions } from './session-writer.js';
import type { SqlServerSettings } from './settings.js';
import { translated } from './sqlserver-errors.js';
import { lowestId, sessionIds, verifySessions } from './verify.js';
import { widenColumns } from './widen-columns.js';

/** A database that stands open, and what is known of its tables. */
interface Opened {
  readonly connection: Connection;
  readonly state: SchemaState;
}

/** Stores sessions as rows of a SQL Server database. */
@injectable()
export class SqlServerDestination implements Destination {
  readonly #settings: SqlServerSettings;
  readonly #log: Logger;
  readonly #disk: Disk;
  #read: ConnectionConfig | undefined;
  #opened: Opened | undefined;

  constructor(
    @inject(Tokens.Settings) settings: SqlServerSettings,
    @inject(Tokens.Logger) log: Logger,
    @inject(Tokens.Disk) disk: Disk,
  ) {
    this.#settings = settings;
    this.#log = log;
    this.#disk = disk;
  }

  /** @inheritDoc */
  async check(signal: AbortSignal): Promise<void> {
    await this.#translating(signal, async (config, place) => {
      const found = await this.#connected(config, place, signal);
      if ('mayCreate' in found) {
        if (!found.mayCreate) throw mayNotCreate(config.database);
      } else {
        await checkRights(found.connection.session(signal), found.state, config.database);
      }
    });
  }

  /** @inheritDoc */
  async deliver(item: Item, signal: AbortSignal): Promise<Receipt> {
    const [receipt] = await this.deliverMany([item], signal);
    return receipt as Receipt;
  }

  /** @inheritDoc */
  async deliverMany(items: readonly Item[], signal: AbortSignal): Promise<readonly Receipt[]> {
    signal.throwIfAborted();
    // Parsing is slow; done first, it keeps nobody waiting for the database.
    const sessions = items.map((item) => this.#prepare(asSession(item)));
    return this.#translating(signal, async (config, place) => {
      const { connection, state } = await this.#prepared(config, place, sessions, signal);
      const written = await writeSessions(connection, sessions, state.wide, signal);
      return written.map((one) => receiptOf(one, place));
    });
  }

  /** @inheritDoc */
  async verify(deliveries: readonly DeliveryRecord[], signal: AbortSignal): Promise<readonly Holding[]> {
    return this.#translating(signal, async (config, place) => {
      const found = await this.#connected(config, place, signal);
      if ('mayCreate' in found) return deliveries.map(() => 'missing');
      return verifySessions(found.connection, found.state, deliveries, signal);
    });
  }

  /** @inheritDoc */
  async *locations(signal: AbortSignal): AsyncGenerator<string> {
    let after: bigint | undefined = lowestId;
    while (after !== undefined) {
      const last: bigint = after;
      const ids: readonly bigint[] = await this.#translating(signal, async (config, place) => {
        const found = await this.#connected(config, place, signal);
        return 'mayCreate' in found ? [] : sessionIds(found.connection, found.state, last, signal);
      });
      for (const id of ids) yield sessionLocation(placeOf(await this.#config()), id);
      after = ids.at(-1);
    }
  }

  /** @inheritDoc */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    // A connection that cannot be closed in form is gone already.
    await opened?.connection.close().catch(() => undefined);
  }

  #prepare(item: SessionItem): PreparedSession {
    return prepareSession(
      sessionRows(item.parse(), {
        hostName: item.site.host,
        product: item.site.product,
        storeSystemInformation: this.#settings.storeSystemInformation,
      }),
    );
  }

  /** The database as it is, or what the server says of its absence; changes nothing. */
  async #connected(config: ConnectionConfig, place: string, signal: AbortSignal): Promise<Opened | Absence> {
    if (this.#opened !== undefined) return this.#opened;
    const found = await openDatabase(config, signal);
    return found instanceof Connection ? this.#keep(found, place, signal) : found;
  }

  /** The database with all that the sessions need: itself, its tables, and columns that are wide enough. */
  async #prepared(
    config: ConnectionConfig,
    place: string,
    sessions: readonly PreparedSession[],
    signal: AbortSignal,
  ): Promise<Opened> {
    let opened = await this.#connected(config, place, signal);
    if ('mayCreate' in opened) {
      const created = await createAndOpenDatabase(config, signal);
      this.#log.info(`created the database ${place}`);
      opened = await this.#keep(created, place, signal);
    }
    const { connection } = opened;
    if (opened.state.kind !== 'current') {
      const { before, state } = await prepareSchema(connection, place, signal);
      if (before === 'new') this.#log.info(`made the tables in ${place}`);
      if (before === 'older') this.#log.info(`added new columns to the tables in ${place}`);
      opened = this.#opened = { connection, state };
    }
    const { wide } = opened.state;
    const tooLong = new Set(sessions.flatMap((one) => [...one.tooLong]).filter((column) => !wide.has(column)));
    if (tooLong.size === 0) return opened;
    const state = await widenColumns(connection, place, tooLong, signal);
    const names = [...tooLong].map(({ name }) => name).join(', ');
    this.#log.warn(`dropped indexes in ${place}: a value of ${names} is too long for one, and is stored whole without`);
    this.#opened = { connection, state };
    return this.#opened;
  }

  async #keep(connection: Connection, place: string, signal: AbortSignal): Promise<Opened> {
    try {
      this.#opened = { connection, state: await checkSchema(connection.session(signal), place) };
      return this.#opened;
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw error;
    }
  }

  /** Runs work on the database. After any failure the next attempt connects anew. */
  async #translating<T>(
    signal: AbortSignal,
    work: (config: ConnectionConfig, place: string) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const config = await this.#config();
    const place = placeOf(config);
    try {
      return await work(config, place);
    } catch (cause) {
      await this.close();
      signal.throwIfAborted();
      throw translated(cause, place);
    }
  }

  async #config(): Promise<ConnectionConfig> {
    this.#read ??= await connectionConfig(this.#settings, this.#disk);
    return this.#read;
  }
}

function receiptOf({ id, replaced, content }: WrittenSession, place: string): Receipt {
  return { outcome: replaced ? 'replaced' : 'stored', location: sessionLocation(place, id), ...content };
}

function asSession(item: Item): SessionItem {
  if (item.operation === 'sessions') return item;
  throw new ConfigError(`a SQL Server database cannot store ${item.operation}`, {
    code: 'unsupported-operation',
    hint: 'Send them to a File System destination; SQL Server takes sessions only.',
  });
}
