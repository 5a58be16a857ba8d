import type { Benchmark } from './benchmark.js';
import { sqlserverLoad } from './sqlserver-load/sqlserver-load.js';

/** Every benchmark, in the order of the tables. */
export const benchmarks: readonly Benchmark[] = [sqlserverLoad];
