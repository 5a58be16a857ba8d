import { Readable } from 'node:stream';
import type {
  Appliance,
  ApplianceInfo,
  Content,
  RecordingRequest,
  ReportSelection,
  ReportSubject,
} from '@integration-client/core/appliance/appliance';
import { openReport } from '@integration-client/core/report/open-report';
import type { ReportEntry } from '@integration-client/core/report/report';
import { ItemError, type Product, type RecordingOperation, RetryableError } from '@integration-client/sdk';

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Something that happens on an appliance. All times are true time, in milliseconds. */
export interface WorldSession {
  readonly lsid: string;
  readonly begin: number;
  /** Absent: it never ends. */
  readonly end?: number;
  /** So much later its end, and what changed with it, shows in reports. */
  readonly lag?: number;
  /** From then on its text is another one. */
  readonly changes?: number;
  /** From then on the appliance knows nothing of it. */
  readonly vanishes?: number;
  readonly recordings?: readonly WorldRecording[];
  /** While this answers true its element is not well-formed. */
  readonly isBroken?: (time: number) => boolean;
}

export interface WorldRecording {
  readonly operation: Exclude<RecordingOperation, 'presentation-recordings'>;
  /** From then on the session's header announces it; default: from its end on. */
  readonly announced?: number;
  /** From then on it can be fetched. Infinity: never, and the appliance says so in words that nobody knows. */
  readonly ready?: number;
}

/** An appliance as a script: what happens when, by true time, and a clock that may be wrong. */
export class World {
  /** True time. Each request takes a while. */
  now: number;
  readonly sessions: WorldSession[] = [];
  product: Product = 'RS';
  /** How far the appliance's clock is ahead at a moment, in milliseconds. */
  clockError: (time: number) => number = () => 0;
  /** Whether get_api_info tells the time. */
  tellsTime = true;
  /** Whether one unknown id makes a report by ids an error. */
  unknownSpoilsAll = true;
  requestTakes = 3 * second;

  constructor(now: number) {
    this.now = now;
  }

  add(...sessions: WorldSession[]): this {
    this.sessions.push(...sessions);
    return this;
  }

  /** What the appliance's clock shows at a moment. */
  stamp(time: number): number {
    return Math.floor((time + this.clockError(time)) / second) * second;
  }

  exists(session: WorldSession): boolean {
    return session.begin <= this.now && (session.vanishes === undefined || this.now < session.vanishes);
  }

  hasEnded(session: WorldSession): boolean {
    return session.end !== undefined && session.end + (session.lag ?? 0) <= this.now;
  }

  announced(session: WorldSession): readonly WorldRecording[] {
    return (session.recordings ?? []).filter((recording) =>
      recording.announced === undefined ? this.hasEnded(session) : recording.announced <= this.now,
    );
  }

  /** The session's element, as a report holds it now. */
  xml(session: WorldSession): string {
    const end =
      session.end !== undefined && this.hasEnded(session)
        ? `<end_time timestamp="${this.stamp(session.end) / second}"/>`
        : '<end_time/>';
    const text = session.changes !== undefined && session.changes <= this.now ? 'changed' : 'first';
    const recordings = this.announced(session)
      .map(({ operation }) =>
        operation === 'session-recordings'
          ? '<session_recording_view_url>x</session_recording_view_url>'
          : `<${element[operation]}s><${element[operation]} instance="0"/></${element[operation]}s>`,
      )
      .join('');
    const start = `<start_time timestamp="${this.stamp(session.begin) / second}"/>`;
    const broken = session.isBroken?.(this.now) ? '<unclosed>' : '';
    return `<session lsid="${session.lsid}">${start}${end}${recordings}<external_key>${text}</external_key>${broken}</session>`;
  }

  /** What a recording holds now: of a session in progress only a part. */
  video(session: WorldSession, operation: RecordingOperation): string {
    return `${operation} of ${session.lsid}, ${this.hasEnded(session) ? 'whole' : 'part'}`;
  }

  /** A new connection. */
  appliance(): Appliance {
    return new WorldAppliance(this);
  }
}

const element = {
  'command-shell-recordings': 'command_shell_recording',
  'show-my-screen-recordings': 'show_my_screen_recording',
} as const;

class WorldAppliance implements Appliance {
  readonly #world: World;
  requests = 0;
  product: Product | undefined;
  #info: ApplianceInfo | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  async info(): Promise<ApplianceInfo> {
    this.#request();
    const { tellsTime, now } = this.#world;
    this.#info ??= { permissions: [], ...(tellsTime ? { time: new Date(this.#world.stamp(now)) } : {}) };
    return this.#info;
  }

  async report(subject: ReportSubject, selection: ReportSelection): Promise<AsyncIterable<ReportEntry> | undefined> {
    this.#request();
    if (subject === 'presentations') return undefined;
    const world = this.#world;
    const found = world.sessions.filter((session) => world.exists(session) && this.#matches(session, selection));
    const isSpoiled = selection.by === 'lsid' && world.unknownSpoilsAll && found.length < selection.lsids.length;
    if (found.length === 0 || isSpoiled) return undefined;
    this.product = world.product;
    const xml = `<session_list>${found.map((session) => world.xml(session)).join('\n')}</session_list>`;
    const report = await openReport(Readable.from([Buffer.from(xml)]));
    return report.kind === 'list' ? report.entries : undefined;
  }

  async recording({ operation, lsid }: RecordingRequest): Promise<Content> {
    this.#request();
    const world = this.#world;
    const session = world.sessions.find((one) => one.lsid === lsid && world.exists(one));
    const recording = session && world.announced(session).find((one) => one.operation === operation);
    if (session === undefined || recording === undefined) throw new ItemError('gone', { code: 'recording-expired' });
    if ((recording.ready ?? 0) > world.now) throw new RetryableError('en cours', { code: 'recording-error' });
    const bytes = Buffer.from(world.video(session, operation));
    return { stream: Readable.from([bytes]), size: bytes.length, received: () => bytes.length };
  }

  async backup(): Promise<Content> {
    this.#request();
    return { stream: Readable.from([Buffer.from('backup')]), received: () => 6 };
  }

  async close(): Promise<void> {}

  #request(): void {
    this.requests += 1;
    this.#world.now += this.#world.requestTakes;
  }

  #matches(session: WorldSession, selection: ReportSelection): boolean {
    const world = this.#world;
    if (selection.by === 'lsid') return selection.lsids.includes(session.lsid);
    if (selection.by === 'end' && !world.hasEnded(session)) return false;
    const stamp = world.stamp(selection.by === 'end' ? (session.end ?? 0) : session.begin);
    const from = selection.from.getTime();
    if (from % second !== 0 || selection.seconds < 0) throw new Error('no such selection');
    const until = selection.seconds === 0 ? world.stamp(world.now) + 1 : from + selection.seconds * second;
    return from <= stamp && stamp < until;
  }
}
