import { ConfigError, IntegrationError, ItemError, RetryableError, UnreachableError } from '../../errors.js';
import { demand, said } from './violation.js';

const classes = { ConfigError, ItemError, RetryableError, UnreachableError };

/** The name of an error's class in the contract. */
export type ErrorName = keyof typeof classes;

/** Throws Violation unless an error is of one of these classes of the sdk, and says what happened and what to do. */
export function checkError(error: unknown, when: string, allowed: readonly ErrorName[]): void {
  demand(
    error instanceof IntegrationError && allowed.some((name) => error instanceof classes[name]),
    `${when} it threw ${said(error)}, which is no ${allowed.join(' or ')}`,
    `Catch it, and throw ${allowed.join(' or ')} of the sdk with a code, a hint and the cause.`,
  );
  checkWords(error, when);
}

/** Throws Violation unless an error of the sdk has a message, a code and a hint that are of use. */
function checkWords(error: IntegrationError, when: string): void {
  demand(
    /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(error.code),
    `${when} it threw an error whose code is "${error.code}"`,
    'Give it a stable code in kebab-case, such as disk-full.',
  );
  demand(
    error.message.trim() !== '',
    `${when} it threw ${error.code} without a message`,
    'Say what is wrong, and where.',
  );
  demand(
    typeof error.hint === 'string' && error.hint.trim() !== '',
    `${when} it threw ${error.code} ("${error.message}") without a hint`,
    'Give it a hint that says what the person who reads it should do.',
  );
}

/** All that an error says to people and logs, with what caused it. */
export function wordsOf(error: unknown): string {
  const words: string[] = [];
  for (let each = error; each instanceof Error && words.length < 20; each = each.cause) {
    words.push(each.message, String((each as { readonly hint?: unknown }).hint ?? ''), String(each.stack ?? ''));
  }
  return words.length === 0 ? String(error) : words.join('\n');
}
