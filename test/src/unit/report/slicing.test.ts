import assert from 'node:assert/strict';
import type { ReportEntry } from '@integration-client/core/report/report';
import { SessionSlicer } from '@integration-client/core/report/slicer';
import { RetryableError } from '@integration-client/sdk';
import { entriesOf, good, list, names } from './reading.js';

/** What comes out of a report, the same for whole chunks and for single bytes. */
async function slice(report: string): Promise<string[]> {
  const whole = await entriesOf(report);
  const bytewise = await entriesOf(report, [1]);
  assert.deepEqual(bytewise.entries.map(plain), whole.entries.map(plain));
  assert.equal(whole.error, undefined);
  const bytes = Buffer.from(report);
  for (const entry of whole.entries) {
    assert.deepEqual(bytes.subarray(entry.position, entry.position + entry.bytes.length), entry.bytes);
  }
  return names(whole.entries);
}

function plain(entry: ReportEntry): unknown {
  return [entry.kind, entry.position, entry.bytes.toString('latin1')];
}

describe('cutting a report into sessions', () => {
  const sound: Record<string, string> = {
    'CDATA that holds the end tag': good('b', '<body><![CDATA[</session>]]></body>'),
    'a comment that holds the end tag': good('b', '<!-- </session><session lsid="x"> -->'),
    'an instruction that holds the end tag': good('b', '<?php </session> ?>'),
    'a value that holds >': good('b', '<a b="/>" c=\'">\'/>'),
    'a prefix': '<ns:session lsid="b"><ns:lseq>1</ns:lseq></ns:session>',
    'a session that closes itself': '<session lsid="b" />',
    'an element of the same name inside': good('b', '<a><session>x<session/></session></a>'),
    'an element of the root’s name inside': good('b', '<session_list></session_list>'),
    'names that begin alike': good('b', '<session_type>t</session_type><sessions></sessions>'),
    'white space in the end tag': '<session lsid="b"></session\n >',
    'another kind of element': '<presentation_session lsid="b"></presentation_session>',
  };
  for (const [what, session] of Object.entries(sound)) {
    it(`survives ${what}`, async () => {
      assert.deepEqual(await slice(list(good('a'), session, good('c'))), ['a', 'b', 'c']);
    });
  }

  const broken: Record<string, string> = {
    'an element that is not closed': good('b', '<a><b></a>'),
    'an end tag too many': good('b', '</b>'),
    'a session that is not closed': '<session lsid="b"><lseq>1</lseq>',
    'a mistake in its end tag': '<session lsid="b"></sessoin>',
    'an end tag without >': '<session lsid="b"></session ',
    'a stray <': good('b', 'if a < b and c <d then'),
    'a stray &': good('b', 'R&D'),
    'a quote that is missing at the end': good('b', '<a b="x>text</a><c d="y">z</c>'),
    'a quote that is missing at the beginning': good('b', '<a b=x">text</a><c d="y">z</c>'),
    'a quote that is missing before a value that begins with white space': good('b', '<a b="x>t</a><c d=" y" e="f"/>'),
    'a quote that is missing before a path': good('b', '<a b="x>t</a><c d="/home/u"/>'),
    'a quote that nobody closes': good('b', "<a b='x>text</a>"),
    'an apostrophe in a tag': good('b', "<a don't>"),
    'a value with an end tag in it': good('b', '<a b="</session>"/>'),
    'a comment that nobody closes': good('b', '<!-- <a>'),
    'a CDATA section that nobody closes': good('b', '<![CDATA[ <a>'),
    'an instruction that nobody closes': good('b', '<?x <a>'),
    'a control character': good('b', '\u0001'),
    'an attribute that stands twice': '<session lsid="b" lsid="b"/>',
    'a document type': good('b', '<!DOCTYPE a [<!ENTITY b "c">]>'),
    'an entity that nobody declares': good('b', '&nbsp;'),
    'the end of the root': good('b', '</session_list>'),
    'a start tag of the root': good('b', '<session_list>'),
  };
  for (const [what, session] of Object.entries(broken)) {
    it(`sets aside ${what}, and nothing else`, async () => {
      const found = await slice(list(good('a'), session, good('c'), good('d', '<e f="g">h</e>')));
      assert.deepEqual(
        found.filter((name) => !name.startsWith('!')),
        ['a', 'c', 'd'],
      );
      assert.deepEqual(found.slice(0, 2), ['a', '!b'], String(found));
    });
  }

  it('sets aside what has a broken start tag', async () => {
    for (const session of [
      '<session lsid="b><lseq>1</lseq></session>',
      '<session lsid=b"><a/></session>',
      '<session lsid="b"',
    ]) {
      assert.deepEqual(await slice(list(good('a'), session, good('c'))), ['a', '!b', 'c'], session);
    }
  });

  it('sets aside a session without an lsid', async () => {
    assert.deepEqual(await slice(list('<session><a/></session>', good('a'), '<session lsid=" "/>')), ['!', 'a', '!']);
  });

  it('sets the last session aside when only the root is closed', async () => {
    assert.deepEqual(await slice(list(good('a'), '<session lsid="b"><c>')), ['a', '!b']);
  });

  it('is not led astray by junk between sessions', async () => {
    for (const junk of [
      'text & <',
      '<a b="',
      "<a b='x'",
      '<junk>',
      '</junk>',
      '</session>',
      '<!-- ',
      '<![CDATA[',
      '<?x',
      '<!x',
      ']]>',
      '-->',
    ]) {
      const found = await slice(list(good('a'), junk, good('b'), good('c', '<d e="f"/>')));
      assert.deepEqual(
        found.filter((name) => !name.startsWith('!')),
        ['a', 'b', 'c'],
        junk,
      );
    }
  });

  it('ignores what stands behind the root, but not a session', async () => {
    const junk = '<!-- x --><html><body>oops</body></html>text';
    assert.deepEqual(await slice(`${list(good('a'))}${junk}`), ['a']);
    assert.deepEqual(await slice(`${list(good('a'))}${junk}${good('b')}</session_list>`), ['a', 'b']);
  });

  it('reads several roots, each of which has to close', async () => {
    assert.deepEqual(await slice(`${list(good('a'))}\n${list(good('b'))}<session_list/>`), ['a', 'b']);
    for (const rest of ['<session_list>', `<session_list>${good('b')}`, good('b')]) {
      const { error } = await entriesOf(`${list(good('a'))}${rest}`);
      assert.equal((error as RetryableError).code, 'report-cut-short', rest);
    }
  });

  it('says what is wrong, and in which line', async () => {
    const reasons: Record<string, RegExp> = {
      [good('b', '\n\n<a></b></a>')]: /^line 3: <\/b> closes <a>$/,
      [good('b', '\n&nbsp;')]: /^line 2: .*&nbsp;/,
      [good('b', '<a b="1" b="2"/>')]: /attribute b stands twice/,
      [good('b', '<a b="<"/>')]: /< stands in the value/,
      [good('b', '<a b=1/>')]: /no quotes/,
      [good('b', '<a b/>')]: /attribute b has no value/,
      [good('b', '<a b="1"c="2"/>')]: /white space is missing/,
      [good('b', 'x ]]> y')]: /\]\]>/,
      [good('b', '<!-- a -- b -->')]: /-- stands in a comment/,
      [good('b', '\u0008')]: /byte 08/,
      [good('b', '\uffff')]: /byte ef/,
      [good('b', '&#0;')]: /&#0;/,
      [good('b', '&#xD800;')]: /&#xD800;/,
      [good('b', '<?xml version="1.0"?>')]: /XML declaration/,
      [good('b', '<!ENTITY a "b">')]: /declaration/,
      '<session lsid="b"><a>': /<a> is not closed/,
      '<session/>': /no lsid/,
    };
    for (const [session, reason] of Object.entries(reasons)) {
      const { entries } = await entriesOf(list(session));
      const [entry] = entries;
      assert.equal(entry?.kind, 'malformed', session);
      assert.match(entry.reason, reason);
    }
  });

  it('names the line that is not UTF-8', async () => {
    const text = Buffer.from(list('<session lsid="b">\n<a>ü</a>\n<b>?</b></session>'));
    text[text.indexOf('?</b>')] = 0xfc;
    const { entries } = await entriesOf(text);
    assert.equal(entries[0]?.kind, 'malformed');
    assert.equal(entries[0].reason, 'line 3: the text is not UTF-8');
    assert.equal(entries[0].lsid, 'b');
  });

  it('gives up on a session beyond the limit', () => {
    const slicer = limitedSlicer(10_000);
    assert.throws(
      () => drain(slicer, `${good('a')}<session lsid="b">${'<a>x</a>'.repeat(2000)}`),
      (error) => error instanceof RetryableError && error.code === 'report-session-too-large',
    );
  });

  it('does not take a comment that nobody closes for a session beyond the limit', () => {
    const slicer = limitedSlicer(10_000);
    const sessions = Array.from({ length: 1000 }, (_, index) => good(`s${index}`));
    const found = names(drain(slicer, [good('a', '<!-- '), ...sessions, '</session_list>'].join('')));
    assert.deepEqual(found, ['!a', ...sessions.map((_, index) => `s${index}`)]);
  });
});

function limitedSlicer(limit: number): SessionSlicer {
  const read = (bytes: Buffer, position: number): ReportEntry => {
    const lsid = /lsid="(\w+)"/.exec(bytes.toString())?.[1] ?? '';
    if (!/<!|<session [\s\S]*<session /.test(bytes.toString())) {
      return { kind: 'session', header: { lsid, recordings: [] }, bytes, position, document: () => bytes };
    }
    return { kind: 'malformed', bytes, position, reason: 'test', lsid };
  };
  return new SessionSlicer('session_list', 0, read, limit);
}

function drain(slicer: SessionSlicer, text: string): ReportEntry[] {
  const bytes = Buffer.from(text);
  const entries: ReportEntry[] = [];
  const take = (): void => {
    for (let entry = slicer.next(); entry; entry = slicer.next()) entries.push(entry);
  };
  for (let at = 0; at < bytes.length; at += 100) {
    slicer.push(bytes.subarray(at, at + 100));
    take();
  }
  slicer.end();
  take();
  return entries;
}
