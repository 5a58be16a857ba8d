import assert from 'node:assert/strict';
import { checkFileNameFormat, formatFileName, type Item, replacementValues } from '@integration-client/sdk';
import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.js';

const site = { name: 'Example', host: 'support.example.com:8443', product: 'RS' } as const;

function sessionItem(session: { lsid: string; lseq?: string; externalKey?: string; sessionType?: string }): Item {
  return {
    operation: 'sessions',
    key: `support.example.com/sessions/${session.lsid}`,
    site,
    session: { recordings: [], ...session },
    xml: Buffer.from('<session/>'),
    parse: () => assert.fail('a file name needs no parsed session'),
  };
}

function recordingItem(instance?: number): Item {
  return {
    operation: 'command-shell-recordings',
    key: 'k',
    site,
    session: { lsid: 'abc', lseq: '7', recordings: [] },
    extension: 'm4v',
    open: () => assert.fail('a file name needs no download'),
    ...(instance === undefined ? {} : { instance }),
  };
}

const backup: Item = {
  operation: 'site-backups',
  key: 'k',
  site,
  extension: 'nsb',
  takenAt: new Date(0),
  open: () => assert.fail('a file name needs no download'),
};

/** What is wrong with a file name on any platform. */
function faultsOf(name: string): string[] {
  const faults = [];
  if (name === '' || name === '.' || name === '..') faults.push('no name');
  if (Buffer.byteLength(name) > 240) faults.push('too long');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[<>:"/\\|?*\u0000-\u001f\u007f-\u009f]/.test(name)) faults.push('character');
  if (/[\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/.test(name)) faults.push('direction or line');
  if (/\p{Cs}/u.test(name)) faults.push('half a surrogate');
  if (/^[. ]|[. ]$/.test(name)) faults.push('edge');
  if (/^(con|prn|aux|nul|conin\$|com[0-9²]|lpt[0-9]) *(\.|$)/i.test(name)) faults.push('device');
  if (name !== name.normalize('NFC')) faults.push('not normal');
  return faults;
}

const hostile = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '..',
    '../../etc/passwd',
    '..\\..\\x',
    '/',
    'C:\\x',
    'CON',
    'nul.txt',
    'COM1',
    'a\0b',
    '.',
    ' ',
    'a.',
    'a ',
    '\u202egpj.exe',
    '%LSID%',
    '\ud800',
    'e\u0301',
    '\u212b',
  ),
  fc.string({ unit: 'grapheme', minLength: 200, maxLength: 400 }),
);

describe('file names', () => {
  it('replaces every value by what the item says', () => {
    const format = Object.keys(replacementValues).join(',');
    const item = sessionItem({ lsid: 'abc', lseq: '7', externalKey: 'K', sessionType: 'support' });
    assert.equal(formatFileName(format, item), '7,abc,K,support,support.example.com,0,xml');
    assert.equal(formatFileName('%LSEQ%-%LSID%-%INSTANCE%.%EXTENSION%', recordingItem(2)), '7-abc-2.m4v');
    assert.equal(formatFileName('%INSTANCE%.%EXTENSION%', recordingItem(), { extension: 'flv' }), '0.flv');
    assert.equal(formatFileName('%SUPPORT_SITE_HOST%.%EXTENSION%', backup), 'support.example.com.nsb');
  });

  it('replaces a value the item lacks by nothing, and never answers an empty name', () => {
    assert.equal(formatFileName('%LSEQ%-%LSID%.xml', sessionItem({ lsid: 'abc' })), '-abc.xml');
    assert.equal(formatFileName('%EXTERNAL_KEY%.xml', sessionItem({ lsid: 'abc' })), '_.xml');
    assert.equal(formatFileName('%EXTERNAL_KEY%', sessionItem({ lsid: 'abc' })), '_');
  });

  it('replaces a value once: what looks like one in a value stays', () => {
    assert.equal(formatFileName('%EXTERNAL_KEY%', sessionItem({ lsid: 'abc', externalKey: '%LSID%' })), '%LSID%');
  });

  it('makes a valid name of any value', () => {
    const formats = [
      '%EXTERNAL_KEY%',
      '%EXTERNAL_KEY%.xml',
      '%LSID%%EXTERNAL_KEY%',
      'x.%EXTERNAL_KEY%',
      '%LSID%.%EXTERNAL_KEY%.%EXTENSION%',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...formats), hostile, hostile, (format, lsid, externalKey) => {
        const name = formatFileName(format, sessionItem({ lsid, externalKey }));
        assert.deepEqual(faultsOf(name), [], JSON.stringify(name));
      }),
      { numRuns: 1000 },
    );
  });

  for (const device of ['CON', 'con', 'NUL.txt', 'com1', 'LPT9.tar.gz', 'AUX ', 'COM²', 'CONIN$']) {
    it(`never names a device: ${device}`, () => {
      const name = formatFileName('%EXTERNAL_KEY%', sessionItem({ lsid: 'a', externalKey: device }));
      assert.deepEqual(faultsOf(name), []);
      assert.notEqual(name, device);
    });
  }

  it('keeps two long names apart, and their extension', () => {
    const name = (key: string) => formatFileName('%EXTERNAL_KEY%.xml', sessionItem({ lsid: 'a', externalKey: key }));
    const [one, two] = [name(`${'ü'.repeat(300)}1`), name(`${'ü'.repeat(300)}2`)];
    assert.notEqual(one, two);
    assert.ok(one.endsWith('.xml') && Buffer.byteLength(one) <= 240 && !one.includes('\ufffd'));
  });
});

describe('file name formats', () => {
  it('accepts those of the guides', () => {
    for (const format of ['%LSEQ%-%LSID%.xml', '%SUPPORT_SITE_HOST%-support-%LSID%.flv', 'a b.%EXTENSION%', 'name']) {
      assert.deepEqual(checkFileNameFormat(format), [], format);
    }
  });

  it('names an unknown value, the nearest and all known ones', () => {
    const [fault, ...others] = checkFileNameFormat('%LSQE%.xml');
    assert.deepEqual(others, []);
    assert.match(fault ?? '', /%LSQE%.*did you mean %LSEQ%\?/);
    for (const value of Object.keys(replacementValues)) assert.ok(fault?.includes(value), value);
  });

  it('is case sensitive', () => {
    assert.match(checkFileNameFormat('%lsid%.xml')[0] ?? '', /%lsid%.*%LSID%/);
  });

  it('finds all faults at once', () => {
    assert.equal(checkFileNameFormat(' %lsid%/%FOO%:%').length, 6);
  });

  const refused: Record<string, RegExp> = {
    '': /empty/,
    '  ': /empty/,
    'a/%LSID%': /separator/,
    'a\\%LSID%': /separator/,
    'a:%LSID%': /Not allowed.*:/,
    'a\u202e%LSID%': /U\+202E/,
    '.%LSID%': /begin/,
    '%LSID%.': /end/,
    'CON.%EXTENSION%': /device/,
    '100%-%LSID%': /percent sign/,
    [`${'x'.repeat(300)}%LSID%`]: /too long/,
  };
  for (const [format, fault] of Object.entries(refused)) {
    it(`refuses ${JSON.stringify(format).slice(0, 30)}`, () => {
      assert.match(checkFileNameFormat(format).join('\n'), fault);
    });
  }
});
