import { Readable } from 'node:stream';
import type { Appliance, Content } from '@integration-client/core/appliance/appliance';
import { backupItemKey, sessionItemKey } from '@integration-client/core/transfer/item-key';
import { type Destination, isDocument, type Operation, type RecordingOperation } from '@integration-client/sdk';
import { hour, minute, World, type WorldSession } from '../../unit/transfer/world.js';
import type { KnownContents } from './known-contents.js';

/** The host of the site that all this is about. */
export const host = 'support.example.com';

/** A world whose contents weigh from less than a page of the disk up to a few, and who notes what it hands out. */
export class BulkyWorld extends World {
  readonly #known: KnownContents;

  constructor(now: number, sessions: readonly WorldSession[], known: KnownContents) {
    super(now);
    this.#known = known;
    this.add(...sessions);
  }

  override xml(session: WorldSession): string {
    const xml = super.xml(session);
    const notes = filling(`${session.lsid} ${xml.includes('changed') ? 'then' : 'now'} `, session.begin / minute);
    return xml.replace(/<\/session>$/, `<lseq>7</lseq><notes>${notes}</notes></session>`);
  }

  override video(session: WorldSession, operation: RecordingOperation): string {
    return filling(`${super.video(session, operation)} `, session.begin / minute + operation.length);
  }

  override appliance(): Appliance {
    const appliance = super.appliance();
    const fetch = appliance.recording.bind(appliance);
    return Object.assign(appliance, {
      recording: async (...[request, signal]: Parameters<Appliance['recording']>): Promise<Content> => {
        const { operation, lsid, instance } = request;
        const session = this.sessions.find((one) => one.lsid === lsid);
        if (session !== undefined) {
          const key = sessionItemKey(host, operation, lsid, instance);
          this.#known.note(key, Buffer.from(this.video(session, operation)));
        }
        return fetch(request, signal);
      },
      backup: async (): Promise<Content> => {
        const { time = new Date(0) } = await appliance.info(new AbortController().signal);
        const bytes = Buffer.from(filling(`backup of ${time.toISOString()} `, time.getTime() / hour));
        this.#known.note(backupItemKey(host, time), bytes);
        return { stream: Readable.from(pieces(bytes)), size: bytes.length, received: () => bytes.length };
      },
    });
  }

  /** A destination that notes the documents it is given: how they are made of a report is core's business. */
  noting(destination: Destination): Destination {
    return {
      deliver: async (item, signal) => {
        if (isDocument(item)) this.#known.note(item.key, item.xml);
        return destination.deliver(item, signal);
      },
      close: () => destination.close(),
    };
  }

  /** What has to be held now of sessions and their recordings: by key, a text that the file contains. */
  expected(operations: readonly Operation[]): Map<string, string> {
    const expected = new Map<string, string>();
    for (const session of this.sessions.filter((one) => this.exists(one) && this.hasEnded(one))) {
      if (operations.includes('sessions')) {
        expected.set(sessionItemKey(host, 'sessions', session.lsid), this.xml(session));
      }
      for (const { operation } of this.announced(session).filter((one) => operations.includes(one.operation))) {
        const instance = operation === 'session-recordings' ? undefined : 0;
        expected.set(sessionItemKey(host, operation, session.lsid, instance), this.video(session, operation));
      }
    }
    return expected;
  }
}

/** From a part of a page up to four pages. */
const sizes = [200, 2_500, 6_000, 13_000];
const fillings = new Map<string, string>();

/** Lines of text, no two of which are alike. */
function filling(text: string, weight: number): string {
  let filled = fillings.get(text);
  if (filled === undefined) {
    const lines = Math.ceil((sizes[Math.floor(weight) % sizes.length] ?? 0) / text.length);
    filled = Array.from({ length: lines }, (_, line) => `${text}${line}\n`).join('');
    fillings.set(text, filled);
  }
  return filled;
}

function pieces(bytes: Buffer): Buffer[] {
  const middle = Math.floor(bytes.length / 2);
  return [bytes.subarray(0, middle), bytes.subarray(middle)];
}
