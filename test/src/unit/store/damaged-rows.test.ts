import assert from 'node:assert/strict';
import type { Store } from '@integration-client/core/store/store';
import { DatabaseSync } from '@photostructure/sqlite';
import { configuration, noSecrets, site, TemporaryHome } from './temporary-home.js';

const time = new Date('2026-03-04T05:06:07Z');
const key = 'example.com/sessions/abc';

describe('a value in the settings database that nobody wrote', () => {
  let temporary: TemporaryHome;
  let store: Store;

  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase();
    store = await temporary.open();
    const transfers = [{ site: 'Example', destination: 'Archive', operations: ['sessions' as const] }];
    const schedule = { name: 'Often', enabled: true, every: { minutes: 5 }, transfers };
    await store.configuration.save(configuration({ schedules: [schedule], sites: [site('Example')] }), noSecrets);
    const state = await store.transferState('Example', 'Archive');
    const receipt = { outcome: 'stored', location: '/a', bytes: 1, sha256: '' } as const;
    await state.recordDelivered([{ key, content: '', receipt }]);
    await state.saveCheckpoint('sessions', { through: time, asked: time });
    const session = { lsid: 'abc', recordings: [] };
    await state.recordFailures([
      { operation: 'sessions', key: `${key}d`, code: 'bad', message: 'bad', permanent: false, session },
    ]);
    const at = time.toISOString();
    await store.recordRun({ started: at, finished: at, outcome: 'done', transfers: [] });
  });

  afterEach(() => temporary.remove());

  const state = () => store.transferState('Example', 'Archive');
  const configured = () => store.configuration.load();

  const cases: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ['schedule', `every = '{"minutes":'`, configured],
    ['schedule', `every = '{"mknutes":5}'`, configured],
    ['schedule', `next_run = 1e300`, () => store.scheduleTimes('Often')],
    ['transfer', `operations = '["sesskons"]'`, configured],
    ['site', `name = x'00'`, configured],
    ['site', `enabled = 7`, configured],
    ['destination', `settings = '[]'`, configured],
    ['application_setting', `value = '"Europe/Berlyn"' where name = 'timeZone'`, configured],
    ['run', `report = '{"started":"?"}'`, () => store.recentRuns(1)],
    ['ledger', `content = x'00ff'`, async () => (await state()).delivered([key])],
    ['ledger', `bytes = 'many'`, () => store.deliveries('Archive').after('', 1)],
    ['checkpoint', `through = 1.5`, async () => (await state()).checkpoint('sessions')],
    ['failed_item', `since = 9e15`, () => store.quarantine()],
    ['failed_item', `session = '{"lsid":"abc"}'`, async () => (await state()).failed([`${key}d`])],
  ];
  for (const [table, change, read] of cases) {
    it(`is told, not used: ${table}, ${change}`, async () => {
      await read();
      // Settings that were read are used as they were.
      await store.close();
      const database = new DatabaseSync(temporary.home.settingsDatabase);
      database.exec(`update ${table} set ${change}`);
      database.close();
      store = await temporary.open();
      const column = change.split(' ')[0] ?? '';
      await assert.rejects(read, (error: Error & { code?: string; hint?: string }) => {
        assert.equal(error.code, 'settings-database-damaged');
        assert.ok(error.message.includes(`${table}.${column}`), error.message);
        assert.ok(error.hint);
        return true;
      });
    });
  }

  it('is told where the name of a column is another one', async () => {
    await store.close();
    const database = new DatabaseSync(temporary.home.settingsDatabase);
    database.exec('alter table site rename column account_secret to account_secreu');
    database.close();
    store = await temporary.open();
    await assert.rejects(configured, { code: 'settings-database-damaged' });
  });
});
