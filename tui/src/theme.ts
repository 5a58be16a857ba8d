import type { Outcome } from '@integration-client/core/run';
import { createContext, useContext } from 'react';
import { asciiSigns, spokenSigns, unicodeSigns } from './signs.js';

/** What a colour means. */
export type Tone = 'good' | 'bad' | 'warning' | 'busy' | 'accent' | 'quiet';

/** Everything that has a state: how a run ended, a schedule, the scheduler, a step of a test. */
export type StateName =
  | Outcome
  | 'running'
  | 'stopped'
  | 'not installed'
  | 'enabled'
  | 'disabled'
  | 'never'
  | 'ok'
  | 'warning'
  | 'waiting'
  | 'empty'
  | 'unknown';

/** A state as people see it: a sign, a word and a colour, each of which is enough. */
export interface StateLook {
  readonly sign: string;
  readonly word: string;
  readonly tone?: Tone;
}

type SignName = 'good' | 'bad' | 'warning' | 'busy' | 'off' | 'none';

/** How everything looks on this terminal. */
export interface Theme {
  readonly signs: Readonly<Record<SignName, string>>;
  /** It is read aloud: what is only drawn is left out. */
  readonly isSpoken: boolean;
  /** The line of a panel's title, and of the title of the panel that has the focus. */
  readonly rule: string;
  readonly strongRule: string;
  /** Before the line that is selected. */
  readonly pointer: string;
  /** Where a text was cut off. */
  readonly cut: string;
  readonly separator: string;
  readonly bar: { readonly full: string; readonly empty: string };
  /** Arrow keys, as the key line shows them. */
  readonly arrows: Readonly<Record<'up' | 'down' | 'left' | 'right', string>>;
  /** The colour of a tone; nothing where colours are not wanted. */
  colour(tone: Tone | undefined): string | undefined;
  state(name: StateName): StateLook;
}

const colours: Readonly<Record<Tone, string>> = {
  good: 'green',
  bad: 'red',
  warning: 'yellow',
  busy: 'cyan',
  accent: 'cyan',
  quiet: 'gray',
};

const states: Readonly<Record<StateName, { readonly sign: SignName; readonly word: string; readonly tone?: Tone }>> = {
  done: { sign: 'good', word: 'done', tone: 'good' },
  partial: { sign: 'warning', word: 'partial', tone: 'warning' },
  unreachable: { sign: 'bad', word: 'unreachable', tone: 'bad' },
  refused: { sign: 'bad', word: 'refused', tone: 'bad' },
  interrupted: { sign: 'warning', word: 'interrupted', tone: 'warning' },
  failed: { sign: 'bad', word: 'failed', tone: 'bad' },
  running: { sign: 'busy', word: 'running', tone: 'busy' },
  stopped: { sign: 'off', word: 'stopped', tone: 'warning' },
  'not installed': { sign: 'off', word: 'not installed', tone: 'warning' },
  enabled: { sign: 'good', word: 'enabled', tone: 'good' },
  disabled: { sign: 'off', word: 'disabled', tone: 'quiet' },
  never: { sign: 'none', word: 'never', tone: 'quiet' },
  ok: { sign: 'good', word: 'ok', tone: 'good' },
  warning: { sign: 'warning', word: 'warning', tone: 'warning' },
  waiting: { sign: 'off', word: 'waiting', tone: 'quiet' },
  empty: { sign: 'none', word: 'empty', tone: 'quiet' },
  unknown: { sign: 'none', word: 'unknown', tone: 'quiet' },
};

/** What a terminal can, and a person wants. */
export interface ThemeOptions {
  /** Signs of ASCII alone. */
  readonly ascii: boolean;
  readonly colour: boolean;
  /** For a screen reader: neither signs nor colours. */
  readonly spoken?: boolean;
}

/** Makes the look of a terminal. */
export function createTheme({ ascii: isAscii, colour: hasColour, spoken = false }: ThemeOptions): Theme {
  const look = spoken ? spokenSigns : isAscii ? asciiSigns : unicodeSigns;
  return {
    ...look,
    isSpoken: spoken,
    colour: (tone) => (hasColour && !spoken && tone !== undefined ? colours[tone] : undefined),
    state: (name) => ({ ...states[name], sign: look.signs[states[name].sign] }),
  };
}

/** See {@link useTheme}. */
export const ThemeContext = createContext<Theme>(createTheme({ ascii: false, colour: false }));

/** How everything looks on this terminal. */
export function useTheme(): Theme {
  return useContext(ThemeContext);
}
