import type { Receipt } from '../../receipt.js';
import { demand } from './violation.js';

const outcomes: readonly unknown[] = ['stored', 'replaced', 'skipped'];

/** Throws Violation unless it is a receipt as the contract has it. */
export function checkReceipt(receipt: unknown): asserts receipt is Receipt {
  const { outcome, location, bytes, sha256 } = (receipt ?? {}) as Record<string, unknown>;
  const faults = [
    ...(outcomes.includes(outcome) ? [] : [`its outcome is ${String(outcome)}`]),
    ...(typeof location === 'string' && location !== '' ? [] : ['it has no location']),
    ...(Number.isSafeInteger(bytes) && Number(bytes) >= 0 ? [] : [`its bytes are ${String(bytes)}`]),
    ...(typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)
      ? []
      : ['its sha256 is not 64 lower-case hex digits']),
  ];
  demand(
    faults.length === 0,
    `deliver answered no receipt: ${faults.join(', ')}`,
    'Answer { outcome: stored, replaced or skipped, location, bytes, sha256 } of what is stored.',
  );
}
