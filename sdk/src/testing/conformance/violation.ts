/** The contract was not kept: what was seen, and what the plugin has to do. */
export class Violation extends Error {
  /** What the author of the plugin should do. */
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Violation';
    this.hint = hint;
    // Runners print the stack: what to do belongs there.
    this.stack = `${this.stack ?? message}\n  What to do: ${hint}`;
  }
}

/** Throws {@link Violation} unless the condition holds. */
export function demand(condition: boolean, message: string, hint: string): asserts condition {
  if (!condition) throw new Violation(message, hint);
}

/** An error in one line, for a message. */
export function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? ` (${String(error.code)})` : '';
  return `${error.name}: ${error.message.split('\n')[0]}${code}`;
}
