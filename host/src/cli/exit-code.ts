import type { Outcome } from '@integration-client/core/run';

/** How a command ended, for the program that called it. Documented, so it stays. */
export const ExitCode = Object.freeze({
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  noHost: 4,
  interrupted: 130,
});

/** The exit code of a run. */
export function exitCodeOfOutcome(outcome: Outcome): number {
  if (outcome === 'done') return ExitCode.done;
  if (outcome === 'unreachable') return ExitCode.unreachable;
  return outcome === 'interrupted' ? ExitCode.interrupted : ExitCode.failed;
}
