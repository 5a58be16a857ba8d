import type { Readable, Writable } from 'node:stream';
import type { Home } from '@integration-client/core/home';
import type { OpenApplication } from '../application/open-application.js';

/** What surrounds the command line, handed in so that tests own it. */
export interface CliEnvironment {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Environment variables. */
  readonly variables: NodeJS.ProcessEnv;
  /** Aborted when a person interrupts the command. */
  readonly signal: AbortSignal;
  /** In place of the application of the home directory. */
  readonly open?: (home: Home) => Promise<OpenApplication>;
}
