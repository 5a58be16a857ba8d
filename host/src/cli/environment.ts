import type { Readable, Writable } from 'node:stream';
import type { Home } from '@integration-client/core/home';
import type { OpenApplication } from '../application/open-application.js';
import type { Machine } from '../os-service/machine.js';

/** What a stream says of the terminal behind it. */
export interface TerminalSize {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** What surrounds the command line, handed in so that tests own it. */
export interface CliEnvironment {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & TerminalSize;
  readonly stderr: Writable & TerminalSize;
  /** Environment variables. */
  readonly variables: NodeJS.ProcessEnv;
  /** Aborted when a person interrupts the command. */
  readonly signal: AbortSignal;
  /** In place of the application of the home directory. */
  readonly open?: (home: Home) => Promise<OpenApplication>;
  /** In place of the machine, for `ic service`. */
  readonly machine?: Machine;
}
