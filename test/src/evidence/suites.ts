import { brokenVariants } from './broken-variants/broken-variants.js';
import { clock } from './clock/clock.js';
import { powerCut } from './power-cut/power-cut.js';
import type { EvidenceSuite } from './suite.js';

/** Every suite, in the order of the table. */
export const suites: readonly EvidenceSuite[] = [powerCut, brokenVariants, clock];
