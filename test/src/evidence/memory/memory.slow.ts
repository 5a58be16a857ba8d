import { itHoldsQuickly } from '../quick.js';
import { memory } from './memory.js';

describe('evidence', () => itHoldsQuickly(memory));
