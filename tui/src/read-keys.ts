import { emitKeypressEvents, type Key } from 'node:readline';

/** Milliseconds after which an Esc is the key itself, and not the beginning of another key. */
const escapeTimeout = 50;

/** Where keys come from. */
export interface KeySource {
  setRawMode(isRaw: boolean): unknown;
  on(event: 'keypress', listener: (text: string | undefined, key: Key) => void): unknown;
  off(event: 'keypress', listener: (text: string | undefined, key: Key) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** A key that was pressed: its name, and what it types. */
export interface PressedKey {
  readonly key: string;
  readonly text: string | undefined;
}

/** A terminal that is told the first marks where a pasted text begins and ends, until it is told the second. */
export const pasteMarks = { on: '\x1b[?2004h', off: '\x1b[?2004l' };

/**
 * Reads a terminal key by key until the answered function is called. A pasted text comes as one key, `paste`, on one line: a
 * line break in it presses nothing. Where the terminal does not mark it, it comes as its characters.
 */
export function readKeys(stdin: NodeJS.ReadableStream & KeySource, onKey: (pressed: PressedKey) => void): () => void {
  // What it takes of the interface is this one property.
  emitKeypressEvents(stdin, { escapeCodeTimeout: escapeTimeout } as never);
  let pasted: string | undefined;
  const listener = (text: string | undefined, key: Key) => {
    const name = keyName(text, key);
    if (name === 'paste-start') pasted = '';
    else if (name === 'paste-end') {
      if (pasted !== undefined) onKey({ key: 'paste', text: onOneLine(pasted) });
      pasted = undefined;
    } else if (pasted !== undefined && name !== 'ctrl+c') pasted += text ?? '';
    else if (name !== undefined) onKey({ key: name, text: isTyped(text, key) ? text : undefined });
  };
  stdin.setRawMode(true);
  stdin.on('keypress', listener);
  stdin.resume();
  return () => {
    stdin.off('keypress', listener);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

function keyName(text: string | undefined, key: Key): string | undefined {
  if (key.name === 'return' || key.name === 'enter') return 'enter';
  if (key.ctrl === true) return key.name === undefined ? undefined : `ctrl+${key.name}`;
  if (key.name === 'tab') return key.shift === true ? 'shift+tab' : 'tab';
  if (key.name === 'space') return 'space';
  if (isTyped(text, key)) return text;
  return key.meta === true && key.name !== 'escape' ? undefined : key.name;
}

function isTyped(text: string | undefined, key: Key): boolean {
  return text !== undefined && key.ctrl !== true && key.meta !== true && /^[^\p{Cc}]$/u.test(text);
}

function onOneLine(text: string): string {
  return text.replace(/^[\r\n]+|[\r\n]+$/g, '').replace(/\p{Cc}+/gu, ' ');
}
