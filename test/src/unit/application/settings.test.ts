import assert from 'node:assert/strict';
import { resolveHome } from '@integration-client/core/home';
import { type ApplicationHere, openHere } from '@integration-client/host/application/open-application';
import { TestHome } from '../../support/test-home.js';

describe('settings that two programs change at once', () => {
  let home: TestHome;
  const programs: ApplicationHere[] = [];
  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
    for (let number = 0; number < 2; number += 1) programs.push(await openHere(resolveHome(home.home), 'ic'));
  });
  afterEach(async () => {
    for (const program of programs.splice(0)) await program.close();
    await home.remove();
  });

  const site = (name: string) =>
    JSON.stringify({
      sites: [{ name, host: 'localhost', account: { type: 'api', clientId: 'i', clientSecret: 's' } }],
    });
  const names = async () => (await programs[0]?.application.configuration())?.sites.map(({ name }) => name).sort();

  it('hold the changes of both', async () => {
    const all = Array.from({ length: 4 }, (_, index) => `Site ${index}`);
    await Promise.all(all.map((name, index) => programs[index % 2]?.application.apply({ source: site(name) })));
    assert.deepEqual(await names(), all);
    const [first, second] = programs;
    await Promise.all([
      first?.application.remove({ kind: 'site', name: 'Site 0' }),
      second?.application.setEnabled({ kind: 'site', name: 'Site 1', enabled: false }),
      first?.application.apply({ source: site('New') }),
    ]);
    assert.deepEqual(await names(), ['New', ...all.slice(1)]);
    const sites = (await first?.application.configuration())?.sites;
    assert.equal(sites?.find(({ name }) => name === 'Site 1')?.enabled, false);
  });
});
