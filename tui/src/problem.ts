import { SettingsError } from '@integration-client/core/faults';
import { IntegrationError } from '@integration-client/sdk';

/** An error for people, in lines: what is wrong, everything that is wrong in settings, and what to do. */
export function problemLines(error: unknown): string[] {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n');
  if (error instanceof SettingsError) {
    lines.push(...error.faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)));
  }
  if (error instanceof IntegrationError && error.hint !== undefined) lines.push(error.hint);
  return lines;
}

/** The same in one line. */
export function problemText(error: unknown): string {
  return problemLines(error).join(' - ');
}
