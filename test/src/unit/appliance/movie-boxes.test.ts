import assert from 'node:assert/strict';
import { MovieBoxes } from '@integration-client/core/appliance/movie-boxes';
import fc from 'fast-check';

function box(type: string, bytes: number, size = bytes + 8): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(size);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, Buffer.alloc(bytes, 0xab)]);
}

/** A box whose size takes 64 bits. */
function largeBox(type: string, bytes: number, size = BigInt(bytes + 16)): Buffer {
  const header = box(type, 8, 1);
  header.writeBigUInt64BE(size, 8);
  return Buffer.concat([header, Buffer.alloc(bytes)]);
}

function isCutShort(file: Buffer, pieces = file.length): boolean {
  const boxes = new MovieBoxes();
  for (let at = 0; at < file.length; at += pieces) boxes.see(file.subarray(at, at + pieces));
  return boxes.isCutShort;
}

const type = box('ftyp', 24);

describe('the boxes of an MP4 file', () => {
  const whole = Buffer.concat([type, box('free', 0), largeBox('mdat', 5000), box('moov', 300)]);

  it('end where the file ends, and only there', () => {
    const ends = new Set([32, 40, 5056, whole.length]);
    for (let length = 8; length <= whole.length; length += 1) {
      assert.equal(isCutShort(whole.subarray(0, length)), !ends.has(length), `${length} bytes`);
    }
  });

  it('are found in pieces of any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: whole.length - 57 }),
        (pieces, missing) => {
          assert.equal(isCutShort(whole, pieces), false);
          const cut = whole.subarray(0, whole.length - missing);
          assert.equal(isCutShort(cut, pieces), isCutShort(cut));
        },
      ),
    );
  });

  it('of more bytes than 32 bits count are followed', () => {
    assert.equal(isCutShort(Buffer.concat([type, largeBox('mdat', 100, 5_000_000_000n)])), true);
  });

  it('may leave the size of the last one open', () => {
    assert.equal(isCutShort(Buffer.concat([type, box('mdat', 5000, 0)])), false);
  });

  const odd: Record<string, Buffer> = {
    nothing: Buffer.alloc(0),
    'less than a header': type.subarray(0, 7),
    'another format': Buffer.from('FLV\x01\x05\0\0\0\x09\0\0\0\0 and so on'),
    'boxes that do not begin with the type of the file': Buffer.concat([box('mdat', 10), box('moov', 10, 999)]),
    'a size that cannot be': Buffer.concat([type, box('free', 40, 5)]),
    'a long size that cannot be': Buffer.concat([type, largeBox('mdat', 40, 15n)]),
    'zeros at the end': Buffer.concat([whole, Buffer.alloc(100)]),
  };
  for (const [what, file] of Object.entries(odd)) {
    it(`judges nothing by ${what}`, () => assert.equal(isCutShort(file), false));
  }
});
