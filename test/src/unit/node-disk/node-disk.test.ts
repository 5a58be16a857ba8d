import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDisk } from '@integration-client/sdk';
import fc from 'fast-check';

describe('node disk', () => {
  let directory: string;
  const path = (name: string) => join(directory, name);

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'node-disk-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('writes all chunks in order, whatever their number and size, and reads any part', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 1500, size: 'max' });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(chunks, fc.nat(200), fc.nat(200), async (first, position, length) => {
        count += 1;
        const name = path(`file-${count}`);
        const file = await nodeDisk.create(name);
        await file.write(first);
        await file.write([new Uint8Array([1, 2, 3])]);
        await file.sync();
        await file.close();
        const whole = Buffer.concat([...first, Buffer.from([1, 2, 3])]);
        assert.ok((await nodeDisk.read(name)).equals(whole));
        assert.ok((await nodeDisk.read(name, position, length)).equals(whole.subarray(position, position + length)));
        assert.ok((await nodeDisk.read(name, position)).equals(whole.subarray(position)));
        const pieces: Uint8Array[] = [];
        for await (const piece of nodeDisk.readStream(name)) pieces.push(piece);
        assert.ok(Buffer.concat(pieces).equals(whole));
        const part: Uint8Array[] = [];
        for await (const piece of nodeDisk.readStream(name, position, length)) part.push(piece);
        assert.ok(Buffer.concat(part).equals(whole.subarray(position, position + length)));
      }),
      { numRuns: 25 },
    );
  });

  it('never makes or links over what is there, and renames over it', async () => {
    await writeFile(path('a'), 'a');
    await writeFile(path('b'), 'b');
    await assert.rejects(nodeDisk.create(path('a')), { code: 'EEXIST' });
    await assert.rejects(nodeDisk.link(path('a'), path('b')), { code: 'EEXIST' });
    await nodeDisk.link(path('a'), path('c'));
    await nodeDisk.rename(path('a'), path('b'));
    await nodeDisk.syncDirectory(directory);
    assert.equal(await readFile(path('b'), 'utf8'), 'a');
    assert.deepEqual((await nodeDisk.list(directory)).map(({ name }) => name).sort(), ['b', 'c']);
    await nodeDisk.remove(path('c'));
    assert.equal(await nodeDisk.stat(path('c')), undefined);
  });

  it('makes directories above, is content with what is there, and fails where none can be made', async () => {
    await writeFile(path('file'), '');
    const sideBySide = Array.from({ length: 20 }, (_, number) => path(`1/2/${number}`));
    await Promise.all(sideBySide.map((directory) => nodeDisk.makeDirectory(directory)));
    assert.equal((await nodeDisk.list(path('1/2'))).length, sideBySide.length);
    await symlink(path('1'), path('way'));
    await nodeDisk.makeDirectory(path('way/2'));
    await symlink(path('nowhere'), path('dangling'));
    await assert.rejects(nodeDisk.makeDirectory(path('dangling/x')), { code: 'EEXIST' });
    await assert.rejects(nodeDisk.makeDirectory(path('file')), { code: 'EEXIST' });
    await assert.rejects(nodeDisk.makeDirectory(path('file/x/y')), { code: 'ENOTDIR' });
    // Has its directory, makes none in it, and says that it is not there.
    if (process.platform === 'linux') await assert.rejects(nodeDisk.makeDirectory('/proc/ic/x'), { code: 'ENOENT' });
  });

  it('says what is there', async () => {
    await nodeDisk.makeDirectory(path('x/y'));
    await nodeDisk.makeDirectory(path('x/y'));
    const file = await nodeDisk.create(path('x/y/f'));
    await file.write([Buffer.from('1234')]);
    await file.setModified(new Date('2020-01-02T03:04:05Z'));
    await file.close();
    await nodeDisk.syncFile(path('x/y/f'));
    const found = await nodeDisk.stat(path('x/y/f'));
    assert.equal(found?.size, 4);
    assert.deepEqual(found.modified, new Date('2020-01-02T03:04:05Z'));
    assert.deepEqual([found.isFile, found.isDirectory], [true, false]);
    const above = await nodeDisk.stat(path('x'));
    assert.deepEqual([above?.isFile, above?.isDirectory], [false, true]);
    assert.equal(await nodeDisk.stat(path('x/y/f/g')), undefined);
    assert.deepEqual(await nodeDisk.list(path('x')), [{ name: 'y', isFile: false }]);
    await nodeDisk.checkWritable(path('x'));
    await nodeDisk.checkWritable(path('x/y/f'));
    await assert.rejects(nodeDisk.checkWritable(path('none')), { code: 'ENOENT' });
  });

  it('takes the content out of a file', async () => {
    await writeFile(path('a'), 'content');
    await nodeDisk.empty(path('a'));
    assert.equal((await nodeDisk.stat(path('a')))?.size, 0);
    await assert.rejects(nodeDisk.empty(path('none')), { code: 'ENOENT' });
  });

  it('keeps the milliseconds of a time', async () => {
    for (let millisecond = 0; millisecond < 1000; millisecond += 37) {
      const time = new Date(Date.UTC(2026, 1, 3, 4, 5, 6, millisecond));
      const file = await nodeDisk.create(path(`f${millisecond}`));
      await file.setModified(time);
      await file.close();
      assert.deepEqual((await nodeDisk.stat(path(`f${millisecond}`)))?.modified, time);
    }
  });

  it('gives what it makes the permissions that were asked for', async function () {
    if (process.platform === 'win32') this.skip();
    await (await nodeDisk.create(path('secret'), 0o600)).close();
    await nodeDisk.makeDirectory(path('a/b'), 0o700);
    for (const [name, permissions] of [
      ['secret', 0o600],
      ['a', 0o700],
      ['a/b', 0o700],
    ] as const) {
      const found = await nodeDisk.stat(path(name));
      assert.deepEqual([found?.permissions, found?.owner], [permissions, process.getuid?.()], name);
    }
  });

  it('tells a file from another of the same name, and a link from what it leads to', async function () {
    await writeFile(path('a'), 'a');
    await writeFile(path('b'), 'b');
    const first = await nodeDisk.stat(path('a'));
    await nodeDisk.rename(path('b'), path('a'));
    const second = await nodeDisk.stat(path('a'));
    assert.ok(first?.identity);
    assert.notEqual(second?.identity, first.identity);
    if (process.platform === 'win32') this.skip();
    await symlink(path('a'), path('link'));
    assert.equal((await nodeDisk.stat(path('link')))?.identity, second?.identity);
    const link = await nodeDisk.lstat(path('link'));
    assert.deepEqual([link?.isFile, link?.isDirectory], [false, false]);
    assert.notEqual(link?.identity, second?.identity);
    assert.equal(await nodeDisk.lstat(path('none')), undefined);
  });

  it('removes a directory that is empty, and no other', async () => {
    await nodeDisk.makeDirectory(path('a/b'));
    await assert.rejects(nodeDisk.removeDirectory(path('a')), { code: 'ENOTEMPTY' });
    await nodeDisk.removeDirectory(path('a/b'));
    await nodeDisk.removeDirectory(path('a'));
    await assert.rejects(nodeDisk.removeDirectory(path('a')), { code: 'ENOENT' });
  });

  it('reads a pipe to its end', async function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', [path('pipe')]);
    const reading = nodeDisk.read(path('pipe'));
    await writeFile(path('pipe'), 'x'.repeat(200_000));
    assert.equal((await reading).length, 200_000);
  });
});
