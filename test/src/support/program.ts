import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

const programs = {
  ic: fileURLToPath(new URL('../../../host/bin/ic.js', import.meta.url)),
  'ic-host': fileURLToPath(new URL('../../../host/bin/ic-host.js', import.meta.url)),
};

/** What a finished program left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real process of `ic` or `ic-host`, without a terminal. */
export class Program {
  readonly process: ChildProcess;
  #stdout = '';
  #stderr = '';
  readonly #finished: Promise<Finished>;

  constructor(
    name: keyof typeof programs,
    parameters: readonly string[],
    environment: NodeJS.ProcessEnv,
    input?: string,
  ) {
    this.process = spawn(process.execPath, [programs[name], ...parameters], {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.process.stdin?.end(input ?? '');
    this.process.stdout?.on('data', (chunk) => (this.#stdout += chunk));
    this.process.stderr?.on('data', (chunk) => (this.#stderr += chunk));
    this.#finished = once(this.process, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  get output(): string {
    return this.#stdout + this.#stderr;
  }

  finished(): Promise<Finished> {
    return this.#finished;
  }

  /** Resolves when the program has printed a text; rejects when it ends without. */
  async printed(text: string): Promise<void> {
    let ended = false;
    void this.#finished.then(() => {
      ended = true;
    });
    await until(async () => {
      if (ended && !this.output.includes(text)) throw new Error(`ended without printing "${text}":\n${this.output}`);
      return this.output.includes(text);
    });
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    this.process.kill(signal);
    return this.#finished;
  }
}
