import { isOperation } from '@integration-client/sdk';

/** Whether a value read from the database is one that this program could have written there. */
export type Check = (value: unknown, row: Readonly<Record<string, unknown>>) => boolean;

/** Later times than this, in milliseconds, are no dates (ECMAScript). */
const lastTime = 8.64e15;

export const text: Check = (value) => typeof value === 'string';
export const integer: Check = (value) => Number.isSafeInteger(value);
export const flag: Check = (value) => value === 0 || value === 1;
/** Milliseconds since 1970. */
export const time: Check = (value) => Number.isInteger(value) && Math.abs(value as number) <= lastTime;
export const bytes: Check = (value) => value instanceof Uint8Array;
/** 32 bytes, or none. */
export const sha256: Check = (value) => value instanceof Uint8Array && [0, 32].includes(value.length);
export const operation: Check = (value) => typeof value === 'string' && isOperation(value);

export const orNull =
  (check: Check): Check =>
  (value, row) =>
    value === null || check(value, row);

export const oneOf =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value);

export const list =
  (check: Check): Check =>
  (value, row) =>
    Array.isArray(value) && value.every((each) => check(each, row));

/** An object that has all of these. */
export const object =
  (properties: Readonly<Record<string, Check>>): Check =>
  (value, row) =>
    isObject(value) && Object.entries(properties).every(([name, check]) => check(value[name], row));

/** An object whose values are all of one kind. */
export const valuesOf =
  (check: Check): Check =>
  (value, row) =>
    isObject(value) && Object.values(value).every((each) => check(each, row));

export const optional =
  (check: Check): Check =>
  (value, row) =>
    value === undefined || check(value, row);

/** JSON as text. */
export const json =
  (check: Check): Check =>
  (value, row) => {
    try {
      return typeof value === 'string' && check(JSON.parse(value), row);
    } catch {
      return false;
    }
  };

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
