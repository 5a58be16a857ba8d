import { toPlainError } from '@integration-client/core/plain-error';
import { ConfigError, IntegrationError, UnreachableError } from '@integration-client/sdk';
import type { CliContext } from './context.js';
import { errorText } from './errors.js';
import { ExitCode } from './exit-code.js';

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

/** The exit code of an error. */
function exitCodeOf(error: unknown): number {
  if (!(error instanceof IntegrationError)) return ExitCode.failed;
  if (error.code === 'host-not-running' || error.code === 'host-lost') return ExitCode.noHost;
  if (error instanceof UnreachableError) return ExitCode.unreachable;
  if (error instanceof ConfigError || error.code === 'settings-invalid') return ExitCode.usage;
  return ExitCode.failed;
}
