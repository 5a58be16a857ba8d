import type { Product } from '../../item.js';
import { localiseEvents, soil } from './dirt.js';
import { hash, hexDigits, pick } from './random.js';
import { type Cast, eventsXml } from './session-events.js';
import type { SessionRecord } from './session-record.js';
import { stateAt } from './session-store.js';
import type { Language } from './texts.js';
import { clockTime, isoTime } from './times.js';
import { escapeText, withPrefix } from './xml.js';

/** How an appliance writes sessions. */
export interface SessionStyle {
  readonly product: Product;
  readonly seed: number;
  readonly language: Language;
  /** Before every element's name, without the colon; empty for none. */
  readonly prefix: string;
}

const people = ['Admin', 'Maria Jensen', 'Wei Zhang', 'Amara Okafor', 'Luca Rossi', 'Sofia García'] as const;
const customers = [
  'Endpoint',
  'John Doe',
  'Anna Müller',
  'O&#39;Brien &amp; Sons',
  'Yuki Tanaka',
  'Front Desk',
] as const;
const systems = [
  'Windows Server 2022 Datacenter Azure Edition (21H2)',
  'Windows 11 Enterprise (23H2)',
  'macOS 14.5',
  'Ubuntu 22.04 LTS',
] as const;

/** The `<session>` element as it stands in a report, without the line break after it. */
export function sessionXml(record: SessionRecord, style: SessionStyle, now: number): string | Buffer {
  if (record.xml !== undefined) return record.xml;
  const closed = stateAt(record, now) === 'closed';
  const shown = closed ? record : { ...record, end: undefined };
  let xml = plainSession(shown, style);
  if (record.dirt !== undefined) xml = soil(xml, shown);
  if (style.language === 'fr') xml = localiseEvents(xml);
  return withPrefix(xml, style.prefix);
}

function plainSession(record: SessionRecord, style: SessionStyle): string {
  const { seed, product } = style;
  const { number, lsid } = record;
  const dice = hash(seed, number, 7);
  const customerGsnumber = 10 + (number % 90_000);
  const repId = 1 + (dice % people.length);
  const cast: Cast = {
    product,
    rep: record.representative === undefined ? pick([...people], dice) : escapeText(record.representative),
    repGsnumber: customerGsnumber + 1,
    customer: record.customer === undefined ? pick([...customers], dice >>> 4) : escapeText(record.customer),
    customerGsnumber,
    hostname:
      record.hostname === undefined ? `HOST-${String(dice % 100_000).padStart(5, '0')}` : escapeText(record.hostname),
  };
  const owner = `gsnumber="${cast.repGsnumber}" id="${repId}"`;
  const rs = product === 'RS';
  return `<session lsid="${escapeText(lsid)}">
    <session_type>support</session_type>
    <lseq>${escapeText(record.lseq)}</lseq>
    <start_time timestamp="${record.start}">${isoTime(record.start)}</start_time>
${times(record)}${rs ? '    <public_site id="1">Default</public_site>\n' : ''}    <external_key>${escapeText(record.externalKey)}</external_key>
    <custom_attributes>${customAttributes(record, dice)}</custom_attributes>
${urls(record, seed)}    <file_transfer_count>${dice % 5}</file_transfer_count>
    <file_move_count>${(dice >>> 3) % 3}</file_move_count>
    <file_delete_count>${(dice >>> 5) % 2}</file_delete_count>
${rs ? `    <rep_join_time timestamp="${record.start + 1}">${isoTime(record.start + 1)}</rep_join_time>\n` : ''}    <primary_customer gsnumber="${customerGsnumber}">${cast.customer}</primary_customer>
${rs ? `    <primary_team id="${1 + (dice % 3)}">Team ${1 + (dice % 3)}</primary_team>\n` : `    <jump_group type="shared" id="${1 + (dice % 4)}">Group ${1 + (dice % 4)}</jump_group>\n`}${dice % 3 === 0 ? `    <jumpoint id="${1 + (dice % 9)}">jumpoint-${1 + (dice % 9)}</jumpoint>\n` : ''}
    <primary_rep ${owner}>${cast.rep}</primary_rep>
    <customer_list>
    <customer gsnumber="${customerGsnumber}">
    <username>${cast.customer}</username>
    <public_ip>198.51.100.${dice % 254}:${1024 + (dice % 60_000)}</public_ip>
    <private_ip>10.0.${(dice >>> 8) % 256}.${(dice >>> 16) % 254}</private_ip>
    <hostname>${cast.hostname}</hostname>
    <os>${pick([...systems], dice >>> 6)}</os>
${rs ? rsCustomer(dice) : ''}</customer>
    </customer_list>
    <rep_list>
    <representative ${owner}>
    <username>user${repId}</username>
    <display_name>${cast.rep}</display_name>
    <public_display_name>${cast.rep}</public_display_name>
    <private_display_name>${cast.rep}</private_display_name>
${rs ? `    <display_number>${repId}</display_number>\n` : ''}        <public_ip>[2001:db8:ec57:b230:f188:56c5:7089:${(dice % 0xffff).toString(16)}]:${1024 + ((dice >>> 9) % 60_000)}</public_ip>
    <private_ip>Unknown</private_ip>
${rs ? `    <hostname>DESK-${repId}</hostname>\n` : ''}    <os>Unknown</os>
    <session_owner>1</session_owner>
${rs ? '    <primary_rep>1</primary_rep>\n' : ''}        <seconds_involved>${record.end === undefined ? 0 : record.end - record.start}</seconds_involved>
</representative>
    </rep_list>
${rs ? `    <team_list>\n    <team id="${1 + (dice % 3)}">\n    <name>Team ${1 + (dice % 3)}</name>\n    <primary_team>1</primary_team>\n    </team>\n    </team_list>\n` : ''}<session_details>
${eventsXml(record, cast)}</session_details>
</session>`;
}

function times(record: SessionRecord): string {
  // While a session is open its end is absent or empty: both are seen.
  const empty = ['', '    <end_time></end_time>\n', '    <end_time timestamp="" />\n'] as const;
  if (record.end === undefined) return `${pick([...empty], record.number)}    <duration></duration>\n`;
  return `    <end_time timestamp="${record.end}">${isoTime(record.end)}</end_time>
    <duration>${clockTime(record.end - record.start)}</duration>
`;
}

function customAttributes(record: SessionRecord, dice: number): string {
  const attributes = record.customAttributes ?? (dice % 6 === 0 ? { department: `Floor ${dice % 12}`, asset: '' } : {});
  return Object.entries(attributes)
    .map(
      ([name, value]) =>
        `\n    <custom_attribute display_name="${escapeText(name)} name" code_name="${escapeText(name)}">${escapeText(value)}</custom_attribute>`,
    )
    .join('');
}

function urls(record: SessionRecord, seed: number): string {
  const key = `https://appliance.example/session_download?lsid=l%3D${encodeURIComponent(record.lsid)}%3Bh%3D${hexDigits(8, seed, record.number, 8).repeat(5)}%3Bt%3Dsd%3Bm%3D`;
  const pair = (name: string, media: string) =>
    `    <${name}_view_url>${key}${media}&amp;dl_action=${media}&amp;view=1</${name}_view_url>
    <${name}_download_url>${key}${media}&amp;dl_action=${media}</${name}_download_url>
`;
  let xml = pair('session_chat', 'chat');
  if (record.sessionRecording) xml += pair('session_recording', 'recording');
  if (record.announcedBy === 'event') return xml;
  if (record.commandShells.length > 0) xml += list('command_shell_recording', record.commandShells, key);
  if (record.showMyScreens.length > 0) xml += list('show_my_screen_recording', record.showMyScreens, key);
  return xml;
}

function list(name: string, instances: readonly number[], key: string): string {
  const entries = instances.map(
    (instance) => `    <${name} instance="${instance}">
        <download_url>${key}${name}&amp;instance=${instance}</download_url>
        <view_url>${key}${name}&amp;instance=${instance}&amp;view=1</view_url>
    </${name}>
`,
  );
  return `    <${name}s>\n${entries.join('')}    </${name}s>\n`;
}

function rsCustomer(dice: number): string {
  return `    <primary_cust>1</primary_cust>
    <info>
    <name></name>
    <company>${dice % 2 === 0 ? 'Example &amp; Co' : ''}</company>
    <company_code>C${dice % 100}</company_code>
    <issue>${dice % 8}</issue>
    <details>The screen stays black.</details>
    </info>
`;
}
