import { knowsPeak } from '../support/peak-memory.js';
import { hasPseudoTerminal } from '../support/pseudo-terminal.js';
import type { Benchmark } from './benchmark.js';
import { sqlserverLoad } from './sqlserver-load/sqlserver-load.js';
import { tuiIdle } from './tui/tui-idle.js';
import { tuiLog } from './tui/tui-log.js';
import { tuiStart } from './tui/tui-start.js';

/** Those that need a terminal, and to be told what a process uses. */
const inTerminal = hasPseudoTerminal() && knowsPeak ? [tuiStart, tuiIdle, tuiLog] : [];

/** Every benchmark, in the order of the tables. */
export const benchmarks: readonly Benchmark[] = [sqlserverLoad, ...inTerminal];
