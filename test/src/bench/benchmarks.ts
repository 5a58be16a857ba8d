import { knowsPeak } from '../support/peak-memory.js';
import { hasPseudoTerminal } from '../support/pseudo-terminal.js';
import type { Benchmark } from './benchmark.js';
import { commandStart } from './command-start/command-start.js';
import { idleHost } from './idle-host/idle-host.js';
import { ledgerGrowth } from './ledger-growth/ledger-growth.js';
import { manySchedules } from './many-schedules/many-schedules.js';
import { reportRequests } from './report-requests/report-requests.js';
import { scheduleRun } from './schedule-run/schedule-run.js';
import { sqlserverLoad } from './sqlserver-load/sqlserver-load.js';
import { tuiIdle } from './tui/tui-idle.js';
import { tuiLog } from './tui/tui-log.js';
import { tuiStart } from './tui/tui-start.js';

/** Those that need Linux, to be told what a process uses, and Python. */
const ofPrograms =
  hasPseudoTerminal() && knowsPeak
    ? [reportRequests, scheduleRun, commandStart, idleHost, tuiStart, tuiIdle, tuiLog]
    : [];

/** Every benchmark, in the order of the tables. */
export const benchmarks: readonly Benchmark[] = [sqlserverLoad, ledgerGrowth, manySchedules, ...ofPrograms];
