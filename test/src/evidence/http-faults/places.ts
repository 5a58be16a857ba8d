import type { Operation } from '@integration-client/sdk';
import type { FaultSettings } from '@integration-client/sdk/testing';

/** What is answered where a fault strikes; what fails alike ends alike. */
export type Answered = 'report' | 'recording' | 'backup' | 'login';

/** Where a fault strikes, and what the run that it strikes is to deliver. */
export interface Place {
  readonly name: string;
  readonly operation: Operation;
  readonly answered: Answered;
  /** Which requests the fault strikes. */
  readonly target: Pick<FaultSettings, 'on' | 'report' | 'operation'>;
  /** How many connections a run makes before the first such request. */
  readonly connectionsBefore: number;
}

/** Every place. */
export const places: readonly Place[] = [
  report('sessions', 'SupportSession'),
  report('presentations', 'PresentationSession'),
  recording('session-recordings'),
  recording('command-shell-recordings'),
  {
    name: 'site-backups',
    operation: 'site-backups',
    answered: 'backup',
    target: { on: 'backup' },
    connectionsBefore: 2,
  },
  { name: 'the login', operation: 'sessions', answered: 'login', target: { on: 'token' }, connectionsBefore: 0 },
];

function report(operation: Operation, name: string): Place {
  return {
    name: operation,
    operation,
    answered: 'report',
    target: { on: 'report', report: name },
    connectionsBefore: 2,
  };
}

function recording(operation: 'session-recordings' | 'command-shell-recordings'): Place {
  return {
    name: operation,
    operation,
    answered: 'recording',
    target: { on: 'recording', operation },
    connectionsBefore: 4,
  };
}
