import { type ActiveKey, useKeys } from '../key-dispatch.js';
import { keyLabel } from '../key-label.js';
import { keyTable } from '../keys.js';
import { useNavigation } from '../navigation.js';
import { useTheme } from '../theme.js';
import type { Spans } from './line.js';
import { Sheet } from './sheet.js';

/** Columns for the keys. */
const keyWidth = 18;

/** The help of `?`: the keys that were there when it was asked for, by panel, and why one of them cannot work now. */
export function KeyHelp({ keys }: { readonly keys: readonly ActiveKey[] }) {
  const { arrows } = useTheme();
  const { closeOverlay } = useNavigation();
  useKeys('helpText', { close: closeOverlay });
  const titles = [...new Set(keys.map(({ panel }) => keyTable[panel].title))];
  const lines = titles.flatMap((title, index): Spans[] => [
    ...(index === 0 ? [] : ['']),
    { text: title, bold: true },
    ...keys.filter(({ panel }) => keyTable[panel].title === title).map((key) => keyLine(key)),
  ]);
  return <Sheet title="Keys" lines={lines} />;

  function keyLine(key: ActiveKey): Spans {
    const names =
      key.keys.length > 4
        ? `${key.keys[0]}-${key.keys.at(-1)}`
        : key.keys.map((each) => keyLabel(each, arrows)).join(' ');
    const reason = key.reason === undefined ? '' : `  (not now: ${key.reason})`;
    return [
      { text: `  ${names.padEnd(keyWidth)}`, tone: 'accent' },
      key.help ?? key.label,
      { text: reason, tone: 'warning' },
    ];
  }
}
