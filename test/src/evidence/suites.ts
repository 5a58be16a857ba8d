import { brokenVariants } from './broken-variants/broken-variants.js';
import { clock } from './clock/clock.js';
import { killAtEveryStep } from './kill-at-every-step/kill-at-every-step.js';
import { powerCut } from './power-cut/power-cut.js';
import type { EvidenceSuite } from './suite.js';

/** Every suite, in the order of the table. */
export const suites: readonly EvidenceSuite[] = [killAtEveryStep, powerCut, brokenVariants, clock];
