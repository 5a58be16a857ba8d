import { ConfigError } from '@integration-client/sdk';
import type { Session } from './connection.js';
import type { PreparedSession } from './prepared-session.js';
import { numberTable, takeNumbers } from './statements.js';

/** Gives rows their numbers, each once: numbers that were taken and not used are gaps, which do no harm. */
export class Numbers {
  readonly #next: Map<string, bigint>;

  private constructor(next: Map<string, bigint>) {
    this.#next = next;
  }

  /** Takes the numbers for all rows of sessions, in a transaction of its own, so that nobody has to wait for this one. */
  static async take(session: Session, sessions: readonly PreparedSession[]): Promise<Numbers> {
    const counts = countRows(sessions);
    const taken = await session.run(takeNumbers(counts));
    const next = new Map(taken.map((row) => [String(row.table_name), BigInt(String(row.next))]));
    for (const table of counts.keys()) {
      if (next.has(table)) continue;
      throw new ConfigError(`${numberTable} has no row for ${table}`, {
        code: 'numbers-missing',
        hint: `Insert the row again, with a number above all ids of ${table} as next.`,
      });
    }
    return new Numbers(next);
  }

  /** The next number of a table. */
  next(table: string): bigint {
    const number = this.#next.get(table) ?? 0n;
    this.#next.set(table, number + 1n);
    return number;
  }
}

function countRows(sessions: readonly PreparedSession[]): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (table: string, count: number) => {
    if (count > 0) counts.set(table, (counts.get(table) ?? 0) + count);
  };
  for (const { rows } of sessions) {
    add('session', 1);
    add('session_event', rows.events.length);
    for (const { data, systemInformation } of rows.events) {
      add('session_event_data', data.length);
      add('system_information', systemInformation.length);
    }
    for (const [table, children] of Object.entries(rows.children)) add(table, children.length);
  }
  return counts;
}
