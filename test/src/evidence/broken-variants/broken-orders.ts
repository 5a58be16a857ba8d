import { createHash } from 'node:crypto';
import { type Destination, type Item, isDocument, type Receipt } from '@integration-client/sdk';
import type { Reach } from '../power-cut/trial.js';

/** A destination that delivers in another way. */
function delivering(destination: Destination, deliver: Destination['deliver']): Destination {
  return { deliver, close: () => destination.close() };
}

/** What would be answered if it were delivered. */
function claimed(item: Item): Receipt {
  const content = isDocument(item) ? item.xml : Buffer.alloc(0);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { outcome: 'stored', location: item.key, bytes: content.byteLength, sha256 };
}

/** An item is recorded as delivered, and then delivered. */
export function ledgerBeforeFile(destination: Destination, { state }: Reach): Destination {
  return delivering(destination, async (item, signal) => {
    const content = 'content' in item ? String(item.content) : '';
    await state.recordDelivered([{ key: item.key, content, receipt: claimed(item) }]);
    return destination.deliver(item, signal);
  });
}

/** An item is recorded as delivered also when it failed. */
export function ledgerDespiteFailure(destination: Destination): Destination {
  return delivering(destination, (item, signal) => destination.deliver(item, signal).catch(() => claimed(item)));
}

/** The checkpoint moves before anything is delivered. */
export function checkpointBeforeDelivery(destination: Destination, { state, operations, now }: Reach): Destination {
  return delivering(destination, async (item, signal) => {
    const time = now();
    for (const operation of operations) await state.saveCheckpoint(operation, { through: time, asked: time });
    return destination.deliver(item, signal);
  });
}

/** The version that was delivered before is removed, and then the new one stored. */
export function oldVersionRemovedFirst(destination: Destination, { disk }: Reach): Destination {
  return delivering(destination, async (item, signal) => {
    if (item.previous !== undefined) await disk.remove(item.previous.location).catch(() => undefined);
    return destination.deliver(item, signal);
  });
}
