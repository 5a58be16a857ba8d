import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { runCommand } from '../../support/command-line.js';
import { claimingBody, pluginFolder, pluginText } from '../../support/plugin-folder.js';
import { ScreenWatcher } from '../../support/screen-watcher.js';
import {
  backToMain,
  firstSteps,
  mainWindow,
  newPlugin,
  type PageScreen,
  pageDirectory,
  runNow,
  screens,
  welcome,
} from './screens.js';

/** A screen as it was seen. */
export interface Captured extends PageScreen {
  readonly picture: string;
}

const ic = fileURLToPath(new URL('../../../../host/bin/ic.js', import.meta.url));

/** Milliseconds between two keys: an Esc and what follows are two keys then. */
const keyPause = 120;

/** Goes through all screens of the real program, in a real terminal, with two simulated appliances behind it. */
export async function captureScreens(progress: (text: string) => void): Promise<readonly Captured[]> {
  const directory = pageDirectory;
  // Where it is there already it is somebody's: this throws.
  await mkdir(directory);
  const appliances = await Promise.all([
    SimulatedAppliance.start({ product: 'RS', sessions: 40, seed: 1 }),
    SimulatedAppliance.start({ product: 'PRA', sessions: 25, seed: 2 }),
  ]);
  try {
    const home = join(directory, 'home');
    const captured: Captured[] = [];
    const empty = await open(home);
    try {
      for (const screen of [welcome, firstSteps]) captured.push(await capture(empty, screen, progress));
    } finally {
      await empty.kill();
    }
    await fill(home, directory, appliances);
    const full = await open(home);
    try {
      await full.sees('Nightly');
      await press(full, runNow);
      await full.sees('items delivered');
      captured.push(await capture(full, mainWindow, progress));
      for (const screen of screens) {
        captured.push(await capture(full, screen, progress));
        await press(full, backToMain);
        await full.sees('Scheduler Status');
      }
    } finally {
      await full.kill();
    }
    return captured;
  } finally {
    await Promise.all(appliances.map((appliance) => appliance.stop()));
    await rm(directory, { recursive: true });
  }
}

async function open(home: string): Promise<ScreenWatcher> {
  return new ScreenWatcher(80, 24, [process.execPath, ic, '--home', home], {
    NO_COLOR: '1',
    TZ: 'UTC',
    HOME: join(pageDirectory, 'ann'),
  });
}

async function capture(terminal: ScreenWatcher, screen: PageScreen, progress: (text: string) => void) {
  await press(terminal, screen.keys);
  const picture = await terminal.sees(screen.sees);
  progress(screen.title);
  return { ...screen, picture };
}

async function press(terminal: ScreenWatcher, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    terminal.keys(key);
    await setTimeout(keyPause);
  }
}

/** Sites, destinations and schedules, as somebody has them after the first week, and a plugin to install. */
async function fill(home: string, directory: string, appliances: readonly SimulatedAppliance[]): Promise<void> {
  for (const folder of [newPlugin, join(home, 'plugins', 'by-hand')])
    await pluginFolder(folder, { 'index.js': pluginText('vault', claimingBody) });
  const names = ['Support', 'Access'];
  const certificates = names.map((name) => join(directory, `${name}.pem`));
  await Promise.all(appliances.map(({ caFile }, index) => copyFile(caFile, certificates[index] ?? '')));
  const archive = (name: string) => ({ directory: join(directory, 'archive', name) });
  const document = {
    sites: appliances.map(({ host, clientId, clientSecret }, index) => ({
      name: names[index],
      host,
      account: { type: 'api', clientId, clientSecret },
      caFile: certificates[index],
    })),
    destinations: [
      {
        name: 'Archive',
        plugin: 'filesystem',
        settings: { sessions: archive('sessions'), 'session-recordings': archive('recordings') },
      },
      { name: 'Storage', plugin: 'sqlite', settings: { file: join(directory, 'archive', 'sessions.db') } },
    ],
    schedules: [
      {
        name: 'Nightly',
        every: { days: 1, at: '02:00' },
        transfers: names.map((site) => ({
          site,
          destination: 'Archive',
          operations: ['sessions', 'session-recordings'],
        })),
      },
      {
        name: 'Often',
        every: { minutes: 5 },
        transfers: names.map((site) => ({ site, destination: 'Storage', operations: ['sessions'] })),
      },
    ],
  };
  const file = join(directory, 'ic.yaml');
  await writeFile(file, JSON.stringify(document));
  const { code, stderr } = await runCommand(['apply', '-f', file], { IC_HOME: home });
  if (code !== 0) throw new Error(stderr);
}
