import { isUtf8 } from 'node:buffer';
import type { EventFile, EventValue, Party, SessionEvent, SystemInformation } from '@integration-client/sdk';
import { withoutUndefined } from './session-header.js';
import { attribute, child, children, type Element, field, rawAttribute, rawText, text } from './session-tree.js';
import { parseTime } from './time.js';

/** Reads one `event` of a session. */
export function parseEvent(event: Element): SessionEvent {
  return withoutUndefined<SessionEvent>({
    type: attribute(event, 'event_type') ?? '',
    time: parseTime(attribute(event, 'timestamp'), undefined),
    performedBy: parseParty(child(event, 'performed_by')),
    destination: parseParty(child(event, 'destination')),
    body: decodeBody(field(event, 'encoded_body')) ?? rawText(child(event, 'body')),
    files: parseFiles(event),
    data: children(event, 'data').flatMap((data) => children(data, 'value').map(parseValue)),
    systemInformation: children(event, 'system_information').flatMap((information) =>
      children(information, 'category').map(parseCategory),
    ),
  });
}

function parseParty(element: Element | undefined): Party | undefined {
  const name = text(element);
  const type = attribute(element, 'type');
  const gsnumber = attribute(element, 'gsnumber');
  if (name === undefined && type === undefined && gsnumber === undefined) return undefined;
  return withoutUndefined<Party>({ name: name ?? '', type, gsnumber });
}

/** The appliance sends a body as base64 when it holds characters that XML does not allow. */
function decodeBody(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined;
  const compact = encoded.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return encoded;
  const bytes = Buffer.from(compact, 'base64');
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

/** Older appliances name one file in the event itself, newer ones list them. */
function parseFiles(event: Element): EventFile[] {
  const listed = children(event, 'files').flatMap((files) => children(files, 'file'));
  return [event, ...listed].flatMap((file) => {
    const filename = field(file, 'filename');
    if (filename === undefined) return [];
    return [withoutUndefined<EventFile>({ filename, filesize: field(file, 'filesize') })];
  });
}

function parseValue(value: Element): EventValue {
  return { name: attribute(value, 'name') ?? '', value: rawAttribute(value, 'value') ?? text(value) ?? '' };
}

/** Fields of a row are matched to their description by name, else by id, else by position. */
function parseCategory(category: Element): SystemInformation {
  const columns = children(category, 'description')
    .flatMap((description) => children(description, 'field'))
    .map((column) => ({ id: attribute(column, 'id'), name: attribute(column, 'name') ?? text(column) }));
  const byId = new Map(columns.filter(({ id }) => id !== undefined).map(({ id, name }) => [id, name]));
  const rows = children(category, 'data').flatMap((data) => children(data, 'row'));
  return {
    category: attribute(category, 'name') ?? '',
    rows: rows.map((row) =>
      children(row, 'field').map((cell, index) => {
        const id = attribute(cell, 'id');
        const described = id === undefined ? columns[index]?.name : (byId.get(id) ?? id);
        return { name: attribute(cell, 'name') ?? described ?? String(index + 1), value: text(cell) ?? '' };
      }),
    ),
  };
}
