import { type CaseDefinition, documentsOf, streamsOf, withoutDocuments } from '../case.js';
import { checkError } from '../errors-said.js';
import { outcomeOf } from '../limited.js';
import type { SampleItem } from '../sample-item.js';
import { sampleEvent } from '../sample-session.js';
import { type Delivery, demandExactly } from '../sight.js';
import type { Trial } from '../trial.js';

/** Texts that have harmed programs: paths, device names, half characters, names of JavaScript, markup, SQL. */
const texts: readonly string[] = [
  // Not further up than the trial's own root, where it is seen.
  '../../stray',
  '..\\..\\stray',
  '..',
  '.',
  '/etc/passwd',
  'C:\\Windows\\win.ini',
  'CON',
  'nul.txt',
  'a/b\\c:d*e?f"g<h>i|j',
  'ends with dots and a space.. ',
  '-rf',
  '~',
  '%LSID%%EXTERNAL_KEY%%2e%2e%2f',
  'zero\u0000byte',
  'line\r\nbreak: injected\r\n\r\n',
  'half \ud800 and \udc00 pairs',
  'back\u202egnp.exe \u200b\ufeff',
  'e\u0301 \u00e9 日本語 \u{1f600}',
  '\uffff\ufffe\u0085\u2028',
  '__proto__',
  'constructor',
  'toString',
  `' OR 1=1; DROP TABLE "session"; --`,
  '<script>alert(1)</script>&amp;]]>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text from outside
  '${jndi:ldap://x}`$(id)` {{7*7}}',
  '=cmd|"/c calc"!A1',
  '"quoted, and; comma\ttab"',
];

/** Most characters that an lsid has. */
const longestId = 128;

const ids: CaseDefinition = {
  name: 'takes hostile ids, and harms nothing',
  skip: (_, operations) => (operations.some((one) => one !== 'site-backups') ? undefined : 'takes backups only'),
  run: async (trial) => {
    // All documents go the same way, and so do all streams; a backup has no id.
    const some = [
      ...documentsOf(trial.operations).slice(0, 1),
      ...streamsOf(trial.operations)
        .filter((operation) => operation !== 'site-backups')
        .slice(0, 1),
    ];
    const samples = some.flatMap((operation) =>
      [...texts, 'x'.repeat(longestId)].map((text) => {
        const sample = trial.sample(operation);
        // A part of the run's own id keeps a place apart that other runs share.
        const lsid = `${text}${sample.lsid}`.slice(0, longestId);
        return {
          ...sample,
          lsid: text.length === longestId ? `${text.slice(sample.lsid.length)}${sample.lsid}` : lsid,
        };
      }),
    );
    await takeAll(trial, samples, 'After hostile ids');
  },
};

const values: CaseDefinition = {
  name: 'takes hostile and very long values',
  skip: withoutDocuments,
  run: async (trial) => {
    const long = 'long '.repeat(60_000);
    const samples = documentsOf(trial.operations).flatMap((operation) =>
      [...texts, long, ''].map((text): SampleItem => {
        const sample = trial.sample(operation);
        const event = sampleEvent({
          type: text,
          body: `${text}${sample.text}`,
          data: [
            { name: text, value: text },
            { name: '__proto__', value: text },
            { name: 'constructor', value: '' },
          ],
          performedBy: { name: text, type: text, gsnumber: text },
        });
        const session = {
          lseq: text.slice(0, 100),
          sessionType: text.slice(0, 100),
          customAttributes: [{ displayName: text, codeName: '__proto__', value: text }],
          customers: [{ username: text, hostname: text, os: text, publicIp: text, info: { details: text } }],
          events: [event],
          publicSite: { id: '-1', name: text },
        };
        return { ...sample, session: { ...session, externalKey: `${text}${sample.text}` } };
      }),
    );
    await takeAll(trial, samples, 'After hostile values');
  },
};

const names: CaseDefinition = {
  name: 'takes recordings with hostile names',
  skip: (_, operations) =>
    streamsOf(operations).some((operation) => operation !== 'site-backups') ? undefined : 'takes no recordings',
  run: async (trial) => {
    const samples = streamsOf(trial.operations)
      .filter((operation) => operation !== 'site-backups')
      .flatMap((operation) =>
        texts.map((text): SampleItem => {
          const session = { lseq: text, externalKey: text, sessionType: text };
          return { ...trial.sample(operation), bytes: 1000, session };
        }),
      );
    await takeAll(trial, samples, 'After recordings with hostile names');
  },
};

/** Each item has to be stored whole, or refused by an ItemError, which costs only itself. */
async function takeAll(trial: Trial, samples: readonly SampleItem[], when: string): Promise<void> {
  const destination = trial.open();
  const deliveries: Delivery[] = [];
  for (const sample of samples) {
    const outcome = await outcomeOf(trial.deliver(destination, sample));
    if (outcome.ok) deliveries.push(outcome.value);
    else checkError(outcome.error, `Given a hostile text in ${sample.operation},`, ['ItemError']);
  }
  deliveries.push(await trial.deliver(destination, trial.sample()));
  await destination.close();
  await demandExactly(trial, deliveries, when);
}

/** What comes from outside. */
export const hostile: readonly CaseDefinition[] = [ids, values, names];
