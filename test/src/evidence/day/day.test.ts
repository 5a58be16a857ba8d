import { itHoldsQuickly } from '../quick.js';
import { day } from './day.js';

describe('evidence', () => itHoldsQuickly(day));
