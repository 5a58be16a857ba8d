import {
  ConfigError,
  type DeliveryRecord,
  type Destination,
  type Holding,
  type Item,
  ItemError,
  type Logger,
  type Receipt,
  type SessionItem,
  sessionLocation,
  sessionRows,
  Tokens,
} from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { checkPlace, makePlace } from './place.js';
import { readDatabase } from './read-database.js';
import { SessionDatabase } from './session-database.js';
import type { WrittenSession } from './session-writer.js';
import type { SqliteSettings } from './settings.js';
import { translated } from './sqlite-errors.js';
import { sessionLocations, verifySessions } from './verify.js';

/** Stores sessions as rows of a SQLite database. */
@injectable()
export class SqliteDestination implements Destination {
  readonly #settings: SqliteSettings;
  readonly #log: Logger;
  #database: SessionDatabase | undefined;

  constructor(@inject(Tokens.Settings) settings: SqliteSettings, @inject(Tokens.Logger) log: Logger) {
    this.#settings = settings;
    this.#log = log;
  }

  /** @inheritDoc */
  async check(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#translating(async () => {
      if (await checkPlace(this.#settings.file)) await readDatabase(this.#settings.file, async () => undefined);
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
    // Parsing is slow; done first, it does not keep the database locked.
    const sessions = items.map(asSession);
    const rows = sessions.map((item) =>
      sessionRows(item.parse(), {
        hostName: item.site.host,
        product: item.site.product,
        storeSystemInformation: this.#settings.storeSystemInformation,
      }),
    );
    const written = await this.#translating(async () => {
      const database = await this.#opened();
      signal.throwIfAborted();
      return database.write(rows);
    });
    return written.map((one) => this.#receipt(one));
  }

  /** @inheritDoc */
  verify(deliveries: readonly DeliveryRecord[], signal: AbortSignal): Promise<readonly Holding[]> {
    return verifySessions(this.#settings.file, deliveries, signal);
  }

  /** @inheritDoc */
  locations(signal: AbortSignal): AsyncIterable<string> {
    return sessionLocations(this.#settings.file, signal);
  }

  /** @inheritDoc */
  async close(): Promise<void> {
    try {
      this.#database?.checkpoint();
    } catch (error) {
      // Nothing is missing: what the log still holds is read from there, and moved when the database is next opened.
      this.#log.warn(`the write-ahead log of ${this.#settings.file} could not be emptied: ${error}`);
    } finally {
      this.#drop();
    }
  }

  async #opened(): Promise<SessionDatabase> {
    if (this.#database !== undefined) return this.#database;
    const { file } = this.#settings;
    await makePlace(file);
    const opened = await SessionDatabase.open(file);
    if (opened.found === 'new') this.#log.info(`made the tables in ${file}`);
    if (opened.found === 'older') this.#log.info(`added new columns to the tables in ${file}`);
    // Another delivery may have opened it meanwhile.
    if (this.#database === undefined) this.#database = opened;
    else opened.close();
    return this.#database;
  }

  /** Runs work on the database. After a failure that is not an item's own the next attempt opens it anew. */
  async #translating<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const error = translated(cause, this.#settings.file);
      if (!(error instanceof ItemError)) this.#drop();
      throw error;
    }
  }

  #drop(): void {
    const database = this.#database;
    this.#database = undefined;
    database?.close();
  }

  #receipt({ id, replaced, content }: WrittenSession): Receipt {
    return {
      outcome: replaced ? 'replaced' : 'stored',
      location: sessionLocation(this.#settings.file, id),
      ...content,
    };
  }
}

function asSession(item: Item): SessionItem {
  if (item.operation === 'sessions') return item;
  throw new ConfigError(`a SQLite database cannot store ${item.operation}`, {
    code: 'unsupported-operation',
    hint: 'Send them to a File System destination; SQLite takes sessions only.',
  });
}
