import { IntegrationError, type Item, type Receipt, RetryableError } from '@integration-client/sdk';
import { Download } from '../stream-item.js';
import type { Decorator } from './deliver.js';

/**
 * Believes a destination only what can be true: a receipt for each item, in a usable form, and for a download that it was
 * read to its proper end, with as many bytes as were announced. What a download holds was looked at when it was opened.
 * @param plugin the plugin's name, for messages
 */
export function contentCheck(plugin = ''): Decorator {
  const who = `The plugin ${plugin}`.trimEnd();
  return (next) => async (items, signal) => {
    const receipts = await next(items, signal);
    items.forEach((item, index) => {
      const receipt = receipts?.[index];
      checkReceipt(receipt, item, who);
      if (item instanceof Download && receipt.outcome !== 'skipped') checkDownload(item, who);
    });
    return receipts;
  };
}

function checkReceipt(receipt: Receipt | undefined, item: Item, who: string): asserts receipt is Receipt {
  const usable =
    receipt !== undefined &&
    receipt !== null &&
    ['stored', 'replaced', 'skipped'].includes(receipt.outcome) &&
    typeof receipt.location === 'string' &&
    Number.isSafeInteger(receipt.bytes) &&
    /^[0-9a-f]{64}$/.test(receipt.sha256);
  if (!usable) throw defect(`${who} answered no usable receipt for ${item.key}`, 'plugin-bad-receipt');
}

function checkDownload(item: Download, who: string): void {
  if (!item.isRead) {
    throw defect(
      `${who} answered a receipt for ${item.key} without having read all of it`,
      'plugin-incomplete-delivery',
    );
  }
  if (item.size === undefined || item.size === item.received) return;
  throw new RetryableError(`${item.key} came with ${item.received} bytes in place of the ${item.size} announced`, {
    code: 'download-incomplete',
    hint: 'It is tried again. If it stays, look at the network and at proxies between here and the appliance.',
  });
}

function defect(message: string, code: string): IntegrationError {
  return new IntegrationError(message, { code, hint: 'This is a defect of the plugin: report it to its author.' });
}
