import type { ReactNode } from 'react';
import { useNavigation } from '../navigation.js';
import { Menu, type MenuEntry } from '../parts/menu.js';
import { About } from './about.js';
import { ScheduleConfiguration } from './schedule-configuration.js';
import { SiteConfiguration } from './site-configuration.js';

/** A screen that a menu opens. */
interface ScreenEntry {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly screen: ReactNode;
}

/** The Setup menu: a line for each screen. */
const setup: readonly ScreenEntry[] = [
  {
    key: 's',
    title: 'Site Configuration',
    description: 'the appliances that data comes from',
    screen: <SiteConfiguration />,
  },
  {
    key: 'c',
    title: 'Schedule Configuration',
    description: 'when data is moved, and which',
    screen: <ScheduleConfiguration />,
  },
];

/** The Tools menu. */
const tools: readonly ScreenEntry[] = [];

/** The Help menu. */
const help: readonly ScreenEntry[] = [
  { key: 'a', title: 'About', description: 'the version, and where the files lie', screen: <About /> },
];

/** A menu of the main window, as an overlay; nothing where it has no lines. */
export function useMenus(): Readonly<Record<'setup' | 'tools' | 'help', (() => void) | undefined>> {
  const navigation = useNavigation();
  const menu = (title: string, screens: readonly ScreenEntry[]) => {
    const entries = screens.map(
      ({ screen, ...entry }): MenuEntry => ({ ...entry, choose: () => navigation.open(screen) }),
    );
    return entries.length === 0 ? undefined : () => navigation.showOverlay(<Menu title={title} entries={entries} />);
  };
  return { setup: menu('Setup', setup), tools: menu('Tools', tools), help: menu('Help', help) };
}
