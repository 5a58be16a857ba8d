import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginView } from '@integration-client/core/application';
import { claimingBody, pluginFolder, pluginText } from '../support/plugin-folder.js';
import type { Finished } from '../support/program.js';
import { TestHome } from '../support/test-home.js';

/** A file that any plugin could be given. */
export const sample = fileURLToPath(new URL('../../fixtures/samples/access-session.xml', import.meta.url));

/** A home for the plugin `vault` of somebody else. */
export class PluginHome {
  readonly home: TestHome;

  private constructor(home: TestHome) {
    this.home = home;
  }

  static async create(): Promise<PluginHome> {
    return new PluginHome(await TestHome.create());
  }

  /** A path in the directory of plugins. */
  installed(...path: string[]): string {
    return join(this.home.home, 'plugins', ...path);
  }

  /** The folder of its package `@team/vault`, whose setting `place` has to be given. */
  vault(version = '1.0.0', text?: string): Promise<string> {
    const settings = `{ place: { type: 'string', title: 'Place' } }, required: ['place']`;
    const files = { 'index.js': text ?? pluginText('vault', claimingBody, { settings }) };
    return pluginFolder(join(this.home.directory, 'vault'), files, { name: '@team/vault', version });
  }

  /** Puts a plugin where installed ones lie, as a person might do by hand. */
  byHand(): Promise<string> {
    return pluginFolder(this.installed('vault'), { 'index.js': pluginText('vault', claimingBody) });
  }

  async plugins(): Promise<PluginView[]> {
    return JSON.parse((await this.home.ic('plugin', 'list', '--json')).stdout);
  }

  async view(name: string): Promise<PluginView | undefined> {
    return (await this.plugins()).find((plugin) => plugin.name === name);
  }

  /** Makes a destination of it. */
  useIt(): Promise<void> {
    const account = { type: 'user', username: 'u', password: 'top secret' };
    return this.home.apply({
      sites: [{ name: 'Example', host: 'support.example.com', account }],
      destinations: [{ name: 'Mine', plugin: 'vault', settings: { place: 'here' } }],
    });
  }

  /** Hands it a session. */
  deliver(): Promise<Finished> {
    const session = ['--operation', 'sessions', '--xml', sample];
    return this.home.ic('tester', '--site', 'Example', '--destination', 'Mine', ...session, '--json');
  }

  /** What stands in the directory of plugins, with what nobody may see, but for the lock. */
  async left(): Promise<string[]> {
    const names = await readdir(this.installed()).catch(() => []);
    return names.filter((name) => name !== '.lock').sort();
  }
}
