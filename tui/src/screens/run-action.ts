import type { RunReport } from '@integration-client/core/run';
import { countText, durationText } from '@integration-client/core/text';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { useRuns } from '../data/runs.js';
import type { Handler } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';

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
function runText({ schedule = '', outcome, started, finished, transfers }: RunReport): string {
  const counts = transfers.flatMap((transfer) => Object.values(transfer.operations));
  const delivered = counts.reduce((sum, each) => sum + each.delivered, 0);
  const failed = counts.reduce((sum, each) => sum + each.failed, 0);
  const took = durationText(Date.parse(finished) - Date.parse(started));
  const problem = transfers.flatMap(({ problems }) => problems)[0]?.message;
  return [
    `${schedule}: ${outcome} in ${took}, ${countText(delivered, 'item')} delivered`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(problem === undefined ? [] : [problem]),
  ].join(', ');
}
