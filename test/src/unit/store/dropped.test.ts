import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import type { Store } from '@integration-client/core/store/store';
import type { Failure } from '@integration-client/core/transfer/state';
import type { SessionHeader } from '@integration-client/sdk';
import { DatabaseSync } from '@photostructure/sqlite';
import { makeFirstVersion } from '../../support/first-version.js';
import { forEachDialect } from './settings-server.js';
import { configuration, noSecrets, TemporaryHome } from './temporary-home.js';

const session = (lsid: string, more: Partial<SessionHeader> = {}): SessionHeader => ({
  lsid,
  recordings: [],
  endTime: new Date('2026-03-01T00:00:00Z'),
  ...more,
});

function failure(key: string, more: Partial<Failure> = {}): Failure {
  return { operation: 'sessions', key, code: 'refused', message: 'no', permanent: true, ...more };
}

forEachDialect('failed items that were dropped', (dialect, server) => {
  let temporary: TemporaryHome;
  let store: Store;

  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase(server());
    store = await temporary.open();
    await store.configuration.save(configuration(), noSecrets);
  });

  afterEach(() => temporary.remove());

  const keysOf = (views: readonly { readonly key: string }[]) => views.map(({ key }) => key);
  const archive = (key: string) => ({ destination: 'Archive', key });

  it('are no longer listed with the rest, stay aside, and keep their bytes', async () => {
    const state = await store.transferState('Example', 'Archive');
    const payload = Buffer.from('<a');
    await state.recordFailures([failure('h/sessions/a', { payload }), failure('h/sessions/b', { permanent: false })]);
    await (await store.transferState('Example', 'Storage')).recordFailures([failure('h/sessions/a')]);
    await store.dropQuarantined([archive('h/sessions/a'), archive('h/sessions/b')]);
    assert.deepEqual(
      (await store.quarantine()).map(({ destination, key }) => [destination, key]),
      [['Storage', 'h/sessions/a']],
    );
    const dropped = await store.dropped();
    assert.deepEqual(keysOf(dropped), ['h/sessions/a', 'h/sessions/b']);
    assert.deepEqual([dropped[0]?.dropped, dropped[0]?.lsid], ['2026-03-04T05:06:07.000Z', 'a']);
    const known = await state.failed(['h/sessions/a', 'h/sessions/b']);
    assert.ok(known.every(({ quarantined }) => quarantined));
    assert.deepEqual(await store.quarantinePayload('Archive', 'h/sessions/a'), payload);
  });

  it('are failures like any other again when they fail again, and gone when they are delivered', async () => {
    const state = await store.transferState('Example', 'Archive');
    await state.recordFailures([failure('h/sessions/a'), failure('h/sessions/b')]);
    await store.dropQuarantined([archive('h/sessions/a'), archive('h/sessions/b')]);
    await state.recordFailures([failure('h/sessions/a', { permanent: false })]);
    const receipt = { outcome: 'stored', location: '/b', bytes: 1, sha256: '' } as const;
    await state.recordDelivered([{ key: 'h/sessions/b', content: '', receipt }]);
    const listed = await store.quarantine();
    assert.deepEqual([keysOf(listed), listed[0]?.quarantined], [['h/sessions/a'], true]);
    assert.deepEqual(await store.dropped(), []);
  });

  it('are all there, or none is dropped', async () => {
    await (await store.transferState('Example', 'Archive')).recordFailures([failure('h/sessions/a')]);
    for (const unknown of [archive('h/sessions/b'), { destination: 'No', key: 'h/sessions/a' }]) {
      await assert.rejects(store.dropQuarantined([archive('h/sessions/a'), unknown]), { code: 'quarantine-unknown' });
    }
    assert.equal((await store.quarantine()).length, 1);
  });

  it('take along what was pending because of them, and nothing else', async () => {
    const state = await store.transferState('Example', 'Archive');
    const shell = 'command-shell-recordings';
    const failures = [
      failure('h/sessions/alone', { session: session('alone') }),
      failure('h/sessions/vanished', { code: 'session-vanished' }),
      failure('h/sessions/open', { session: session('open', { endTime: undefined } as never) }),
      failure(`h/${shell}/two/0`, { operation: shell, session: session('two') }),
      failure(`h/${shell}/two/1`, { operation: shell, session: session('two'), permanent: false }),
    ];
    await state.recordFailures(failures);
    const since = new Date(0);
    const pending = [
      ...['alone', 'vanished', 'open', 'other'].map((lsid) => ({ operation: 'sessions', lsid, since }) as const),
      { operation: 'session-recordings', lsid: 'alone', since } as const,
      { operation: shell, lsid: 'two', since } as const,
    ];
    await state.addPending(pending);
    await (await store.transferState('Other', 'Archive')).addPending(pending.slice(0, 1));
    await store.dropQuarantined(keysOf(failures).slice(0, 4).map(archive));
    const left = async () => (await state.pending()).map(({ operation, lsid }) => `${operation}/${lsid}`).sort();
    assert.deepEqual(await left(), [`${shell}/two`, 'session-recordings/alone', 'sessions/open', 'sessions/other']);
    assert.equal((await (await store.transferState('Other', 'Archive')).pending()).length, 1);
    await store.dropQuarantined([archive(`h/${shell}/two/1`)]);
    assert.deepEqual(await left(), ['session-recordings/alone', 'sessions/open', 'sessions/other']);
  });

  // Looks into the file itself.
  if (dialect === 'SQLite')
    it('can be told from others in a database of the first version, in which everything else is as it was', async () => {
      const path = temporary.home.settingsDatabase;
      const state = await store.transferState('Example', 'Archive');
      const receipt = { outcome: 'stored', location: '/a', bytes: 7, sha256: 'ab'.repeat(32) } as const;
      const entry = { key: 'h/sessions/d', content: 'cd'.repeat(32), receipt };
      const checkpoint = { through: new Date(1_000), asked: new Date(2_000) };
      await state.recordDelivered([entry]);
      await state.saveCheckpoint('sessions', checkpoint);
      await state.recordFailures([failure('h/sessions/a', { payload: Buffer.from('<a'), position: 3 })]);
      const [before, settings] = [await store.quarantine(), await store.configuration.load()];
      await store.close();
      makeFirstVersion(path);

      const migrated = await temporary.open();
      assert.deepEqual(await migrated.configuration.load(), settings);
      assert.deepEqual(await migrated.quarantine(), before);
      const after = await migrated.transferState('Example', 'Archive');
      assert.deepEqual(await after.delivered([entry.key]), [entry]);
      assert.deepEqual(await after.checkpoint('sessions'), checkpoint);
      await migrated.dropQuarantined([archive('h/sessions/a')]);
      assert.deepEqual(await migrated.quarantine(), []);

      const copy = `${path}.before-2`;
      assert.ok((await readdir(temporary.home.directory)).includes('settings.db.before-2'));
      const reader = new DatabaseSync(copy, { readOnly: true });
      assert.equal(reader.prepare('select key from failed_item').get()?.key, 'h/sessions/a');
      assert.ok(!columnsOf(reader).includes('dropped'));
      reader.close();
    });
});

function columnsOf(database: InstanceType<typeof DatabaseSync>): unknown[] {
  return database
    .prepare('pragma table_info(failed_item)')
    .all()
    .map(({ name }) => name);
}
