/** A connection that did not come about; holds the numbers of the server's errors, which the driver's own error lacks. */
export class LoginError extends Error {
  /** In the order in which the server sent them; none where it was not reached. */
  readonly numbers: readonly number[];

  constructor(cause: unknown, numbers: readonly number[]) {
    super((cause as Error).message, { cause });
    this.numbers = numbers;
  }
}

/** A COMMIT that failed. Unless the server said so itself, the transaction may have been committed all the same. */
export class CommitError extends Error {
  constructor(cause: unknown) {
    super((cause as Error).message, { cause });
  }
}

/** What drivers put on their errors. */
export interface DriverError {
  readonly message?: string;
  /** `ELOGIN`, `ESOCKET`, `EREQUEST`, or Node's own: `ECONNREFUSED`. */
  readonly code?: unknown;
  /** The number of the server's error. */
  readonly number?: unknown;
  /** The severity of the server's error, 0 to 25. */
  readonly class?: unknown;
  readonly numbers?: readonly number[];
  readonly cause?: unknown;
  readonly originalError?: unknown;
  readonly precedingErrors?: readonly unknown[];
  readonly errors?: readonly unknown[];
}

/** An error and all that stand behind it, the outermost first; each once. */
export function chainOf(error: unknown, found: Set<DriverError> = new Set()): Set<DriverError> {
  if (typeof error !== 'object' || error === null || found.has(error)) return found;
  const { cause, originalError, precedingErrors = [], errors = [] } = error as DriverError;
  found.add(error);
  for (const one of [...precedingErrors, ...errors, originalError, cause]) chainOf(one, found);
  return found;
}

/** The numbers of the server's errors behind an error. */
export function numbersOf(error: unknown): readonly number[] {
  const numbers = [...chainOf(error)].flatMap((one) => [...(one.numbers ?? []), one.number]);
  return numbers.filter((one): one is number => typeof one === 'number');
}
