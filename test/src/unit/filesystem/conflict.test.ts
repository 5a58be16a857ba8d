import assert from 'node:assert/strict';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, type Item, ItemError, type Receipt } from '@integration-client/sdk';
import {
  contents,
  destination,
  diskError,
  never,
  recordingItem,
  sessionItem,
  sessionXml,
  sha256,
  temporaryDirectory,
  watchedDisk,
} from './support.js';

describe('File System: conflicts', () => {
  const directory = temporaryDirectory();
  const sessions = (more: object = {}) => destination({ sessions: { directory: directory(), ...more } });
  const recordings = (more: object = {}) => destination({ 'session-recordings': { directory: directory(), ...more } });
  const sameName = { fileName: 'a.xml' };
  const sameVideo = { fileName: 'a.%EXTENSION%' };

  it('stores a session as the bytes it was given, under the format of the guide', async () => {
    const item = sessionItem('abc');
    const receipt = await sessions().deliver(item, never);
    const location = join(directory(), '1-abc.xml');
    assert.deepEqual(receipt, {
      outcome: 'stored',
      location,
      bytes: item.xml.length,
      sha256: sha256(sessionXml('abc')),
    });
    assert.deepEqual(await contents(directory()), { '1-abc.xml': String(sessionXml('abc')) });
  });

  it('names a recording by the download format', async () => {
    await recordings({ downloadFormat: 'FLV' }).deliver(recordingItem('abc', 'video'), never);
    assert.deepEqual(await contents(directory()), { '1-abc.flv': 'video' });
  });

  it('refuses an operation without settings', async () => {
    await assert.rejects(
      sessions().deliver(recordingItem('abc', 'video'), never),
      (error) => error instanceof ConfigError && error.code === 'operation-not-configured',
    );
  });

  it('AppendNumber: puts the smallest free number before the last period', async () => {
    await writeFile(join(directory(), 'a.m4v'), 'theirs');
    await writeFile(join(directory(), 'a.2.m4v'), 'theirs too');
    const videos = recordings(sameVideo);
    for (const lsid of ['one', 'two', 'three']) await videos.deliver(recordingItem(lsid, lsid), never);
    assert.deepEqual(await contents(directory()), {
      'a.1.m4v': 'one',
      'a.2.m4v': 'theirs too',
      'a.3.m4v': 'two',
      'a.4.m4v': 'three',
      'a.m4v': 'theirs',
    });
  });

  it('AppendNumber: appends the number to a name without a period', async () => {
    await writeFile(join(directory(), 'a'), 'theirs');
    await recordings({ fileName: 'a' }).deliver(recordingItem('one', 'mine'), never);
    assert.deepEqual(await contents(directory()), { a: 'theirs', 'a.1': 'mine' });
  });

  it('AppendNumber: steps over a directory and over a link that leads nowhere', async () => {
    await mkdir(join(directory(), 'a.m4v'));
    await symlink(join(directory(), 'nowhere'), join(directory(), 'a.1.m4v'));
    const receipt = await recordings(sameVideo).deliver(recordingItem('one', 'mine'), never);
    assert.equal(receipt.location, join(directory(), 'a.2.m4v'));
    assert.deepEqual((await readdir(directory())).sort(), ['a.1.m4v', 'a.2.m4v', 'a.m4v']);
  });

  it('Overwrite: replaces what is there', async () => {
    await writeFile(join(directory(), 'a.m4v'), 'theirs');
    const receipt = await recordings({ ...sameVideo, conflict: 'Overwrite' }).deliver(
      recordingItem('one', 'mine'),
      never,
    );
    assert.equal(receipt.outcome, 'replaced');
    assert.deepEqual(await contents(directory()), { 'a.m4v': 'mine' });
  });

  it('Skip: leaves what is there, downloads nothing, and says what is there', async () => {
    await writeFile(join(directory(), 'a.m4v'), 'theirs');
    const item = { ...recordingItem('one', 'mine'), open: () => assert.fail('no download') };
    const receipt = await recordings({ ...sameVideo, conflict: 'Skip' }).deliver(item, never);
    const location = join(directory(), 'a.m4v');
    assert.deepEqual(receipt, { outcome: 'skipped', location, bytes: 6, sha256: sha256('theirs') });
    assert.deepEqual(await contents(directory()), { 'a.m4v': 'theirs' });
  });

  it('Skip: leaves the session of somebody else', async () => {
    const skipping = sessions({ ...sameName, conflict: 'Skip' });
    await skipping.deliver(sessionItem('one'), never);
    assert.equal((await skipping.deliver(sessionItem('two'), never)).outcome, 'skipped');
    assert.deepEqual(await contents(directory()), { 'a.xml': String(sessionXml('one')) });
  });

  it('Skip: what it left alone does not become its own by the receipt', async () => {
    await writeFile(join(directory(), 'a.m4v'), 'theirs');
    const skipping = () => recordings({ ...sameVideo, conflict: 'Skip' });
    const previous = await skipping().deliver(recordingItem('one', 'mine'), never);
    await skipping().deliver(recordingItem('one', 'mine', { previous }), never);
    assert.deepEqual(await contents(directory()), { 'a.m4v': 'theirs' });
  });

  for (const conflict of ['Overwrite', 'Skip']) {
    it(`${conflict}: sets an item aside whose name is a directory`, async () => {
      await mkdir(join(directory(), 'a.xml'));
      await assert.rejects(
        sessions({ ...sameName, conflict }).deliver(sessionItem('one'), never),
        (error) => error instanceof ItemError && error.code === 'file-name-taken',
      );
      assert.deepEqual(await readdir(directory()), ['a.xml']);
    });
  }

  for (const conflict of ['AppendNumber', 'Overwrite', 'Skip']) {
    it(`${conflict}: a repeat by another process is no conflict`, async () => {
      await sessions({ conflict }).deliver(sessionItem('one'), never);
      await recordings({ conflict }).deliver(recordingItem('one', 'video'), never);
      const before = await contents(directory());
      assert.equal((await sessions({ conflict }).deliver(sessionItem('one'), never)).outcome, 'skipped');
      assert.equal((await recordings({ conflict }).deliver(recordingItem('one', 'video'), never)).outcome, 'skipped');
      assert.deepEqual(await contents(directory()), before);
    });

    it(`${conflict}: a changed session replaces itself`, async () => {
      await sessions({ conflict }).deliver(sessionItem('one', 'old'), never);
      const receipt = await sessions({ conflict }).deliver(sessionItem('one', 'new'), never);
      assert.equal(receipt.outcome, 'replaced');
      assert.equal(receipt.sha256, sha256(sessionXml('one', 'new')));
      assert.deepEqual(await contents(directory()), { '1-one.xml': String(sessionXml('one', 'new')) });
    });
  }

  it('a changed session replaces itself under its number', async () => {
    for (const lsid of ['one', 'two', 'three']) await sessions(sameName).deliver(sessionItem(lsid), never);
    const receipt = await sessions(sameName).deliver(sessionItem('two', 'new'), never);
    assert.equal(receipt.outcome, 'replaced');
    assert.deepEqual(await contents(directory()), {
      'a.1.xml': String(sessionXml('two', 'new')),
      'a.2.xml': String(sessionXml('three')),
      'a.xml': String(sessionXml('one')),
    });
  });

  for (const fileName of ['a', 'a.b', 'a.1.b', 'a.']) {
    it(`what has a number keeps it when a power cut took the name before it: ${fileName}`, async () => {
      const both = () => [sessions({ fileName }), recordings({ fileName: `video ${fileName}` })] as const;
      const items = (lsid: string) => [sessionItem(lsid), recordingItem(lsid, `video of ${lsid}`)] as const;
      const deliver = async (lsid: string) => {
        const locations: string[] = [];
        for (const [index, files] of both().entries()) {
          locations.push((await files.deliver(items(lsid)[index] as Item, never)).location);
        }
        return locations;
      };
      const lost = await deliver('one');
      const numbered = await deliver('two');
      for (const path of lost) await rm(path);
      assert.deepEqual(await deliver('two'), numbered);
      assert.equal((await readdir(directory())).length, 2);
    });
  }

  it('a session is not taken for another that only speaks of it', async () => {
    await writeFile(join(directory(), 'a.xml'), '<session note=" lsid=\'one\'" lsid="two"><x lsid="one"/></session>');
    const receipt = await sessions(sameName).deliver(sessionItem('one'), never);
    assert.equal(receipt.location, join(directory(), 'a.1.xml'));
  });

  it('a session whose name changed is stored under the new one, and the old file goes', async () => {
    const format = { fileName: '%EXTERNAL_KEY%.xml' };
    const previous = await sessions(format).deliver(sessionItem('one', 'old', { externalKey: 'A' }), never);
    const changed = sessionItem('one', 'new', { externalKey: 'B', previous });
    assert.equal((await sessions(format).deliver(changed, never)).outcome, 'replaced');
    assert.deepEqual(await contents(directory()), { 'B.xml': String(sessionXml('one', 'new')) });
  });

  it('a session whose new name is taken stays current under the old one with Skip', async () => {
    const format = { fileName: '%EXTERNAL_KEY%.xml', conflict: 'Skip' };
    await sessions(format).deliver(sessionItem('two', 'x', { externalKey: 'B' }), never);
    const previous = await sessions(format).deliver(sessionItem('one', 'old', { externalKey: 'A' }), never);
    await sessions(format).deliver(sessionItem('one', 'new', { externalKey: 'B', previous }), never);
    assert.deepEqual(await contents(directory()), {
      'A.xml': String(sessionXml('one', 'new')),
      'B.xml': String(sessionXml('two')),
    });
  });

  it('the file of the last delivery is left alone when it is no longer the item’s, or elsewhere', async () => {
    const format = { fileName: '%EXTERNAL_KEY%.xml' };
    const other = join(directory(), 'other');
    await mkdir(other);
    await writeFile(join(directory(), 'A.xml'), 'theirs');
    await writeFile(join(other, 'A.xml'), sessionXml('one'));
    for (const location of [join(directory(), 'A.xml'), join(other, 'A.xml'), `${other}/../A.xml`]) {
      const previous: Receipt = { outcome: 'stored', location, bytes: 1, sha256: sha256('x') };
      await sessions(format).deliver(sessionItem('one', 'new', { externalKey: 'B', previous }), never);
    }
    assert.deepEqual(await contents(other), { 'A.xml': String(sessionXml('one')) });
    assert.deepEqual((await readdir(directory())).sort(), ['A.xml', 'B.xml', 'other']);
  });

  it('a recording downloaded anew replaces the one of the last delivery', async () => {
    const previous = await recordings().deliver(recordingItem('one', 'old'), never);
    const receipt = await recordings().deliver(recordingItem('one', 'new', { previous }), never);
    assert.equal(receipt.outcome, 'replaced');
    assert.deepEqual(await contents(directory()), { '1-one.m4v': 'new' });
  });

  it('two recordings with the same content are two files', async () => {
    const videos = recordings(sameVideo);
    await videos.deliver(recordingItem('one', 'same'), never);
    await videos.deliver(recordingItem('two', 'same'), never);
    assert.deepEqual(await contents(directory()), { 'a.1.m4v': 'same', 'a.m4v': 'same' });
  });

  for (const conflict of ['AppendNumber', 'Skip', 'Overwrite']) {
    it(`${conflict}: 50 deliveries to one name at once, from two destinations`, async () => {
      const both = [recordings({ ...sameVideo, conflict }), recordings({ ...sameVideo, conflict })] as const;
      const receipts = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          both[n % 2 === 0 ? 0 : 1].deliver(recordingItem(`${n}`, `video ${n}`), never),
        ),
      );
      const files = await contents(directory());
      assert.equal(Object.keys(files).length, conflict === 'AppendNumber' ? 50 : 1);
      if (conflict === 'AppendNumber') {
        assert.equal(new Set(Object.values(files)).size, 50);
        assert.ok('a.49.m4v' in files, 'the smallest numbers are taken');
        assert.equal(new Set(receipts.map((receipt) => receipt.location)).size, 50);
      }
      if (conflict === 'Skip') assert.equal(receipts.filter(({ outcome }) => outcome === 'stored').length, 1);
    });
  }

  it('loses nothing at a race on a disk without hard links', async () => {
    const disk = watchedDisk((name) => {
      if (name === 'link') throw diskError('ENOTSUP');
    });
    const videos = destination({ 'session-recordings': { directory: directory(), ...sameVideo } }, disk);
    // Names that are numbers of each other are decided apart, and meet only at the claim.
    const numbered = destination({ 'session-recordings': { directory: directory(), fileName: 'a.1.m4v' } }, disk);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? videos : numbered).deliver(recordingItem(`${n}`, `video ${n}`), never),
      ),
    );
    assert.equal(new Set(Object.values(await contents(directory()))).size, 20);
  });

  it('notices a name that is taken between the look and the claim', async () => {
    let taken = false;
    const disk = watchedDisk(async (name) => {
      if (name !== 'link' || taken) return;
      taken = true;
      await writeFile(join(directory(), 'a.xml'), 'theirs');
    });
    const receipt = await destination({ sessions: { directory: directory(), ...sameName } }, disk).deliver(
      sessionItem('one'),
      never,
    );
    assert.equal(receipt.location, join(directory(), 'a.1.xml'));
    assert.equal((await contents(directory()))['a.xml'], 'theirs');
  });
});
