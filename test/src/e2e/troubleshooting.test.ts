import assert from 'node:assert/strict';
import { arePrinted, quickMessages, slowMessages } from './troubleshooting/messages.js';
import { troubleshootingRows } from './troubleshooting/table.js';

describe('the messages of docs/operations.md', () => {
  it('are those that are produced here, each once', async () => {
    const rows = (await troubleshootingRows()).map(({ message }) => message);
    const produced = [...Object.keys(quickMessages), ...Object.keys(slowMessages)];
    assert.deepEqual([...rows].sort(), produced.sort());
  });

  arePrinted(quickMessages);
});
