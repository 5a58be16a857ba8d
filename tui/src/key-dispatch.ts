import { createContext, useContext, useLayoutEffect, useRef } from 'react';
import { type ActionName, type KeyEntry, type KeyPanel, keyTable, type PanelName } from './keys.js';

/** What a key does now; or in words why it cannot; or nothing, and then the key is not there. */
export type Handler = ((key: string) => void) | string | undefined;

/** A handler for every action of a panel. */
export type Handlers<P extends PanelName> = { readonly [A in ActionName<P>]: Handler };

/** A text that is being typed gets each key first; answers whether it took it. `text` is what the key types. */
export type TextHandler = (key: string, text: string | undefined) => boolean;

/** A key that is there now. */
export interface ActiveKey extends KeyEntry {
  readonly panel: PanelName;
  /** Why it cannot work now. */
  readonly reason?: string;
}

interface KeyContext {
  /** Of what lies on top, only the keys of the highest layer are there. */
  readonly layer: number;
  readonly panel?: PanelName;
  readonly handlers?: Readonly<Record<string, Handler>>;
  readonly onText?: TextHandler;
  /** The text takes every character: keys that are one do not work meanwhile. */
  readonly isTyping?: boolean;
}

const panelOrder = Object.keys(keyTable);

/** Gives each key that is pressed to whoever declared it, and knows which keys are there. */
export class KeyDispatcher {
  readonly #contexts = new Map<object, KeyContext>();
  readonly #listeners = new Set<() => void>();
  readonly #onReason: (key: ActiveKey) => void;
  #keys: readonly ActiveKey[] = [];
  #signature = '';
  #isDirty = false;
  #holds = 0;
  #escapeHolds = 0;
  readonly #released = new Set<() => void>();

  /** @param onReason told of a key that was pressed and cannot work now */
  constructor(onReason: (key: ActiveKey) => void) {
    this.#onReason = onReason;
  }

  set(id: object, context: KeyContext): void {
    this.#contexts.set(id, context);
    this.#touch();
  }

  remove(id: object): void {
    if (this.#contexts.delete(id)) this.#touch();
  }

  /** A screen is being read: what is pressed meanwhile is for it. */
  get isHeld(): boolean {
    return this.#holds > 0;
  }

  /** Esc waits, too: what is being done cannot be left. */
  get isEscapeHeld(): boolean {
    return this.#escapeHolds > 0;
  }

  /** Keeps keys until the answered function is called. @param withEscape Esc, too, which otherwise leads away at any time */
  hold(withEscape: boolean): () => void {
    const escapes = withEscape ? 1 : 0;
    this.#holds += 1;
    this.#escapeHolds += escapes;
    return () => {
      this.#holds -= 1;
      this.#escapeHolds -= escapes;
      // What is shown instead declares its keys in the same breath.
      if (!this.isHeld) setImmediate(this.#tellReleased);
    };
  }

  /** Tells when keys are not kept any more, until the answered function is called. */
  onRelease(listener: () => void): () => void {
    this.#released.add(listener);
    return () => this.#released.delete(listener);
  }

  readonly #tellReleased = (): void => {
    for (const listener of this.#released) listener();
  };

  /** Whether a text takes every character now. */
  get isTyping(): boolean {
    return this.#top().some(({ isTyping }) => isTyping === true);
  }

  /** Does what the key does; whether it does anything. */
  press(key: string, text: string | undefined): boolean {
    const contexts = this.#top();
    for (const { onText } of contexts) if (onText?.(key, text) === true) return true;
    for (const { panel, handlers = {} } of contexts) {
      if (panel === undefined) continue;
      for (const [action, entry] of Object.entries((keyTable[panel] as KeyPanel).keys)) {
        const handler = handlers[action];
        if (handler === undefined || !entry.keys.includes(key)) continue;
        if (typeof handler === 'string') this.#onReason({ ...entry, panel, reason: handler });
        else handler(key);
        return true;
      }
    }
    return false;
  }

  /** The keys that are there, in the order of the table; the same array until something changed. */
  readonly keys = (): readonly ActiveKey[] => {
    if (this.#isDirty) this.#gather();
    return this.#keys;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What is there, in the order in which it is asked: texts, then panels in the order of the table. */
  #top(): KeyContext[] {
    const contexts = [...this.#contexts.values()];
    const highest = Math.max(...contexts.map(({ layer }) => layer));
    const place = ({ panel }: KeyContext) => (panel === undefined ? -1 : panelOrder.indexOf(panel));
    return contexts.filter(({ layer }) => layer === highest).sort((one, other) => place(one) - place(other));
  }

  /** A screen declares its keys one after the other: they are gathered once. */
  #touch(): void {
    if (this.#isDirty) return;
    this.#isDirty = true;
    queueMicrotask(() => {
      const before = this.#keys;
      if (this.keys() !== before) for (const listener of this.#listeners) listener();
    });
  }

  #gather(): void {
    this.#isDirty = false;
    const contexts = this.#top();
    const isTyping = contexts.some((context) => context.isTyping === true);
    const taken = new Set<string>();
    const active = contexts
      .flatMap(({ panel, handlers = {} }) => (panel === undefined ? [] : activeKeys(panel, handlers)))
      .flatMap((key): ActiveKey[] => {
        const keys = key.keys.filter((each) => !taken.has(each) && !(isTyping && each.length === 1));
        for (const each of keys) taken.add(each);
        return keys.length === 0 ? [] : [{ ...key, keys }];
      });
    const signature = active
      .map(({ panel, keys, label, reason = '' }) => `${panel}:${keys[0]}:${label}:${reason}`)
      .join('\n');
    if (signature === this.#signature) return;
    this.#signature = signature;
    this.#keys = active;
  }
}

function activeKeys(panel: PanelName, handlers: Readonly<Record<string, Handler>>): ActiveKey[] {
  return Object.entries((keyTable[panel] as KeyPanel).keys).flatMap(([action, entry]) => {
    const handler = handlers[action];
    if (handler === undefined) return [];
    return [{ ...entry, panel, ...(typeof handler === 'string' ? { reason: handler } : {}) }];
  });
}

/** See {@link useKeys}. */
export const DispatcherContext = createContext(new KeyDispatcher(() => {}));

/** The layer of what is shown: 0 the screen, 1 what lies over it. */
export const LayerContext = createContext(0);

/** Declares what the keys of a panel do while this is shown and `isActive`. */
export function useKeys<P extends PanelName>(panel: P, handlers: Handlers<P>, isActive = true): void {
  useContextOfKeys(isActive ? { panel, handlers } : undefined);
}

/** Gives every key to a text that is being typed, before all others; `isTyping`: it takes all characters. */
export function useTextKeys(onText: TextHandler, { isActive = true, isTyping = true } = {}): void {
  useContextOfKeys(isActive ? { onText, isTyping } : undefined);
}

/** Keeps what is pressed for the screen that comes after this one. `withEscape`: Esc, too, which otherwise leads away. */
export function useHeldKeys(isActive = true, { withEscape = false } = {}): void {
  const dispatcher = useContext(DispatcherContext);
  useLayoutEffect(() => (isActive ? dispatcher.hold(withEscape) : undefined), [dispatcher, isActive, withEscape]);
}

function useContextOfKeys(context: Omit<KeyContext, 'layer'> | undefined): void {
  const dispatcher = useContext(DispatcherContext);
  const layer = useContext(LayerContext);
  const id = useRef({}).current;
  // After every render: handlers close over what was rendered.
  useLayoutEffect(() => {
    if (context === undefined) dispatcher.remove(id);
    else dispatcher.set(id, { ...context, layer });
  });
  useLayoutEffect(() => () => dispatcher.remove(id), [dispatcher, id]);
}
