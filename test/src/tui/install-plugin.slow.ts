import { join } from 'node:path';
import { acceptPlugins } from '../support/accept-plugin.js';
import { pluginFolder } from '../support/plugin-folder.js';
import { installPluginScene } from './install-plugin-scene.js';

describe('Install Plugin', () => {
  const scene = installPluginScene();

  it('does not accept what cannot be used, and says why an accepted plugin cannot', async () => {
    const { home, robot } = scene;
    await pluginFolder(join(home.home, 'plugins', 'broken'), { 'index.js': 'throw new Error("it is broken");' });
    await robot.press('S', 'i', 'end', 'a');
    await robot.sees('It is refused: one thing is wrong', 'it is broken', 'This is a defect of the plugin', 'SHA-256');
    await robot.press('enter');
    await robot.sees('Accept: what is wrong with it has to be mended first');
    await acceptPlugins(home.home, ['broken']);
    await robot.press('escape', 'escape', 'S', 'i');
    await robot.sees('broken', '✗ failed');
    await robot.press('/');
    robot.type('broken');
    await robot.sees('1 of 4', 'it is broken', 'This is a defect of the plugin');
    await robot.press('enter', 'a');
    await robot.sees('Accept: its code is accepted, and cannot be used');
  });
});
