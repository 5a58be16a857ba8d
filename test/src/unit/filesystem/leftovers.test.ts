import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { destination, groupsIn, never, recordingItem, sessionItem, sha256, temporaryDirectory } from './support.js';

const megabyte = Buffer.alloc(1024 * 1024, 7);

describe('File System: leftovers', () => {
  const root = temporaryDirectory();
  const place = () => join(root(), 'made', 'here');
  const everything = (more: object = {}) => groupsIn(place(), more);

  it('of dead processes of this host are removed, and nothing else', async () => {
    const host = sha256(hostname()).slice(0, 10);
    const foreign = sha256(`not ${hostname()}`).slice(0, 10);
    const dead = 2 ** 30; // above the largest process id of any platform
    const part = (owner: string, pid: number) => `.0123456789.${owner}-${pid}-1.ic-part`;
    const kept = [
      part(foreign, dead),
      part(host, process.ppid),
      `x${part(host, dead)}`,
      'a.ic-part',
      '.ic-part',
      'a.xml',
    ];
    await mkdir(place(), { recursive: true });
    for (const name of [...kept, part(host, dead), part(host, process.pid)]) await writeFile(join(place(), name), 'x');
    await destination(everything()).deliver(sessionItem('abc'), never);
    assert.deepEqual((await readdir(place())).sort(), [...kept, '1-abc.xml'].sort());
  });

  it('are not the files being written now', async () => {
    const first = destination(everything());
    await first.deliver(sessionItem('first'), never);
    const content = () =>
      Readable.from(
        (async function* () {
          yield megabyte;
          await destination(everything()).deliver(sessionItem('other'), never);
          yield megabyte;
        })(),
      );
    const receipt = await first.deliver(recordingItem('abc', content), never);
    assert.equal(receipt.bytes, 2 * megabyte.length);
  });
});
