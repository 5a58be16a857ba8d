import { isDeepStrictEqual } from 'node:util';
import { type RowCounts, sumOf } from '../../support/session-rows.js';
import type { StoredSession, StoredSessions } from '../../support/stored-sessions.js';

/** A version of a session, as its appliance has it. */
export interface SessionFact {
  readonly host: string;
  readonly lsid: string;
  /** Tells this version of a session that changes from its others; stands in the database, too. */
  readonly externalKey: string;
  /** The rows that its XML has to become. */
  readonly rows: RowCounts;
}

/** What the appliances have told so far, to compare a database with. */
export class Expected {
  /** The newest version of each session, by its key. */
  readonly #newest = new Map<string, SessionFact>();
  readonly #versions = new Map<string, SessionFact>();

  /** How many sessions there are, and how many versions of them there were. */
  get counts(): { readonly sessions: number; readonly versions: number } {
    return { sessions: this.#newest.size, versions: this.#versions.size };
  }

  /** The rows that all sessions together have to become. */
  get rows(): RowCounts {
    return sumOf([...this.#newest.values()].map(({ rows }) => rows));
  }

  add(facts: readonly SessionFact[]): void {
    for (const fact of facts) {
      this.#newest.set(keyOf(fact.host, fact.lsid), fact);
      this.#versions.set(`${keyOf(fact.host, fact.lsid)} ${fact.externalKey}`, fact);
    }
  }

  /** What no moment may show: sessions twice, or with other rows than any version of them, and rows of no session. */
  broken({ sessions, orphans }: StoredSessions): string[] {
    const orphaned = Object.entries(orphans).filter(([, rows]) => rows > 0);
    return [
      ...orphaned.map(([table, rows]) => `half: ${rows} rows of ${table} belong to no session`),
      ...[...byKey(sessions)].flatMap(([key, found]) => {
        const twice = found.length > 1 ? [`doubled: ${key} is there ${found.length} times`] : [];
        return [...twice, ...found.flatMap((one) => this.#half(key, one))];
      }),
    ];
  }

  /** What is wrong when everything was delivered: {@link broken}, and sessions that are not there as they are now. */
  wrong(stored: StoredSessions): string[] {
    const found = byKey(stored.sessions);
    const lost = [...this.#newest].flatMap(([key, { externalKey }]) => {
      const [one] = found.get(key) ?? [];
      if (one === undefined) return [`lost: ${key} is not there`];
      return one.externalKey === externalKey
        ? []
        : [`lost: ${key} is there as "${one.externalKey}", not "${externalKey}"`];
    });
    return [...this.broken(stored), ...lost];
  }

  #half(key: string, { externalKey, rows }: StoredSession): string[] {
    const wanted = this.#versions.get(`${key} ${externalKey}`)?.rows;
    if (wanted === undefined) return [`half: ${key} is there as "${externalKey}", which no appliance had`];
    if (isDeepStrictEqual(rows, wanted)) return [];
    const wrong = Object.keys(wanted).filter((table) => rows[table] !== wanted[table]);
    const text = wrong.map((table) => `${rows[table]} rows of ${table} in place of ${wanted[table]}`);
    return [`half: ${key}, "${externalKey}", has ${text.join(', ')}`];
  }
}

function byKey(sessions: readonly StoredSession[]): Map<string, StoredSession[]> {
  const found = new Map<string, StoredSession[]>();
  for (const one of sessions) {
    const key = keyOf(one.hostName, one.lsid);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return found;
}

function keyOf(host: string, lsid: string): string {
  return `${host}/sessions/${lsid}`;
}
