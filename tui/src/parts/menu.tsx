import { useState } from 'react';
import { useKeys, useTextKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { widthOf } from '../text-width.js';
import { Sheet } from './sheet.js';

/** A line of a menu. */
export interface MenuEntry {
  /** The key that chooses it at once. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly choose: () => void;
}

/** A menu over a screen. */
export function Menu({ title, entries }: { readonly title: string; readonly entries: readonly MenuEntry[] }) {
  const { closeOverlay } = useNavigation();
  const [selected, setSelected] = useState(0);
  const choose = (entry: MenuEntry | undefined) => {
    closeOverlay();
    entry?.choose();
  };
  const move = (to: number) => setSelected((to + entries.length) % entries.length);
  useKeys('list', {
    up: () => move(selected - 1),
    down: () => move(selected + 1),
    pageUp: () => move(0),
    pageDown: () => move(entries.length - 1),
    first: () => move(0),
    last: () => move(entries.length - 1),
  });
  useKeys('menu', { choose: () => choose(entries[selected]), close: closeOverlay });
  useTextKeys(
    (key) => {
      const entry = entries.find((each) => each.key === key);
      if (entry !== undefined) choose(entry);
      return entry !== undefined;
    },
    { isTyping: false },
  );
  const width = Math.max(...entries.map((entry) => widthOf(entry.title)));
  const lines = entries.map((entry) => [
    { text: ` ${entry.key}`, bold: true, tone: 'accent' } as const,
    `  ${entry.title.padEnd(width)}   `,
    { text: entry.description, tone: 'quiet' } as const,
  ]);
  return <Sheet title={title} lines={lines} selected={selected} />;
}
