import { setTimeout } from 'node:timers/promises';
import type { ScheduleStatus, StatusReport } from '@integration-client/core/application';
import { type Progress, type RunReport, totalOf } from '@integration-client/core/run';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { placesText, progressText } from '../progress-line.js';
import { problemLines } from '../run-report.js';
import { bytesText, countText, durationText, localTime, oneLine, table, timeText } from '../text.js';

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
        if (watch === true) context.output.redraw(report, () => statusText(report));
        else context.output.answer(report, () => statusText(report));
        if (watch === true) await setTimeout(interval, undefined, { signal: context.signal });
      } while (watch === true);
    });
}

function statusText(report: StatusReport): string {
  const sections = [facts(report)];
  if (report.schedules.length > 0) sections.push(scheduleTable(report));
  if (report.running.length > 0) sections.push(['Running now', ...report.running.map(runningLine)].join('\n'));
  if (report.runs.length > 0) sections.push(runTable(report.runs));
  sections.push(...report.schedules.flatMap(({ name }) => lastProblems(name, report.runs)));
  return sections.join('\n\n');
}

function facts(report: StatusReport): string {
  const { scheduler, pid, schedules, quarantined, retrying } = report;
  const isRunning = schedules.some(({ running }) => running);
  // Another host on the same settings database may run them.
  const isIdle = scheduler !== 'running' && !isRunning && schedules.some(({ enabled }) => enabled);
  const start = scheduler === 'stopped' ? 'ic service start' : 'ic service install, or ic-host';
  const state = pid === undefined ? scheduler : `${scheduler} (process ${pid})`;
  const next = isRunning ? 'running now' : timeText(report.nextScheduledRun, 'none');
  return [
    ['Scheduler Status:', isIdle ? `${state}; no schedule runs before ic-host is started: ${start}` : state],
    ['Last Scheduled Run:', timeText(report.lastScheduledRun)],
    ['Next Scheduled Run:', isIdle ? 'when ic-host is started' : next],
    ['Last Program Run:', timeText(report.lastProgramRun)],
    ['Quarantine:', quarantineText(quarantined, retrying)],
    ['Home:', report.home],
  ]
    .map(([name = '', value]) => `${name.padEnd(20)}${value}`)
    .join('\n');
}

function quarantineText(quarantined: number, retrying: number): string {
  if (quarantined + retrying === 0) return 'empty';
  return `${countText(quarantined, 'item')} set aside, ${retrying} to be tried again: ic quarantine list`;
}

function scheduleTable({ schedules, scheduler }: StatusReport): string {
  return table(
    ['SCHEDULE', 'STATE', 'PERIOD', 'LAST RUN', 'OUTCOME', 'NEXT RUN'],
    schedules.map((schedule) => [
      schedule.name,
      state(schedule),
      schedule.period,
      schedule.lastRun === undefined ? 'never' : localTime(schedule.lastRun),
      schedule.lastOutcome ?? '',
      schedule.running || scheduler !== 'running' || schedule.nextRun === undefined ? '' : localTime(schedule.nextRun),
    ]),
  );
}

function state({ enabled, running, runningOn }: ScheduleStatus): string {
  if (runningOn !== undefined) return `running on ${oneLine(runningOn.machine)} (process ${runningOn.pid})`;
  if (running) return 'running';
  return enabled ? 'enabled' : 'disabled';
}

function runningLine(progress: Progress): string {
  return `  ${placesText(progress)}: ${progressText(progress)}`;
}

function runTable(runs: readonly RunReport[]): string {
  return table(
    ['NEWEST RUNS', 'SCHEDULE', 'OUTCOME', 'TOOK', 'DELIVERED', 'FAILED', 'SIZE'],
    runs.map((run) => {
      const { delivered, failed, bytes } = totalOf(run);
      const took = durationText(Date.parse(run.finished) - Date.parse(run.started));
      return [localTime(run.started), run.schedule ?? '', run.outcome, took, delivered, failed, bytesText(bytes)];
    }),
  );
}

/** What went wrong in a schedule's newest run. */
function lastProblems(schedule: string, runs: readonly RunReport[]): string[] {
  const newest = runs.find((run) => run.schedule === schedule);
  const problems = newest === undefined ? [] : problemLines(newest);
  return problems.length === 0 ? [] : [[`Newest run of ${oneLine(schedule)}:`, ...problems].join('\n')];
}
