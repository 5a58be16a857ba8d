import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { Robot } from './robot.js';

/** What every test of the API Tester begins with. */
export interface ApiTesterScene {
  readonly home: TestHome;
  readonly appliance: SimulatedAppliance;
  /** At the API Tester. */
  readonly robot: Robot;
}

/** A site with three sessions, two destinations, and the API Tester open; before each test of a suite. */
export function apiTesterScene(): ApiTesterScene {
  const scene = {} as { -readonly [K in keyof ApiTesterScene]: ApiTesterScene[K] };
  const before = process.cwd();
  beforeEach(async () => {
    scene.home = await TestHome.create({ workers: false });
    scene.appliance = await SimulatedAppliance.start({ sessions: 3, days: 1, recordings: 'all' });
    await scene.home.apply(settingsFor(scene.home, scene.appliance, ['sessions', 'session-recordings']));
    scene.robot = await Robot.open(scene.home);
    await scene.robot.sees('Example');
    await scene.robot.press('T', 'a');
    await scene.robot.sees('API Tester', 'Sites', '[x] Example', '[ ] Archive');
  });
  afterEach(async () => {
    process.chdir(before);
    await scene.robot.close();
    await scene.appliance.stop();
    await scene.home.remove();
  });
  return scene;
}

/** From the first field: takes a file from a directory below this process's, with a way up and down again in the browser. */
export async function chooseFile({ home, robot }: ApiTesterScene, content: string | Buffer): Promise<void> {
  const directory = join(home.directory, 'reports', 'below');
  await mkdir(directory, { recursive: true });
  process.chdir(dirname(directory));
  await writeFile(join(directory, 'one.xml'), content);
  await robot.press('space', 'down', 'enter');
  await robot.sees('API Tester > XML Files', 'reports', 'below/');
  await robot.press('enter');
  await robot.sees('[ ]  one.xml');
  await robot.press('left');
  await robot.sees('below/');
  await robot.press('enter');
  await robot.sees('[ ]  one.xml');
  await robot.press('enter');
  await robot.sees('[x]  one.xml', 'Files, 1 selected');
  await robot.press('escape');
  await robot.sees('one.xml', 'Support Site', '+ Add');
}
