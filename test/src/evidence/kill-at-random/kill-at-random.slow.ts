import { itHoldsQuickly } from '../quick.js';
import { killAtRandom } from './kill-at-random.js';

describe('evidence', () => {
  if (process.platform !== 'win32') itHoldsQuickly(killAtRandom);
});
