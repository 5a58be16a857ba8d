import { createHash } from 'node:crypto';
import type { Product, RecordingOperation } from '@integration-client/sdk';
import type { SimulatedAppliance } from '@integration-client/sdk/testing';
import type { Random } from '../random.js';

/** What has become of a session: told each time that it ended or changed. */
export interface SessionFact {
  readonly product: Product;
  readonly lsid: string;
  /** The SHA-256 of its document from now on. */
  readonly document: string;
  /** Tells this version of the session from others; stands in the document, too. */
  readonly externalKey: string;
  readonly recordings: readonly RecordingFact[];
}

/** A recording that a session announces. */
export interface RecordingFact {
  readonly operation: RecordingOperation;
  readonly instance?: number;
  readonly sha256: string;
}

/** A session changes only within so many milliseconds of its end: what changes long after it no schedule would see. */
const changeableFor = 4 * 60_000;

const minute = 60_000;

/** What goes on at an appliance: sessions begin, end and change, and are recorded. */
export class Traffic {
  readonly #appliance: SimulatedAppliance;
  readonly #now: () => Date;
  readonly #random: Random;
  readonly #open: string[] = [];
  /** Sessions that have ended, newest last. */
  #ended: { readonly lsid: string; readonly end: number; shells: number }[] = [];
  #changes = 0;
  #facts: SessionFact[] = [];

  /** @param now the appliance's clock */
  constructor(appliance: SimulatedAppliance, now: () => Date, random: Random) {
    this.#appliance = appliance;
    this.#now = now;
    this.#random = random;
  }

  /** What has happened since the last call. */
  facts(): SessionFact[] {
    const facts = this.#facts;
    this.#facts = [];
    return facts;
  }

  /** Some of all that can happen. */
  step(): void {
    const random = this.#random;
    if (random.chance(0.7)) this.#addEnded();
    if (random.chance(0.2)) this.#begin();
    if (random.chance(0.2) && this.#open.length > 5) this.#endOldest();
    if (random.chance(0.4)) this.#changeOne();
  }

  /** Ends what is open, and adds a session with every kind of recording, so that each place gets something new. */
  settle(): void {
    while (this.#open.length > 0) this.#endOldest();
    const each = { sessionRecording: true, commandShells: 1, showMyScreens: this.#isRs ? 1 : 0 };
    this.#addEnded({ ...each, recordingBytes: 10_000 });
  }

  get #isRs(): boolean {
    return this.#appliance.product === 'RS';
  }

  #addEnded(recordings = this.#someRecordings()): void {
    const end = this.#now();
    const startTime = new Date(end.getTime() - this.#random.between(1, 20 * minute));
    const { lsid } = this.#appliance.addSession({
      ...this.#some(),
      lseq: this.#lseq(),
      ...recordings,
      startTime,
      endTime: end,
    });
    this.#ended.push({ lsid, end: end.getTime(), shells: recordings.commandShells });
    this.#tell(lsid);
  }

  #begin(): void {
    const session = { ...this.#some(), ...this.#someRecordings(), lseq: this.#lseq(), startTime: this.#now() };
    const { lsid } = this.#appliance.addSession(session);
    this.#open.push(lsid);
  }

  #endOldest(): void {
    const lsid = this.#open.shift();
    if (lsid === undefined) return;
    const end = this.#now();
    this.#appliance.endSession(lsid, end);
    const shells = this.#appliance.sessions.get(lsid)?.recordings ?? [];
    const count = shells.filter(({ operation }) => operation === 'command-shell-recordings').length;
    this.#ended.push({ lsid, end: end.getTime(), shells: count });
    this.#tell(lsid);
  }

  /** Another text, more or fewer events, and now and then one recording more. */
  #changeOne(): void {
    const earliest = this.#now().getTime() - changeableFor;
    this.#ended = this.#ended.filter(({ end }) => end > earliest);
    if (this.#ended.length === 0) return;
    const session = this.#random.pick(this.#ended);
    if (this.#random.chance(0.2)) session.shells += 1;
    const commandShells = session.shells;
    this.#appliance.changeSession(session.lsid, { ...this.#some(), commandShells });
    this.#tell(session.lsid);
  }

  #some() {
    return { events: this.#random.between(0, 40), externalKey: `version ${++this.#changes}` };
  }

  /** Few running numbers for many sessions: their files want the same names. */
  #lseq(): number {
    return this.#random.between(1, 300);
  }

  #someRecordings() {
    const random = this.#random;
    return {
      sessionRecording: random.chance(0.4),
      commandShells: random.chance(0.3) ? random.between(1, 2) : 0,
      showMyScreens: this.#isRs && random.chance(0.2) ? 1 : 0,
      recordingBytes: random.between(1_000, 200_000),
    };
  }

  #tell(lsid: string): void {
    const session = this.#appliance.sessions.get(lsid);
    if (session === undefined) throw new Error(`there is no session ${lsid}`);
    const document = createHash('sha256')
      .update('<?xml version="1.0" encoding="UTF-8"?>\n')
      .update(this.#appliance.sessionXml(lsid))
      .update('\n');
    this.#facts.push({
      product: this.#appliance.product,
      lsid,
      document: document.digest('hex'),
      externalKey: session.externalKey,
      recordings: session.recordings.map(({ operation, instance }) => ({
        operation,
        ...(instance === undefined ? {} : { instance }),
        sha256: this.#appliance.recording(lsid, operation, instance).sha256(),
      })),
    });
  }
}
