import { knowsPeak } from '../support/peak-memory.js';
import { hasPseudoTerminal } from '../support/pseudo-terminal.js';
import type { Benchmark } from './benchmark.js';
import { commandStart } from './command-start/command-start.js';
import { largeRecording } from './downloads/large-recording.js';
import { manyRecordings } from './downloads/many-recordings.js';
import { idleHost } from './idle-host/idle-host.js';
import { ledgerGrowth } from './ledger-growth/ledger-growth.js';
import { manySchedules } from './many-schedules/many-schedules.js';
import { reportFiles } from './report-files/report-files.js';
import { reportReading } from './report-reading/report-reading.js';
import { reportRequests } from './report-requests/report-requests.js';
import { reportSqlite } from './report-sqlite/report-sqlite.js';
import { scheduleRun } from './schedule-run/schedule-run.js';
import { sqlserverLoad } from './sqlserver-load/sqlserver-load.js';
import { tuiIdle } from './tui/tui-idle.js';
import { tuiLog } from './tui/tui-log.js';
import { tuiStart } from './tui/tui-start.js';

/** Those that look at processes which they start: Linux tells what they use. */
const movingData = knowsPeak ? [largeRecording, manyRecordings, reportFiles, reportSqlite] : [];

/** Those that need Linux, to be told what a process uses, and Python. */
const ofPrograms =
  hasPseudoTerminal() && knowsPeak
    ? [reportRequests, scheduleRun, commandStart, idleHost, tuiStart, tuiIdle, tuiLog]
    : [];

/** Every benchmark, in the order of the tables. */
export const benchmarks: readonly Benchmark[] = [
  ...movingData,
  reportReading,
  sqlserverLoad,
  ledgerGrowth,
  manySchedules,
  ...ofPrograms,
];
