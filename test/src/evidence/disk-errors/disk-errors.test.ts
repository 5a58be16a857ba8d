import { itHoldsQuickly } from '../quick.js';
import { diskErrors } from './disk-errors.js';

describe('evidence', () => itHoldsQuickly(diskErrors));
