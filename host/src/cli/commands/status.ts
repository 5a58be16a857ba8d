import { setTimeout } from 'node:timers/promises';
import type { ScheduleStatus, StatusReport } from '@integration-client/core/application';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { progressText } from '../progress.js';
import { table, timeText } from '../text.js';

/** Milliseconds between two looks. */
const interval = 2_000;

/** `ic status` */
export function addStatusCommand(program: Command, context: CliContext): void {
  program
    .command('status')
    .summary('what runs, what ran and what is due')
    .description('Shows what runs, what ran and what is due.')
    .option('-w, --watch', 'look again every two seconds, until Ctrl-C')
    .addHelpText('after', '\nExamples:\n  ic status\n  ic status --watch\n  ic status --json')
    .action(async ({ watch }: { watch?: boolean }) => {
      do {
        const report = await context.use((application) => application.status({}));
        if (watch === true) context.output.clear();
        if (watch === true) context.output.answerLine(report, () => statusText(report));
        else context.output.answer(report, () => statusText(report));
        if (watch === true) await setTimeout(interval, undefined, { signal: context.signal });
      } while (watch === true);
    });
}

function statusText(report: StatusReport): string {
  const facts = [
    ['Scheduler Status:', report.pid === undefined ? report.scheduler : `${report.scheduler} (process ${report.pid})`],
    ['Last Scheduled Run:', timeText(report.lastScheduledRun)],
    ['Next Scheduled Run:', timeText(report.nextScheduledRun, 'unknown')],
    ['Last Program Run:', timeText(report.lastProgramRun)],
    ['Home:', report.home],
    ['Quarantine:', `${report.quarantined} items, ${report.retrying} to be tried again`],
  ];
  const sections = [facts.map(([name = '', value]) => `${name.padEnd(20)}${value}`).join('\n')];
  if (report.schedules.length > 0) sections.push(scheduleTable(report.schedules));
  const running = report.running.map(
    (progress) => `${progress.site} → ${progress.destination}: ${progressText(progress, 0)}`,
  );
  if (running.length > 0) sections.push(running.join('\n'));
  return sections.join('\n\n');
}

function scheduleTable(schedules: readonly ScheduleStatus[]): string {
  return table(
    ['SCHEDULE', 'PERIOD', 'TRANSFERS', 'STATE', 'LAST RUN', 'OUTCOME', 'NEXT RUN'],
    schedules.map((schedule) => [
      schedule.name,
      schedule.period,
      schedule.transfers,
      state(schedule),
      timeText(schedule.lastRun),
      schedule.lastOutcome ?? '',
      timeText(schedule.nextRun, ''),
    ]),
  );
}

function state({ enabled, running }: ScheduleStatus): string {
  if (running) return 'running';
  return enabled ? 'enabled' : 'disabled';
}
