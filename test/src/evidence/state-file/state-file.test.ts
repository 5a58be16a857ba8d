import { itHoldsQuickly } from '../quick.js';
import { stateFile } from './state-file.js';

describe('evidence', () => itHoldsQuickly(stateFile));
