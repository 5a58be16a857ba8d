import assert from 'node:assert/strict';
import { applianceMessages } from './troubleshooting/appliance.js';
import { destinationMessages } from './troubleshooting/destination.js';
import { homeMessages } from './troubleshooting/home.js';
import { hostMessages } from './troubleshooting/host.js';
import { mailMessages } from './troubleshooting/mail.js';
import { pluginMessages } from './troubleshooting/plugin.js';
import { scheduleMessages } from './troubleshooting/schedule.js';
import { serviceMessages } from './troubleshooting/service.js';
import { isPrinted, troubleshootingRows } from './troubleshooting/table.js';
import { type Producers, Workshop } from './troubleshooting/workshop.js';

const producers: Producers = {
  ...applianceMessages,
  ...destinationMessages,
  ...homeMessages,
  ...hostMessages,
  ...mailMessages,
  ...pluginMessages,
  ...scheduleMessages,
  ...serviceMessages,
};

describe('the messages of docs/operations.md', () => {
  let shop: Workshop;
  before(async () => {
    shop = await Workshop.open();
  });
  after(() => shop.close());

  it('are those that are produced here, each once', async () => {
    const rows = (await troubleshootingRows()).map(({ message }) => message);
    assert.deepEqual([...rows].sort(), Object.keys(producers).sort());
  });

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
});
