import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerifyReport } from '@integration-client/core/verification';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';

// Databases, and what stands in the way of it: npm run test:slow.
describe('verify, through the command line', () => {
  it('finds exactly what is missing and changed, and brings back what is missing', async () => {
    const home = await TestHome.create({ workers: false });
    const appliance = await SimulatedAppliance.start({ sessions: 3, recordings: 'none' });
    try {
      await home.apply(settingsFor(home, appliance, ['sessions']));
      assert.equal((await home.run()).code, 0);
      const [gone = '', changed = ''] = await home.files('sessions');
      const original = await home.read('sessions', gone);
      await rm(join(home.archive, 'sessions', gone));
      await writeFile(join(home.archive, 'sessions', changed), 'something else');

      const { code, stdout, stderr } = await home.ic('verify', '--repair', '--destination', 'Archive', '--json');
      assert.equal(code, 1, 'what was changed still is');
      const [archive] = (JSON.parse(stdout) as VerifyReport).destinations;
      assert.equal(archive?.repaired, 1);
      assert.deepEqual(archive.counts, { checked: 3, intact: 2, missing: 0, changed: 1, released: 0, extra: 0 });
      assert.match(stderr, /never overwritten/);
      assert.deepEqual(await home.read('sessions', gone), original);
    } finally {
      await appliance.stop();
      await home.remove();
    }
  });
});
