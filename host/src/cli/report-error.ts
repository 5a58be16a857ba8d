import { toPlainError } from '@integration-client/core/plain-error';
import type { CliContext } from './context.js';
import { errorText } from './errors.js';
import { ExitCode, exitCodeOf } from './exit-code.js';

/** Tells what went wrong, and answers the exit code. */
export function reportError(error: unknown, context: CliContext): number {
  const isInterrupted = context.signal.aborted || (error instanceof Error && error.name === 'AbortError');
  if (isInterrupted) {
    context.output.message('interrupted');
    return ExitCode.interrupted;
  }
  if (context.output.json) {
    const { stack: _, ...plain } = toPlainError(error);
    context.output.answerLine({ error: plain }, () => '');
  }
  context.output.message(errorText(error, context.faultFile));
  return exitCodeOf(error);
}
