import { Violation } from './violation.js';

/** How long one call of a destination may take, in milliseconds. Only what hangs takes longer. */
const longestCall = 60_000;

/** Waits for a promise. Throws {@link Violation} where it is not settled in time (milliseconds). */
export async function limited<T>(promise: Promise<T>, what: string, limit = longestCall): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const hint = 'Pass the signal on to whatever it waits for, and let every call have a time limit.';
    timer = setTimeout(() => reject(new Violation(`${what} was not over after ${limit / 1000} seconds`, hint)), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a promise came to, without throwing but for a {@link Violation}. */
export async function outcomeOf<T>(
  promise: Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    if (error instanceof Violation) throw error;
    return { ok: false, error };
  }
}
