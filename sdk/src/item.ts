import type { Readable } from 'node:stream';
import type { RecordingOperation } from './operation.js';
import type { Receipt } from './receipt.js';
import type { Session, SessionHeader } from './session.js';

/** Remote Support or Privileged Remote Access. */
export type Product = 'RS' | 'PRA';

/** Where an item comes from. */
export interface ItemSite {
  /** The name the site has in the settings. */
  readonly name: string;
  /** `host` or `host:port` of the appliance. */
  readonly host: string;
  /** What the site is; it decides which data there can be. */
  readonly product: Product;
}

interface ItemBase {
  /**
   * Identifies the item for ever: `host/operation/lsid`, with `/instance` where a session can have several, and
   * `host/site-backups/time` for a backup. A changed session keeps its key. Not a file name: hostile characters can occur.
   */
  readonly key: string;
  readonly site: ItemSite;
  /** What the destination answered when this key was last delivered to it, where that is known. */
  readonly previous?: Receipt;
}

/** One session. */
export interface SessionItem extends ItemBase {
  /** Tells this kind of item from the others. */
  readonly operation: 'sessions';
  /** What is known of the session without parsing it. */
  readonly session: SessionHeader;
  /** A whole XML document whose root is `<session>`; what is inside the root are the appliance's bytes, unchanged. */
  readonly xml: Uint8Array;
  /** Reads the whole session, at a cost: a destination that stores files never needs it. Throws {@link ItemError}. */
  parse(): Session;
}

/** One presentation (RS): like a session, without a model of its own. */
export interface PresentationItem extends ItemBase {
  /** Tells this kind of item from the others. */
  readonly operation: 'presentations';
  /** What is known of the presentation, as of a session. */
  readonly session: SessionHeader;
  /** A whole XML document whose root is the appliance's element for one presentation. */
  readonly xml: Uint8Array;
}

interface StreamItem extends ItemBase {
  /** Without the dot, lower case: `m4v`, `nsb`. */
  readonly extension: string;
  /** Bytes. Known at the latest when {@link open} has resolved, if the appliance announces it at all. */
  readonly size?: number;
  /**
   * Starts the download. The stream fails with the host's own error when the content is cut short or is not what it
   * should be: let that error pass through unchanged. May be called again for a retry; each call starts anew.
   */
  open(signal?: AbortSignal): Promise<Readable>;
}

/** One video of a session or of a presentation. */
export interface RecordingItem extends StreamItem {
  /** Which kind of recording it is. */
  readonly operation: RecordingOperation;
  /** The session, or for `presentation-recordings` the presentation, that it belongs to. */
  readonly session: SessionHeader;
  /** Which of several, counted from 0. */
  readonly instance?: number;
}

/** One backup of a site's configuration. */
export interface BackupItem extends StreamItem {
  /** Tells this kind of item from the others. */
  readonly operation: 'site-backups';
  /** When it was asked for, whole seconds, UTC. Part of the key, so that each backup is an item of its own. */
  readonly takenAt: Date;
}

/** One thing to deliver. */
export type Item = SessionItem | PresentationItem | RecordingItem | BackupItem;

/** Whether an item is small and held whole ({@link SessionItem.xml}), rather than streamed. */
export function isDocument(item: Item): item is SessionItem | PresentationItem {
  return item.operation === 'sessions' || item.operation === 'presentations';
}
