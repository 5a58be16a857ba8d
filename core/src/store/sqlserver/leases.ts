import { createHash } from 'node:crypto';
import { UnreachableError } from '@integration-client/sdk';
import { type ConnectionConfig, openPool, placeOf } from '@integration-client/sdk/sqlserver';
import type { ConnectionPool } from 'mssql';
import type { Lease, Leases } from '../lease.js';
import { loadDriver } from './driver.js';
import { explainSqlServerError } from './errors.js';

/** Milliseconds after which the server counts as gone. */
const answerTimeout = 10_000;

/** The lock is granted or refused at once. */
const take = `declare @result int; exec @result = sp_getapplock @Resource = @name, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0; select @result as [result]`;
const give = `exec sp_releaseapplock @Resource = @name, @LockOwner = N'Session'`;
/** 0: the session could not have it, as another one has. */
const test = `select applock_test(N'public', @name, N'Exclusive', N'Session') as [free]`;
const look = `select applock_mode(N'public', @name, N'Session') as [mode]`;

/**
 * Leases as application locks of the server, which belong to the session of one connection: whatever ends that connection,
 * the end of this program or a network that breaks, the server gives them free.
 */
export class SqlServerLeases implements Leases {
  readonly areShared = true;
  readonly #config: ConnectionConfig;
  readonly #interval: number;
  readonly #held = new Map<string, AbortController>();
  #pool: Promise<ConnectionPool> | undefined;
  #looking: NodeJS.Timeout | undefined;

  /** @param interval milliseconds between two looks whether the leases are still there */
  constructor(config: ConnectionConfig, interval = 5_000) {
    this.#interval = interval;
    this.#config = {
      ...config,
      options: { ...config.options, requestTimeout: answerTimeout, connectTimeout: answerTimeout },
      // All locks belong to one session, which lasts as long as there are any.
      pool: { min: 1, max: 1 },
    };
  }

  async take(name: string): Promise<Lease | undefined> {
    const resource = resourceOf(name);
    if (this.#held.has(resource)) return undefined;
    const lost = new AbortController();
    this.#held.set(resource, lost);
    try {
      const [row] = await this.#ask<{ readonly result: number }>(take, resource);
      if ((row?.result ?? -1) < 0) {
        this.#held.delete(resource);
        return undefined;
      }
    } catch (error) {
      this.#held.delete(resource);
      throw error;
    }
    this.#looking ??= setInterval(() => void this.#look(), this.#interval).unref();
    return { lost: lost.signal, release: () => this.#release(resource, lost) };
  }

  async isHeldElsewhere(name: string): Promise<boolean> {
    const [row] = await this.#ask<{ readonly free: number }>(test, resourceOf(name));
    return row?.free === 0;
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    this.#looking = undefined;
    this.#held.clear();
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.then((one) => one.close()).catch(() => undefined);
  }

  async #release(resource: string, lost: AbortController): Promise<void> {
    if (this.#held.get(resource) !== lost) return;
    this.#held.delete(resource);
    // A lock that cannot be given back goes with the connection, which must not be used any more.
    await this.#ask(give, resource).catch(() => this.#loseAll());
  }

  /** Finds out what was lost: a connection that broke is made anew without its locks. */
  async #look(): Promise<void> {
    for (const [resource, lost] of this.#held) {
      try {
        const [row] = await this.#ask<{ readonly mode: string }>(look, resource);
        if (row?.mode !== 'Exclusive') this.#lose(resource, lost);
      } catch {
        return this.#loseAll();
      }
    }
  }

  #lose(resource: string, lost: AbortController): void {
    if (this.#held.get(resource) !== lost) return;
    this.#held.delete(resource);
    lost.abort(
      new UnreachableError(`The settings database ${placeOf(this.#config)} gave a lock away: the connection broke`, {
        code: 'lease-lost',
        hint: 'Another host goes on with the work. Look at the network between, and at the server.',
      }),
    );
  }

  async #loseAll(): Promise<void> {
    const held = [...this.#held];
    await this.close();
    for (const [resource, lost] of held) {
      this.#held.set(resource, lost);
      this.#lose(resource, lost);
    }
  }

  async #ask<Row>(statement: string, resource: string): Promise<readonly Row[]> {
    try {
      const driver = await loadDriver();
      this.#pool ??= openPool(driver, this.#config).catch((error: unknown) => {
        this.#pool = undefined;
        throw error;
      });
      const request = (await this.#pool).request().input('name', driver.NVarChar(255), resource);
      return (await request.query<Row>(statement)).recordset ?? [];
    } catch (error) {
      throw explainSqlServerError(error, placeOf(this.#config));
    }
  }
}

/** Names of locks have at most 255 characters, those of schedules more. */
function resourceOf(name: string): string {
  return `integration-client ${createHash('sha256').update(name).digest('hex')}`;
}
