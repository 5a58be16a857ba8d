import assert from 'node:assert/strict';
import { applianceMessages } from './appliance.js';
import { destinationMessages } from './destination.js';
import { homeMessages } from './home.js';
import { hostMessages } from './host.js';
import { mailMessages } from './mail.js';
import { pluginMessages } from './plugin.js';
import { scheduleMessages } from './schedule.js';
import { serviceMessages } from './service.js';
import { isPrinted } from './table.js';
import { type Producers, Workshop } from './workshop.js';

/** Messages that appear without much ado. */
export const quickMessages: Producers = {
  ...applianceMessages,
  ...homeMessages,
  ...mailMessages,
  ...scheduleMessages,
  ...serviceMessages,
};

/** Messages of which nearly each takes a process. */
export const slowMessages: Producers = { ...destinationMessages, ...hostMessages, ...pluginMessages };

/** A test for each message that it is printed, and says what to do. */
export function arePrinted(producers: Producers): void {
  let shop: Workshop;
  before(async () => {
    shop = await Workshop.open();
  });
  after(() => shop.close());

  for (const [message, produce] of Object.entries(producers)) {
    it(`are printed: ${message}`, async function () {
      const text = await produce(shop);
      if (text === undefined) return this.skip();
      const lines = text.split('\n');
      const found = lines.findIndex((line) => isPrinted(message, line));
      assert.notEqual(found, -1, text);
      const isError = /error: |FAILED|ic-host: | ERROR /.test(lines[found] ?? '');
      if (!isError) return;
      // Faults of a file stand between the message and what to do.
      const advice = [lines[found], ...lines.slice(found + 1)].join('\n');
      assert.match(advice, /hint: |\n {2}\S| \(.+\)/, `says what to do: ${text}`);
    });
  }
}
