import { ConfigError, IntegrationError, ItemError, RetryableError, UnreachableError } from '@integration-client/sdk';
import { type Fault, SettingsError } from './faults.js';

/** An error as plain data, to cross a process boundary. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  /** Absent for a defect: an error that is none of the sdk's. */
  readonly code?: string;
  readonly hint?: string;
  readonly retryAfter?: number;
  readonly faults?: readonly Fault[];
  /** Of defects only: where it happened. */
  readonly stack?: string;
}

const classes = { RetryableError, UnreachableError, ItemError, ConfigError, IntegrationError } as const;

/** Turns an error into plain data. Causes stay behind: their messages may hold what does not belong on the other side. */
export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof IntegrationError)) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { name, message, ...(stack === undefined ? {} : { stack }) };
  }
  return {
    name: error.name,
    message: error.message,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error instanceof RetryableError && error.retryAfter !== undefined ? { retryAfter: error.retryAfter } : {}),
    ...(error instanceof SettingsError ? { faults: error.faults } : {}),
  };
}

/** Makes the error that {@link toPlainError} was given: the same class, code and hint. */
export function fromPlainError(plain: PlainError): Error {
  const { name, message, code, hint, retryAfter, faults, stack } = plain;
  if (code === undefined) {
    return Object.assign(new Error(message), { name, ...(stack === undefined ? {} : { stack }) });
  }
  if (faults !== undefined) return new SettingsError(message, faults, hint);
  const known = name in classes ? classes[name as keyof typeof classes] : IntegrationError;
  return new known(message, {
    code,
    ...(hint === undefined ? {} : { hint }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}
