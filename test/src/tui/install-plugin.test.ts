import assert from 'node:assert/strict';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { claimingBody, pluginFolder, pluginText } from '../support/plugin-folder.js';
import { checkFrame } from './check-frame.js';
import { installPluginScene } from './install-plugin-scene.js';

describe('Install Plugin', () => {
  const scene = installPluginScene();

  /** What is installed, by its folder. */
  const installed = async () => {
    const names = await readdir(join(scene.home.home, 'plugins')).catch(() => []);
    return names.filter((name) => !name.startsWith('.'));
  };

  it('names what cannot be installed, shows what can, installs it after a question, and deletes it', async () => {
    const { home, robot } = scene;
    const vault = await pluginFolder(
      join(home.directory, 'vault'),
      { 'index.js': pluginText('vault', claimingBody) },
      { scripts: { postinstall: 'echo oh' } },
    );
    await robot.press('S', 'i');
    await robot.sees('File System', 'bundled', '✓ ok', 'Takes everything.');
    await robot.press('d');
    await robot.sees('Delete: it comes with the client');
    await robot.press('n');
    await robot.sees('Install Plugin > New', 'a tarball');
    robot.type(join(home.directory, 'nowhere'));
    await robot.press('enter');
    await robot.sees('Not begun: one thing is wrong', '✗ There is nothing at', 'Give the folder of a plugin');
    await robot.press('ctrl+u');
    robot.type(vault);
    await robot.press('enter');
    await robot.sees(
      '! It can be installed; read the warnings.',
      'vault 1.0.0',
      'sessions',
      'SHA-256',
      'install scripts were not run',
    );
    assert.deepEqual(await installed(), []);
    robot.resize(60, 15);
    await robot.sees('! It can be installed; read the warnings.', 'of 1');
    for (const frame of robot.takeFrames()) checkFrame(frame, 60, 15, 'a plugin', false);
    robot.resize(100, 40);
    await robot.press('enter');
    await robot.sees('Install the plugin vault 1.0.0?', `ic plugin install ${vault}`, 'install only what you trust');
    await robot.press('y');
    await robot.sees('Installed the plugin vault 1.0.0', '› vault', 'installed', 'Takes Sessions.');
    assert.deepEqual(await installed(), ['vault']);
    await robot.press('enter');
    await robot.sees('written for version 1', `From      ${vault}`, 'Used by   no destination');
    await home.apply({ destinations: [{ name: 'Mine', plugin: 'vault' }] });
    await robot.press('escape', 'escape', 'S', 'i');
    await robot.sees('vault', 'Mine');
    await robot.press('end', 'd');
    await robot.sees('Delete: the destination "Mine" uses it; delete that first');
    await home.ic('destination', 'remove', 'Mine', '--yes');
    await robot.press('escape', 'S', 'i');
    await robot.sees('vault');
    await robot.press('end', 'd');
    await robot.sees('Delete the plugin "vault"?', 'ic plugin remove vault --yes');
    await robot.press('y');
    await robot.sees('Deleted the plugin "vault"');
    assert.deepEqual(await installed(), []);
  });

  it('accepts what was put there by hand, if it is still what was shown', async () => {
    const { home, robot } = scene;
    const place = join(home.home, 'plugins', 'vault');
    await pluginFolder(place, { 'index.js': pluginText('vault', claimingBody) });
    await robot.press('S', 'i', 'end');
    await robot.sees('› vault', '! not accepted', 'was put there by hand', 'a looks at its code');
    await robot.press('a');
    await robot.sees('Install Plugin > vault', '✓ It can be accepted.', 'put there by hand');
    // Somebody is quicker than the person who reads.
    await appendFile(join(place, 'index.js'), '// another one\n');
    await robot.press('enter');
    await robot.sees('Accept the plugin vault 1.0.0?', 'ic plugin accept vault');
    await robot.press('y');
    await robot.sees('✗ not accepted', 'its code has changed meanwhile');
    await robot.press('r');
    await robot.sees('It can be accepted.');
    await robot.press('enter', 'y');
    await robot.sees('Accepted the plugin vault 1.0.0', '› vault', 'Takes Sessions.');
    await robot.press('a');
    await robot.sees('Accept: its code is accepted');
    await appendFile(join(place, 'index.js'), '// and another one\n');
    await robot.press('escape', 'S', 'i');
    await robot.sees('! changed');
  });
});
