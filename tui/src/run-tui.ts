import type { Readable } from 'node:stream';
import type { Backend } from './backend.js';
import { firstFrame } from './first-frame.js';
import { type KeySource, pasteMarks } from './read-keys.js';
import { type TerminalOutput, TerminalScreen } from './terminal.js';

/** What the terminal UI is started with. */
export interface TuiOptions {
  readonly backend: Backend;
  readonly stdin: Readable & KeySource;
  readonly stdout: TerminalOutput;
  /** Signs of ASCII alone. */
  readonly ascii: boolean;
  readonly colour: boolean;
  /** Text for a screen reader, in place of a screen that is drawn. */
  readonly screenReader: boolean;
  /** Aborted when the program is to end. */
  readonly signal: AbortSignal;
}

/** How the terminal UI ended: a person quit it, or it was interrupted by Ctrl-C or a signal. */
export type TuiEnd = 'quit' | 'interrupted';

/** `show-app.ts` with all that it needs, as one file: see `bundle.js`. */
const bundle = new URL('./bundle/show-app.js', import.meta.url);

/** Signals whose default would end the process with the terminal as it is. */
const deadlySignals = ['SIGHUP', 'SIGQUIT'] as const;

/** Shows the terminal UI until a person quits it, or the signal is aborted; the terminal is then as it was before. */
export async function runTui(options: TuiOptions): Promise<TuiEnd> {
  const { stdin, stdout, signal } = options;
  const screen = new TerminalScreen(stdout);
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  // A shell that had the terminal meanwhile has changed its mode, perhaps its size, and Node was not told.
  const resume = () => {
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    process.kill(process.pid, 'SIGWINCH');
    screen.retake();
  };
  const suspend = () => {
    if (process.platform === 'win32') return;
    screen.release();
    stdin.setRawMode(false);
    // As the terminal would do it: with all processes of the job. Where there is no shell to go back to nothing stops.
    process.kill(0, 'SIGTSTP');
    resume();
  };
  signal.addEventListener('abort', interrupt);
  process.on('SIGCONT', resume);
  for (const name of deadlySignals) process.on(name, interrupt);
  stdin.setRawMode(true);
  try {
    const isInitialised = await options.backend.isInitialised();
    if (options.screenReader) stdout.write(pasteMarks.on);
    else {
      screen.enter();
      // What draws the rest takes most of the time of the start.
      screen.write(isInitialised ? firstFrame(screen, options.ascii) : ' Integration Client');
    }
    const { showApp }: typeof import('./show-app.js') = await import(bundle.href);
    if (signal.aborted) interrupt();
    if (!interrupted.signal.aborted) await showApp(options, screen, isInitialised, interrupted, suspend);
    return interrupted.signal.aborted ? 'interrupted' : 'quit';
  } finally {
    screen.leave();
    if (options.screenReader) stdout.write(pasteMarks.off);
    stdin.setRawMode(false);
    signal.removeEventListener('abort', interrupt);
    process.off('SIGCONT', resume);
    for (const name of deadlySignals) process.off(name, interrupt);
  }
}
