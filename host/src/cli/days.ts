import { startOfDay } from '@integration-client/core/schedule/local-day';
import { InvalidArgumentError } from 'commander';

/** Reads an option that is a day. */
export function day(text: string): string {
  if (startOfDay(text, 'UTC') !== undefined) return text;
  throw new InvalidArgumentError('It must be a day, YYYY-MM-DD.');
}
