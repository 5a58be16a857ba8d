import { useRef, useState } from 'react';
import { useKeys, useTextKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { findLine, searchPattern } from './line-search.js';
import { type LogWindow, type NumberedLines, topOfPageBefore, windowAtEnd, windowFrom } from './log-window.js';
import { editText } from './text-edit.js';

/** Where in a log somebody looks, and for what. */
export interface LogView {
  /** Absent: at the end, and what comes is shown. */
  readonly top?: number;
  readonly search: string;
  readonly isTyping: boolean;
  /** Marks what is searched for. Absent: nothing is. */
  readonly pattern?: RegExp;
  /** The line that was found last. */
  readonly found?: number;
  /** What is shown in so much room; the keys go by what was shown last. */
  show(width: number, height: number, mark: string): LogWindow;
}

/** Lines above one that was found. */
const context = 2;

/** Scrolling in a log, following it and searching it, and the keys for that. */
export function useLogView(lines: NumberedLines): LogView {
  const navigation = useNavigation();
  const [top, setTop] = useState<number>();
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<number>();
  const [typed, setTyped] = useState<string>();
  const shown = useRef<{ readonly window: LogWindow; readonly width: number; readonly height: number }>({
    window: { rows: [], top: 0, bottom: 0 },
    width: 80,
    height: 1,
  });
  const isTyping = typed !== undefined;
  const marked = isTyping ? typed : search;

  /** Shows from a line on; at the end it follows again. */
  const goTo = (line: number) => {
    const { width, height } = shown.current;
    const window = windowFrom(lines, line, width, height);
    setTop(window.bottom >= lines.end ? undefined : Math.max(lines.first, line));
  };
  const hold = () => setTop(shown.current.window.top);
  const hasLines = lines.end > lines.first;
  useKeys(
    'list',
    {
      up: () => setTop(Math.max(lines.first, shown.current.window.top - 1)),
      down: () => goTo(shown.current.window.top + 1),
      pageUp: () => {
        const { window, width, height } = shown.current;
        setTop(topOfPageBefore(lines, window.top, width, height));
      },
      pageDown: () => goTo(shown.current.window.bottom),
      first: () => setTop(lines.first),
      last: () => setTop(undefined),
    },
    !isTyping && hasLines,
  );
  const find = (text: string, from: number, step: 1 | -1) => {
    const place = findLine(lines, searchPattern(text), from, step);
    if (place === undefined) {
      navigation.say(`No line holds "${text}"`, 'note');
      return;
    }
    const { window } = shown.current;
    const isSeen = place.line >= window.top && place.line < window.bottom;
    setTop(isSeen ? window.top : Math.max(lines.first, place.line - context));
    setFound(place.line);
    if (place.hasWrapped) navigation.say(step === 1 ? 'Went on at the first line' : 'Went on at the last line', 'note');
  };
  useKeys(
    'logView',
    {
      follow: top === undefined ? hold : () => setTop(undefined),
      find: () => setTyped(''),
      next: search === '' ? undefined : () => find(search, (found ?? shown.current.window.top - 1) + 1, 1),
      previous: search === '' ? undefined : () => find(search, (found ?? shown.current.window.bottom) - 1, -1),
      forget:
        search === ''
          ? undefined
          : () => {
              setSearch('');
              setFound(undefined);
            },
    },
    !isTyping,
  );
  useKeys(
    'logSearch',
    {
      find: () => {
        setTyped(undefined);
        setFound(undefined);
        setSearch(typed ?? '');
        if (typed !== undefined && typed !== '') findFirst(typed);
      },
      cancel: () => setTyped(undefined),
    },
    isTyping,
  );
  useTextKeys(
    (key, text) => {
      if (typed === undefined) return false;
      const edited = editText({ text: typed, cursor: typed.length }, key, text);
      if (edited === undefined) return false;
      setTyped(edited.text);
      return true;
    },
    { isActive: isTyping },
  );
  return {
    search: marked,
    isTyping,
    ...(top === undefined ? {} : { top }),
    ...(found === undefined || isTyping ? {} : { found }),
    ...(marked === '' ? {} : { pattern: searchPattern(marked) }),
    show: (width, height, mark) => {
      const window =
        top === undefined ? windowAtEnd(lines, width, height, mark) : windowFrom(lines, top, width, height, mark);
      shown.current = { window, width, height };
      return window;
    },
  };

  /** Below the first line that is shown, or else the nearest above it. */
  function findFirst(text: string): void {
    const from = shown.current.window.top;
    const below = findLine(lines, searchPattern(text), from, 1);
    if (below === undefined || !below.hasWrapped) find(text, from, 1);
    else find(text, from - 1, -1);
  }
}
