import { itHoldsQuickly } from '../quick.js';
import { powerCut } from './power-cut.js';

describe('evidence', () => itHoldsQuickly(powerCut));
