import type { Product } from '@integration-client/sdk';
import { XMLParser } from 'fast-xml-parser';

/** How many rows each table of a storage database has, or should have, by the table's name. */
export type RowCounts = Readonly<Record<string, number>>;

/** An element: attributes under `@name`, children as lists under their names. */
type Element = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  // The library throws on such names. Nothing here reads them, so they may be called otherwise.
  transformTagName: (name) => (name in Object.prototype ? `_${name}` : name),
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
});

/**
 * Counts the rows that a `<session>` element has to become, system information too, as the guides say. Reads the XML by
 * itself: the client's own reading and mapping have no part in it.
 */
export function rowsOf(xml: Uint8Array, product: Product): RowCounts {
  const document = parser.parse(Buffer.from(xml)) as Element;
  const [session = {}] = below([document], 'session');
  const events = below([session], 'session_details', 'event');
  const people = below([session], 'rep_list', 'representative').length;
  return {
    session: 1,
    session_event: events.length,
    session_event_data: events.reduce((sum, event) => sum + dataRows(event), 0),
    system_information: below(events, 'system_information', 'category').length,
    representative: product === 'RS' ? people : 0,
    user: product === 'PRA' ? people : 0,
    customer: below([session], 'customer_list', 'customer').length,
    team: below([session], 'team_list', 'team').length,
    custom_attribute: below([session], 'custom_attributes', 'custom_attribute').length,
  };
}

/** The rows of several sessions together. */
export function sumOf(counts: Iterable<RowCounts>): RowCounts {
  const sum: Record<string, number> = {};
  for (const one of counts) for (const [table, rows] of Object.entries(one)) sum[table] = (sum[table] ?? 0) + rows;
  return sum;
}

/** Names with values; a file counts as a name and a size, unless the event's data says the same. */
function dataRows(event: Element): number {
  const data = below([event], 'data', 'value').map((value) => JSON.stringify([value['@name'], value['@value']]));
  const files = ['filename', 'filesize'].flatMap((name) =>
    below([event], 'files', 'file', name).map((file) => JSON.stringify([name, textOf(file)])),
  );
  const times = (list: readonly string[], pair: string) => list.filter((one) => one === pair).length;
  return [...new Set([...data, ...files])].reduce(
    (sum, pair) => sum + Math.max(times(data, pair), times(files, pair)),
    0,
  );
}

function below(elements: readonly Element[], ...path: readonly string[]): Element[] {
  return path.reduce<Element[]>(
    (found, name) => found.flatMap((element) => (element[name] as Element[] | undefined) ?? []),
    [...elements],
  );
}

function textOf(element: unknown): unknown {
  return typeof element === 'string' ? element : (element as Element)['#text'];
}
