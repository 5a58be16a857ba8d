import type { AnnouncedRecording } from '../../session.js';

/** What can be said of a session that is added or changed. What is left out is generated. */
export interface SessionOverrides {
  /** Its id, any text. Default for a new session: 32 hex digits. */
  readonly lsid?: string;
  /** The running number, which need not be unique. */
  readonly lseq?: number | string;
  /** UTC, whole seconds count. Before the appliance's clock gets there the session does not exist. Default for a new session: an hour before now. */
  readonly startTime?: Date;
  /** UTC. Until the appliance's clock gets there the session is in progress; `null` for one that never ends. Default for a new session: null. */
  readonly endTime?: Date | null;
  /** Any text. */
  readonly externalKey?: string;
  /** Name of the customer (RS) or of the endpoint (PRA). */
  readonly customer?: string;
  /** Name of the customer's computer. */
  readonly hostname?: string;
  /** Display name of the representative (RS) or user (PRA). */
  readonly representative?: string;
  /** Code names and values. */
  readonly customAttributes?: Readonly<Record<string, string>>;
  /** Whether it was recorded. */
  readonly sessionRecording?: boolean;
  /** How many command shell recordings it has. */
  readonly commandShells?: number;
  /** How many Show My Screen recordings it has (RS). */
  readonly showMyScreens?: number;
  /** Where shells and screens are announced: in the session's header, or only by an event. */
  readonly announcedBy?: 'header' | 'event';
  /** How many events it has; those of its recordings come in addition. */
  readonly events?: number;
  /** Bytes of each of its recordings. */
  readonly recordingBytes?: number;
  /** The `<session>` element to serve, byte for byte, in place of a generated one. */
  readonly xml?: string | Uint8Array;
}

/** A session as the simulator keeps it. Times are unix seconds. */
export interface SessionRecord {
  /** Everything that is generated follows from the seed and this number. */
  readonly number: number;
  readonly lsid: string;
  readonly lseq: string;
  readonly start: number;
  /** Absent for a session that never ends. */
  readonly end: number | undefined;
  readonly externalKey: string;
  readonly customer: string | undefined;
  readonly hostname: string | undefined;
  readonly representative: string | undefined;
  readonly customAttributes: Readonly<Record<string, string>> | undefined;
  readonly sessionRecording: boolean;
  readonly commandShells: readonly number[];
  readonly showMyScreens: readonly number[];
  readonly announcedBy: 'header' | 'event';
  readonly events: number;
  readonly recordingBytes: number | undefined;
  readonly dirt: string | undefined;
  readonly xml: Buffer | undefined;
}

/** What is known of a session that the simulator serves. */
export interface SimulatedSession {
  /** Its id. */
  readonly lsid: string;
  /** The running number. */
  readonly lseq: string;
  /** UTC. */
  readonly startTime: Date;
  /** UTC; absent while it is in progress, and for ever when it closed abnormally. */
  readonly endTime?: Date;
  /** As reports hold it, once unescaped. */
  readonly externalKey: string;
  /** Everything a client should find announced. */
  readonly recordings: readonly AnnouncedRecording[];
  /** Which trap it is, where the appliance is `dirty`. */
  readonly dirt?: string;
}

/** The recordings that a session has and says it has. */
export function announcedRecordings(record: SessionRecord): AnnouncedRecording[] {
  const recordings: AnnouncedRecording[] = record.sessionRecording ? [{ operation: 'session-recordings' }] : [];
  for (const instance of record.commandShells) recordings.push({ operation: 'command-shell-recordings', instance });
  for (const instance of record.showMyScreens) recordings.push({ operation: 'show-my-screen-recordings', instance });
  return recordings;
}

/** Applies what was said of a session to what is there. */
export function override(record: SessionRecord, changes: SessionOverrides): SessionRecord {
  const count = (number: number) => Array.from({ length: number }, (_, index) => index);
  return {
    ...record,
    lsid: changes.lsid ?? record.lsid,
    lseq: String(changes.lseq ?? record.lseq),
    start: changes.startTime === undefined ? record.start : seconds(changes.startTime),
    end: changes.endTime === undefined ? record.end : changes.endTime === null ? undefined : seconds(changes.endTime),
    externalKey: changes.externalKey ?? record.externalKey,
    customer: changes.customer ?? record.customer,
    hostname: changes.hostname ?? record.hostname,
    representative: changes.representative ?? record.representative,
    customAttributes: changes.customAttributes ?? record.customAttributes,
    sessionRecording: changes.sessionRecording ?? record.sessionRecording,
    commandShells: changes.commandShells === undefined ? record.commandShells : count(changes.commandShells),
    showMyScreens: changes.showMyScreens === undefined ? record.showMyScreens : count(changes.showMyScreens),
    announcedBy: changes.announcedBy ?? record.announcedBy,
    events: changes.events ?? record.events,
    recordingBytes: changes.recordingBytes ?? record.recordingBytes,
    xml: changes.xml === undefined ? record.xml : Buffer.from(changes.xml),
  };
}

/** Whole unix seconds. */
export function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
