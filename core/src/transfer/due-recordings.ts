import { createHash } from 'node:crypto';
import type { Operation, Receipt, RecordingOperation, SessionHeader } from '@integration-client/sdk';
import { sessionItemKey } from './item-key.js';

/** A recording that a session announced and that is not delivered yet: little memory each, as there may be many. */
export interface DueRecording {
  readonly operation: RecordingOperation;
  readonly key: string;
  readonly session: SessionHeader;
  readonly instance?: number;
  /** What the ledger keeps of it: a recording of a session in progress is another one than that of the same session when it has ended. */
  readonly content: string;
  /** From an earlier delivery, when it is asked for again on purpose. */
  readonly previous?: Receipt;
}

const inProgress = createHash('sha256').update('in progress').digest('hex');

/** The recordings of a session that belong to one of the operations asked for. */
export function recordingsOf(host: string, session: SessionHeader, operations: readonly Operation[]): DueRecording[] {
  return session.recordings
    .filter((recording) => operations.includes(recording.operation))
    .map(({ operation, instance }) => ({
      operation,
      key: sessionItemKey(host, operation, session.lsid, instance),
      session,
      content: session.endTime === undefined ? inProgress : '',
      ...(instance === undefined ? {} : { instance }),
    }));
}
