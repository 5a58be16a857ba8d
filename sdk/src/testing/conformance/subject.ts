import type { Operation } from '../../operation.js';

/** One thing that lies in a place, as the plugin's own test finds it there. */
export interface StoredItem {
  /** Written as receipts write it. */
  readonly location: string;
  /**
   * What is stored, read back. Of a document (session, presentation) anything in which its values can be read: its XML, JSON,
   * rows as text. Of a recording or a backup its own bytes.
   */
  content(): AsyncIterable<Uint8Array> | Iterable<Uint8Array | string> | string;
}

/** A place to store things in, fresh for one case. */
export interface ConformancePlace {
  /** Settings of a destination that stores there, as a person would give them: without defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  /**
   * Everything that is stored there now, in any order, without what is not finished. Left out, the plugin's own `verify` and
   * `locations` have to do, and nobody else has looked.
   */
  stored?(): Promise<readonly StoredItem[]>;
  /** Settings that are valid, of a place that cannot be used: a closed port, a directory below a file. */
  readonly unusable?: Readonly<Record<string, unknown>>;
  /** Lets go of the place, after the case. The directory is removed by the suite. */
  remove?(): Promise<void>;
}

/** A plugin, to be tried by the conformance suite. */
export interface ConformanceSubject {
  /** The module whose default export is the plugin: `new URL('./index.js', import.meta.url)`. */
  readonly module: URL | string;
  /**
   * Makes a fresh place. `directory` is an empty one for this case, where the place needs one. Nothing may be stored outside
   * of it.
   */
  place(directory: string): ConformancePlace | Promise<ConformancePlace>;
  /** The types of data that are tried. Default: all that the plugin accepts. */
  readonly operations?: readonly Operation[];
  /** What Node is told for the processes that are made and killed, such as `--import` with a module. Default: nothing. */
  readonly nodeArguments?: readonly string[];
}
