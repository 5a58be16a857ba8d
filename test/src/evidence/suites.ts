import type { EvidenceSuite } from './suite.js';

/** Every suite, in the order of the table. */
export const suites: readonly EvidenceSuite[] = [];
