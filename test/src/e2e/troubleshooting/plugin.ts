import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptPlugins } from '../../support/accept-plugin.js';
import { claimingBody, pluginFolder, pluginText } from '../../support/plugin-folder.js';
import { settingsFor, type TestHome } from '../../support/test-home.js';
import { type Producers, printed, type Workshop } from './workshop.js';

const name = 'colleague';
const working = pluginText(name, claimingBody);

/** A home with a plugin of this text: of its own, as a broken plugin is looked at again by each command. */
async function homeWith(shop: Workshop, text: string, manifest = {}): Promise<TestHome> {
  const home = await shop.newHome({ workers: true });
  await pluginFolder(join(home.home, 'plugins', name), { 'index.js': text }, manifest);
  return home;
}

/** Such a home where a person accepted the plugin. */
async function homeAccepting(shop: Workshop, text: string, manifest = {}): Promise<TestHome> {
  const home = await homeWith(shop, text, manifest);
  await acceptPlugins(home.home, [name]);
  return home;
}

async function show(home: TestHome): Promise<string> {
  return printed(await home.ic('plugin', 'show', name));
}

/** Messages about plugins. */
export const pluginMessages: Producers = {
  'There is no plugin named …': (shop) => shop.ic('plugin', 'show', 'filesistem'),
  'The plugin … in … was put there by hand and is not accepted yet': async (shop) =>
    show(await homeWith(shop, working)),
  'The code of the plugin … in … is not what was accepted': async (shop) => {
    const home = await homeAccepting(shop, working);
    await appendFile(join(home.home, 'plugins', name, 'index.js'), '\n// changed\n');
    return show(home);
  },
  '… cannot be used: a dependency of it is not installed: …': async (shop) =>
    show(await homeAccepting(shop, `import 'not-there';\n${working}`)),
  '… cannot be used: its entry file … is missing': async (shop) =>
    show(await homeAccepting(shop, working, { exports: './dist/index.js' })),
  '… cannot be used: it fails to load: …': async (shop) => show(await homeAccepting(shop, 'export default {')),
  '… ended its process unexpectedly (…)': async (shop) => {
    const dying = 'async deliver() { process.exit(3); }\n  async close() {}';
    const home = await homeAccepting(shop, pluginText(name, dying));
    const settings = settingsFor(home, shop.appliance, ['sessions']);
    await home.apply({ ...settings, destinations: [{ name: 'Archive', plugin: name, settings: {} }] });
    return printed(await home.ic('schedule', 'run', 'Now'));
  },
};
