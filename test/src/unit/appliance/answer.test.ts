import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { errorTextOf, kindOf, meaningOf, rateReading, retryAfterOf } from '@integration-client/core/appliance/answer';
import { parseApiInfo } from '@integration-client/core/appliance/api-info';
import { Http } from '@integration-client/core/appliance/http';
import fc from 'fast-check';
import { HurryingClock } from './clocks.js';

describe('answers of an appliance', () => {
  const texts: [string, string][] = [
    ['No Support report information matching your chosen criteria is available.', 'nothing-matched'],
    ['No Presentation report information matching your chosen criteria is available.', 'nothing-matched'],
    ['No archives found for the given search criteria.', 'nothing-matched'],
    ['Invalid lsid.', 'invalid-lsid'],
    ['Error: no such lsid', 'invalid-lsid'],
    ['The lsid specified could not be found. Please try again.', 'invalid-lsid'],
    ['Invalid session, the login has expired', 'failure'],
    ['Document Not Found', 'permission'],
    ['Login failed', 'login'],
    ['Invalid credentials', 'login'],
    ['This recording has expired and can no longer be viewed or downloaded.', 'expired'],
    ['An internal error occurred.', 'failure'],
    ['Service temporarily unavailable', 'failure'],
    ['Aucune information de rapport correspondant aux critères choisis n’est disponible.', 'unknown'],
  ];
  for (const [text, meaning] of texts) {
    it(`reads "${text}" as ${meaning}`, () => assert.equal(meaningOf(text), meaning));
  }

  const bodies: [string, string][] = [
    ['', 'empty'],
    [' \r\n', 'empty'],
    ['<?xml version="1.0"?>\n\n<error xmlns="x">text</error>', 'error'],
    ['\uFEFF<!-- a --><!-- b -->\n<ns:error>text</ns:error>', 'error'],
    ['<error/>', 'error'],
    ['<errors>', 'xml'],
    ['<session_list xmlns="x">', 'xml'],
    ['<!DOCTYPE html>\n<html>', 'html'],
    ['<HTML><body>', 'html'],
    ['{"error": "access_denied"}', 'json'],
    [' '.repeat(2000), 'empty'],
    ['<!DOCTYPE error SYSTEM "x"><error>', 'xml'],
    ['<script>', 'xml'],
    ['{}', 'json'],
    ['[{"error": 1}]', 'json'],
    ['[]', 'json'],
    ['\0\0\0\x20ftypM4V ', 'other'],
    ['[\0\0', 'other'],
    ['{\0', 'other'],
    ['<\0\x01\x02', 'other'],
    ['FLV\x01', 'other'],
  ];
  for (const [body, kind] of bodies) {
    it(`takes ${JSON.stringify(body.slice(0, 60))} for ${kind}, also compressed`, () => {
      assert.equal(kindOf(Buffer.from(body)), kind);
      if (body.trim() !== '') assert.equal(kindOf(gzipSync(body).subarray(0, 1024)), kind);
    });
  }

  it('takes what begins as XML for XML, where its root is not within what is looked at', () => {
    for (const before of [
      `\uFEFF\n<?xml version="1.0"?>\n<!-- ${'x'.repeat(2000)} -->`,
      `<?xml ${' '.repeat(2000)}?>`,
    ]) {
      const body = Buffer.from(`${before}<error>text</error>`);
      assert.equal(kindOf(body), 'error');
      assert.equal(kindOf(body.subarray(0, 1024)), 'xml');
    }
  });

  it('reads UTF-16', () => {
    for (const [text, kind] of [
      ['\uFEFF<?xml version="1.0"?><error>nö</error>', 'error'],
      ['<error>nö</error>', 'error'],
      ['\uFEFF<html><body>', 'html'],
    ] as const) {
      const little = Buffer.from(text, 'utf16le');
      const big = Buffer.from(little).swap16();
      for (const bytes of [little, big]) {
        assert.equal(kindOf(bytes), kind);
        assert.equal(kindOf(bytes.subarray(0, bytes.length - 1)), kind);
        if (kind === 'error') assert.equal(errorTextOf(bytes), 'nö');
      }
    }
  });

  it('takes nothing binary for an error, and survives whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const kind = kindOf(Buffer.concat([Buffer.from([0, 0, 0, 32]), bytes]));
        assert.equal(kind, 'other');
        assert.equal(typeof errorTextOf(Buffer.from(bytes)), 'string');
      }),
    );
  });

  it('looks at hostile beginnings quickly', () => {
    for (const text of ['<!-- -->'.repeat(5000), '<?x?>'.repeat(5000), '<!--'.repeat(5000), '<'.repeat(20_000)]) {
      assert.notEqual(kindOf(Buffer.from(text)), 'error');
      errorTextOf(Buffer.from(text));
    }
  });

  it('quotes an error in one line without markup and control characters', () => {
    const body = '<?xml version="1.0"?><error>a\u001b[31m\n b &lt;&amp;lt;<![CDATA[c]]></error>';
    assert.equal(errorTextOf(Buffer.from(body)), 'a [31m b <&lt; c');
    assert.equal(errorTextOf(Buffer.from('{"error":"access_denied","message":"no"}')), 'access_denied: no');
    assert.ok(errorTextOf(Buffer.from(`<error>${'long '.repeat(1000)}</error>`)).length <= 200);
  });

  it('reads how long to wait, in seconds or as a date', () => {
    const now = new Date('2026-01-05T12:00:00Z');
    assert.equal(retryAfterOf('30', now), 30);
    assert.equal(retryAfterOf('Mon, 05 Jan 2026 12:01:30 GMT', now), 90);
    assert.equal(retryAfterOf('Mon, 05 Jan 2026 11:00:00 GMT', now), 0);
    assert.equal(retryAfterOf('soon', now), undefined);
    assert.equal(retryAfterOf('99999999999', now), 86_400);
    assert.equal(retryAfterOf(undefined, now), undefined);
  });

  it('reads the limits of the account', () => {
    const headers = { 'x-ratelimit-limit': '15000', 'x-ratelimit-remaining': '0', 'retry-after': '5' };
    assert.deepEqual(rateReading(429, headers, new Date()), {
      refused: true,
      limit: 15_000,
      remaining: 0,
      retryAfter: 5,
    });
    assert.deepEqual(rateReading(200, { 'x-ratelimit-limit': '-1' }, new Date()), { refused: false });
  });

  it('reads permissions however they are written', () => {
    const written = [
      '<permission name="perm_backup">1</permission><permission name="perm_scim">0</permission>',
      '<permission perm_name="perm_backup">true</permission>',
      '<permission>perm_backup</permission>',
      '<permission perm_backup="1" perm_scim="0"/>',
      '<permission><perm_backup>1</perm_backup></permission>',
      '<perm_backup>1</perm_backup><perm_scim>false</perm_scim>',
    ];
    for (const permissions of written) {
      const xml = `<api_information xmlns="x"><permissions>${permissions}</permissions></api_information>`;
      assert.deepEqual(parseApiInfo(Buffer.from(xml), 'host').permissions, ['perm_backup']);
    }
    assert.deepEqual(parseApiInfo(Buffer.from('<a:get_api_info><a:x/></a:get_api_info>'), 'host'), { permissions: [] });
  });

  it('refuses information that is not well-formed or has a DTD', () => {
    const bad = [
      '',
      'no',
      '<get_api_info>',
      '<html></html>',
      '<!DOCTYPE get_api_info [<!ENTITY a "b">]><get_api_info><x/></get_api_info>',
    ];
    for (const xml of bad) assert.throws(() => parseApiInfo(Buffer.from(xml), 'host'), { code: 'info-not-understood' });
  });

  it('refuses a host that is more than a host, and authorities that are none', () => {
    const clock = new HurryingClock();
    for (const host of [
      'https://example.com',
      'example.com/path',
      'user@example.com',
      'exam ple',
      '',
      'example.com:99999',
    ]) {
      assert.throws(() => new Http({ host, clock }), { code: 'host-invalid' });
    }
    const ca = '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n';
    assert.throws(() => new Http({ host: 'example.com', ca, clock }), { code: 'ca-file-invalid' });
  });
});
