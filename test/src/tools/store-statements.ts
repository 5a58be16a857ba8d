import { relocate } from '@integration-client/core/store/relocate';
import { TdsServer } from '../support/tds/index.js';
import { fill } from '../unit/store/filled-store.js';
import { SettingsServer } from '../unit/store/settings-server.js';
import { configuration, noSecrets, TemporaryHome } from '../unit/store/temporary-home.js';

/**
 * The statements that the settings database sends to a SQL Server, in lower case as Kysely makes them: those of all that it
 * can do, each once, done on the double. Only the number of values in lists differs otherwise.
 */
export async function storeStatements(): Promise<readonly string[]> {
  const server = await SettingsServer.start();
  const temporary = await TemporaryHome.withDatabase(server);
  try {
    if (!(server.double instanceof TdsServer))
      throw new Error('Statements are listed from the double: unset IC_TEST_SQLSERVER.');
    const store = await temporary.open();
    await fill(store);
    const state = await store.transferState('Example', 'Archive');
    await Promise.all([state.product(), state.checkpoint('sessions'), state.pending()]);
    await Promise.all([state.delivered(['a', 'b']), state.failed(['a', 'b']), state.removePending('sessions', ['a'])]);
    await Promise.all([
      store.scheduleTimes('Often'),
      store.recentRuns(2),
      store.lastOutcomes(),
      store.quarantine(),
      store.keptToken('account'),
    ]);
    await Promise.all([store.quarantinePayload('Archive', 'one'), store.fact('a'), store.tablesVersion()]);
    await Promise.all([store.acceptedPlugins(), store.forgetPlugin('@team/vault', 'cd'.repeat(32))]);
    await store.dropQuarantined([{ destination: 'Archive', key: 'h/sessions/two' }]);
    for (const deliveries of [store.deliveries('Archive'), store.deliveries('Archive', ['Example'])]) {
      await Promise.all([deliveries.count(), deliveries.after('', 2), deliveries.of(['a', 'b'])]);
    }
    await store.configuration.load();
    await (await temporary.open()).lease('schedule Often');
    await Promise.all([store.allScheduleTimes(), store.leasesElsewhere()]);
    await relocate(temporary.home, { kind: 'sqlserver', ...server.place() });
    await (await temporary.open()).configuration.save(configuration({ sites: [], destinations: [] }), noSecrets);
    return [
      ...new Set(
        server.double.log.filter((text) =>
          /^\s*(?:select|insert|update|delete|create|alter|declare|set identity_insert)\b/i.test(text),
        ),
      ),
    ];
  } finally {
    await temporary.remove();
    await server.stop();
  }
}
