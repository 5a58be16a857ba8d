import assert from 'node:assert/strict';
import type { Configuration } from '@integration-client/core/configuration';
import type { Store } from '@integration-client/core/store/store';
import { type Failure, type LedgerEntry, leastTime, maxAttempts } from '@integration-client/core/transfer/state';
import { forEachDialect } from './settings-server.js';
import { configuration, destination, noSecrets, site, TemporaryHome } from './temporary-home.js';

const sha = (digit: string) => digit.repeat(64);

function entry(key: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    key,
    content: sha('a'),
    receipt: { outcome: 'stored', location: `/a/${key}`, bytes: 7, sha256: sha('b') },
    ...more,
  };
}

function failure(key: string, more: Partial<Failure> = {}): Failure {
  return { operation: 'sessions', key, code: 'refused', message: 'no', permanent: false, ...more };
}

const byKey = (one: { readonly key: string }, other: { readonly key: string }) => one.key.localeCompare(other.key);

forEachDialect('what a transfer remembers', (dialect, server) => {
  let temporary: TemporaryHome;
  let store: Store;

  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase(server());
    store = await temporary.open();
    await store.configuration.save(configuration(), noSecrets);
  });

  afterEach(() => temporary.remove());

  const save = (more: Partial<Configuration>) => store.configuration.save(configuration(more), noSecrets);

  it('is there only for what is configured', async () => {
    await assert.rejects(store.transferState('No', 'Archive'), { name: 'ConfigError', code: 'unknown-site' });
    await assert.rejects(store.transferState('Example', 'No'), { name: 'ConfigError', code: 'unknown-destination' });
  });

  it('product: of the site, whichever destination', async () => {
    const state = await store.transferState('Example', 'Archive');
    assert.equal(await state.product(), undefined);
    await state.saveProduct('PRA');
    assert.equal(await (await store.transferState('Example', 'Storage')).product(), 'PRA');
    assert.equal(await (await store.transferState('Other', 'Archive')).product(), undefined);
    await save({});
    assert.equal(await state.product(), 'PRA');
  });

  it('checkpoints: one for each site, destination and operation, the last one written', async () => {
    const state = await store.transferState('Example', 'Archive');
    const first = { through: new Date(1_000), asked: new Date(2_001) };
    const second = { through: new Date(3_000), asked: new Date(4_000) };
    await state.saveCheckpoint('sessions', first);
    await state.saveCheckpoint('presentations', first);
    await state.saveCheckpoint('sessions', second);
    assert.deepEqual(await state.checkpoint('sessions'), second);
    assert.deepEqual(await state.checkpoint('presentations'), first);
    assert.equal(await (await store.transferState('Example', 'Storage')).checkpoint('sessions'), undefined);
    assert.equal(await (await store.transferState('Other', 'Archive')).checkpoint('sessions'), undefined);
  });

  it('the ledger: many keys at once, each by destination, the last delivery of a key', async () => {
    const state = await store.transferState('Example', 'Archive');
    const many = Array.from({ length: 1_301 }, (_, index) => entry(`h/sessions/${index}`));
    await state.recordDelivered(many);
    assert.deepEqual((await state.delivered(many.map(({ key }) => key))).sort(byKey), many.toSorted(byKey));
    assert.deepEqual(await (await store.transferState('Example', 'Storage')).delivered(['h/sessions/1']), []);
    const receipt = { outcome: 'replaced', location: 'ü/"\'; --', bytes: 2 ** 40, sha256: '' } as const;
    const again = entry('h/sessions/1', { content: '', receipt });
    await state.recordDelivered([entry('h/sessions/1'), again]);
    assert.deepEqual(await state.delivered(['h/sessions/1', 'h/sessions/1', 'no']), [again]);
    await state.recordDelivered([]);
    assert.deepEqual(await state.delivered([]), []);
  });

  it('the ledger takes keys as they come', async () => {
    const state = await store.transferState('Example', 'Archive');
    const keys = ["'; drop table ledger; --", '%', 'A', 'a', '../..', 'x'.repeat(dialect === 'SQLite' ? 10_000 : 440)];
    await state.recordDelivered(keys.map((key) => entry(key)));
    for (const key of keys)
      assert.deepEqual(
        (await state.delivered([key])).map((found) => found.key),
        [key],
      );
  });

  it('text that cannot be stored as it is, is refused as a key and replaced in a message', async () => {
    const state = await store.transferState('Example', 'Archive');
    await state.recordDelivered([entry('a')]);
    await assert.rejects(state.delivered(['a\0b']), { code: 'text-with-nul' });
    await assert.rejects(state.recordDelivered([entry('a\0b')]), { code: 'text-with-nul' });
    const [item] = await state.recordFailures([failure('k', { message: 'bad \0 text' })]);
    assert.equal(item?.message, 'bad \uFFFD text');
  });

  it('the ledger refuses a hash that is none, and records nothing of the batch', async () => {
    const state = await store.transferState('Example', 'Archive');
    await assert.rejects(state.recordDelivered([entry('a'), entry('b', { content: 'ABC' })]), {
      code: 'receipt-invalid',
    });
    assert.deepEqual(await state.delivered(['a', 'b']), []);
  });

  it('pending sessions: each once, since it was seen first', async () => {
    const state = await store.transferState('Example', 'Archive');
    const since = new Date(5_000);
    await state.addPending([
      { operation: 'sessions', lsid: 'b', since },
      { operation: 'sessions', lsid: 'b', since: new Date(9_000) },
      { operation: 'presentations', lsid: 'b', since },
    ]);
    await state.addPending([
      { operation: 'sessions', lsid: 'b', since: new Date(8_000) },
      { operation: 'sessions', lsid: 'a', since: new Date(6_000) },
    ]);
    await state.removePending('presentations', ['b', 'no']);
    assert.deepEqual(
      await state.pending(),
      [
        { operation: 'sessions', lsid: 'b', since: new Date(9_000) },
        { operation: 'sessions', lsid: 'a', since: new Date(6_000) },
      ].sort((one, other) => Number(one.since) - Number(other.since)),
    );
    assert.deepEqual(await (await store.transferState('Example', 'Storage')).pending(), []);
    await state.removePending('sessions', ['a', 'b']);
    assert.deepEqual(await state.pending(), []);
  });

  it('pending sessions by the thousand', async () => {
    const state = await store.transferState('Example', 'Archive');
    const lsids = Array.from({ length: 1_201 }, (_, index) => `l${index}`);
    await state.addPending(lsids.map((lsid) => ({ operation: 'sessions', lsid, since: new Date(1) })));
    assert.equal((await state.pending()).length, 1_201);
    await state.removePending('sessions', lsids);
    assert.equal((await state.pending()).length, 0);
  });

  it('failures: counted until they are put aside', async () => {
    let now = 0;
    const state = await (await temporary.open(() => new Date(now))).transferState('Example', 'Archive');
    const session = {
      lsid: 'l',
      startTime: new Date('2026-01-01T00:00:00Z'),
      recordings: [{ operation: 'session-recordings' as const }],
    };
    for (let attempt = 1; attempt <= maxAttempts + 1; attempt += 1) {
      if (attempt > maxAttempts) now = leastTime;
      const [item] = await state.recordFailures([failure('k', { session, message: `${attempt}` })]);
      const { permanent: _, ...rest } = failure('k', { session, message: `${attempt}` });
      const expected = { ...rest, attempts: attempt, quarantined: attempt > maxAttempts };
      assert.deepEqual(item, expected);
      assert.deepEqual(await state.failed(['k', 'other']), [expected]);
    }
    assert.deepEqual(await (await store.transferState('Example', 'Storage')).failed(['k']), []);
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const [item] = await state.recordFailures([failure('seldom')]);
      assert.equal(item?.quarantined, attempt >= maxAttempts);
      now += leastTime;
    }
  });

  it('failures: at once aside when permanent, with the bytes; shown to people; gone once delivered', async () => {
    const state = await store.transferState('Example', 'Archive');
    const payload = Buffer.from([0, 255, 60]);
    const failures = [failure('bad', { permanent: true, payload, position: 12, code: 'malformed' }), failure('later')];
    const items = await state.recordFailures(failures);
    assert.deepEqual(
      items.map((item) => [item.key, item.quarantined]),
      [
        ['bad', true],
        ['later', false],
      ],
    );
    const common = { site: 'Example', destination: 'Archive', operation: 'sessions', attempts: 1, message: 'no' };
    const since = '2026-03-04T05:06:07.000Z';
    assert.deepEqual(await store.quarantine(), [
      { ...common, key: 'bad', code: 'malformed', quarantined: true, since, position: 12, payloadBytes: 3 },
      { ...common, key: 'later', code: 'refused', quarantined: false, since },
    ]);
    assert.deepEqual(await store.quarantinePayload('Archive', 'bad'), payload);
    assert.equal(await store.quarantinePayload('Archive', 'later'), undefined);
    assert.equal(await store.quarantinePayload('Storage', 'bad'), undefined);
    await state.recordDelivered([entry('bad')]);
    assert.deepEqual(
      (await store.quarantine()).map((item) => item.key),
      ['later'],
    );
  });

  describe('when the configuration changes', () => {
    async function fill(siteName: string, destinationName: string): Promise<void> {
      const state = await store.transferState(siteName, destinationName);
      await state.saveProduct('RS');
      await state.saveCheckpoint('sessions', { through: new Date(1), asked: new Date(2) });
      await state.recordDelivered([entry(`${siteName}/delivered`)]);
      await state.addPending([{ operation: 'sessions', lsid: 'l', since: new Date(3) }]);
      await state.recordFailures([failure(`${siteName}/failed`)]);
    }

    async function remembered(siteName: string, destinationName: string): Promise<object> {
      const state = await store.transferState(siteName, destinationName);
      return {
        product: await state.product(),
        checkpoint: (await state.checkpoint('sessions')) !== undefined,
        delivered: (await state.delivered([`${siteName}/delivered`])).length,
        pending: (await state.pending()).length,
        failed: (await state.failed([`${siteName}/failed`])).length,
      };
    }

    const everything = { product: 'RS', checkpoint: true, delivered: 1, pending: 1, failed: 1 };
    const nothing = { product: undefined, checkpoint: false, delivered: 0, pending: 0, failed: 0 };

    beforeEach(async () => {
      for (const from of ['Example', 'Other']) for (const to of ['Archive', 'Storage']) await fill(from, to);
    });

    it('all is kept as long as the names stay', async () => {
      const other = { account: { type: 'user', username: 'u', password: 'p' }, enabled: false } as const;
      await save({
        sites: [site('Other'), site('Example', other)],
        destinations: [destination('Storage'), destination('Archive', { settings: { a: 1 } })],
      });
      for (const from of ['Example', 'Other']) assert.deepEqual(await remembered(from, 'Archive'), everything);
    });

    it('a removed site is forgotten, and nothing else', async () => {
      await save({ sites: [site('Other')] });
      await save({});
      assert.deepEqual(await remembered('Example', 'Archive'), nothing);
      assert.deepEqual(await remembered('Other', 'Archive'), everything);
    });

    it('a removed destination is forgotten, and nothing else', async () => {
      await save({ destinations: [destination('Storage')] });
      await save({});
      assert.deepEqual(await remembered('Example', 'Archive'), { ...nothing, product: 'RS' });
      assert.deepEqual(await remembered('Example', 'Storage'), everything);
    });

    it('another host is another appliance', async () => {
      await save({ sites: [site('Example', { host: 'new.example.com' }), site('Other')] });
      const kept = { ...everything, product: undefined, checkpoint: false, pending: 0 };
      assert.deepEqual(await remembered('Example', 'Archive'), kept);
      assert.deepEqual(await remembered('Other', 'Archive'), everything);
    });

    it('a transfer that is running learns of it and spoils nothing', async () => {
      const state = await store.transferState('Example', 'Archive');
      const checkpoint = { through: new Date(9), asked: new Date(9) };
      await save({ sites: [site('Example', { host: 'new.example.com' }), site('Other')] });
      await assert.rejects(state.saveCheckpoint('sessions', checkpoint), {
        name: 'ConfigError',
        code: 'settings-changed',
      });
      await assert.rejects(state.saveProduct('PRA'), { code: 'settings-changed' });
      await assert.rejects(state.recordDelivered([entry('late')]), { code: 'settings-changed' });
      assert.equal(await (await store.transferState('Example', 'Archive')).checkpoint('sessions'), undefined);
      const other = await store.transferState('Other', 'Archive');
      await save({ sites: [site('Other')], destinations: [destination('Storage')] });
      await assert.rejects(other.recordFailures([failure('late')]), { code: 'settings-changed' });
    });
  });
});
