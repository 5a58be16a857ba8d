import { itHoldsQuickly } from '../quick.js';
import { httpFaults } from './http-faults.js';

describe('evidence', () => itHoldsQuickly(httpFaults));
