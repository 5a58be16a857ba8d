import { RetryableError } from '@integration-client/sdk';
import { XMLParser } from 'fast-xml-parser';
import type { ApplianceInfo } from './appliance.js';

const refusals = new Set(['0', 'false', 'no', 'none', 'deny', 'denied', 'off']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
});

/** Reads the answer of `get_api_info` (root `get_api_info`, older `api_information`). Throws RetryableError `info-not-understood`. */
export function parseApiInfo(xml: Buffer, host: string): ApplianceInfo {
  const root = rootOf(xml);
  if (root === undefined) {
    throw new RetryableError(`${host} answered get_api_info with something that is not its information`, {
      code: 'info-not-understood',
      hint: 'Check that the host is the appliance, and whether a proxy stands between.',
    });
  }
  const apiVersion = textOf(root.api_version);
  const time = timeOf(textOf(root.timestamp));
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(time === undefined ? {} : { time }),
    permissions: permissionsOf(root.permissions),
  };
}

type Element = Readonly<Record<string, unknown>>;

function rootOf(xml: Buffer): Element | undefined {
  const text = xml.toString('utf8');
  if (/<!doctype/i.test(text)) return undefined;
  try {
    const document: unknown = parser.parse(text, true);
    const { get_api_info: current, api_information: older } = isElement(document) ? document : {};
    const root = current ?? older;
    return isElement(root) ? root : undefined;
  } catch {
    return undefined;
  }
}

/** As text, as the value of an attribute (`name`, `perm_name`), or as an attribute or element of that name: all are understood. */
function permissionsOf(permissions: unknown): string[] {
  if (!isElement(permissions)) return [];
  const found = new Set<string>();
  const add = (name: string | undefined, value: string | undefined) => {
    if (name?.startsWith('perm_') && !refusals.has((value ?? '').toLowerCase())) found.add(name);
  };
  const addAll = (element: Element) => {
    for (const [name, value] of Object.entries(element)) {
      if (name !== '@perm_name') add(name.replace(/^@/, ''), textOf(value));
    }
  };
  for (const permission of [permissions.permission].flat()) {
    const text = textOf(permission);
    const named = isElement(permission)
      ? (permission['@name'] ?? permission['@perm_name'] ?? permission['@id'])
      : undefined;
    if (typeof named === 'string') add(named, text);
    else add(text, undefined);
    if (isElement(permission)) addAll(permission);
  }
  addAll(permissions);
  return [...found];
}

function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(/^\d{1,12}$/.test(text) ? Number(text) * 1000 : text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function textOf(value: unknown): string | undefined {
  const text = isElement(value) ? value['#text'] : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
