import 'reflect-metadata';
import { Readable } from 'node:stream';
import type { Destination } from '../../destination.js';
import { makeDestination } from '../../make-destination.js';
import type { Answer, Order } from './delivering-process.js';
import { memoryInUse } from './garbage.js';
import { loadPlugin } from './load-plugin.js';
import { type SampleItem, sampleContent, sampleItem } from './sample-item.js';
import { said } from './violation.js';

// The process that DeliveringProcess starts: one destination, which does what it is told.

const never = new AbortController().signal;
let destination: Destination | undefined;
let mayEnd = false;

// Without the process that gives orders there is nothing to do.
process.on('disconnect', () => {
  if (!mayEnd) process.exit(1);
});

process.on('message', (order: Order) => {
  obey(order).then(
    (answer) => {
      process.send?.(answer);
      // From here on only what the destination left open keeps the process alive.
      mayEnd = order.order === 'close';
      if (mayEnd) process.disconnect();
    },
    (error) => process.send?.({ error: said(error) } satisfies Answer),
  );
});

async function obey(order: Order): Promise<Answer> {
  switch (order.order) {
    case 'open': {
      const plugin = await loadPlugin(order.module);
      const log = { debug: print, info: print, warn: print, error: print };
      destination = makeDestination(plugin, { settings: order.settings, name: 'Conformance', log });
      return {};
    }
    case 'deliver':
      return { receipt: await opened().deliver(sampleItem(order.item), never) };
    case 'measure':
      return measured(order.item);
    case 'begin':
      await begin(order.item);
      return {};
    case 'close':
      await opened().close();
      return {};
  }
}

function opened(): Destination {
  if (destination === undefined) throw new TypeError('the destination was not opened');
  return destination;
}

/** Memory is looked at each time that so many bytes were read. */
const lookEvery = 4 * 1024 * 1024;

async function measured(item: SampleItem): Promise<Answer> {
  const before = memoryInUse();
  let held = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for (const piece of sampleContent(item)) {
      yield piece;
      bytes += piece.length;
      if (bytes % lookEvery === 0) held = Math.max(held, memoryInUse() - before);
    }
  }
  const open = () => Readable.from(pieces(), { objectMode: false });
  return { receipt: await opened().deliver(sampleItem(item, open), never), held };
}

/** The delivery fails with the process: nobody waits for it. */
async function begin(item: SampleItem): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const half = () => Readable.from(firstHalf(item, resolve), { objectMode: false });
    opened()
      .deliver(sampleItem(item, half), never)
      .then(() => reject(new Error('delivered what never came')), reject);
  });
}

async function* firstHalf(item: SampleItem, read: () => void): AsyncGenerator<Uint8Array> {
  const content = sampleContent(item);
  yield* content.read(0, Math.floor(content.size / 2));
  // Once more is asked for, the first half was taken.
  setTimeout(read, 50);
  await new Promise(() => {
    setInterval(() => undefined, 1000);
  });
}

function print(message: string): void {
  process.stdout.write(`${message}\n`);
}
