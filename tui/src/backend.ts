import type { Application } from '@integration-client/core/application';

/** What the terminal UI works with; the host makes it, and tests do. */
export interface Backend {
  /** The home directory, as people read it. */
  readonly home: string;
  /** The version of the client. */
  readonly version: string;
  /** Whether there is a settings database. */
  isInitialised(): Promise<boolean>;
  /** Makes the settings database and its key. */
  initialise(): Promise<void>;
  /**
   * Does something with the application: the running host's, or where none runs one of this process. Each call looks
   * anew, so that a host may start, stop or be lost at any time.
   */
  use<T>(action: (application: Application) => Promise<T>): Promise<T>;
}
