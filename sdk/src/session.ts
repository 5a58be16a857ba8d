import type { RecordingOperation } from './operation.js';

/** A recording that a session says it has. */
export interface AnnouncedRecording {
  /** Which kind of recording it is. */
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
  /** As sent: `support` for sessions of both products. */
  readonly sessionType?: string;
  /** Links the session to another system: the number of a ticket. Any text, of any length. */
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
  /** As sent. */
  readonly name: string;
  /** Number of the connection to the appliance; given again to others later. */
  readonly gsnumber?: string;
  /** The appliance's own number of the person or team. */
  readonly id?: string;
}

/** A person or thing that does something in an event, or has it done to them. */
export interface Party {
  /** As sent. */
  readonly name: string;
  /** As sent: `system`, `customer`, `representative`. An open set. */
  readonly type?: string;
  /** Number of the connection; leads to the customer or representative of the session. */
  readonly gsnumber?: string;
}

/** One person at the customer's side (RS), or the endpoint (PRA). */
export interface Customer {
  /** Number of the connection to the appliance. */
  readonly gsnumber?: string;
  /** User name on the computer (RS), or the name of the endpoint (PRA). */
  readonly username?: string;
  /** As sent: may be `ip:port`, `[v6]:port` or the word `Unknown`. */
  readonly publicIp?: string;
  /** As sent; may be the word `Unknown`. */
  readonly privateIp?: string;
  /** Name of the computer. */
  readonly hostname?: string;
  /** Operating system, as sent; may be the word `Unknown`. */
  readonly os?: string;
  /** Whether this is the main customer of the session, where the appliance says so. */
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
  /** Number of the connection to the appliance. */
  readonly gsnumber?: string;
  /** The appliance's number of the account; `-1` is seen. */
  readonly id?: string;
  /** Name of the account. */
  readonly username?: string;
  /** The appliance's `display_name`, which can differ from the private one. */
  readonly displayName?: string;
  /** Public display name at the time of the session. */
  readonly publicDisplayName?: string;
  readonly privateDisplayName?: string;
  /** Display number at the time of the session. */
  readonly displayNumber?: string;
  /** As sent: may be `ip:port`, `[v6]:port` or the word `Unknown`. */
  readonly publicIp?: string;
  readonly privateIp?: string;
  /** Name of the computer. */
  readonly hostname?: string;
  /** Operating system, as sent. */
  readonly os?: string;
  /** Whether the session belonged to this one at some time; false for a mere member. */
  readonly sessionOwner?: boolean;
  /** Whether this is the last owner of the session, where the appliance says so. */
  readonly primary?: boolean;
  /** How long this one took part, in seconds. */
  readonly secondsInvolved?: number;
  /** Whether this is a guest who was invited into the session. */
  readonly invited?: boolean;
}

/** A team queue a session was assigned to. */
export interface Team {
  /** The appliance's number of the team. */
  readonly id?: string;
  /** Name when the report was made. */
  readonly name: string;
  /** Whether this is the last team the session was assigned to, where the appliance says so. */
  readonly primary?: boolean;
}

/** An attribute that a site's administrator defined. */
export interface CustomAttribute {
  /** The label people see. */
  readonly displayName?: string;
  /** The name for programs. */
  readonly codeName?: string;
  /** As sent. */
  readonly value: string;
}

/** One name with its value, of an event. Names are an open set and may repeat. */
export interface EventValue {
  /** As sent: `filename`, `instance`, `old_path`. */
  readonly name: string;
  /** As sent. */
  readonly value: string;
}

/** A file that an event speaks of. */
export interface EventFile {
  /** As sent; may hold a path. */
  readonly filename: string;
  /** Bytes, as sent. */
  readonly filesize?: string;
}

/** One category of system information, rows of named fields. */
export interface SystemInformation {
  /** As sent: `General`, `Memory`, `Drives`. Depends on the remote system. */
  readonly category: string;
  /** Each row is a list of fields by name, in the order of the report. */
  readonly rows: readonly (readonly EventValue[])[];
}

/** Something that happened in a session. Types are an open set and may be localised: never validate them against a list. */
export interface SessionEvent {
  /** As sent: `Chat Message`, `File Upload`. */
  readonly type: string;
  /** UTC. */
  readonly time?: Date;
  /** Who did it. */
  readonly performedBy?: Party;
  /** Whom it was directed to. */
  readonly destination?: Party;
  /** The text of the event; already decoded where the appliance sent it as base64 (`encoded_body`). */
  readonly body?: string;
  /** Files that the event names as elements of their own; its data may name files as well. */
  readonly files: readonly EventFile[];
  /** Everything else that the event says, in its order. */
  readonly data: readonly EventValue[];
  /** What was collected of the remote system; large, and in few events only. */
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
  /** The Jumpoint the session went through. */
  readonly jumpoint?: { readonly name: string; readonly id?: string };
  /** Files transferred in the session. */
  readonly fileTransferCount?: number;
  /** Files moved. */
  readonly fileMoveCount?: number;
  /** Files deleted. */
  readonly fileDeleteCount?: number;
  /** The main customer (RS) or endpoint (PRA). */
  readonly primaryCustomer?: Reference;
  /** The last representative (RS) or user (PRA) to own the session. */
  readonly primaryRep?: Reference;
  /** The last team the session was assigned to. */
  readonly primaryTeam?: Reference;
  /** In the order of the report, as all lists here. */
  readonly customAttributes: readonly CustomAttribute[];
  /** Who was helped (RS), or the endpoints (PRA). */
  readonly customers: readonly Customer[];
  /** Who helped: representatives (RS) or users (PRA). */
  readonly representatives: readonly Representative[];
  /** Team queues that the session was assigned to. */
  readonly teams: readonly Team[];
  /** What happened, from the first event on. */
  readonly events: readonly SessionEvent[];
}
