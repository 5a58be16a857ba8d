import type { Operation, SessionHeader } from '@integration-client/sdk';
import type { TransferState } from './state.js';

interface Pending {
  readonly since: Date;
  readonly operations: Set<Operation>;
}

/** The sessions that have to be asked for by their ids, as the settings database has them. */
export class PendingSessions {
  readonly #state: TransferState;
  readonly #operations: readonly Operation[];
  readonly #sessions = new Map<string, Pending>();

  constructor(state: TransferState, operations: readonly Operation[]) {
    this.#state = state;
    this.#operations = operations;
  }

  /** To be called first. */
  async load(): Promise<void> {
    for (const { operation, lsid, since } of await this.#state.pending()) {
      if (this.#operations.includes(operation)) this.#remember(operation, lsid, since);
    }
  }

  has(lsid: string): boolean {
    return this.#sessions.has(lsid);
  }

  /** When it began or was first seen. */
  since(lsid: string): Date | undefined {
    return this.#sessions.get(lsid)?.since;
  }

  lsids(): string[] {
    return [...this.#sessions.keys()];
  }

  /** Those of an operation. */
  of(operation: Operation): string[] {
    return this.lsids().filter((lsid) => this.#has(operation, lsid));
  }

  operationsOf(lsid: string): Operation[] {
    return [...(this.#sessions.get(lsid)?.operations ?? [])];
  }

  /** Adds those that are not there yet. */
  async add(operation: Operation, sessions: Iterable<SessionHeader>, now: Date): Promise<void> {
    const rows = [...sessions]
      .filter(({ lsid }) => !this.#has(operation, lsid))
      // A beginning in the future would keep it waiting until then.
      .map(({ lsid, startTime }) => ({ operation, lsid, since: startTime && startTime < now ? startTime : now }));
    if (rows.length === 0) return;
    await this.#state.addPending(rows);
    for (const { lsid, since } of rows) this.#remember(operation, lsid, since);
  }

  /** Removes those that are there. */
  async remove(operation: Operation, lsids: readonly string[]): Promise<void> {
    const there = lsids.filter((lsid) => this.#has(operation, lsid));
    if (there.length === 0) return;
    await this.#state.removePending(operation, there);
    for (const lsid of there) {
      const operations = this.#sessions.get(lsid)?.operations;
      operations?.delete(operation);
      if (operations?.size === 0) this.#sessions.delete(lsid);
    }
  }

  #has(operation: Operation, lsid: string): boolean {
    return this.#sessions.get(lsid)?.operations.has(operation) ?? false;
  }

  #remember(operation: Operation, lsid: string, since: Date): void {
    const session = this.#sessions.get(lsid) ?? { since, operations: new Set<Operation>() };
    session.operations.add(operation);
    this.#sessions.set(lsid, session);
  }
}
