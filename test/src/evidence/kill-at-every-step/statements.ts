import { basename } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Reach } from './steps.js';

type Prepare = DatabaseSyncInstance['prepare'];

/** What only looks, or sets up the connection: to be killed there is to be killed before the next statement. */
const changesNothing =
  /^\s*(select|with|pragma ((busy_timeout|synchronous|fullfsync|foreign_keys|trusted_schema|cache_size)\b|\w+\s*$))/i;

/**
 * Makes every statement by which any database of this process can change its file a step before it. What is after it is
 * what is before the next one, so that only the end of a transaction is a step of its own.
 */
export function watchStatements(reach: Reach): void {
  const original = DatabaseSync.prototype as DatabaseSyncInstance;
  const step = <T>(database: DatabaseSyncInstance, sql: string, run: () => T): T => {
    const file = database.location();
    const isInMemory = file === null && !/^vacuum into/i.test(sql);
    if (isInMemory || changesNothing.test(sql)) return run();
    const name = `${basename(file ?? 'memory')}: ${sql.replace(/\s+/g, ' ').slice(0, 60)}`;
    reach(`before ${name}`);
    const result = run();
    if (/^commit/i.test(sql)) reach(`after ${name}`);
    return result;
  };
  // The library's own prototype cannot be changed, but the class can be given another one.
  DatabaseSync.prototype = Object.create(original, {
    exec: {
      value(this: DatabaseSyncInstance, sql: string) {
        step(this, sql, () => original.exec.call(this, sql));
      },
    },
    prepare: {
      value(this: DatabaseSyncInstance, ...parameters: Parameters<Prepare>) {
        const statement = original.prepare.apply(this, parameters);
        for (const method of ['run', 'get', 'all'] as const) {
          const call: (...values: unknown[]) => unknown = statement[method].bind(statement);
          const value = (...values: unknown[]) => step(this, parameters[0], () => call(...values));
          Object.defineProperty(statement, method, { value });
        }
        return statement;
      },
    },
  });
}
