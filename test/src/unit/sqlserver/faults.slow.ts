import { isDouble } from '../../support/sqlserver.js';
import { assertCancelledWhole, assertUndone, moments } from './failing-deliveries.js';

describe('a failure while SQL Server stores sessions', () => {
  before(function () {
    if (!isDouble) this.skip();
  });

  it('leaves everything as it was whenever an error comes, and is repaired by repeating', () =>
    assertUndone(moments, { number: 1205 }, { name: 'RetryableError', code: 'deadlock' }));

  it('leaves everything as it was whenever the connection is lost, and is repaired by repeating', () =>
    assertUndone(moments, { disconnect: true }, { name: 'UnreachableError', code: 'connection-lost' }));
});

describe('a delivery to SQL Server that is cancelled', () => {
  it('is undone whenever it comes', () => assertCancelledWhole(15));
});
