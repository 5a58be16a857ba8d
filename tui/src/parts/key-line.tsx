import { useContext, useSyncExternalStore } from 'react';
import { type ActiveKey, DispatcherContext } from '../key-dispatch.js';
import { keyLabel } from '../key-label.js';
import { widthOf } from '../text-width.js';
import { type Theme, useTheme } from '../theme.js';
import { Line, type Span } from './line.js';

/** The keys that are there now. */
export function useActiveKeys(): readonly ActiveKey[] {
  const dispatcher = useContext(DispatcherContext);
  return useSyncExternalStore(dispatcher.subscribe, dispatcher.keys);
}

/** The last line of a screen: the keys that are there, as many as there is room for; the help has the rest. */
export function KeyLine({ width }: { readonly width: number }) {
  const theme = useTheme();
  const active = useActiveKeys().filter(({ inLine }) => inLine !== false);
  const all = [...active.filter(canWork), ...active.filter((key) => !canWork(key))];
  // The keys of every screen come last, and are not to be pushed out.
  const last = all.filter(({ panel }) => panel === 'app');
  const room = width - lineWidth(last, theme);
  const shown: ActiveKey[] = [];
  for (const key of all.filter(({ panel }) => panel !== 'app')) {
    if (lineWidth([...shown, key], theme) > room) break;
    shown.push(key);
  }
  return <Line spans={[...shown, ...last].flatMap((key) => keySpans(key, theme))} width={width} />;
}

function canWork({ reason }: ActiveKey): boolean {
  return reason === undefined;
}

function keySpans(key: ActiveKey, theme: Theme): Span[] {
  const name = keyLabel(key.keys[0] ?? '', theme.arrows);
  // What cannot work now stands in brackets; pressing it says why.
  if (key.reason !== undefined) return [{ text: `(${name} ${key.label})  `, tone: 'quiet' }];
  return [{ text: name, bold: true, tone: 'accent' }, { text: ` ${key.label}  ` }];
}

function lineWidth(keys: readonly ActiveKey[], theme: Theme): number {
  return keys.flatMap((key) => keySpans(key, theme)).reduce((sum, { text }) => sum + widthOf(text), 0);
}
