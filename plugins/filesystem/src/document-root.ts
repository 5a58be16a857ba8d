const prolog = /\uFEFF?(?:\s|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*/y;
const rootStart = /<(?:[^\s:<>/="'!?]+:)?([^\s:<>/="'!?]+)/y;
const attribute = /\s+([^\s=<>/"']+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

/** Bytes of a document that are enough to see its root element. */
export const rootBytes = 64 * 1024;

/**
 * What tells whose document it is: the root element's local name with its `lsid` attribute, from the beginning of a
 * document. Undefined where there is none. A document of another kind is read without harm: nothing is expanded.
 */
export function rootIdentity(document: Uint8Array): string | undefined {
  const text = Buffer.from(document.buffer, document.byteOffset, Math.min(document.byteLength, rootBytes)).toString(
    'utf8',
  );
  let position = match(prolog, text, 0)?.[0].length ?? 0;
  const root = match(rootStart, text, position);
  if (root === null) return undefined;
  position += root[0].length;
  for (let found = match(attribute, text, position); found !== null; found = match(attribute, text, position)) {
    if (found[1] === 'lsid') return `${root[1]} ${found[2] ?? found[3]}`;
    position += found[0].length;
  }
  return undefined;
}

function match(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}
