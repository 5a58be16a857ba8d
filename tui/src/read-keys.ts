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

/** Reads a terminal key by key until the answered function is called. A text that is pasted comes as its characters. */
export function readKeys(stdin: NodeJS.ReadableStream & KeySource, onKey: (pressed: PressedKey) => void): () => void {
  // What it takes of the interface is this one property.
  emitKeypressEvents(stdin, { escapeCodeTimeout: escapeTimeout } as never);
  const listener = (text: string | undefined, key: Key) => {
    const name = keyName(text, key);
    if (name !== undefined) onKey({ key: name, text: isTyped(text, key) ? text : undefined });
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
