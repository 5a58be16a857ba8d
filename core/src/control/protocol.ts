import { type Application, applicationMethods } from '../application.js';
import type { PlainError } from '../plain-error.js';

/**
 * How a program asks a running host: HTTP over the home's socket, `POST /v1/METHOD` with the input as JSON. The answer is
 * NDJSON: any number of `{"event": …}`, then one `{"result": …}` or `{"error": …}`. An answer without either was cut short.
 */
export const controlPath = '/v1/';

/** Largest input, in bytes. */
export const largestInput = 16 * 1024 * 1024;

/** The name of a method that can be called over the socket. */
export type ApplicationMethod = (typeof applicationMethods)[number];

/** One line of an answer. */
export type ControlMessage =
  | { readonly event: unknown }
  | { readonly result: unknown }
  | { readonly error: PlainError };

/** Every method takes its input and, where it is long, a call. */
export type AnyMethod = (input: unknown, call?: unknown) => Promise<unknown>;

/** Whether a text is the name of such a method. */
export function isApplicationMethod(name: string): name is ApplicationMethod {
  return (applicationMethods as readonly string[]).includes(name);
}

/** A method under its name, to be called with what came over the socket. */
export function methodOf(application: Application, name: ApplicationMethod): AnyMethod {
  return (application[name] as AnyMethod).bind(application);
}
