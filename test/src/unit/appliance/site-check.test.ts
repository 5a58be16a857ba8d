import assert from 'node:assert/strict';
import { checkSite } from '@integration-client/core/appliance/site-check';
import { closeAll, connect, httpTo, never, startAppliance, userLogin } from './support.js';

describe('checkSite', () => {
  afterEach(closeAll);

  type Connection = Pick<ReturnType<typeof connect>, 'http' | 'client' | 'clock'>;
  const check = ({ http, client, clock }: Connection, signal = never) =>
    checkSite({ http, appliance: client, clock, signal });

  it('finds nothing wrong with a good site, and names its product', async () => {
    for (const [product, name] of [
      ['RS', /Remote Support/],
      ['PRA', /Privileged Remote Access/],
    ] as const) {
      const appliance = await startAppliance({ product });
      appliance.addSession({ endTime: new Date(Date.now() - 20_000) });
      const report = await check(connect(appliance));
      assert.equal(report.ok, true);
      assert.equal(report.reachable, true);
      assert.deepEqual(report.warnings, []);
      assert.deepEqual(
        report.steps.map((step) => step.name),
        ['Connect', 'Log in', 'Permissions', 'Clock', 'Product'],
      );
      assert.match(report.steps.at(-1)?.detail ?? '', name);
    }
  });

  it('is content with a site without sessions, and with a user account', async () => {
    const appliance = await startAppliance({ sessions: 0 });
    for (const options of [{}, { login: userLogin(appliance) }]) {
      const report = await check(connect(appliance, options));
      assert.equal(report.ok, true);
      assert.match(report.steps.at(-1)?.detail ?? '', /the first sessions that are read will tell/);
    }
  });

  it('says that the site cannot be reached', async () => {
    const appliance = await startAppliance();
    await appliance.stop();
    const report = await check(connect(appliance));
    assert.equal(report.ok, false);
    assert.equal(report.reachable, false);
    assert.deepEqual(
      report.steps.map(({ name, ok }) => [name, ok]),
      [['Connect', false]],
    );
  });

  it('names trouble with the certificate', async () => {
    const appliance = await startAppliance();
    const stranger = await startAppliance();
    const connection = connect(appliance);
    const http = httpTo({ host: appliance.host, caPem: stranger.caPem });
    const report = await check({ ...connection, http });
    assert.equal(report.reachable, false);
    assert.match(report.steps[0]?.detail ?? '', /certificate/);
    assert.match(report.steps[0]?.hint ?? '', /caFile/);
  });

  it('says that the login is refused, without the secret', async () => {
    const appliance = await startAppliance();
    const login = { type: 'api', clientId: appliance.clientId, clientSecret: 'a-wrong-secret' } as const;
    const report = await check(connect(appliance, { login }));
    assert.equal(report.reachable, true);
    assert.deepEqual(
      report.steps.map(({ name, ok }) => [name, ok]),
      [
        ['Connect', true],
        ['Log in', false],
      ],
    );
    assert.ok(!JSON.stringify(report).includes('a-wrong-secret'));
    assert.equal(appliance.account.wrongSecrets, 1);
  });

  it('names a permission that is missing; that of backups is only a warning', async () => {
    const none = await check(connect(await startAppliance({ permissions: [] })));
    assert.equal(none.ok, false);
    assert.equal(none.steps.at(-1)?.name, 'Permissions');
    assert.match(none.steps.at(-1)?.detail ?? '', /perm_reporting_support/);
    const some = await check(connect(await startAppliance({ permissions: ['perm_reporting_support'] })));
    assert.equal(some.ok, true);
    assert.match(some.warnings[0] ?? '', /perm_backup/);
  });

  it('warns of a clock that is wrong, by how much and which way', async () => {
    for (const [minutes, words] of [
      [10, /10 minutes ahead/],
      [-10, /10 minutes behind/],
    ] as const) {
      const now = () => new Date(Date.now() + minutes * 60_000);
      const report = await check(connect(await startAppliance({ now })));
      assert.equal(report.ok, true);
      assert.equal(report.warnings.length, 1);
      assert.match(report.warnings[0] ?? '', words);
    }
  });

  it("rejects with the signal's reason", async () => {
    const reason = new Error('enough');
    await assert.rejects(check(connect(await startAppliance()), AbortSignal.abort(reason)), reason);
  });
});
