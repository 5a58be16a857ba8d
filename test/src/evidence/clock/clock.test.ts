import { itHoldsQuickly } from '../quick.js';
import { clock } from './clock.js';

describe('evidence', () => itHoldsQuickly(clock));
