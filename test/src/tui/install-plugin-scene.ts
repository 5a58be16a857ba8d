import { TestHome } from '../support/test-home.js';
import { Robot } from './robot.js';

/** What every test of Install Plugin begins with: a home without settings, and the main window. */
export interface InstallPluginScene {
  readonly home: TestHome;
  readonly robot: Robot;
}

/** Makes it before each test of a suite. */
export function installPluginScene(): InstallPluginScene {
  const scene = {} as { -readonly [K in keyof InstallPluginScene]: InstallPluginScene[K] };
  beforeEach(async () => {
    scene.home = await TestHome.create();
    scene.robot = await Robot.open(scene.home, { columns: 100, rows: 40 });
    // The plugins were looked at for the settings: what comes from here on is seen.
    await scene.robot.sees('There are no schedules', 'None yet');
  });
  afterEach(async () => {
    await scene.robot.close();
    await scene.home.remove();
  });
  return scene;
}
