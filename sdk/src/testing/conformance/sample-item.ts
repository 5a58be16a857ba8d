import { Readable } from 'node:stream';
import type { Item, ItemSite } from '../../item.js';
import type { Operation } from '../../operation.js';
import type { Receipt } from '../../receipt.js';
import type { Session } from '../../session.js';
import { SimulatedContent } from '../appliance/content.js';
import { sampleSession } from './sample-session.js';
import { sessionDocument } from './session-document.js';

/** What a sample item is made of. Plain data: another process makes the same item of it. */
export interface SampleItem {
  readonly operation: Operation;
  /** Of its session or presentation; a backup has a time in place of it. */
  readonly lsid: string;
  /** Stands in many values of the session. Default `sample`. */
  readonly text?: string;
  /** Values of the session that are to be others. */
  readonly session?: Partial<Session>;
  /** Of the appliance. Default `appliance.example`. */
  readonly host?: string;
  /** Of a backup, whole seconds. */
  readonly takenAt?: Date;
  /** Of a recording or backup, in bytes. Default 100,000. */
  readonly bytes?: number;
  /** The answer to an earlier delivery. */
  readonly previous?: Receipt;
  /** When the size of a recording or backup is known: from the beginning, once it was opened, or never. Default `at-once`. */
  readonly announced?: 'at-once' | 'at-open' | 'never';
}

/** The content of a sample recording or backup: the same for the same `text`, `lsid` and `bytes`. */
export function sampleContent({ operation, lsid, text = 'sample', bytes = 100_000 }: SampleItem): SimulatedContent {
  return new SimulatedContent(1, `${lsid} ${text}`, operation === 'site-backups' ? 'nsb' : 'm4v', bytes);
}

/**
 * An item as the client hands it over, frozen. `open` makes the stream of a recording or backup, in place of one that gives
 * {@link sampleContent}.
 */
export function sampleItem(sample: SampleItem, open?: () => Readable | Promise<Readable>): Item {
  const { operation, lsid, host = 'appliance.example', previous } = sample;
  const site: ItemSite = Object.freeze({ name: 'Conformance', host, product: 'RS' });
  const base = { site, ...(previous === undefined ? {} : { previous: Object.freeze({ ...previous }) }) };
  if (operation === 'site-backups') {
    const takenAt = sample.takenAt ?? new Date('2026-03-29T01:00:00Z');
    const key = `${host}/${operation}/${takenAt.toISOString()}`;
    return frozenStream({ ...base, operation, key, takenAt, extension: 'nsb' }, sample, open);
  }
  const whole = sampleSession({
    lsid,
    text: sample.text ?? 'sample',
    ...(sample.session ? { more: sample.session } : {}),
  });
  const session = deepFreeze(headerOf(whole));
  const key = `${host}/${operation}/${lsid}`;
  if (operation === 'sessions') {
    return Object.freeze({
      ...base,
      operation,
      key,
      session,
      xml: sessionDocument(whole),
      parse: () => deepFreeze(whole),
    });
  }
  if (operation === 'presentations') {
    return Object.freeze({ ...base, operation, key, session, xml: sessionDocument(whole, 'presentation') });
  }
  if (operation === 'command-shell-recordings' || operation === 'show-my-screen-recordings') {
    return frozenStream({ ...base, operation, key: `${key}/1`, session, instance: 1, extension: 'm4v' }, sample, open);
  }
  return frozenStream({ ...base, operation, key, session, extension: 'm4v' }, sample, open);
}

type Streamed = Extract<Item, { readonly extension: string }>;
type WithoutStream<T> = T extends Streamed ? Omit<T, 'open' | 'size'> : never;

function frozenStream(
  item: WithoutStream<Streamed>,
  sample: SampleItem,
  open: () => Readable | Promise<Readable> = () => Readable.from(sampleContent(sample), { objectMode: false }),
): Item {
  const { announced = 'at-once' } = sample;
  let isOpen = false;
  return Object.freeze({
    ...item,
    get size() {
      return announced === 'at-once' || (announced === 'at-open' && isOpen) ? sampleContent(sample).size : undefined;
    },
    open: async (signal?: AbortSignal) => {
      signal?.throwIfAborted();
      isOpen = true;
      const stream = await open();
      if (signal === undefined) return stream;
      const abort = () => stream.destroy(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      return stream.once('close', () => signal.removeEventListener('abort', abort));
    },
  }) as Item;
}

function headerOf({ lsid, lseq, sessionType, externalKey, startTime, endTime, recordings }: Session) {
  return {
    lsid,
    recordings,
    ...(lseq === undefined ? {} : { lseq }),
    ...(sessionType === undefined ? {} : { sessionType }),
    ...(externalKey === undefined ? {} : { externalKey }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
  };
}

/** What comes from the host is not the plugin's to change. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
