import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '@integration-client/sdk';
import type { Clock } from '../clock.js';
import type { Configuration } from '../configuration.js';
import { OneByOne } from '../one-by-one.js';
import type { Lease } from '../store/lease.js';
import { describeProblem } from '../transfer/tally.js';
import { type Incident, type Observation, observe, told, without } from './incident.js';
import { incidentMail, type Mail, type MailWriter } from './mail-text.js';
import type { MailReceipt } from './mailer.js';
import { nextMail, type SentTimes, sentNow } from './pacing.js';

/** What mail has to tell, remembered durably. */
export interface NotificationState {
  incidents(): Promise<readonly Incident[]>;
  /** Makes `after` of `before` what is remembered. */
  saveIncidents(before: readonly Incident[], after: readonly Incident[]): Promise<void>;
  sentMails(): Promise<SentTimes>;
  saveSentMails(times: SentTimes): Promise<void>;
}

/** What the notifier needs from outside. */
export interface NotifierOptions {
  readonly clock: Clock;
  readonly state: NotificationState;
  /** Whether other hosts change the state, too. */
  readonly isShared: boolean;
  /** Has one host at a time send mail. Nothing where another one does. */
  readonly lease: () => Promise<Lease | undefined>;
  readonly configuration: () => Promise<Configuration>;
  /** Sends with the settings as they are now. */
  readonly send: (mail: Mail, signal: AbortSignal) => Promise<MailReceipt>;
  readonly writer: MailWriter;
  readonly log: Logger;
}

/** Longest sleep in milliseconds, so that changed settings and a changed clock are seen. */
const longestSleep = 60_000;

/** After a mail that could not be sent it is tried again after so many milliseconds; twice as many each time. */
const firstRetry = 60_000;
const longestRetry = 3_600_000;

/** How long a mail that is under way may take when the host stops, in milliseconds. */
const stopGrace = 5_000;

/**
 * Tells administrators by mail what goes wrong: the first error at once, repeats gathered, and when it is over. Nothing
 * that is observed waits for the mail server, and what could not be told yet is kept.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  /** One change of what is known at a time. */
  readonly #changes = new OneByOne();
  #known: readonly Incident[] = [];
  /** The same as what is known, unless that could not be saved. */
  #saved = this.#known;
  #sent: SentTimes = [];
  #configuration: Configuration | undefined;
  #failure: { readonly code: string; readonly until: number; readonly pause: number } | undefined;
  #lease: Lease | undefined;
  #loop: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  readonly #cancelled = new AbortController();
  #sleep = new AbortController();
  #woken = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Recalls what there is to tell, and begins to send it. */
  async start(): Promise<void> {
    await this.#recall();
    this.#loop ??= this.#watch();
  }

  /** Takes note of what was seen, durably where the settings database can be written. Never throws, never sends. */
  async observe(observations: readonly Observation[]): Promise<void> {
    await this.#change((known) => {
      const now = this.#options.clock.now();
      const after = observations.reduce((incidents, seen) => observe(incidents, seen, now), known);
      if (after !== known) this.wake();
      return after;
    });
  }

  /** Looks at once whether there is something to send: settings have changed. */
  wake(): void {
    this.#woken = true;
    this.#sleep.abort();
  }

  /** Ends. A mail under way has some seconds; what was not told is kept for the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    const grace = new AbortController();
    const timeIsUp = this.#options.clock.sleep(stopGrace, grace.signal).catch(() => undefined);
    await Promise.race([this.#loop, timeIsUp]);
    grace.abort();
    this.#cancelled.abort();
    await this.#loop;
    await this.#change((known) => known);
    await this.#lease?.release();
  }

  async #watch(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#woken = false;
      this.#sleep = new AbortController();
      const milliseconds = await this.#turn();
      if (this.#woken) continue;
      await this.#options.clock.sleep(milliseconds, this.#sleep.signal).catch(() => undefined);
    }
  }

  /** Sends what is due, and answers for how many milliseconds nothing else will be. */
  async #turn(): Promise<number> {
    const { clock, configuration } = this.#options;
    // While the settings database cannot be read the settings as they were are used, to tell of just that.
    const current = await configuration().catch(() => this.#configuration);
    if (current === undefined) return longestSleep;
    // Who corrects the settings need not wait for the next attempt.
    if (!isDeepStrictEqual(current.notifications, this.#configuration?.notifications)) this.#failure = undefined;
    this.#configuration = current;
    const isOn = current.notifications?.enabled === true;
    await this.#change((known) => without(known, (incident) => isGone(incident, current, isOn)));
    if (!isOn || !(await this.#maySend())) return longestSleep;
    const now = clock.now();
    const next = nextMail(this.#known, this.#sent, now);
    if (next === undefined) return longestSleep;
    const wait = Math.max(next.getTime(), this.#failure?.until ?? 0) - now.getTime();
    if (wait > 0) return Math.min(wait, longestSleep);
    await this.#send(this.#known);
    return 0;
  }

  /** Whether this host sends the mail. Where nobody can say, the server being out of reach, it is told rather twice than not. */
  async #maySend(): Promise<boolean> {
    if (this.#lease !== undefined && !this.#lease.lost.aborted) return true;
    try {
      this.#lease = await this.#options.lease();
    } catch {
      return true;
    }
    if (this.#lease !== undefined && this.#options.isShared) await this.#recall();
    return this.#lease !== undefined;
  }

  async #send(incidents: readonly Incident[]): Promise<void> {
    const { clock, log, send, writer } = this.#options;
    try {
      const { accepted, refused } = await send(incidentMail(incidents, writer), this.#cancelled.signal);
      const now = clock.now();
      this.#sent = sentNow(this.#sent, now);
      await this.#change((known) => told(known, incidents, now));
      await this.#options.state.saveSentMails(this.#sent).catch(() => undefined);
      log.info(`Mail sent to ${accepted.join(', ')}${this.#failure === undefined ? '' : ': mail can be sent again'}`);
      for (const { address, answer } of refused) log.warn(`The mail server refused ${address}: ${answer}`);
      this.#failure = undefined;
    } catch (error) {
      if (this.#cancelled.signal.aborted) return;
      this.#failed(error);
    }
  }

  /** Said once for each kind of failure: it may last for days. */
  #failed(error: unknown): void {
    const { code, message, hint } = describeProblem(error);
    const pause = Math.min((this.#failure?.pause ?? firstRetry / 2) * 2, longestRetry);
    if (code !== this.#failure?.code) {
      const advice = hint === undefined ? '' : ` (${hint})`;
      this.#options.log.warn(`Mail could not be sent, it is kept and tried again: ${message}${advice}`);
    }
    this.#failure = { code, pause, until: this.#options.clock.now().getTime() + pause };
  }

  async #recall(): Promise<void> {
    const { state, log } = this.#options;
    try {
      this.#sent = await state.sentMails();
      await this.#changes.run(() => this.#read());
    } catch (error) {
      log.warn(`What mail had to tell could not be read: ${describeProblem(error).message}`);
    }
  }

  /** What could not be saved yet is not forgotten for what was saved. */
  async #read(): Promise<void> {
    if (this.#known !== this.#saved) return;
    this.#saved = await this.#options.state.incidents();
    this.#known = this.#saved;
  }

  /** Changes what is known and saves it. What cannot be saved is kept in memory, and saved with the next change. */
  #change(change: (known: readonly Incident[]) => readonly Incident[]): Promise<void> {
    return this.#changes.run(async () => {
      if (this.#options.isShared) await this.#read().catch(() => undefined);
      this.#known = change(this.#known);
      if (this.#known === this.#saved) return;
      const after = this.#known;
      await this.#options.state
        .saveIncidents(this.#saved, after)
        .then(() => {
          this.#saved = after;
        })
        .catch(() => undefined);
    });
  }
}

/** Whether nobody cares any more: it was removed or switched off, or it is over and mail is off. */
function isGone({ schedule, site, destination, recovered }: Incident, configuration: Configuration, isOn: boolean) {
  if (recovered !== undefined && !isOn) return true;
  if (schedule === undefined) return false;
  const settings = configuration.schedules.find(({ name }) => name === schedule);
  if (settings?.enabled !== true) return true;
  if (site === undefined) return false;
  const isOnOf = (list: readonly { readonly name: string; readonly enabled: boolean }[], name: string | undefined) =>
    list.some((entry) => entry.name === name && entry.enabled);
  const isPart = settings.transfers.some((each) => each.site === site && each.destination === destination);
  return !(isPart && isOnOf(configuration.sites, site) && isOnOf(configuration.destinations, destination));
}
