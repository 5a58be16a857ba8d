import type { Logger } from '@integration-client/sdk';
import type { Machine } from './machine.js';

/**
 * Tells systemd how the service is, where systemd wants to know (`NOTIFY_SOCKET`). Node has no datagram sockets of Unix, so
 * the program `systemd-notify` does it. A word that does not get through is logged and stops nothing.
 */
export class SystemdNotify {
  readonly #run: Machine['run'];
  readonly #log: Logger;
  readonly #isWanted: boolean;
  /** Milliseconds within which systemd wants a sign of life. */
  readonly #patience: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(variables: NodeJS.ProcessEnv, run: Machine['run'], log: Logger) {
    this.#run = run;
    this.#log = log;
    this.#isWanted = Boolean(variables.NOTIFY_SOCKET);
    const microseconds = Number(variables.WATCHDOG_USEC);
    const isMeant = variables.WATCHDOG_PID === undefined || Number(variables.WATCHDOG_PID) === process.pid;
    this.#patience = isMeant && microseconds > 0 ? microseconds / 1000 : undefined;
  }

  /** The service is ready; from now on a sign of life is given three times as often as systemd wants one. */
  async ready(): Promise<void> {
    await this.#tell('READY=1');
    if (this.#isWanted && this.#patience !== undefined) {
      // A timer of the event loop: where that hangs, nothing is told, and systemd starts the service anew.
      this.#timer = setInterval(() => void this.#tell('WATCHDOG=1'), this.#patience / 3).unref();
    }
  }

  /** The service ends now. */
  async stopping(): Promise<void> {
    clearInterval(this.#timer);
    await this.#tell('STOPPING=1');
  }

  async #tell(word: string): Promise<void> {
    if (!this.#isWanted) return;
    const { code, stderr } = await this.#run(['systemd-notify', word]);
    if (code !== 0) this.#log.warn(`systemd could not be told ${word}: ${stderr.trim() || `exit code ${code}`}`);
  }
}
