import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { TestProxy } from '../support/proxy.js';
import { settingsFor, TestHome } from '../support/test-home.js';

const login = { username: 'someone', password: 'Proxy-Secret-77' };

describe('a proxy of a site, through the command line', () => {
  it('is the way of everything, until it is taken away; its password is nowhere to be read', async () => {
    const home = await TestHome.create();
    const appliance = await SimulatedAppliance.start({ sessions: 2, presentations: 0, recordings: 'none' });
    const proxy = await TestProxy.start(login);
    let printed = '';
    const ic = async (...parameters: string[]) => {
      const { code, stdout, stderr } = await home.ic(...parameters);
      printed += stdout + stderr;
      return { code, stdout, stderr };
    };
    try {
      await home.apply(settingsFor(home, appliance, ['sessions']));
      const file = join(home.directory, 'password');
      await writeFile(file, login.password);
      const set = ['--proxy', proxy.address, '--proxy-username', login.username, '--proxy-password', `file:${file}`];
      assert.equal((await ic('site', 'edit', 'Example', ...set)).code, 0);
      assert.equal((await ic('site', 'test', 'Example')).code, 0);
      assert.equal((await ic('schedule', 'run', 'Now')).code, 0);
      assert.equal((await home.files('sessions')).length, 2);
      assert.ok(proxy.targets.length > 0 && proxy.targets.every((target) => target === appliance.host));

      // The secret itself, sealed.
      const [site] = settingsFor(home, appliance, ['sessions']).sites;
      const own = { ...site, proxy: proxy.address, proxyUsername: login.username, proxyPassword: login.password };
      await home.apply({ sites: [own] });
      assert.equal((await ic('schedule', 'run', 'Now')).code, 0);
      assert.match((await ic('export')).stdout, /proxyPassword: "?stored:/);
      await home.apply({ sites: [{ ...own, proxyPassword: 'stored:' }] });
      assert.equal((await ic('site', 'test', 'Example')).code, 0);

      const asked = proxy.targets.length;
      assert.equal((await ic('site', 'edit', 'Example', '--no-proxy')).code, 0);
      assert.equal((await ic('schedule', 'run', 'Now')).code, 0);
      assert.equal(proxy.targets.length, asked);
      const wrong = await ic('site', 'edit', 'Example', '--proxy', 'https://u:p@proxy', '--proxy-password', 'env:X');
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /proxy: must be http:\/\/host:port/);
      assert.match(wrong.stderr, /proxyPassword: is the password of proxyUsername/);

      for (const { parentPath, name } of await readdir(home.home, { recursive: true, withFileTypes: true })) {
        if (/\.(?:db|txt|json|log)$/.test(name)) printed += await readFile(join(parentPath, name), 'latin1');
      }
      assert.ok(!printed.includes(login.password));
    } finally {
      await proxy.stop();
      await appliance.stop();
      await home.remove();
    }
  });
});
