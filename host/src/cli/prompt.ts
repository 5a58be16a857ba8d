import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { CliEnvironment } from './environment.js';
import { UsageError } from './errors.js';

/** Whether a person can be asked. */
export function canAsk(environment: CliEnvironment): boolean {
  return environment.stdin.isTTY === true && environment.stderr.isTTY === true;
}

/** Asks for an answer, on standard error, so that standard output stays clean. */
export function ask(environment: CliEnvironment, question: string): Promise<string> {
  return read(environment, question, environment.stderr);
}

/** Asks yes or no; anything but `y` or `yes` is no. */
export async function confirm(environment: CliEnvironment, question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await ask(environment, `${question} [y/N] `)).trim());
}

/**
 * Asks whether something is really to be done that a person may regret. Throws UsageError where nobody can be asked, and
 * where the answer is no.
 * @param done what would be done: "removed"
 */
export async function makeSure(environment: CliEnvironment, question: string, done: string): Promise<void> {
  requireTerminal(environment);
  if (!(await confirm(environment, question))) throw new UsageError(`Nothing was ${done}`);
}

/** Throws UsageError where nobody can be asked, for what takes long before it asks. */
export function requireTerminal(environment: CliEnvironment): void {
  if (canAsk(environment)) return;
  throw new UsageError('There is no terminal to ask on', 'Give --yes to do it without being asked.');
}

/** Asks for a secret, which is not shown. */
async function askSecret(environment: CliEnvironment, question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  environment.stderr.write(question);
  const secret = await read(environment, '', nowhere);
  environment.stderr.write('\n');
  return secret;
}

/** Everything on standard input, without the line end after it. */
export async function readStandardInput(environment: CliEnvironment): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of environment.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function read(environment: CliEnvironment, question: string, output: Writable): Promise<string> {
  const lines = createInterface({ input: environment.stdin, output, terminal: true });
  return new Promise((resolve, reject) => {
    let answer: string | undefined;
    const interrupt = () => lines.close();
    environment.signal.addEventListener('abort', interrupt);
    lines.on('SIGINT', interrupt);
    lines.question(question, (text) => {
      answer = text;
      lines.close();
    });
    lines.on('close', () => {
      environment.signal.removeEventListener('abort', interrupt);
      if (answer === undefined) reject(new DOMException('Nothing was answered', 'AbortError'));
      else resolve(answer);
    });
  });
}

/** Gives secrets their values: a reference, standard input, or what a person types unseen. */
export class SecretReader {
  readonly #environment: CliEnvironment;
  #inputTaken = false;

  constructor(environment: CliEnvironment) {
    this.#environment = environment;
  }

  /**
   * The secret of an option: `env:NAME`, `file:/path` and `credential:NAME` stay as they are, `-` reads standard input. Anything else is
   * refused, since every user of the machine can see a command's arguments.
   */
  async fromOption(option: string, value: string): Promise<string> {
    if (/^(env|file|credential):./.test(value)) return value;
    if (value === '-') return this.fromInput(option);
    throw new UsageError(
      `${option} takes a reference, not the secret itself: arguments are visible to others`,
      'Give env:NAME or file:/path, or - to read it from standard input.',
    );
  }

  /** From standard input; on a terminal it is asked for. */
  async fromInput(what: string): Promise<string> {
    if (canAsk(this.#environment))
      return this.#checked(what, await askSecret(this.#environment, `${what} (what you type is not shown): `));
    if (this.#inputTaken)
      throw new UsageError('Standard input can hold only one secret', 'Give the others as env:NAME or file:/path.');
    this.#inputTaken = true;
    const text = await readStandardInput(this.#environment);
    return this.#checked(what, text.replace(/\r?\n$/, ''));
  }

  /** Where an option is missing: asked for on a terminal. */
  async missing(option: string): Promise<string> {
    if (canAsk(this.#environment)) return this.fromInput(option);
    throw new UsageError(`${option} is missing`, 'Give env:NAME or file:/path, or - to read it from standard input.');
  }

  #checked(what: string, secret: string): string {
    if (secret === '') throw new UsageError(`${what} is empty`);
    return secret;
  }
}
