import { useEffect, useState } from 'react';
import { useKeys } from '../key-dispatch.js';

/** Scrolling in lines of which `room` are shown at once; answers the first that is. */
export function useScroll(count: number, room: number, isActive: boolean): number {
  const [scrolled, setScrolled] = useState(0);
  const last = Math.max(0, count - room);
  const top = Math.min(scrolled, last);
  useEffect(() => setScrolled((before) => Math.min(before, last)), [last]);
  const scroll = (to: number) => setScrolled(Math.max(0, Math.min(to, last)));
  useKeys(
    'list',
    {
      up: () => scroll(top - 1),
      down: () => scroll(top + 1),
      pageUp: () => scroll(top - room),
      pageDown: () => scroll(top + room),
      first: () => scroll(0),
      last: () => scroll(last),
    },
    isActive && last > 0,
  );
  return top;
}

/** What stands at the right end of the title where not all lines can be seen at once. */
export function scrollAside(top: number, count: number, room: number): string {
  return count > room ? `${top + 1}-${Math.min(count, top + room)} of ${count}` : '';
}
