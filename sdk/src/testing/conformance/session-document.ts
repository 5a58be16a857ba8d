import type { Customer, EventValue, Party, Reference, Representative, Session, SessionEvent } from '../../session.js';

/** A session as an appliance writes it: the document of a session item. Only what {@link sampleSession} can hold is written. */
export function sessionDocument(session: Session, root = 'session'): Uint8Array {
  const { primaryCustomer, primaryRep, primaryTeam, publicSite } = session;
  const inner = [
    element('session_type', session.sessionType),
    element('lseq', session.lseq),
    time('start_time', session.startTime),
    time('end_time', session.endTime),
    element('duration', session.duration),
    publicSite === undefined ? '' : element('public_site', publicSite.name, { id: publicSite.id }),
    element('external_key', session.externalKey),
    list(
      'custom_attributes',
      session.customAttributes.map(({ displayName, codeName, value }) =>
        element('custom_attribute', value, { display_name: displayName, code_name: codeName }),
      ),
    ),
    element('file_transfer_count', session.fileTransferCount?.toString()),
    element('file_move_count', session.fileMoveCount?.toString()),
    element('file_delete_count', session.fileDeleteCount?.toString()),
    reference('primary_customer', primaryCustomer),
    reference('primary_team', primaryTeam),
    reference('primary_rep', primaryRep),
    list('customer_list', session.customers.map(customer)),
    list('rep_list', session.representatives.map(representative)),
    list(
      'team_list',
      session.teams.map(({ id, name }) => parent('team', [element('name', name)], { id })),
    ),
    list('session_details', session.events.map(event)),
  ];
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${parent(root, inner, { lsid: session.lsid })}\n`);
}

function customer({ gsnumber, username, publicIp, os }: Customer): string {
  return parent('customer', [element('username', username), element('public_ip', publicIp), element('os', os)], {
    gsnumber,
  });
}

function representative(person: Representative): string {
  const { gsnumber, id, username, displayName, sessionOwner, invited } = person;
  const inner = [
    element('username', username),
    element('display_name', displayName),
    element('session_owner', flag(sessionOwner)),
    element('invited', flag(invited)),
  ];
  return parent('representative', inner, { gsnumber, id });
}

function event({ type, time: at, performedBy, destination, body, files, data }: SessionEvent): string {
  const inner = [
    party('performed_by', performedBy),
    party('destination', destination),
    element('body', body),
    list(
      'files',
      files.map((file) => parent('file', [element('filename', file.filename), element('filesize', file.filesize)], {})),
    ),
    list('data', data.map(eventValue)),
  ];
  return parent('event', inner, { timestamp: at === undefined ? undefined : seconds(at), event_type: type });
}

function eventValue({ name, value }: EventValue): string {
  return `<value${attributes({ name, value })} />\n`;
}

function party(name: string, who: Party | undefined): string {
  return who === undefined ? '' : element(name, who.name, { type: who.type, gsnumber: who.gsnumber });
}

function reference(name: string, to: Reference | undefined): string {
  return to === undefined ? '' : element(name, to.name, { gsnumber: to.gsnumber, id: to.id });
}

function time(name: string, at: Date | undefined): string {
  return at === undefined ? '' : element(name, at.toISOString(), { timestamp: seconds(at) });
}

function seconds(at: Date): string {
  return String(Math.floor(at.getTime() / 1000));
}

function flag(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(Number(value));
}

type Attributes = Readonly<Record<string, string | undefined>>;

function element(name: string, text: string | undefined, marks: Attributes = {}): string {
  return text === undefined ? '' : `<${name}${attributes(marks)}>${escaped(text)}</${name}>\n`;
}

function list(name: string, inner: readonly string[]): string {
  return inner.length === 0 ? '' : parent(name, inner, {});
}

function parent(name: string, inner: readonly string[], marks: Attributes): string {
  return `<${name}${attributes(marks)}>\n${inner.join('')}</${name}>\n`;
}

function attributes(marks: Attributes): string {
  return Object.entries(marks)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escaped(value)}"`))
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML cannot hold at all becomes U+FFFD, as an appliance's own writer would do it. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => entities[character] ?? '')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
