import { brokenVariants } from './broken-variants/broken-variants.js';
import { clock } from './clock/clock.js';
import { day } from './day/day.js';
import { diskErrors } from './disk-errors/disk-errors.js';
import { httpFaults } from './http-faults/http-faults.js';
import { killAtEveryStep } from './kill-at-every-step/kill-at-every-step.js';
import { killAtRandom } from './kill-at-random/kill-at-random.js';
import { memory } from './memory/memory.js';
import { powerCut } from './power-cut/power-cut.js';
import { sqlServer } from './sql-server/sql-server.js';
import { stateFile } from './state-file/state-file.js';
import type { EvidenceSuite } from './suite.js';

/** Every suite, in the order of the table. */
export const suites: readonly EvidenceSuite[] = [
  killAtEveryStep,
  killAtRandom,
  powerCut,
  brokenVariants,
  diskErrors,
  httpFaults,
  clock,
  stateFile,
  memory,
  day,
  sqlServer,
];
