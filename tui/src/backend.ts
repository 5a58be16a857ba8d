import type { Application } from '@integration-client/core/application';
import type { SchedulerService } from '@integration-client/core/scheduler-service';

/** A directory as a person chooses files in it. */
export interface BrowsedDirectory {
  readonly path: string;
  /** The directory above. Absent: there is none. */
  readonly parent?: string;
  /** Directories first, by name. */
  readonly entries: readonly BrowsedEntry[];
}

/** An entry of a directory. */
export interface BrowsedEntry {
  readonly name: string;
  readonly path: string;
  readonly isDirectory: boolean;
}

/** What the terminal UI works with; the host makes it, and tests do. */
export interface Backend {
  /** The home directory, as people read it. */
  readonly home: string;
  /** The version of the client. */
  readonly version: string;
  /** Whether there is a settings database. */
  isInitialised(): Promise<boolean>;
  /**
   * The files that a person can choose from: those of a directory, without hidden ones. Without a directory: that in which
   * the program was started. Throws ConfigError `directory-unreadable`.
   */
  browse(directory?: string): Promise<BrowsedDirectory>;
  /**
   * What a person named to install a plugin from, for the application: a path becomes absolute. Throws ConfigError
   * `plugin-source-missing`.
   */
  pluginSource(text: string): Promise<string>;
  /** The service of the operating system that runs the scheduler. */
  service(): Promise<SchedulerService>;
  /** Makes the settings database and its key. */
  initialise(): Promise<void>;
  /**
   * Does something with the application: the running host's, or where none runs one of this process. Each call looks
   * anew, so that a host may start, stop or be lost at any time.
   */
  use<T>(action: (application: Application) => Promise<T>): Promise<T>;
}
