import type { X2jOptions } from 'fast-xml-parser';

/** What fast-xml-parser has to be told so that nothing of a report is lost or changed. */
export const parserOptions: X2jOptions = {
  ignoreAttributes: false,
  htmlEntities: true,
  parseTagValue: false,
  parseAttributeValue: false,
  // One event would be no list else.
  isArray: (name) => name === 'session' || name === 'event',
};
