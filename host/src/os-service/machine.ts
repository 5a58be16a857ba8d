import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Disk, nodeDisk } from '@integration-client/sdk';

/** What a program answered. */
export interface CommandAnswer {
  /** The exit code; undefined where the program is missing or was killed. */
  readonly code: number | undefined;
  readonly stdout: string;
  /** Where the program could not be started: why. */
  readonly stderr: string;
}

/** The machine as far as its services go. The one way to it, so that tests see every command and file. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The number of the user; undefined on Windows. */
  readonly uid: number | undefined;
  /** The directory of the user's own files. */
  readonly userDirectory: string;
  readonly variables: NodeJS.ProcessEnv;
  /** What starts `ic-host`: Node, and the program's file. Absolute paths. */
  readonly hostCommand: readonly [node: string, program: string];
  readonly disk: Disk;
  /** Runs a program without a shell. Never throws: the answer says what went wrong. */
  run(command: readonly string[]): Promise<CommandAnswer>;
}

/** Milliseconds a program may take. A start waits until `ic-host` has read its settings database. */
const longest = 35 * 60_000;

/** The machine this process runs on. */
export function thisMachine(variables: NodeJS.ProcessEnv = process.env): Machine {
  return {
    platform: process.platform,
    uid: process.getuid?.(),
    userDirectory: homedir(),
    variables,
    hostCommand: [process.execPath, fileURLToPath(new URL('../../bin/ic-host.js', import.meta.url))],
    disk: nodeDisk,
    run: runCommand,
  };
}

/** Runs a program of this machine without a shell, with its messages in English. */
export function runCommand([program = '', ...parameters]: readonly string[]): Promise<CommandAnswer> {
  const options = { timeout: longest, windowsHide: true, env: { ...process.env, LC_ALL: 'C', SYSTEMD_PAGER: '' } };
  return new Promise((resolve) => {
    execFile(program, parameters, options, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else resolve({ code: undefined, stdout, stderr: stderr || error.message });
    });
  });
}

/** How paths are written on a platform. */
export function pathsOf({ platform }: Pick<Machine, 'platform'>): typeof posix {
  return platform === 'win32' ? win32 : posix;
}
