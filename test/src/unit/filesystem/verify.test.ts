import assert from 'node:assert/strict';
import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ConfigError,
  type DeliveryRecord,
  type Destination,
  type Disk,
  type Holding,
  type Item,
  nodeDisk,
  UnreachableError,
} from '@integration-client/sdk';
import {
  backupItem,
  contents,
  destination,
  diskError,
  type Groups,
  never,
  recordingItem,
  sessionItem,
  temporaryDirectory,
  watchedDisk,
} from './support.js';

type Verifying = Required<Pick<Destination, 'verify' | 'locations'>>;

describe('File System: what is still there of what was delivered', () => {
  const root = temporaryDirectory();
  const groups = (more: Readonly<Record<string, unknown>> = {}): Groups => {
    const directory = join(root(), 'archive');
    return {
      sessions: { directory },
      'session-recordings': { directory },
      'site-backups': { directory, ...more },
    };
  };
  const verifying = (settings: Groups = groups(), disk?: Disk): Verifying => destination(settings, disk) as never;
  const record = async (item: Item, settings = groups()): Promise<DeliveryRecord> => ({
    key: item.key,
    operation: item.operation,
    receipt: await destination(settings).deliver(item, never),
  });
  const inTurn = async (items: readonly Item[], settings = groups()): Promise<DeliveryRecord[]> => {
    const records: DeliveryRecord[] = [];
    for (const item of items) records.push(await record(item, settings));
    return records;
  };
  const sessions = (count: number): Promise<DeliveryRecord[]> =>
    inTurn(Array.from({ length: count }, (_, index) => sessionItem(`s${index}`)));
  const at = (deliveries: readonly DeliveryRecord[], index: number): string => {
    const location = deliveries[index]?.receipt.location;
    assert.ok(location !== undefined);
    return location;
  };
  const locations = async (settings?: Groups): Promise<string[]> => {
    const found: string[] = [];
    for await (const location of verifying(settings).locations(never)) found.push(location);
    return found.sort();
  };

  it('says of each delivery, in their order, whether its file is intact, missing or changed', async () => {
    const deliveries = await sessions(40);
    const expected = deliveries.map((): Holding => 'intact');
    await rm(at(deliveries, 3));
    expected[3] = 'missing';
    await writeFile(at(deliveries, 17), 'longer or shorter');
    expected[17] = 'changed';
    const text = await nodeDisk.read(at(deliveries, 20));
    await writeFile(at(deliveries, 20), text.fill('y', 60, 61)); // of the same size
    expected[20] = 'changed';
    await rm(at(deliveries, 38));
    await mkdir(at(deliveries, 38));
    expected[38] = 'changed';
    const read: string[] = [];
    const disk = watchedDisk((name, path) => {
      if (name === 'readStream') read.push(path);
    });
    assert.deepEqual(await verifying(groups(), disk).verify(deliveries, never), expected);
    assert.equal(read.length, 37); // what has another size need not be read
  });

  it('finds each kind of item intact, and changes nothing', async () => {
    const items = [sessionItem('a'), recordingItem('b', 'video'), recordingItem('c', ''), backupItem(0, 'backup')];
    const deliveries = await inTurn(items);
    const before = await contents(join(root(), 'archive'));
    const calls = new Set<string>();
    const disk = watchedDisk((name) => {
      calls.add(name);
    });
    assert.deepEqual(
      await verifying(groups(), disk).verify(deliveries, never),
      deliveries.map(() => 'intact'),
    );
    for await (const _ of verifying(groups(), disk).locations(never));
    assert.deepEqual([...calls].sort(), ['list', 'readStream', 'stat']);
    assert.deepEqual(await contents(join(root(), 'archive')), before);
  });

  it('looks where the receipt says, although the settings name another directory by now', async () => {
    const deliveries = await sessions(2);
    const elsewhere = { sessions: { directory: join(root(), 'new') } };
    assert.deepEqual(await verifying(elsewhere).verify(deliveries, never), ['intact', 'intact']);
    assert.deepEqual(await verifying({}).verify(deliveries, never), ['intact', 'intact']);
  });

  it('calls everything missing where the directory is gone, so that it can be repaired', async () => {
    const deliveries = await sessions(2);
    await rename(join(root(), 'archive'), join(root(), 'elsewhere'));
    assert.deepEqual(await verifying().verify(deliveries, never), ['missing', 'missing']);
    await inTurn([sessionItem('s0'), sessionItem('s1')]);
    assert.deepEqual(await verifying().verify(deliveries, never), ['intact', 'intact']);
  });

  it('calls a file missing that goes while it is looked at', async () => {
    const deliveries = await sessions(1);
    const disk = watchedDisk((name) => {
      if (name === 'readStream') throw diskError('ENOENT');
    });
    assert.deepEqual(await verifying(groups(), disk).verify(deliveries, never), ['missing']);
  });

  describe('what cannot be looked at is an error', () => {
    const failing = (code: string, ...calls: string[]): Disk =>
      watchedDisk((name) => {
        if (calls.includes(name)) throw diskError(code);
      });

    for (const [code, kind, name] of [
      ['EACCES', ConfigError, 'not-readable'],
      ['EPERM', ConfigError, 'not-readable'],
      ['EIO', UnreachableError, 'disk-error'],
      ['ESTALE', UnreachableError, 'directory-unreachable'],
      ['EMFILE', UnreachableError, 'disk-busy'],
    ] as const) {
      it(`${code}: ${name}`, async () => {
        const deliveries = await sessions(2);
        const expected = (error: unknown) =>
          error instanceof kind && error.code === name && error.message.includes(root()) && error.hint !== undefined;
        await assert.rejects(verifying(groups(), failing(code, 'stat')).verify(deliveries, never), expected);
        const unreadable = failing(code, 'readStream', 'list');
        await assert.rejects(verifying(groups(), unreadable).verify(deliveries, never), expected);
        await assert.rejects(async () => {
          for await (const _ of verifying(groups(), unreadable).locations(never));
        }, expected);
      });
    }

    it('but for a single file whose bytes the disk has lost: that one is changed', async () => {
      const deliveries = await sessions(3);
      const disk = watchedDisk((name, path) => {
        if (name === 'readStream' && path === at(deliveries, 1)) throw diskError('EIO');
      });
      assert.deepEqual(await verifying(groups(), disk).verify(deliveries, never), ['intact', 'changed', 'intact']);
    });

    it('and nothing further is begun after it', async () => {
      const deliveries = await sessions(60);
      let looks = 0;
      const disk = watchedDisk((name) => {
        if (name === 'stat' && ++looks === 5) throw diskError('EIO');
      });
      await assert.rejects(verifying(groups(), disk).verify(deliveries, never), { code: 'disk-error' });
      assert.ok(looks < 40, `${looks} looks`);
    });
  });

  it('looks at several files at once, and at no more than the plugin allows', async () => {
    const deliveries = await sessions(50);
    let [running, most] = [0, 0];
    const disk: Disk = {
      ...nodeDisk,
      async *readStream(path) {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        yield* nodeDisk.readStream(path);
        running--;
      },
    };
    await verifying(groups(), disk).verify(deliveries, never);
    assert.equal(most, 16);
  });

  it('ends when it is told to, in the middle of a file as well', async () => {
    const deliveries = await sessions(30);
    const stop = new AbortController();
    const reason = new Error('enough');
    let chunks = 0;
    const disk: Disk = {
      ...nodeDisk,
      async *readStream() {
        while (chunks < 5000) {
          if (++chunks === 40) stop.abort(reason);
          yield Buffer.alloc(1);
        }
      },
    };
    await assert.rejects(verifying(groups(), disk).verify(deliveries, stop.signal), (error) => error === reason);
    assert.ok(chunks < 100, `${chunks} chunks`);
  });

  describe('backups', () => {
    const backups = (count: number, host?: string) =>
      Array.from({ length: count }, (_, index) => backupItem(index * 10, `backup ${index} of ${host}`, host));
    const counted = (holdings: readonly Holding[]) =>
      holdings
        .map((holding) => (holding === 'released' ? 'r' : holding === 'intact' ? 'i' : holding.slice(0, 1)))
        .join('');

    for (const retentionCount of [0, 1, 3]) {
      it(`are released when newer ones took their place (${retentionCount} besides the newest)`, async () => {
        const settings = groups({ retentionCount });
        const deliveries = await inTurn(backups(7), settings);
        const kept = retentionCount + 1;
        assert.equal(
          counted(await verifying(settings).verify(deliveries, never)),
          'r'.repeat(7 - kept) + 'i'.repeat(kept),
        );
        // Names are used again: what lies under that of an old backup is a newer one.
        const used = new Set(deliveries.map(({ receipt }) => receipt.location));
        assert.ok(used.size < deliveries.length);
      });
    }

    it('are missing when somebody else removed them, and the released stay released', async () => {
      const settings = groups({ retentionCount: 2 });
      const deliveries = await inTurn(backups(7), settings);
      await rm(at(deliveries, 6));
      assert.equal(counted(await verifying(settings).verify(deliveries, never)), 'rrrriim');
      const [missing] = deliveries.slice(6);
      assert.deepEqual(await verifying(settings).verify([missing as DeliveryRecord], never), ['missing']);
      await rm(at(deliveries, 4));
      await rm(at(deliveries, 5));
      assert.equal(counted(await verifying(settings).verify(deliveries, never)), 'rrrrmmm');
      assert.equal(counted(await verifying(groups()).verify(deliveries, never)), 'mmmmmmm');
    });

    it('are known as released among those that are not intact, without the rest', async () => {
      const settings = groups({ retentionCount: 2 });
      const deliveries = await inTurn(backups(7), settings);
      await rm(at(deliveries, 5));
      const suspects = [0, 1, 2, 3, 5].map((index) => deliveries[index] as DeliveryRecord);
      assert.equal(counted(await verifying(settings).verify(suspects, never)), 'rrrrm');
    });

    it('are changed when somebody wrote over one that is kept', async () => {
      for (const retentionCount of [0, 2]) {
        const settings = groups({ retentionCount });
        const deliveries = await inTurn(backups(5, `host${retentionCount}`), settings);
        const oldest = deliveries.length - 1 - retentionCount;
        await writeFile(at(deliveries, oldest), 'something else');
        await utimes(at(deliveries, oldest), new Date(), new Date('2026-03-01T00:00:00.123Z'));
        const holdings = await verifying(settings).verify(deliveries, never);
        assert.equal(counted(holdings.slice(oldest)), `c${'i'.repeat(retentionCount)}`);
      }
    });

    it('are changed when the disk altered one that is kept', async () => {
      const settings = groups({ retentionCount: 1 });
      const deliveries = await inTurn(backups(4), settings);
      const { modified } = (await nodeDisk.stat(at(deliveries, 2))) ?? assert.fail();
      await writeFile(at(deliveries, 2), 'backup ? of undefined');
      await utimes(at(deliveries, 2), modified, modified);
      assert.equal(counted(await verifying(settings).verify(deliveries, never)), 'rrci');
    });

    it('are intact or changed while they are there, although only fewer are kept by now', async () => {
      const deliveries = await inTurn(backups(4));
      const { modified } = (await nodeDisk.stat(at(deliveries, 1))) ?? assert.fail();
      await writeFile(at(deliveries, 1), 'something else');
      await utimes(at(deliveries, 1), modified, modified);
      assert.equal(counted(await verifying(groups({ retentionCount: 0 })).verify(deliveries, never)), 'icii');
    });

    it('of one site do not stand for those of another in the same directory', async () => {
      const settings = groups({ retentionCount: 1 });
      const first = await inTurn(backups(3, '10.0.0.5'), settings);
      await inTurn(backups(4, '10.0.0.6'), settings);
      assert.equal(counted(await verifying(settings).verify(first, never)), 'rii');
      await rm(at(first, 1));
      await rm(at(first, 2));
      assert.equal(counted(await verifying(settings).verify(first.slice(1), never)), 'mm');
    });

    it('of a host that is written in capitals, or has a port, are found by their key', async () => {
      const settings = groups({ retentionCount: 0 });
      for (const host of ['Support.Example.com', 'support.example.com:8443', '[2001:db8::1]:8443']) {
        const deliveries = (await inTurn(backups(3, host), settings)).map((one) => ({
          ...one,
          key: one.key.replace(host, host.toLowerCase()),
        }));
        assert.equal(counted(await verifying(settings).verify(deliveries, never)), 'rri', host);
      }
    });

    it('that were to replace one another are released but for the newest', async () => {
      const settings = groups({ conflict: 'Overwrite' });
      const deliveries = await inTurn(backups(3), settings);
      assert.equal(counted(await verifying(settings).verify(deliveries, never)), 'rri');
      await writeFile(at(deliveries, 2), 'something else');
      await utimes(at(deliveries, 2), new Date(), new Date('2026-03-01T00:00:00.123Z'));
      assert.equal(counted((await verifying(settings).verify(deliveries, never)).slice(2)), 'c');
    });
  });

  describe('the locations of what lies there', () => {
    it('are those of the receipts, each once, though operations share a directory', async () => {
      const items = [
        sessionItem('a'),
        sessionItem('b', 'x', { lseq: 'é' }),
        recordingItem('a', 'video'),
        recordingItem('a', 'another', { key: 'another', instance: 1 }),
        backupItem(0, 'backup'),
      ];
      const deliveries = await inTurn(items);
      assert.deepEqual(await locations(), deliveries.map(({ receipt }) => receipt.location).sort());
    });

    it('are those of files alone that are whole, whoever put them there', async () => {
      const [delivery] = await sessions(1);
      const directory = join(root(), 'archive');
      await mkdir(join(directory, 'folder'));
      await writeFile(join(directory, '.0123456789.0123456789-1-1.ic-part'), 'half');
      await writeFile(join(directory, '.hidden'), '');
      assert.deepEqual(await locations(), [join(directory, '.hidden'), delivery?.receipt.location].sort());
    });

    it('are none where there is no directory yet, and never those of another one', async () => {
      assert.deepEqual(await locations(), []);
      await sessions(1);
      assert.deepEqual(await locations({ sessions: { directory: join(root(), 'new') } }), []);
      assert.deepEqual(await locations({}), []);
    });
  });
});
