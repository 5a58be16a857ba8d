import { itHoldsQuickly } from '../quick.js';
import { brokenVariants } from './broken-variants.js';

describe('evidence', () => itHoldsQuickly(brokenVariants));
