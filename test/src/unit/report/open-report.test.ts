import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { openReport } from '@integration-client/core/report/open-report';
import { RetryableError } from '@integration-client/sdk';
import { entriesOf, good, inChunks, list, names, open, sample } from './reading.js';

function fault(code: string, message = /./): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof RetryableError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

describe('openReport', () => {
  it('reads the sample of a session report', async () => {
    const bytes = await sample('access-session.xml');
    const report = await open(bytes);
    assert.equal(report.kind, 'list');
    assert.equal(report.root, 'session_list');
    assert.equal(report.namespace, 'http://www.beyondtrust.com/sra/namespaces/API/reporting');
    const { entries } = await entriesOf(bytes);
    assert.deepEqual(names(entries), ['e9e99aeb9ad54fb381634498502c5a1b']);
  });

  it('reads the sample of a listing, whose elements close themselves', async () => {
    const { entries, error } = await entriesOf(await sample('access-session-listing.xml'));
    assert.equal(error, undefined);
    assert.deepEqual(names(entries), ['e9e99aeb9ad54fb381634498502c5a1b', '219ca41dc71940a5a69687b49736d97b']);
  });

  it('gives the text of an error', async () => {
    const namespace = 'http://www.beyondtrust.com/sra/namespaces/API/reporting';
    const nothing = await open(await sample('error-nothing-matched.xml'), [7]);
    assert.deepEqual(nothing, {
      kind: 'error',
      text: 'No Support report information matching your chosen criteria is available.',
      namespace,
    });
    assert.deepEqual(
      await open('<ns:error xmlns:ns="u&amp;v">\n L&#39;&eacute;t&#xE9; <![CDATA[<&amp;>]]></ns:error>'),
      {
        kind: 'error',
        text: "L'&eacute;té <&amp;>",
        namespace: 'u&v',
      },
    );
    assert.deepEqual(await open('<error/>'), { kind: 'error', text: '' });
  });

  it('passes over a byte order mark, comments and instructions before the root', async () => {
    const prolog = '\ufeff\n<?xml version="1.0"?><!-- <error> --><?go <error> ?>\n';
    const { entries } = await entriesOf(`${prolog}<session_list>${good('a')}</session_list>`, [1]);
    assert.deepEqual(names(entries), ['a']);
  });

  it('takes an empty list in either form', async () => {
    for (const text of ['<session_list/>', '<session_list a="/>" />\n', '<session_list></session_list>']) {
      assert.deepEqual(await entriesOf(text, [1]), { entries: [] }, text);
    }
  });

  it('refuses what is not XML, and quotes it', async () => {
    await assert.rejects(open('{"error":"access_denied"}'), fault('report-not-xml', /\{"error":"access_denied"\}/));
    await assert.rejects(open('<!DOCTYPE html><html><body>'), fault('report-not-xml', /web page.*<!DOCTYPE html>/));
    await assert.rejects(open('\n<html lang="en"><body>', [1]), fault('report-not-xml', /web page/));
    await assert.rejects(open(gzipSync('<session_list/>')), fault('report-not-xml', /gzip/));
    await assert.rejects(open(Buffer.from('\ufeff<session_list/>', 'utf16le')), fault('report-not-xml', /UTF-16/));
    await assert.rejects(open(`<a b="${'x'.repeat(70_000)}">`, [1000]), fault('report-not-xml', /64 KiB/));
    await assert.rejects(open('<?xml version="1.0" encoding="klingon"?><a/>'), fault('report-not-xml', /klingon/));
  });

  it('does not take other XML for an empty list', async () => {
    for (const text of [
      '<maintenance/>',
      '<?xml version="1.0"?><x:fault xmlns:x="u"><code>1</code></x:fault>',
      '<Error>x</Error>',
    ]) {
      await assert.rejects(open(text), fault('report-not-a-list', /<(maintenance|fault|Error)>/), text);
    }
  });

  it('refuses a document type', async () => {
    const text = '<?xml version="1.0"?>\n<!DOCTYPE session_list [<!ENTITY a "b">]><session_list/>';
    await assert.rejects(open(text), fault('report-has-doctype'));
    await assert.rejects(open(text, [1]), fault('report-has-doctype'));
  });

  it('tells an empty answer from one that was cut', async () => {
    await assert.rejects(open(''), fault('report-empty'));
    await assert.rejects(open(' \n '), fault('report-empty'));
    await assert.rejects(open('<?xml version="1.0"'), fault('report-cut-short'));
    await assert.rejects(open('<session_list xmlns="a'), fault('report-cut-short'));
    await assert.rejects(open('<error>Invalid ls'), fault('report-cut-short'));
  });

  it('gives all complete sessions of a report that was cut, and no part of another', async () => {
    const whole = list(good('a'), good('b', '<body><![CDATA[x </session> y]]><!-- <i> --></body>'), good('c'));
    const bytes = Buffer.from(whole);
    for (
      let length = whole.indexOf('<session_list>') + 14;
      length < bytes.length - '</session_list>\n'.length;
      length++
    ) {
      const { entries, error } = await entriesOf(bytes.subarray(0, length));
      fault('report-cut-short')(error);
      const complete = ['a', 'b', 'c'].filter((_, index) => length >= endOf(whole, index));
      assert.deepEqual(names(entries), complete, whole.slice(0, length));
    }
  });

  it('passes on the error of the source unchanged, and the sessions before it', async () => {
    const broken = new Error('connection reset');
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`<session_list>${good('a')}<session lsid="b">`);
      throw broken;
    }
    const report = await openReport(source());
    assert.equal(report.kind, 'list');
    const seen: string[] = [];
    await assert.rejects(
      async () => {
        for await (const entry of report.entries) seen.push(...names([entry]));
      },
      (error) => error === broken,
    );
    assert.deepEqual(seen, ['a']);
  });

  it('reads the source to its end, also behind the root', async () => {
    const broken = new Error('shorter than announced');
    for (const text of [list(good('a')), '<session_list/>']) {
      async function* source(): AsyncGenerator<Uint8Array> {
        yield Buffer.from(text);
        throw broken;
      }
      const report = await openReport(source());
      assert.equal(report.kind, 'list');
      const read = async (): Promise<void> => {
        for await (const _ of report.entries);
      };
      await assert.rejects(read, (error) => error === broken);
    }
  });

  it('closes the source when its reader stops, and when it refuses', async () => {
    let closed = 0;
    async function* source(text: string): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(text);
        yield Buffer.from('never reached');
      } finally {
        closed++;
      }
    }
    const report = await openReport(source(list(good('a'), good('b'))));
    assert.equal(report.kind, 'list');
    for await (const _ of report.entries) break;
    await assert.rejects(openReport(source('oops')));
    assert.equal(closed, 2);
  });

  it('does not pretend to be empty when it is read twice', async () => {
    const report = await openReport(inChunks(Buffer.from(list(good('a')))));
    assert.equal(report.kind, 'list');
    const { entries } = report;
    const read = async (): Promise<number> => {
      let count = 0;
      for await (const _ of entries) count++;
      return count;
    };
    assert.equal(await read(), 1);
    await assert.rejects(read, /only once/);
  });
});

/** Where the session of an index ends. Each ends before a line feed. */
function endOf(whole: string, index: number): number {
  const next = whole.indexOf('\n', whole.indexOf(`lsid="${'abc'[index]}"`));
  return Buffer.byteLength(whole.slice(0, next));
}
