import { safeFileName, safeValue } from './file-name-safety.js';
import { type Item, isDocument } from './item.js';

/**
 * What a file name format can name, with its meaning, in the words of the original product's guides. Values are case
 * sensitive: upper-case letters and underscores between two percent signs.
 */
export const replacementValues = Object.freeze({
  '%LSEQ%': 'A running number of the session. It is not guaranteed to be unique or strictly sequential.',
  '%LSID%': "The session's unique string ID.",
  '%EXTERNAL_KEY%': "The session's external key.",
  '%SESSION_TYPE%': "The session's type name.",
  '%SUPPORT_SITE_HOST%': 'The hostname of the site from which the item was downloaded, without a port.',
  '%INSTANCE%':
    'The instance number of a command shell or Show My Screen recording, as one session can have several. 0 for what has none.',
  '%EXTENSION%': 'The file extension name: xml for session data, m4v or flv for recordings, nsb for site backups.',
});

/** The name of a replacement value, with its percent signs. */
export type ReplacementValue = keyof typeof replacementValues;

/** Values that a destination decides itself, in place of the item's. */
export interface FileNameOverrides {
  /** Without the dot: `flv`. */
  readonly extension?: string;
}

/**
 * Makes the file name of an item. What the item says is data from outside: the result is always one file name, valid
 * on Windows, macOS and Linux, at most 240 bytes of UTF-8 (which leaves room for a number), and never begins with a
 * period. A value the item lacks is replaced by nothing. Two items can get the same name.
 */
export function formatFileName(format: string, item: Item, overrides: FileNameOverrides = {}): string {
  const values = valuesOf(item, overrides);
  return safeFileName(
    format.replace(/%[A-Z_]+%/g, (name) => (Object.hasOwn(values, name) ? safeValue(values[name as never]) : name)),
  );
}

function valuesOf(item: Item, overrides: FileNameOverrides): Record<ReplacementValue, string> {
  const session = 'session' in item ? item.session : undefined;
  const extension = overrides.extension ?? (isDocument(item) ? 'xml' : item.extension);
  return {
    '%LSEQ%': session?.lseq ?? '',
    '%LSID%': session?.lsid ?? '',
    '%EXTERNAL_KEY%': session?.externalKey ?? '',
    '%SESSION_TYPE%': session?.sessionType ?? '',
    '%SUPPORT_SITE_HOST%': item.site.host.replace(/^(\[.*\]|[^:]*):\d+$/, '$1'),
    '%INSTANCE%': String('instance' in item ? (item.instance ?? 0) : 0),
    '%EXTENSION%': extension,
  };
}
