import {
  type CustomAttribute,
  type Customer,
  ItemError,
  type Reference,
  type Representative,
  type Session,
  type SessionEvent,
  type SessionHeader,
  type Team,
} from '@integration-client/sdk';
import { type Head, readHead } from './head.js';
import { parseEvent } from './parse-event.js';
import { readSessionHeader, withoutUndefined } from './session-header.js';
import { attribute, child, children, type Element, field, parseElement, text } from './session-tree.js';

/**
 * Reads a whole session from a document whose root is the session.
 * @param known its header, where it was read before
 * @throws ItemError `session-unreadable`
 */
export function parseSession(document: Uint8Array, known?: SessionHeader): Session {
  try {
    const { head, element } = openDocument(document);
    const header = known ?? readSessionHeader(element, head.encoding);
    const events: SessionEvent[] = [];
    // An event is read when it has ended: the tree of all of them would be the most of a session's.
    const tree = parseElement(element, head.encoding, (one, parent, depth) => {
      const isEvent = depth === 2 && one.name === 'event' && parent.name === 'session_details';
      if (isEvent) events.push(parseEvent(one));
      return isEvent;
    });
    return toSession(header, tree, events);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ItemError(`The session cannot be read: ${reason}`, {
      code: 'session-unreadable',
      hint: 'The XML of the session is kept. Look at it, and ask the vendor of the appliance if it is at fault.',
      cause,
    });
  }
}

function openDocument(document: Uint8Array): { head: Head; element: Buffer } {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength);
  const head = readHead(bytes);
  if (!head) throw new ItemError('The document has no whole element.', { code: 'session-unreadable' });
  return { head, element: bytes.subarray(head.rootStart) };
}

function toSession(header: SessionHeader, session: Element, events: readonly SessionEvent[]): Session {
  const list = (outer: string, inner: string): Element[] =>
    children(session, outer).flatMap((element) => children(element, inner));
  return withoutUndefined<Session>({
    ...header,
    duration: field(session, 'duration'),
    publicSite: parsePlace(child(session, 'public_site')),
    jumpGroup: parsePlace(child(session, 'jump_group')),
    jumpoint: parsePlace(child(session, 'jumpoint')),
    fileTransferCount: toCount(field(session, 'file_transfer_count')),
    fileMoveCount: toCount(field(session, 'file_move_count')),
    fileDeleteCount: toCount(field(session, 'file_delete_count')),
    primaryCustomer: parseReference(child(session, 'primary_customer')),
    primaryRep: parseReference(child(session, 'primary_rep')),
    primaryTeam: parseReference(child(session, 'primary_team')),
    customAttributes: list('custom_attributes', 'custom_attribute').map(parseCustomAttribute),
    customers: list('customer_list', 'customer').map(parseCustomer),
    representatives: list('rep_list', 'representative').map(parseRepresentative),
    teams: list('team_list', 'team').map(parseTeam),
    events,
  });
}

function parsePlace(element: Element | undefined): { name: string; id?: string; type?: string } | undefined {
  const name = text(element);
  const id = attribute(element, 'id');
  if (name === undefined && id === undefined) return undefined;
  return withoutUndefined<{ name: string; id?: string; type?: string }>({
    name: name ?? '',
    id,
    type: attribute(element, 'type'),
  });
}

function parseReference(element: Element | undefined): Reference | undefined {
  const name = text(element);
  const gsnumber = attribute(element, 'gsnumber');
  const id = attribute(element, 'id');
  if (name === undefined && gsnumber === undefined && id === undefined) return undefined;
  return withoutUndefined<Reference>({ name: name ?? '', gsnumber, id });
}

function parseCustomAttribute(element: Element): CustomAttribute {
  return withoutUndefined<CustomAttribute>({
    displayName: attribute(element, 'display_name'),
    codeName: attribute(element, 'code_name'),
    value: text(element) ?? '',
  });
}

function parseCustomer(element: Element): Customer {
  const info = child(element, 'info');
  return withoutUndefined<Customer>({
    gsnumber: attribute(element, 'gsnumber'),
    username: field(element, 'username'),
    publicIp: field(element, 'public_ip'),
    privateIp: field(element, 'private_ip'),
    hostname: field(element, 'hostname'),
    os: field(element, 'os'),
    primary: toFlag(field(element, 'primary_cust')),
    info: withoutUndefined<Customer['info']>({
      name: field(info, 'name'),
      company: field(info, 'company'),
      companyCode: field(info, 'company_code'),
      issue: field(info, 'issue'),
      details: field(info, 'details'),
    }),
    rpatSupport: toFlag(field(element, 'rpat_support')),
  });
}

function parseRepresentative(element: Element): Representative {
  return withoutUndefined<Representative>({
    gsnumber: attribute(element, 'gsnumber'),
    id: attribute(element, 'id'),
    username: field(element, 'username'),
    displayName: field(element, 'display_name'),
    publicDisplayName: field(element, 'public_display_name'),
    privateDisplayName: field(element, 'private_display_name'),
    displayNumber: field(element, 'display_number'),
    publicIp: field(element, 'public_ip'),
    privateIp: field(element, 'private_ip'),
    hostname: field(element, 'hostname'),
    os: field(element, 'os'),
    sessionOwner: toFlag(field(element, 'session_owner')),
    primary: toFlag(field(element, 'primary_rep')),
    secondsInvolved: toCount(field(element, 'seconds_involved')),
    invited: toFlag(field(element, 'invited')),
  });
}

function parseTeam(element: Element): Team {
  return withoutUndefined<Team>({
    id: attribute(element, 'id'),
    name: text(element) ?? field(element, 'name') ?? '',
    primary: toFlag(field(element, 'primary_team') ?? attribute(element, 'primary')),
  });
}

function toCount(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function toFlag(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(1|true|yes)$/i.test(text)) return true;
  return /^(0|false|no)$/i.test(text) ? false : undefined;
}
