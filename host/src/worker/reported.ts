import { isOperation } from '@integration-client/sdk';
import type { WorkerEvents } from './tasks.js';

const levels: readonly unknown[] = ['debug', 'info', 'warn', 'error'];

/** Whether what a worker's process sent is a line for the log: a plugin can send anything. */
export function isLog(value: unknown): value is WorkerEvents['log'] {
  if (typeof value !== 'object' || value === null) return false;
  const { level, context, message } = value as Partial<Record<string, unknown>>;
  return levels.includes(level) && typeof context === 'string' && typeof message === 'string';
}

/** Whether what a worker's process sent tells how far it is. */
export function isProgress(value: unknown): value is WorkerEvents['progress'] {
  if (typeof value !== 'object' || value === null) return false;
  const { destination, operation, items, bytes } = value as Partial<Record<string, unknown>>;
  const isPlace = typeof destination === 'string' && typeof operation === 'string' && isOperation(operation);
  return isPlace && Number.isFinite(items) && Number.isFinite(bytes);
}

/** Whether what a worker's process sent tells of a rule that is tried. */
export function isCase(value: unknown): value is WorkerEvents['case'] {
  if (typeof value !== 'object' || value === null) return false;
  const { name, outcome, index, count, message, hint } = value as Partial<Record<string, unknown>>;
  const isKnown = typeof outcome === 'string' && ['running', 'passed', 'failed', 'skipped'].includes(outcome);
  const areTexts = [message ?? '', hint ?? '', name].every((text) => typeof text === 'string');
  return isKnown && areTexts && Number.isSafeInteger(index) && Number.isSafeInteger(count);
}

/** Whether what a worker's process sent is an error. */
export function isError(value: unknown): value is WorkerEvents['fatal'] {
  if (typeof value !== 'object' || value === null) return false;
  const { name, message } = value as Partial<Record<string, unknown>>;
  return typeof name === 'string' && typeof message === 'string';
}
