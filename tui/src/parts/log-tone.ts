import { headOf } from '@integration-client/core/log/log-line';
import type { Tone } from '../theme.js';

/** The colour of a line of a log. */
export function logTone(line: string): { readonly tone?: Tone } {
  const level = headOf(line)?.level;
  if (level === 'error') return { tone: 'bad' };
  if (level === 'warn') return { tone: 'warning' };
  return level === 'debug' ? { tone: 'quiet' } : {};
}
