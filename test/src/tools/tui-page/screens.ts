import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A screen of the page: how it is reached from the one before, and what it says there. */
export interface PageScreen {
  readonly title: string;
  readonly text: string;
  /** Keys one after the other, as a terminal sends them. */
  readonly keys: readonly string[];
  /** What is to be seen when it is there. */
  readonly sees: string;
}

const escapeKey = '\x1b';
const enter = '\r';

/** Where everything lies that the page shows. Its name tells nothing of this machine. */
export const pageDirectory = join(tmpdir(), 'integration-client');

/** The folder of a plugin that is not installed. */
export const newPlugin = join(pageDirectory, 'vault');

/** The first screen of a home without a settings database. */
export const welcome: PageScreen = {
  title: 'Welcome',
  text: 'The first start: there is no settings database yet.',
  keys: [],
  sees: 'There is no settings database yet',
};

/** What follows it. */
export const firstSteps: PageScreen = {
  title: 'First Steps',
  text: 'The way to the first data. Later it is in the Help menu. Nothing is lost by leaving it.',
  keys: [enter],
  sees: 'to do',
};

/** The main window, with data in it. */
export const mainWindow: PageScreen = {
  title: 'The main window',
  text: 'What runs, what ran and what is due. Tab and the numbers move between the panels.',
  keys: [],
  sees: 'done',
};

/** All others, each reached from the main window. */
export const screens: readonly PageScreen[] = [
  { title: 'Keys', text: '`?` on any screen: the keys that work there.', keys: ['?'], sees: 'Run the schedule now' },
  { title: 'The Setup menu', text: '`S` on the main window.', keys: ['S'], sees: 'Site Configuration' },
  { title: 'Site Configuration', text: '`S` `s`.', keys: ['S', 's'], sees: 'Site Configuration' },
  {
    title: 'Test of a site',
    text: '`t` in the list of sites: each step, and what is wrong.',
    keys: ['S', 's', 't'],
    sees: 'Everything works.',
  },
  {
    title: 'A site',
    text: 'Enter in the list. Secrets are never shown, nor how long they are.',
    keys: ['S', 's', enter],
    sees: 'URL',
  },
  {
    title: 'Before something is deleted',
    text: 'What changes or deletes asks first, and shows the command that does the same.',
    keys: ['S', 'c', 'd'],
    sees: 'Delete the schedule',
  },
  { title: 'Plugin Configuration', text: '`S` `p`: the destinations.', keys: ['S', 'p'], sees: 'Plugin Configuration' },
  {
    title: 'A destination',
    text: "Made from the plugin's own settings, step by step, with the description of the field in focus.",
    keys: ['S', 'p', enter],
    sees: 'Destination',
  },
  {
    title: 'Schedule Configuration',
    text: '`S` `c`.',
    keys: ['S', 'c'],
    sees: 'Schedule Configuration',
  },
  { title: 'A schedule', text: 'Enter in the list.', keys: ['S', 'c', enter], sees: 'Run Every' },
  {
    title: 'A transfer',
    text: 'Enter on a transfer of a schedule.',
    keys: ['S', 'c', enter, '\x1b[A', '\x1b[A', enter],
    sees: 'Types of Data',
  },
  {
    title: 'Install Plugin',
    text: '`S` `i`: the plugins there are, and whether each can be used. One was put into the home by hand.',
    keys: ['S', 'i', '\x1b[F'],
    sees: '› by-hand',
  },
  {
    title: 'What a plugin is',
    text: '`n` in the list, with a folder, a tarball or the name of a package: nothing is installed before it was shown and asked.',
    keys: ['S', 'i', 'n', newPlugin, enter],
    sees: 'It can be installed',
  },
  {
    title: 'Application Settings',
    text: '`S` `a`.',
    keys: ['S', 'a'],
    sees: 'Log Directory',
  },
  {
    title: 'The scheduler as a service',
    text: 'Enter on the scheduler status: start, stop, install, uninstall. What cannot be done now says why.',
    keys: ['S', 'a', enter],
    sees: 'of the machine',
  },
  {
    title: 'Notification Settings',
    text: '`S` `n`, with a test mail.',
    keys: ['S', 'n'],
    sees: 'Notification Settings',
  },
  { title: 'API Tester', text: '`T` `a`: moves chosen data once.', keys: ['T', 'a'], sees: 'API Tester' },
  {
    title: 'Backfill',
    text: '`T` `b`: delivers what is missing of days that have passed.',
    keys: ['T', 'b'],
    sees: 'First Day',
  },
  {
    title: 'Verify',
    text: '`T` `v`: compares what was delivered with what the destinations hold.',
    keys: ['T', 'v'],
    sees: 'Deliver Again',
  },
  { title: 'Log File', text: '`T` `l`.', keys: ['T', 'l'], sees: 'Log File' },
  { title: 'Quarantine', text: '`T` `q`: what could not be delivered.', keys: ['T', 'q'], sees: 'Quarantine' },
  { title: 'About', text: '`H` `a`: the version, and where the files lie.', keys: ['H', 'a'], sees: 'Version' },
];

/** Keys that lead back to the main window, from wherever. */
export const backToMain: readonly string[] = [escapeKey, escapeKey, escapeKey, escapeKey];

/** Keys that run the schedule that is selected. */
export const runNow: readonly string[] = ['r', 'y'];
