interface IntegrationErrorOptions {
  /** Stable and kebab-case, for programs: `disk-full`. */
  readonly code: string;
  /** What the person who reads the message should do next. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An error that says what went wrong, under a stable code, and what to do about it. Throw one of its subclasses. */
export class IntegrationError extends Error {
  /** Stable and kebab-case, for programs: `disk-full`. */
  readonly code: string;
  /** What the person who reads the message should do next. */
  readonly hint?: string;

  constructor(message: string, options: IntegrationErrorOptions) {
    // A plugin in JavaScript can leave out what the types ask for: that must not turn its error into one of another class.
    const { code, hint, cause }: Partial<IntegrationErrorOptions> = options ?? {};
    super(message || `${new.target.name} without a message`, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code ?? this.name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
    if (hint !== undefined) this.hint = hint;
  }
}

/** It may work later: the host tries again, after a pause that grows. */
export class RetryableError extends IntegrationError {
  /** Seconds to wait before the next attempt, when the other side said so. */
  readonly retryAfter?: number;

  constructor(message: string, options: IntegrationErrorOptions & { readonly retryAfter?: number });
  /** Says nothing but the seconds to wait; without them the host chooses. */
  constructor(retryAfter?: number);
  constructor(
    first: string | number = 'It may work later',
    options = {} as IntegrationErrorOptions & { readonly retryAfter?: number },
  ) {
    const isTime = typeof first === 'number';
    super(isTime ? `It may work in ${first} s` : first, options);
    const retryAfter = isTime ? first : options.retryAfter;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

/**
 * The place itself cannot be used now: no connection, a full disk, a locked database. The host stops this transfer, counts
 * nothing against the items, and does it all again with the next run.
 */
export class UnreachableError extends RetryableError {}

/** Only this item is at fault and trying again is useless: the host sets it aside in quarantine and goes on. */
export class ItemError extends IntegrationError {}

/** Nothing works until somebody changes the settings: the host stops this transfer. */
export class ConfigError extends IntegrationError {}
