import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  type CanonicalValue,
  canonicalValue,
  databaseOfLocation,
  dataColumns,
  RowDigest,
  sessionLocation,
  storedSessionKey,
} from '@integration-client/sdk';
import fc from 'fast-check';

const columns = dataColumns('session_event_data');

function contentOf(...rows: readonly (readonly (CanonicalValue | Buffer)[])[]) {
  const digest = new RowDigest();
  for (const values of rows) digest.add('session_event_data', columns, values);
  return digest.content();
}

describe('the digest of rows', () => {
  it('is that of the text which its documentation shows, bytes counted in UTF-8', () => {
    const text = '\nsession_event_data name=1:a value=5:é€\nsession_event_data value=0:';
    const sha256 = createHash('sha256').update(text).digest('hex');
    assert.deepEqual(contentOf(['a', 'é€'], [null, '']), { bytes: Buffer.byteLength(text), sha256 });
    assert.deepEqual(contentOf([Buffer.from('a'), 'é€'], [null, Buffer.alloc(0)]).sha256, sha256);
  });

  it('is that of the UTF-8 for any proper text, and of no other text for any text at all', () => {
    const unit = fc.oneof(fc.integer({ min: 0xd7ff, max: 0xe000 }), fc.integer({ min: 0, max: 0xffff }));
    const text = fc.array(unit, { maxLength: 6 }).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(text, text, (one, other) => {
        assert.equal(contentOf([one, null]).sha256 === contentOf([other, null]).sha256, one === other);
      }),
    );
    const [high, low] = ['\ud83d', '\ude00'];
    const all = [high, low, `${low}${high}`, `${high}${low}`, '\ufffd', '\ufffd\ufffd'].map((one) => [one, null]);
    assert.equal(new Set(all.map((row) => contentOf(row).sha256)).size, all.length);
  });

  it('holds booleans as numbers and moments as text', () => {
    const time = (text: string) => canonicalValue(new Date(text));
    assert.deepEqual(
      [true, false, null, 'x', -1].map((value) => canonicalValue(value)),
      [1, 0, null, 'x', -1],
    );
    assert.deepEqual(
      [time('2024-12-03T15:26:05Z'), time('0001-01-01T00:00:00.120Z')],
      ['2024-12-03 15:26:05', '0001-01-01 00:00:00.120'],
    );
  });
});

describe('the location of a session', () => {
  it('names its database, whatever that is called', () => {
    for (const database of ['/a/b.db', 'server,1433/a: session 5', 'x\ny']) {
      assert.equal(databaseOfLocation(sessionLocation(database, 7n)), database);
    }
    assert.equal(databaseOfLocation('/archive/1.xml'), undefined);
  });

  it('is looked for by the key of its item', () => {
    assert.deepEqual(storedSessionKey('A.example.com:443/sessions/x/y'), { hostName: 'a.example.com', lsid: 'x/y' });
  });
});
