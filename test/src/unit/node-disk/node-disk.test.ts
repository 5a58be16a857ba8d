import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

  it('says what is there', async () => {
    await nodeDisk.makeDirectory(path('x/y'));
    await nodeDisk.makeDirectory(path('x/y'));
    const file = await nodeDisk.create(path('x/y/f'));
    await file.write([Buffer.from('1234')]);
    await file.setModified(new Date('2020-01-02T03:04:05Z'));
    await file.close();
    await nodeDisk.syncFile(path('x/y/f'));
    const found = await nodeDisk.stat(path('x/y/f'));
    assert.deepEqual(found, { size: 4, modified: new Date('2020-01-02T03:04:05Z'), isFile: true });
    assert.equal((await nodeDisk.stat(path('x')))?.isFile, false);
    assert.equal(await nodeDisk.stat(path('x/y/f/g')), undefined);
    assert.deepEqual(await nodeDisk.list(path('x')), [{ name: 'y', isFile: false }]);
    await nodeDisk.checkWritable(path('x'));
    await assert.rejects(nodeDisk.checkWritable(path('none')), { code: 'ENOENT' });
  });
});
