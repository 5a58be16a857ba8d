import type { Fault } from '@integration-client/core/faults';
import { SettingsError } from '@integration-client/core/faults';
import { ConfigError, IntegrationError } from '@integration-client/sdk';
import { printable } from './text.js';

/** A command that was written wrongly. */
export class UsageError extends ConfigError {
  constructor(message: string, hint?: string) {
    super(message, { code: 'usage', ...(hint === undefined ? {} : { hint }) });
  }
}

/**
 * An error as people read it: what is wrong, all faults with their place in the file, and what to do.
 * `file` is the file that faults with a line speak of.
 */
export function errorText(error: unknown, file?: string): string {
  const lines = [`error: ${printable(error instanceof Error ? error.message : String(error))}`];
  if (error instanceof SettingsError) lines.push(...error.faults.map((fault) => `  ${faultText(fault, file)}`));
  if (error instanceof IntegrationError && error.hint !== undefined) lines.push(`hint: ${printable(error.hint)}`);
  return lines.join('\n');
}

function faultText(fault: Fault, file: string | undefined): string {
  const place = file === undefined || fault.line === undefined ? '' : `${file}:${fault.line}:${fault.column ?? 1} `;
  const path = fault.path === '' ? '' : `${fault.path}: `;
  return printable(place + path + fault.message);
}
