import type { RunReport } from '@integration-client/core/run';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { useRuns } from '../data/runs.js';
import type { Handler } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { runSummary } from './run-text.js';

/** What the actions need to know of a schedule. */
interface ScheduleState {
  readonly name: string;
  readonly running?: boolean;
}

/** Running a schedule now: the same on every screen with schedules. */
export function useRunAction() {
  const client = useClient();
  const navigation = useNavigation();
  const own = useRuns(client.runs);
  return (schedule: ScheduleState | undefined): Handler => {
    if (schedule === undefined) return 'there is no schedule';
    const { name, running = false } = schedule;
    if (running || own.includes(name)) return 'it is running already';
    return () =>
      navigation.ask({
        question: `Run "${name}" now?`,
        details: ['It goes on while this program is open; quitting stops it cleanly.'],
        command: commandText(['ic', 'schedule', 'run', name]),
        verb: 'Run now',
        action: () => navigation.tell(client.runs.start(name).then(runText)),
      });
  };
}

/** What a run did, in one line. */
function runText(report: RunReport): string {
  const problem = report.transfers.flatMap(({ problems }) => problems)[0]?.message;
  return [`${report.schedule ?? ''}: ${runSummary(report)}`, ...(problem === undefined ? [] : [problem])].join(', ');
}
