import { Readable } from 'node:stream';
import type { Appliance, Content } from '@integration-client/core/appliance/appliance';
import { openReport } from '@integration-client/core/report/open-report';
import type { Operation } from '@integration-client/sdk';
import { hour, minute, World, type WorldSession } from '../../unit/transfer/world.js';

const start = Date.parse('2026-03-01T12:00:00Z');

/** A site with a session and a presentation, both with recordings and of the same id, and with backups. */
export class SmallSite {
  readonly world = new World(start);
  #backup = '';
  /** Everything that was sent, as it has to be stored: documents are the end of their files. */
  readonly #sent = new Set<string>();

  constructor() {
    this.#add('abc');
  }

  /** Changes the text of the documents. */
  change(): void {
    const { world } = this;
    world.now += hour;
    world.sessions.splice(0, world.sessions.length, ...world.sessions.map((one) => ({ ...one, changes: world.now })));
  }

  /** Adds another session and another presentation. */
  addAnother(): void {
    this.world.now += hour;
    this.#add('def');
  }

  appliance(): Appliance {
    const { world } = this;
    const inner = world.appliance();
    return {
      get requests() {
        return inner.requests;
      },
      get product() {
        return inner.product;
      },
      info: (signal) => inner.info(signal),
      report: async (subject, selection, signal) => {
        for (const text of this.expected(subject)) this.#sent.add(text);
        if (subject === 'sessions') return inner.report(subject, selection, signal);
        world.now += world.requestTakes;
        const xml = `<presentation_session_list>${this.expected(subject).join('')}</presentation_session_list>`;
        const report = await openReport(Readable.from([Buffer.from(xml)]));
        return report.kind === 'list' ? report.entries : undefined;
      },
      recording: async (request, signal) => {
        const session = world.sessions.find(({ lsid }) => lsid === request.lsid);
        if (request.operation === 'presentation-recordings') return this.#send(video(request.lsid));
        if (session !== undefined) this.#sent.add(world.video(session, request.operation));
        return inner.recording(request, signal);
      },
      backup: async () => {
        world.now += world.requestTakes;
        this.#backup = `backup of ${new Date(world.now).toISOString()}`;
        return this.#send(this.#backup);
      },
      close: () => inner.close(),
    };
  }

  /** What of an operation has to be held now; of backups the last one that was taken. */
  expected(operation: Operation): string[] {
    const { world } = this;
    return operation === 'site-backups'
      ? [this.#backup]
      : world.sessions.map((session) => {
          if (operation === 'sessions') return world.xml(session);
          if (operation === 'presentations') return this.#presentation(session);
          return operation === 'presentation-recordings' ? video(session.lsid) : world.video(session, operation);
        });
  }

  /** Whether a file holds something that was sent, and all of it. */
  isWhole(content: string): boolean {
    if (!content.startsWith('<')) return this.#sent.has(content);
    return [...this.#sent].some((text) => content.trimEnd().endsWith(text));
  }

  #add(lsid: string): void {
    const recordings = (['session-recordings', 'command-shell-recordings', 'show-my-screen-recordings'] as const).map(
      (operation) => ({ operation }),
    );
    const { now } = this.world;
    this.world.add({ lsid, begin: now - hour, end: now - minute, recordings });
  }

  #presentation({ lsid, begin, end = 0, changes }: WorldSession): string {
    const stamp = (time: number) => `timestamp="${this.world.stamp(time) / 1000}"`;
    const text = changes === undefined ? 'first' : 'changed';
    const recording = '<presentation_recording_view_url>x</presentation_recording_view_url>';
    const times = `<start_time ${stamp(begin)}/><end_time ${stamp(end)}/>`;
    return `<presentation_session lsid="${lsid}">${times}${recording}<external_key>${text}</external_key></presentation_session>`;
  }

  #send(text: string): Content {
    this.#sent.add(text);
    const bytes = Buffer.from(text);
    return { stream: Readable.from([bytes]), size: bytes.length, received: () => bytes.length };
  }
}

function video(lsid: string): string {
  return `recording of presentation ${lsid}`;
}
