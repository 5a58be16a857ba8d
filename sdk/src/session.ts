import type { RecordingOperation } from './operation.js';

/** A recording that a session says it has. */
export interface AnnouncedRecording {
  readonly operation: RecordingOperation;
  /** Which of several (command shells, screens), counted from 0; absent where a session has only one. */
  readonly instance?: number;
}

/**
 * What is known of a session without reading its events: enough to name it and to decide whether it is due.
 * Every value comes from the appliance and is hostile until proven otherwise.
 */
export interface SessionHeader {
  /** Unique and opaque: usually 32 hex digits, sometimes 16 characters of mixed case. */
  readonly lsid: string;
  /** A running number. NOT unique. */
  readonly lseq?: string;
  readonly sessionType?: string;
  readonly externalKey?: string;
  /** UTC. */
  readonly startTime?: Date;
  /** UTC. Absent while the session is open, and for ever when it closed abnormally. */
  readonly endTime?: Date;
  /** Announced in the header or by an event; each once. */
  readonly recordings: readonly AnnouncedRecording[];
}

/** A reference such as primary_customer or primary_rep: the name with the numbers that identify it. */
export interface Reference {
  readonly name: string;
  readonly gsnumber?: string;
  readonly id?: string;
}

/** A person or thing that does something in an event, or has it done to them. */
export interface Party {
  readonly name: string;
  readonly type?: string;
  readonly gsnumber?: string;
}

/** One person at the customer's side (RS), or the endpoint (PRA). */
export interface Customer {
  readonly gsnumber?: string;
  readonly username?: string;
  /** As sent: may be `ip:port`, `[v6]:port` or the word `Unknown`. */
  readonly publicIp?: string;
  readonly privateIp?: string;
  readonly hostname?: string;
  readonly os?: string;
  readonly primary?: boolean;
  /** What the customer said in the issue form. */
  readonly info: {
    readonly name?: string;
    readonly company?: string;
    readonly companyCode?: string;
    readonly issue?: string;
    readonly details?: string;
  };
  /** Whether the session was provided through RPAT, where the appliance says so. */
  readonly rpatSupport?: boolean;
}

/** One representative (RS) or user (PRA). */
export interface Representative {
  readonly gsnumber?: string;
  readonly id?: string;
  readonly username?: string;
  readonly displayName?: string;
  readonly publicDisplayName?: string;
  readonly privateDisplayName?: string;
  readonly displayNumber?: string;
  readonly publicIp?: string;
  readonly privateIp?: string;
  readonly hostname?: string;
  readonly os?: string;
  readonly sessionOwner?: boolean;
  readonly primary?: boolean;
  readonly secondsInvolved?: number;
  readonly invited?: boolean;
}

/** A team queue a session was assigned to. */
export interface Team {
  readonly id?: string;
  readonly name: string;
  readonly primary?: boolean;
}

/** An attribute that a site's administrator defined. */
export interface CustomAttribute {
  readonly displayName?: string;
  readonly codeName?: string;
  readonly value: string;
}

/** One name with its value, of an event. Names are an open set and may repeat. */
export interface EventValue {
  readonly name: string;
  readonly value: string;
}

/** A file that an event speaks of. */
export interface EventFile {
  readonly filename: string;
  /** Bytes, as sent. */
  readonly filesize?: string;
}

/** One category of system information, rows of named fields. */
export interface SystemInformation {
  readonly category: string;
  readonly rows: readonly (readonly EventValue[])[];
}

/** Something that happened in a session. Types are an open set and may be localised: never validate them against a list. */
export interface SessionEvent {
  readonly type: string;
  /** UTC. */
  readonly time?: Date;
  readonly performedBy?: Party;
  readonly destination?: Party;
  /** The text of the event; already decoded where the appliance sent it as base64 (`encoded_body`). */
  readonly body?: string;
  readonly files: readonly EventFile[];
  readonly data: readonly EventValue[];
  readonly systemInformation: readonly SystemInformation[];
}

/** A whole session, read from its XML. Absent and empty elements are both absent here. */
export interface Session extends SessionHeader {
  /** HH:MM:SS, as sent. */
  readonly duration?: string;
  /** RS only. */
  readonly publicSite?: { readonly name: string; readonly id?: string };
  /** PRA only. */
  readonly jumpGroup?: { readonly name: string; readonly id?: string; readonly type?: string };
  readonly jumpoint?: { readonly name: string; readonly id?: string };
  readonly fileTransferCount?: number;
  readonly fileMoveCount?: number;
  readonly fileDeleteCount?: number;
  readonly primaryCustomer?: Reference;
  readonly primaryRep?: Reference;
  readonly primaryTeam?: Reference;
  readonly customAttributes: readonly CustomAttribute[];
  readonly customers: readonly Customer[];
  readonly representatives: readonly Representative[];
  readonly teams: readonly Team[];
  readonly events: readonly SessionEvent[];
}
