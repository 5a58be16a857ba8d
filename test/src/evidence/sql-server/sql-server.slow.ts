import { itHoldsQuickly } from '../quick.js';
import { sqlServer } from './sql-server.js';

describe('evidence', () => {
  if (process.platform !== 'win32') itHoldsQuickly(sqlServer);
});
