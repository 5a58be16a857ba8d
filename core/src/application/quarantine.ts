import type { Operation } from '@integration-client/sdk';

/** Names an item that could not be delivered. */
export interface QuarantinedItem {
  readonly destination: string;
  readonly key: string;
}

/** An item that could not be delivered: set aside, or to be tried again. */
export interface QuarantineView extends QuarantinedItem {
  readonly site: string;
  readonly operation: Operation;
  /** Of its session. Absent: it has no readable id, and cannot be asked for again. */
  readonly lsid?: string;
  readonly quarantined: boolean;
  readonly attempts: number;
  readonly code: string;
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Byte offset in the report, of what could not be read. */
  readonly position?: number;
  /** Bytes kept of what could not be read. */
  readonly payloadBytes?: number;
  /** When a person dropped it: since then it is neither tried again nor counted. ISO 8601, UTC. */
  readonly dropped?: string;
}

/** Which of the failed items are meant. */
export interface QuarantineQuery {
  /** Each in full, or as a beginning or an ending that only one item has; the id of its session is enough. Absent: all. */
  readonly keys?: readonly string[];
  readonly sites?: readonly string[];
  readonly destinations?: readonly string[];
  readonly operations?: readonly Operation[];
  /** What was dropped: left out (default), alone, or with the rest. */
  readonly dropped?: 'without' | 'only' | 'with';
}
