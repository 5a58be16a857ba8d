import assert from 'node:assert/strict';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { rowsOf } from '../support/session-rows.js';
import { testServer } from '../support/sqlserver.js';
import { destinationSettings } from '../support/sqlserver-destination.js';
import { readStoredSessions } from '../support/stored-sessions.js';
import { settingsFor, TestHome } from '../support/test-home.js';

// More of it, and what goes wrong: npm run test:slow.
describe('a SQL Server destination, through the command line', () => {
  it('gets by a schedule all rows of each session, once', async () => {
    const server = await testServer({ tls: true, logins: [{ user: 'sa', password: 'Secret-1234' }] });
    const home = await TestHome.create({ workers: false });
    const appliance = await SimulatedAppliance.start({ sessions: 3, presentations: 0, recordings: 'none' });
    try {
      const database = server.newDatabaseName();
      const warehouse = destinationSettings(server, database);
      const transfer = { site: 'Example', destination: 'Warehouse', operations: ['sessions'] };
      const { sites, schedules } = settingsFor(home, appliance, []);
      await home.apply({
        sites,
        destinations: [{ name: 'Warehouse', plugin: 'sqlserver', settings: warehouse }],
        schedules: [{ ...schedules[0], transfers: [transfer] }],
      });
      for (const delivered of [3, 0]) {
        const { code, report, stderr } = await home.run();
        assert.equal(code, 0, stderr);
        assert.equal(report.transfers[0]?.operations.sessions?.delivered, delivered);
      }
      const { sessions } = await readStoredSessions(server.config(database));
      const expected = Array.from(
        appliance.sessions,
        ({ lsid }) => [lsid, rowsOf(appliance.sessionXml(lsid), appliance.product)] as const,
      );
      assert.equal(sessions.length, 3);
      assert.deepEqual(new Map(sessions.map(({ lsid, rows }) => [lsid, rows])), new Map(expected));
    } finally {
      await appliance.stop();
      await server.stop();
      await home.remove();
    }
  });
});
