import { pick } from './random.js';
import type { SessionRecord } from './session-record.js';
import { isoTime } from './times.js';

/**
 * The traps of a `dirty` appliance. Session number n has trap n modulo their count; what each does to the XML stands
 * in {@link soil}.
 */
export const dirts = [
  'unknown-values',
  'minus-one-ids',
  'missing-references',
  'missing-counts',
  'path-in-key',
  'device-name-in-key',
  'long-key',
  'unicode',
  'end-tag-in-cdata',
  'end-tag-in-comment',
  'markup-in-attribute',
  'duplicate-lseq',
  'iso-event-times',
  'encoded-body',
  'short-lsid',
  'localised-event-types',
  'references-in-text',
  'empty-tags',
  'reserved-characters-in-key',
  'carriage-returns',
  'odd-names',
  'sql-in-key',
] as const satisfies [string, ...string[]];

/** One trap, see {@link dirts}. */
export type Dirt = (typeof dirts)[number];

/** The trap of session number n, from 0. */
export function dirtOf(number: number): Dirt {
  return pick(dirts as unknown as [Dirt, ...Dirt[]], number);
}

const keys: Partial<Record<string, string>> = {
  'path-in-key': '../../../etc/passwd',
  'device-name-in-key': 'CON',
  'long-key': 'ticket-'.repeat(800),
  unicode: 'Ünïcødé 日本語 \u{1f600} \u202egnp.exe e\u0301',
  'reserved-characters-in-key': 'a:b|c?*"<d>\\e/f. ',
  'sql-in-key': "'; DROP TABLE session; --",
};

/** The part of a trap that is in the session's own data. */
export function applyDirt(record: SessionRecord): SessionRecord {
  if (record.dirt === undefined) return record;
  const key = keys[record.dirt];
  if (key !== undefined) return { ...record, externalKey: key };
  if (record.dirt === 'duplicate-lseq') return { ...record, lseq: String(record.number) };
  return record;
}

const frenchEvents: Readonly<Record<string, string>> = {
  'Session Start': 'Début de session',
  'Session End': 'Fin de session',
  'Chat Message': 'Message de conversation',
  'Conference Owner Changed': 'Propriétaire de la conférence modifié',
  'Conference Member Added': 'Membre de la conférence ajouté',
  'Conference Member Departed': 'Membre de la conférence parti',
  'System Information Retrieved': 'Informations système récupérées',
  'File Upload': 'Téléversement de fichier',
  'File Download': 'Téléchargement de fichier',
  'Foreground Window Changed': 'Fenêtre de premier plan modifiée',
};

/** Makes an appliance's event types French. Types without a known translation stay as they are. */
export function localiseEvents(xml: string): string {
  return xml.replace(/ event_type="([^"]*)"/g, (whole, type: string) => {
    const translated = frenchEvents[type];
    return translated === undefined ? whole : ` event_type="${translated}"`;
  });
}

function without(xml: string, ...names: readonly string[]): string {
  return names.reduce(
    (rest, name) => rest.replace(new RegExp(`[ \\t]*<${name}\\b[^>]*>[^<]*</${name}>\\n`, 'g'), ''),
    xml,
  );
}

/** Adds an event before the last. */
function withEvent(xml: string, type: string, time: number, inner: string): string {
  const event = `<event timestamp="${time}" event_type="${type}" >\n\n    ${inner}\n</event>\n`;
  return xml.replace('</session_details>', () => `${event}</session_details>`);
}

/** Brings a trap into a session's XML. What comes out is well-formed. */
export function soil(xml: string, record: SessionRecord): string {
  const chat = (body: string) => withEvent(xml, 'Chat Message', record.start + 1, body);
  switch (record.dirt) {
    case 'unknown-values':
      return xml
        .replace(/<(public_ip|private_ip|os|hostname)>[^<]*</g, '<$1>Unknown<')
        .replace(/<seconds_involved>[^<]*</g, '<seconds_involved>Unknown<');
    case 'minus-one-ids':
      return xml.replace(/ (id|gsnumber)="[^"]*"/g, ' $1="-1"');
    case 'missing-references':
      return without(xml, 'hostname', 'jumpoint', 'primary_customer', 'primary_rep');
    case 'missing-counts':
      return without(xml, 'file_transfer_count', 'file_move_count', 'file_delete_count').replace(
        / gsnumber="[^"]*"/g,
        '',
      );
    case 'unicode':
      return chat('<body>Καλημέρα \u{1f468}\u200d\u{1f469}\u200d\u{1f467} שלום e\u0301 \ufeff</body>');
    case 'end-tag-in-cdata':
      return chat('<body><![CDATA[</event></session></session_list> ]] > <session lsid="no">]]></body>');
    case 'end-tag-in-comment':
      return chat('<!-- </session> - <session lsid="no"> <![CDATA[ --><body>commented</body>');
    case 'markup-in-attribute':
      return withEvent(
        xml,
        'External Key',
        record.start + 1,
        `<data>\n<value name='quotes " and > inside' value="a > b /> &lt;/session> 'c'" />\n<value name="x" value='&quot;"]]>' />\n</data>`,
      );
    case 'iso-event-times':
      return xml.replace(
        /<event timestamp="(\d+)"/g,
        (_, time: string) => `<event timestamp="${isoTime(Number(time))}"`,
      );
    case 'encoded-body':
      return chat(
        `<encoded_body>${Buffer.from('bell \u0007 and escape \u001b[31m red').toString('base64')}</encoded_body>`,
      );
    case 'localised-event-types':
      return localiseEvents(xml);
    case 'references-in-text':
      return chat('<body>&#x1F600; &#233; &lt;b&gt; &amp;amp; &apos;&quot;&#10;</body>');
    case 'empty-tags':
      return xml.replace(/<(\w+)((?: [^>]*)?)><\/\1>/g, '<$1$2 />');
    case 'carriage-returns':
      return xml.replaceAll('\n', '\r\n').replace('<session_details>', '<?note  a > b ?><session_details>');
    case 'odd-names':
      return withEvent(
        xml,
        'constructor',
        record.start + 1,
        '<data>\n<value name="__proto__" value="1" />\n<value name="constructor" value="2" />\n<value name="constructor" value="3" />\n</data>\n<constructor>new</constructor><toString/>',
      );
    default:
      return xml;
  }
}
