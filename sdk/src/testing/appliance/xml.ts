/** Escapes text for XML content and for attributes in double quotes. */
export function escapeText(text: string): string {
  if (!/[&<>"]/.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Puts a prefix before every element's name; what looks like an element in comments and CDATA gets it as well. */
export function withPrefix(xml: string, prefix: string): string {
  return prefix === '' ? xml : xml.replace(/<(\/?)(?=[A-Za-z_])/g, `<$1${prefix}:`);
}
