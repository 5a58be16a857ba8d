import type { EventValue } from '../session.js';

/** Rows of system information as the column `system_information.information` holds them. */
export function systemInformationXml(rows: readonly (readonly EventValue[])[]): string {
  return rows.map((row) => `<row>${row.map(field).join('')}</row>`).join('');
}

function field({ name, value }: EventValue): string {
  return `<field name="${escapeXml(name, /[&<>"\t\n\r]/g)}">${escapeXml(value, /[&<>\r]/g)}</field>`;
}

/** Numeric references, because a reader of the XML would otherwise change line ends and white space of attributes. */
function escapeXml(text: string, special: RegExp): string {
  return text.replace(special, (character) => named[character] ?? `&#${character.charCodeAt(0)};`);
}

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
