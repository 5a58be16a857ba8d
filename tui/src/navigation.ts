import { createContext, type ReactNode, useContext, useState } from 'react';

/** How severe a message is. */
export type MessageKind = 'done' | 'failed' | 'note';

/** A question before something is changed or deleted. */
export interface Question {
  readonly question: string;
  /** What follows from it; what changes. */
  readonly details?: readonly string[];
  /** The same from a shell. */
  readonly command?: string;
  /** What "yes" does: "Delete". */
  readonly verb: string;
  /** Done after "yes"; when it rejects, the question shows why and stays. `tell` shows what it is at. */
  readonly action: (tell: (step: string) => void) => void | Promise<void>;
}

/** How a screen moves on. */
export interface Navigation {
  /** Shows another screen; Esc comes back to this one. */
  open(screen: ReactNode): void;
  /** Goes back to the screen before. */
  back(): void;
  /** Ends the program, after a question where something would be lost. */
  quit(): void;
  /** Shows something over the screen. One at a time: it replaces what lies there. */
  showOverlay(overlay: ReactNode): void;
  closeOverlay(): void;
  /** Asks before something is changed or deleted. */
  ask(question: Question): void;
  /** Says something in the line above the keys, until the next key. */
  say(text: string, kind?: MessageKind): void;
  /** Says how something ended that takes a while; what failed with its hint. */
  tell(work: Promise<string>): void;
  /** Says whether something typed would be lost, in words; nothing: it would not. */
  guard(reason: string | undefined): void;
}

/** See {@link useNavigation}. */
export const NavigationContext = createContext<Navigation | undefined>(undefined);

/** How a screen moves on. */
export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (navigation === undefined) throw new TypeError('a screen is shown outside of the application');
  return navigation;
}

/** What a screen keeps while another one lies over it. */
export const KeptContext = createContext<Map<string, unknown>>(new Map());

/** A state that is still there when a screen is come back to. */
export function useKept<T>(name: string, initial: T): readonly [T, (value: T) => void] {
  const kept = useContext(KeptContext);
  const [value, setValue] = useState<T>(() => (kept.has(name) ? (kept.get(name) as T) : initial));
  const keep = (next: T) => {
    kept.set(name, next);
    setValue(next);
  };
  return [value, keep];
}
