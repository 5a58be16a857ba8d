import assert from 'node:assert/strict';
import { parseSession } from '@integration-client/core/report/parse-session';
import { IntegrationError } from '@integration-client/sdk';
import fc from 'fast-check';
import { entriesOf, good, list, names } from './reading.js';

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

/** Pieces of markup of which sound and broken sessions are made. */
const pieces = [
  ...['<a>', '</a>', '<b c="d">', '</b>', '<e f="&amp;"/>', "<e f='\"'/>", '<session>', '</session>', '<session/>'],
  ...['text', 'ü', '&lt;', ' ', '\n', '<!-- - -->', '<', '>', '&', '"', "'", '=', '/', '<a b="', "<a b='", '="', '</'],
  ...[
    '\u0001',
    '<a b="<c>"/>',
    '<a b=c>',
    '</session',
    '<session_list>',
    '<session ',
    '<!DOCTYPE a>',
    '<a b="c"d="e">',
  ],
];
const sections = ['<!-- </session> -->', '<![CDATA[</session>]]>', '<?x </session>?>'];
const openings = ['<!--', '<![CDATA[', '<?x ', '<?'];
const closings = ['-->', ']]>', '?>'];

const anyOf = (...lists: string[][]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...lists.flat()), { maxLength: 8 }).map((parts) => parts.join(''));

const anything = anyOf(pieces, sections, openings, closings);

/** What XML itself takes for a comment, a CDATA section or an instruction hides what is inside: not both ends of one here. */
const junks = (): fc.Arbitrary<fc.Arbitrary<string>> =>
  fc.constantFrom(
    anyOf(pieces, openings).filter((junk) => !closings.some((closing) => junk.includes(closing))),
    anyOf(pieces, sections, closings),
  );

const withSound = (): fc.Arbitrary<[string, string][]> =>
  junks().chain((junk) => fc.array(fc.tuple(junk, soundContent), { minLength: 1, maxLength: 4 }));

const soundContent = fc
  .array(
    fc.constantFrom(
      '<a b="c">t</a>',
      '<e f="/"/>',
      "<g h=' i'> j </g>",
      '<!-- </session> -->',
      '<k>&#65;</k>',
      '<l m="n">it’s</l>',
      "<o>don't</o>",
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join('\n'));

describe('any report', () => {
  it('gives the same entries in any chunks, each at its place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anything, { maxLength: 5 }),
        sizes,
        fc.boolean(),
        async (contents, chunking, closed) => {
          const sessions = contents.map((content, index) => good(`s${index}`, content));
          const report = list(...sessions).slice(0, closed ? undefined : -16);
          const bytes = Buffer.from(report);
          const whole = await entriesOf(bytes);
          const chunked = await entriesOf(bytes, chunking);
          const plain = ({ entries, error }: typeof whole): unknown => [
            entries.map((entry) => [entry.kind, entry.position, entry.bytes.toString('latin1')]),
            error instanceof IntegrationError ? error.code : error,
          ];
          assert.deepEqual(plain(chunked), plain(whole));
          for (const { position, bytes: own } of whole.entries) {
            assert.deepEqual(bytes.subarray(position, position + own.length), own);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('loses no sound session to a broken one', async () => {
    await fc.assert(
      fc.asyncProperty(withSound(), sizes, async (pairs, chunking) => {
        const sessions = pairs.flatMap(([content, sound], index) => [
          good(`junk${index}`, content),
          good(`sound${index}`, sound),
        ]);
        const { entries, error } = await entriesOf(list(...sessions), chunking);
        assert.equal(error, undefined);
        const sound = names(entries).filter((name) => name.startsWith('sound'));
        assert.deepEqual(
          sound,
          pairs.map((_, index) => `sound${index}`),
          list(...sessions),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('loses no sound session to junk between sessions', async () => {
    await fc.assert(
      fc.asyncProperty(withSound(), sizes, async (pairs, chunking) => {
        const report = list(...pairs.flatMap(([between, sound], index) => [between, good(`sound${index}`, sound)]));
        const { entries } = await entriesOf(report, chunking);
        const sound = names(entries).filter((name) => name.startsWith('sound'));
        assert.deepEqual(
          sound,
          pairs.map((_, index) => `sound${index}`),
          report,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('gives sessions that can be parsed, or fail alone', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (content) => {
        const { entries } = await entriesOf(list(good('a', content)));
        for (const entry of entries) {
          if (entry.kind !== 'session') continue;
          assert.equal(parseSession(entry.document()).lsid, entry.header.lsid);
        }
      }),
      { numRuns: 300 },
    );
  });
});
