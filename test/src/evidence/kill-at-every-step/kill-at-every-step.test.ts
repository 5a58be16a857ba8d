import { itHoldsQuickly } from '../quick.js';
import { killAtEveryStep } from './kill-at-every-step.js';

describe('evidence', () => itHoldsQuickly(killAtEveryStep));
