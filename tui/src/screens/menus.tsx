import type { ReactNode } from 'react';
import type { ActionName } from '../keys.js';
import { useNavigation } from '../navigation.js';
import { Menu, type MenuEntry } from '../parts/menu.js';
import { About } from './about.js';
import { ApiTester } from './api-tester.js';
import { ApplicationSettings } from './application-settings.js';
import { Backfill } from './backfill.js';
import { FirstSteps } from './first-steps.js';
import { InstallPlugin } from './install-plugin.js';
import { LogFile } from './log-file.js';
import { NotificationSettings } from './notification-settings.js';
import { PluginConfiguration } from './plugin-configuration.js';
import { Quarantine } from './quarantine.js';
import { ScheduleConfiguration } from './schedule-configuration.js';
import { SiteConfiguration } from './site-configuration.js';
import { Verify } from './verify.js';

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
    key: 'p',
    title: 'Plugin Configuration',
    description: 'the destinations that data goes to',
    screen: <PluginConfiguration />,
  },
  {
    key: 'c',
    title: 'Schedule Configuration',
    description: 'when data is moved, and which',
    screen: <ScheduleConfiguration />,
  },
  { key: 'i', title: 'Install Plugin', description: 'the plugins there are, and new ones', screen: <InstallPlugin /> },
  {
    key: 'a',
    title: 'Application Settings',
    description: 'scheduler, logs, settings database',
    screen: <ApplicationSettings />,
  },
  {
    key: 'n',
    title: 'Notification Settings',
    description: 'mail about errors',
    screen: <NotificationSettings />,
  },
];

/** The Tools menu. */
const tools: readonly ScreenEntry[] = [
  { key: 'a', title: 'API Tester', description: 'move chosen data once, and see what happens', screen: <ApiTester /> },
  {
    key: 'b',
    title: 'Backfill',
    description: 'deliver what is missing of days that have passed',
    screen: <Backfill />,
  },
  { key: 'v', title: 'Verify', description: 'compare what was delivered with what is there', screen: <Verify /> },
  { key: 'l', title: 'Log File', description: 'the IC log and the service log, live', screen: <LogFile /> },
  { key: 'q', title: 'Quarantine', description: 'what could not be delivered', screen: <Quarantine /> },
];

/** The Help menu. */
const help: readonly ScreenEntry[] = [
  { key: 'f', title: 'First Steps', description: 'the way to the first data', screen: <FirstSteps /> },
  { key: 'a', title: 'About', description: 'the version, and where the files lie', screen: <About /> },
];

/** The menus of the main window, as overlays, nothing where one has no lines; and the screens that have a key of their own. */
export function useMenus(): Readonly<Record<ActionName<'menus'>, (() => void) | undefined>> {
  const navigation = useNavigation();
  const menu = (title: string, screens: readonly ScreenEntry[]) => {
    const entries = screens.map(
      ({ screen, ...entry }): MenuEntry => ({ ...entry, choose: () => navigation.open(screen) }),
    );
    return entries.length === 0 ? undefined : () => navigation.showOverlay(<Menu title={title} entries={entries} />);
  };
  return {
    setup: menu('Setup', setup),
    tools: menu('Tools', tools),
    log: () => navigation.open(<LogFile />),
    quarantine: () => navigation.open(<Quarantine />),
    help: menu('Help', help),
  };
}
