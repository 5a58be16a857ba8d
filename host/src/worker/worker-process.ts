import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { IntegrationError, type Logger } from '@integration-client/sdk';
import { type Message, messageOf } from './channel.js';
import { nodeOptionsFor, type WorkerLimits } from './limits.js';
import { PrintedLines } from './printed-lines.js';
import { isError } from './reported.js';
import type { WorkerEvents } from './tasks.js';

/** What of the host's environment a worker is given: nothing that could hold a secret. */
const inheritedVariables = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'LANG',
  'LC_ALL',
  'HTTPS_PROXY',
  'NO_PROXY',
  // Which authorities this Node trusts: else a site that can be reached from here could not be from there.
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/** Why a process was ended from here. */
type Reason = 'silent' | 'blocked' | 'memory';

/** A process that runs a plugin, with an environment of its own, and ended when it passes a limit. */
export class WorkerProcess {
  readonly #process: ChildProcess;
  readonly #limits: WorkerLimits;
  readonly #printed: PrintedLines;
  readonly #watchdog: NodeJS.Timeout;
  /** Resolves when the process is gone. */
  readonly dead: Promise<string>;
  #heard = Date.now();
  #silence = Date.now();
  #endedFor: Reason | undefined;
  #fatal: WorkerEvents['fatal'] | undefined;

  /**
   * @param log where what it prints goes
   * @param isWaiting whether it waits for an answer from here: then it is not silent by its own doing
   */
  constructor(limits: WorkerLimits, log: Logger, isWaiting: () => boolean) {
    this.#limits = limits;
    const look = Math.min(5_000, limits.silence / 4, limits.block / 4);
    this.#process = fork(fileURLToPath(new URL('./main.js', import.meta.url)), [String(look)], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      execArgv: nodeOptionsFor(limits),
      env: workerEnvironment(),
    });
    this.dead = onceDead(this.#process);
    new PrintedLines(this.#process.stdout, (line) => log.info(`plugin output: ${line}`));
    this.#printed = new PrintedLines(this.#process.stderr, (line) => log.warn(`plugin output: ${line}`));
    this.#watchMemory(this.#process.stdio[4] as Readable | null);
    this.#process.on('message', (message) => this.#hear(messageOf(message)));
    this.#watchdog = setInterval(() => {
      if (isWaiting()) this.#silence = Date.now();
      if (Date.now() - this.#heard > limits.block) this.#kill('blocked');
      else if (Date.now() - this.#silence > limits.silence) this.#kill('silent');
    }, look);
  }

  /** The process as an end of a pipe. */
  get port(): ChildProcess {
    return this.#process;
  }

  /** Gives it some time to end by itself, then ends it. */
  endSoon(): void {
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), this.#limits.stop);
    void this.dead.then(() => clearTimeout(kill));
  }

  /** Lets go of it, and resolves when it is gone. `now`: at once. */
  async end(now: boolean): Promise<void> {
    clearInterval(this.#watchdog);
    if (now) this.#process.kill('SIGKILL');
    else this.endSoon();
    if (this.#process.connected) this.#process.disconnect();
    await this.dead;
  }

  /** Why it is gone: names what it worked on, the plugin, the cause and what to do. */
  async obituary(who: string): Promise<IntegrationError> {
    const how = await this.dead;
    const { code, what } = this.#cause(how);
    return new IntegrationError(`${who} ${what}`, {
      code,
      hint: 'Other transfers are not affected. The log has what it printed; report the defect to the author of the plugin.',
    });
  }

  #cause(how: string): { readonly code: string; readonly what: string } {
    const { memory, silence, block } = this.#limits;
    const megabytes = Math.round(memory / 1024 ** 2);
    if (this.#endedFor === 'memory' || /heap out of memory/i.test(this.#printed.newest)) {
      return { code: 'worker-out-of-memory', what: `took more than ${megabytes} MiB of memory, and was ended` };
    }
    if (this.#endedFor === 'blocked') {
      return { code: 'worker-hung', what: `hung in a loop for ${seconds(block)}, and was ended` };
    }
    if (this.#endedFor === 'silent') {
      return { code: 'worker-hung', what: `made no progress for ${seconds(silence)}, and was ended` };
    }
    if (this.#fatal !== undefined) {
      const { name, message } = this.#fatal;
      return { code: 'worker-crashed', what: `threw what nobody caught: ${name}: ${message}` };
    }
    return { code: 'worker-died', what: `ended its process unexpectedly (${how})` };
  }

  #hear(message: Message | undefined): void {
    this.#heard = Date.now();
    const event = message?.type === 'event' ? message : undefined;
    if (event?.name !== 'alive') this.#silence = this.#heard;
    if (event?.name === 'fatal' && isError(event.value)) this.#fatal = event.value;
  }

  #watchMemory(pipe: Readable | null): void {
    if (pipe === null) return;
    pipe.on('error', () => undefined);
    createInterface({ input: pipe }).on('line', (bytes) => {
      if (Number(bytes) > this.#limits.memory) this.#kill('memory');
    });
  }

  #kill(reason: Reason): void {
    this.#endedFor ??= reason;
    this.#process.kill('SIGKILL');
  }
}

function workerEnvironment(): NodeJS.ProcessEnv {
  const inherited = inheritedVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // The C library of most Linux systems keeps memory for each thread, and gives none of it back.
  return { ...Object.fromEntries(inherited), NODE_ENV: 'production', MALLOC_ARENA_MAX: '2' };
}

/** With all that it printed. */
async function onceDead(worker: ChildProcess): Promise<string> {
  const how = new Promise<string>((resolve) => {
    worker.once('error', (error) => resolve(error.message));
    worker.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  // Its event `close` does not come where the channel was closed from here.
  const printed = [worker.stdout, worker.stderr].map(
    (stream) => stream && once(stream, 'close').catch(() => undefined),
  );
  const answer = await how;
  // A process that it started can hold its output open for ever.
  await Promise.race([Promise.all(printed), new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
  return answer;
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}
