import 'reflect-metadata';
import { RetryableError } from '@integration-client/sdk';
import { fullSession } from '../relational/sample-session.js';
import { itemOf, open, signal } from './support.js';

// A process that stores batches of ten sessions and tells its parent of every batch it has receipts for.
// Arguments: file, first number of the names of sessions, how many batches, characters of text in every session.
const [file = '', first = '0', batches = '1', size = '10'] = process.argv.slice(2);
const destination = open(file);

async function deliver(batch: number): Promise<void> {
  const items = Array.from({ length: 10 }, (_, index) => {
    const lsid = `${Number(first) + batch * 10 + index}`;
    return itemOf(fullSession({ lsid, externalKey: lsid.padEnd(Number(size)) }));
  });
  for (;;) {
    try {
      await destination.deliverMany(items, signal);
      process.send?.({ stored: items.map((item) => item.session.lsid) });
      return;
    } catch (error) {
      if (!(error instanceof RetryableError) || error.code !== 'database-busy') throw error;
    }
  }
}

try {
  for (let batch = 0; batch < Number(batches); batch += 1) await deliver(batch);
} catch (error) {
  process.send?.({ failed: (error as { code?: string }).code ?? String(error) });
}
await destination.close();
process.disconnect();
