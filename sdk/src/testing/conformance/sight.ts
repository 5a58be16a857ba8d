import { createHash } from 'node:crypto';
import { isDocument } from '../../item.js';
import type { Receipt } from '../../receipt.js';
import { type SampleItem, sampleContent, sampleItem } from './sample-item.js';
import type { StoredItem } from './subject.js';
import type { Trial } from './trial.js';
import { demand } from './violation.js';

/** An item that was delivered, and what was answered. */
export interface Delivery {
  readonly sample: SampleItem;
  readonly receipt: Receipt;
}

/** What is seen in a place: through the subject, or through the plugin's own `locations`, then without content. */
type Seen = Pick<StoredItem, 'location'> & Partial<StoredItem>;

/** What lies in the trial's place; undefined where neither the subject nor the plugin can tell. */
export async function seenIn(trial: Trial): Promise<readonly Seen[] | undefined> {
  const stored = await trial.stored();
  if (stored !== undefined) return stored;
  return (await trial.reader.locations())?.map((location) => ({ location }));
}

/**
 * Throws Violation unless the place holds exactly these deliveries besides what was there before: each once, whole, where its
 * receipt says, and none of the texts that are gone. `when` begins the message: "After …".
 */
export async function demandExactly(
  trial: Trial,
  deliveries: readonly Delivery[],
  when: string,
  gone: readonly string[] = [],
): Promise<void> {
  const seen = (await seenIn(trial))?.filter(({ location }) => !trial.before.has(location));
  if (seen !== undefined) await compare(seen, deliveries, when, gone, trial.plugin.verifies === true);
  await demandIntact(trial, deliveries, when);
}

/** Throws Violation unless the plugin's own `verify`, where it has one, finds all deliveries intact. */
async function demandIntact(trial: Trial, deliveries: readonly Delivery[], when: string): Promise<void> {
  if (trial.plugin.verifies !== true || deliveries.length === 0) return;
  const holdings = await trial.reader.verify(deliveries.map(recordOf));
  for (const [index, { receipt }] of deliveries.entries()) {
    demand(
      holdings[index] === 'intact',
      `${when} verify says "${holdings[index]}" of ${receipt.location}, which was delivered`,
      'Let receipts and verify measure the same: bytes and sha256 of what is stored, in one fixed form.',
    );
  }
}

/** A delivery as the ledger has it. */
export function recordOf({ sample, receipt }: Delivery) {
  return { key: sampleItem(sample).key, operation: sample.operation, receipt };
}

async function compare(
  seen: readonly Seen[],
  deliveries: readonly Delivery[],
  when: string,
  gone: readonly string[],
  verifies: boolean,
): Promise<void> {
  const byLocation = new Map(seen.map((entry) => [entry.location, entry]));
  demand(
    byLocation.size === seen.length,
    `${when} the same location is there twice`,
    'Every location stands for one stored item, and is listed once.',
  );
  const wanted = new Set(deliveries.map(({ receipt }) => receipt.location));
  demand(
    wanted.size === deliveries.length,
    `${when} two different items have the same location`,
    'Tell items apart by the whole key. Two may have the same number, and ids that differ only in case.',
  );
  for (const { sample, receipt } of deliveries) {
    const entry = byLocation.get(receipt.location);
    demand(
      entry !== undefined,
      `${when} nothing is at ${receipt.location}, where the receipt says that ${sample.operation} is`,
      'Answer only when it is stored, and write locations in receipts just as the place has them.',
    );
    await demandWhole(entry, { sample, receipt }, when, verifies);
  }
  const extra = seen.filter(({ location }) => !wanted.has(location));
  demand(
    extra.length === 0,
    `${when} something is there that should not be: ${extra
      .map(({ location }) => location)
      .slice(0, 3)
      .join(', ')}`,
    'Find what is there by the key before you store. Nothing half, and no second copy, may be left.',
  );
  for (const entry of gone.length === 0 ? [] : seen) {
    const text = (await contentOf(entry)).text();
    const old = gone.find((each) => text.includes(each));
    demand(
      old === undefined,
      `${when} the earlier version is still in ${entry.location}`,
      'Replace all of an item that comes again, also the rows or files that belong to it.',
    );
  }
}

async function demandWhole(entry: Seen, { sample, receipt }: Delivery, when: string, verifies: boolean): Promise<void> {
  if (entry.content === undefined) return;
  const found = await contentOf(entry);
  if (isDocument(sampleItem(sample))) {
    demand(
      found.text().includes(sample.text ?? 'sample'),
      `${when} what is stored at ${entry.location} is not the newest version of the ${sample.operation} item`,
      'Store the values of the item that came last under its key.',
    );
  } else {
    const source = sampleContent(sample);
    demand(
      found.bytes === source.size && found.sha256 === source.sha256(),
      `${when} ${entry.location} has ${found.bytes} bytes which are not the ${source.size} of the ${sample.operation} item`,
      'Store every byte of the stream in its order.',
    );
  }
  demand(
    verifies || (found.bytes === receipt.bytes && found.sha256 === receipt.sha256),
    `${when} the receipt of ${entry.location} has other bytes or another sha256 than what is stored`,
    'Measure what is stored. Where that is not the content itself, add verify, which measures in the same way.',
  );
}

async function contentOf(
  entry: Seen,
): Promise<{ readonly bytes: number; readonly sha256: string; readonly text: () => string }> {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  let bytes = 0;
  const content = entry.content?.() ?? '';
  for await (const piece of typeof content === 'string' ? [content] : content) {
    const chunk = Buffer.from(piece);
    hash.update(chunk);
    bytes += chunk.length;
    // What is larger is a recording, in which nobody looks for a text.
    if (bytes <= 16 * 1024 * 1024) pieces.push(chunk);
  }
  return { bytes, sha256: hash.digest('hex'), text: () => Buffer.concat(pieces).toString('utf8') };
}
