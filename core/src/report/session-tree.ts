import { XMLParser } from 'fast-xml-parser';
import { decodeEntities } from './entities.js';

/** An element: its attributes under `@name`, its children under their local names, always as lists. */
export interface Element {
  readonly '#text'?: string;
  readonly [name: string]: string | readonly Element[] | undefined;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  alwaysCreateTextNode: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  jPath: false,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
  // The library throws on such names. Nothing here reads them, so they may be called otherwise.
  transformTagName: (name) => (name === 'prototype' || name in Object.prototype ? `_${name}` : name),
  // The library's own decoder gives up after 100,000 characters that came from references.
  entityDecoder: {
    decode: decodeEntities,
    reset: () => undefined,
    setXmlVersion: () => undefined,
    addInputEntities: () => undefined,
    setExternalEntities: () => undefined,
  },
});

/** Reads the text of one well-formed element into a tree. Throws an Error for nesting beyond 100 levels. */
export function parseElement(text: string): Element {
  const document = parser.parse(withoutInstructions(text)) as Element;
  const root = Object.values(document).find((value): value is readonly Element[] => Array.isArray(value))?.[0];
  if (!root) throw new Error('There is no element.');
  return root;
}

/** The library stumbles over an instruction with one quote in it, and nothing here needs instructions. */
function withoutInstructions(text: string): string {
  if (!text.includes('<?')) return text;
  return text.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g, (section) =>
    section.startsWith('<?') ? '' : section,
  );
}

/** The children of a name, directly in an element. */
export function children(element: Element | undefined, name: string): readonly Element[] {
  const found = element?.[name];
  return Array.isArray(found) ? found : [];
}

/** The first child of a name. */
export function child(element: Element | undefined, name: string): Element | undefined {
  return children(element, name)[0];
}

/** The text of an element as it stands there, undefined where it is only white space. */
export function rawText(element: Element | undefined): string | undefined {
  const text = element?.['#text'];
  return text?.trim() ? text : undefined;
}

/** The text of an element without white space around it, undefined where there is none. */
export function text(element: Element | undefined): string | undefined {
  return rawText(element)?.trim();
}

/** The text of the first child of a name, see {@link text}. */
export function field(element: Element | undefined, name: string): string | undefined {
  return text(child(element, name));
}

/** The value of an attribute, undefined where it is absent or empty. */
export function attribute(element: Element | undefined, name: string): string | undefined {
  const value = element?.[`@${name}`];
  return typeof value === 'string' && value.trim() ? value.trim() : undefined;
}
