import { createHash } from 'node:crypto';
import { type Destination, type Item, isDocument, type Receipt } from '@integration-client/sdk';

/** A destination that holds what it was given in memory, and remembers how often it stored something. */
export class Vault implements Destination {
  readonly held = new Map<string, string>();
  /** Keys in the order they were stored or replaced. */
  readonly written: string[] = [];
  /** What is thrown in place of taking an item. */
  refuses: (item: Item) => Error | undefined = () => undefined;

  async deliver(item: Item): Promise<Receipt> {
    const refusal = this.refuses(item);
    if (refusal !== undefined) throw refusal;
    const content = isDocument(item) ? Buffer.from(item.xml).toString() : await textOf(await item.open());
    const before = this.held.get(item.key);
    const outcome = before === undefined ? 'stored' : before === content ? 'skipped' : 'replaced';
    this.held.set(item.key, content);
    if (outcome !== 'skipped') this.written.push(item.key);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { outcome, location: item.key, bytes: content.length, sha256 };
  }

  async close(): Promise<void> {}
}

/** A vault that takes sessions together: all of them or none. */
export class BatchVault extends Vault {
  async deliverMany(items: readonly Item[]): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = [];
    for (const item of items) receipts.push(await this.deliver(item));
    return receipts;
  }
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
