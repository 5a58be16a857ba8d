import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Product } from '../../item.js';
import type { RecordingOperation } from '../../operation.js';
import { type Answer, send } from './answer.js';
import { readCall } from './call.js';
import { issueCertificate, type ServerCertificate } from './certificates.js';
import type { SimulatedContent } from './content.js';
import { type Fault, type FaultSettings, Faults, isOfConnection } from './faults.js';
import { Account } from './oauth.js';
import { type ApplianceOptions, type Settings, withDefaults } from './options.js';
import type { Presentation } from './presentations.js';
import type { LoggedRequest } from './request-log.js';
import { logEntry } from './request-log.js';
import { type BackupTaken, Router } from './router.js';
import { HttpsServer } from './server.js';
import {
  announcedRecordings,
  type SessionOverrides,
  type SessionRecord,
  type SimulatedSession,
} from './session-record.js';
import { stateAt } from './session-store.js';
import { temporaryFile } from './temporary-file.js';

/** The sessions of an appliance as they are at the moment, those in progress as well. */
export interface SimulatedSessions extends Iterable<SimulatedSession> {
  /** How many there are, those that have not begun as well. */
  readonly size: number;
  /** The session of this id, as it is now; undefined where there is none. */
  get(lsid: string): SimulatedSession | undefined;
}

/**
 * A Remote Support or Privileged Remote Access appliance that answers like the real ones: over HTTPS, with their
 * tokens, limits, reports, recordings and backups, their dirt, and their faults when asked for.
 *
 * ```ts
 * const appliance = await SimulatedAppliance.start({ product: 'RS', sessions: 100 });
 * // site settings: host appliance.host, caFile appliance.caFile, clientId appliance.clientId, …
 * appliance.fault({ on: 'recording', kind: 'cut', times: 1 });
 * await appliance.stop();
 * ```
 */
export class SimulatedAppliance {
  readonly #settings: Settings;
  readonly #certificate: ServerCertificate;
  readonly #account: Account;
  readonly #faults = new Faults();
  readonly #router: Router;
  readonly #server: HttpsServer;
  #requests: LoggedRequest[] = [];
  #caFile: string | undefined;

  private constructor(settings: Settings, certificate: ServerCertificate) {
    this.#settings = settings;
    this.#certificate = certificate;
    this.#account = new Account({ ...settings, ...settings.account, ...settings.user });
    this.#router = new Router(settings, this.#account);
    this.#server = new HttpsServer(
      settings.port,
      certificate,
      (request, response, raw) => this.#handle(request, response, raw),
      () => this.#faults.takeConnection(),
    );
  }

  /** Starts an appliance on 127.0.0.1. Fails with Node's error where the port is taken. */
  static async start(options: ApplianceOptions = {}): Promise<SimulatedAppliance> {
    const settings = withDefaults(options);
    const appliance = new SimulatedAppliance(settings, await issueCertificate(settings.names));
    await appliance.#server.start();
    return appliance;
  }

  /** What it is: Remote Support or Privileged Remote Access. */
  get product(): Product {
    return this.#settings.product;
  }

  /** `localhost:PORT`, as a site's settings name it. */
  get host(): string {
    return `localhost:${this.port}`;
  }

  /** The port on 127.0.0.1; stays the same over {@link restart}. */
  get port(): number {
    return this.#server.port;
  }

  /** The certificate of the authority to trust, PEM. */
  get caPem(): string {
    return this.#certificate.ca;
  }

  /** A file with {@link caPem}, made when it is first asked for and removed when the process exits. */
  get caFile(): string {
    if (this.#caFile === undefined) {
      this.#caFile = temporaryFile('ca.pem', this.caPem);
    }
    return this.#caFile;
  }

  /** Writes {@link caPem} to a file. */
  async writeCa(path: string): Promise<void> {
    await writeFile(path, this.caPem);
  }

  /** Of the API account. */
  get clientId(): string {
    return this.#settings.account.clientId;
  }

  /** Of the API account. */
  get clientSecret(): string {
    return this.#settings.account.clientSecret;
  }

  /** Of the user account. */
  get username(): string {
    return this.#settings.user.username;
  }

  /** Of the user account. */
  get password(): string {
    return this.#settings.user.password;
  }

  /** The account's tokens, and whether wrong secrets have locked it. */
  get account(): Account {
    return this.#account;
  }

  /** Every request since the start or {@link resetRequests}, in the order they were answered. */
  get requests(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** Forgets the requests so far. */
  resetRequests(): void {
    this.#requests = [];
  }

  /** The sessions, as they are at the moment of looking. */
  get sessions(): SimulatedSessions {
    const { sessions } = this.#router;
    const describe = (record: SessionRecord) => this.#describe(record);
    return {
      size: sessions.size,
      get: (lsid) => {
        const record = sessions.get(lsid);
        return record === undefined ? undefined : describe(record);
      },
      *[Symbol.iterator]() {
        for (const record of sessions.all()) yield describe(record);
      },
    };
  }

  /** The presentations (RS); they do not change. */
  get presentations(): readonly Presentation[] {
    return this.#router.presentations;
  }

  /** The `<session>` element of a session, byte for byte as a report holds it now. Throws where there is none. */
  sessionXml(lsid: string): Buffer {
    return this.#router.sessionXml(lsid);
  }

  /** Adds a session; without an `endTime` it is in progress. */
  addSession(session: SessionOverrides = {}): SimulatedSession {
    return this.#describe(this.#router.addSession(session));
  }

  /** Adds the `<session>` elements of a report of the same namespace prefix, to be served as they are. */
  addSessionsFrom(report: string | Uint8Array): readonly SimulatedSession[] {
    return this.#router.addSessionsFrom(Buffer.from(report).toString('utf8')).map((record) => this.#describe(record));
  }

  /** Ends a session, now where no time is given. */
  endSession(lsid: string, when: Date = this.#settings.now()): void {
    this.changeSession(lsid, { endTime: when });
  }

  /** Changes a session, as the appliance itself may after it ended. Its lsid stays. */
  changeSession(lsid: string, changes: Omit<SessionOverrides, 'lsid'>): void {
    this.#router.sessions.change(lsid, changes);
  }

  /** Removes a session: the appliance no longer knows it. */
  removeSession(lsid: string): void {
    this.#router.sessions.remove(lsid);
  }

  /** The bytes of a recording, whether or not it is announced. */
  recording(lsid: string, operation: RecordingOperation, instance = 0): SimulatedContent {
    return this.#router.recording(lsid, operation, instance);
  }

  /** The backups taken so far, oldest first. */
  get backups(): readonly BackupTaken[] {
    return this.#router.backups;
  }

  /** Plays a fault until it struck `times` requests or is cleared. */
  fault(fault: FaultSettings): Fault {
    if (isOfConnection(fault.kind)) this.#server.dropConnections();
    return this.#faults.add(fault);
  }

  /** Ends all faults. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** Stops answering: connections are refused from now on, those that are open are closed. May be called twice. */
  async stop(): Promise<void> {
    await this.#server.stop();
  }

  /** Answers again, on the same port, with the same sessions, tokens and certificate. */
  async restart(): Promise<void> {
    await this.#server.stop();
    await this.#server.start();
  }

  async #handle(request: IncomingMessage, response: ServerResponse, raw: Socket | undefined): Promise<void> {
    const call = await readCall(request);
    const answer: Answer | undefined = this.#router.answer(call, this.#faults);
    this.#requests.push(logEntry(call, answer?.status ?? 0));
    // A fault that stalls: not even the status is sent.
    if (answer !== undefined) await send(response, answer, raw);
  }

  #describe(record: SessionRecord): SimulatedSession {
    const closed = stateAt(record, Math.floor(this.#settings.now().getTime() / 1000)) === 'closed';
    return {
      lsid: record.lsid,
      lseq: record.lseq,
      startTime: new Date(record.start * 1000),
      ...(closed && record.end !== undefined ? { endTime: new Date(record.end * 1000) } : {}),
      externalKey: record.externalKey,
      recordings: announcedRecordings(record),
      ...(record.dirt === undefined ? {} : { dirt: record.dirt }),
    };
  }
}
