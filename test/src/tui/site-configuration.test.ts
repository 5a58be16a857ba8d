import assert from 'node:assert/strict';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { TestHome } from '../support/test-home.js';
import { typeSite } from './first-site.js';
import { Robot } from './robot.js';

describe('Site Configuration', () => {
  let home: TestHome;
  let robot: Robot;
  beforeEach(async () => {
    home = await TestHome.create();
    robot = await Robot.open(home);
    await robot.sees('There are no schedules');
    await robot.press('S', 's');
    await robot.sees('There are no sites');
  });
  afterEach(async () => {
    await robot.close();
    await home.remove();
  });

  const sites = async () => JSON.parse((await home.ic('site', 'list', '--json')).stdout);

  it('adds a site, tests it, changes it and deletes it', async () => {
    const appliance = await SimulatedAppliance.start({ sessions: 1 });
    try {
      await robot.press('n');
      await typeSite(robot, appliance);
      await robot.press('ctrl+s');
      await robot.sees('Add the site "Example"?', 'ic site add Example --host', '--client-secret -');
      await robot.press('y');
      await robot.sees('Saved the site "Example"', appliance.host);
      await robot.press('t');
      await robot.sees('Log in', 'the account is accepted', 'Everything works.');
      await robot.press('escape', 'enter');
      await robot.sees('(stored; what you type replaces it)');
      await robot.press('home');
      robot.type('other.');
      await robot.press('ctrl+s');
      await robot.sees('Change the site "Example"?', 'Changes: Site Information: URL');
      await robot.press('y');
      await robot.sees('Saved the site');
      const [site] = await sites();
      assert.equal(site.host, `other.${appliance.host}`);
      assert.equal(site.account.clientSecret, 'stored:');
      for (const frame of robot.frames) assert.ok(!frame.includes(appliance.clientSecret));
      await robot.press('t');
      await robot.sees('It cannot be reached.');
      await robot.press('escape', 'x');
      await robot.sees('ic site disable Example');
      await robot.press('y');
      await robot.sees('disabled');
      await robot.press('d');
      await robot.sees('ic site remove Example --yes');
      await robot.press('n');
      await robot.misses('ic site remove');
      await robot.press('d', 'y');
      await robot.sees('There are no sites');
      assert.deepEqual(await sites(), []);
    } finally {
      await appliance.stop();
    }
  });

  it('shows everything that is wrong, each at its field', async () => {
    await robot.press('n');
    robot.type('Example');
    await robot.press('down');
    robot.type('https://h');
    await robot.press('ctrl+s', 'y');
    await robot.sees('Not saved: 3 things are wrong');
    const lines = robot.frame.split('\n');
    for (const label of ['URL', 'Client ID', 'Client Secret']) {
      const line = lines.findIndex((each) => each.includes(label) && !each.includes('─'));
      assert.match(lines[line + 1] ?? '', /^ +✗ /, robot.frame);
    }
    robot.type('x');
    await robot.misses('must be host or host:port');
    assert.equal(robot.frame.split('✗').length - 1, 2, robot.frame);
    assert.deepEqual(await sites(), []);
  });

  it('does not show a secret, nor how long it is', async () => {
    await robot.press('n', 'down', 'down', 'down', 'down');
    await robot.sees('› Client Secret  (none)');
    const shown = new Set<string>();
    for (const character of 'hush-hush') {
      robot.type(character);
      await robot.sees('(new, not shown)');
      shown.add(robot.frame);
    }
    assert.equal(shown.size, 1);
    await robot.press('ctrl+u');
    await robot.sees('› Client Secret  (none)');
    robot.type('env:SECRET');
    await robot.sees('› Client Secret  env:SECRET');
    assert.ok(robot.frames.every((frame) => !frame.includes('hush')));
  });

  it('keeps the proxy of a site, and takes away its login, or all of it', async () => {
    const proxy = { proxy: 'http://proxy:3128', proxyUsername: 'ann', proxyPassword: 'hush-hush' };
    const account = { type: 'user', username: 'u', password: 'hush-too' };
    await home.apply({ sites: [{ name: 'Example', host: 'h', account, ...proxy }] });
    // Who comes back to the list sees at once what others changed.
    await robot.press('escape', 'S', 's');
    await robot.sees('Example');
    await robot.press('enter');
    await robot.sees('Proxy           http://proxy:3128', 'Proxy Username  ann', 'Proxy Password  (stored');
    await robot.press('home');
    robot.type('x.');
    await robot.press('ctrl+s', 'y');
    await robot.sees('Saved the site');
    const { proxyPassword: _, ...kept } = proxy;
    assert.deepEqual((({ proxy, proxyUsername }) => ({ proxy, proxyUsername }))((await sites())[0]), kept);
    await robot.press('enter', 'up', 'up', 'ctrl+u', 'up', 'ctrl+u');
    await robot.sees('› Proxy Username   (none)', 'Proxy Password  (none)');
    await robot.press('ctrl+s');
    await robot.sees('ic site edit Example --no-proxy && ic site edit Example --proxy', 'Proxy Username');
    await robot.press('y');
    await robot.sees('Saved the site');
    await robot.press('enter');
    await robot.sees('Proxy Password  (none)');
    await robot.press('up', 'up', 'up', 'up', 'ctrl+u', 'ctrl+s');
    await robot.sees('ic site edit Example --no-proxy');
    await robot.press('y');
    await robot.sees('Saved the site');
    assert.ok(!('proxy' in (await sites())[0]));
    for (const frame of robot.frames) assert.ok(!frame.includes('hush'));
  });

  it('asks before what was typed is lost', async () => {
    await robot.press('n');
    robot.type('Example');
    await robot.press('escape');
    await robot.sees('Leave without saving?');
    await robot.press('n');
    await robot.misses('Leave without saving?');
    await robot.sees('Example');
    await robot.press('escape', 'y');
    await robot.sees('There are no sites');
  });

  it('says why a key does not work now', async () => {
    await robot.press('t');
    await robot.sees('Test: there is no site');
    await robot.press('n', 'ctrl+s');
    await robot.sees('Save: nothing was changed');
  });

  it('keeps what is pressed while something is done for what comes after', async () => {
    const account = { type: 'user', username: 'u', password: 'p' };
    await home.apply({ sites: [{ name: 'Example', host: 'h', account }] });
    await robot.press('escape', 'S', 's');
    await robot.sees('Example');
    await robot.press('x', 'y', 'x');
    await robot.sees('take part in runs again?', 'ic site enable Example');
    await robot.rests();
    await robot.press('y');
    await robot.sees('The site "Example" is enabled', 'enabled');
    assert.equal((await sites())[0].enabled, true);
  });

  it('refuses the name of another site', async () => {
    await home.apply({
      sites: [{ name: 'Example', host: 'h', account: { type: 'user', username: 'u', password: 'p' } }],
    });
    await robot.press('n');
    robot.type('Example');
    await robot.press('ctrl+s', 'y');
    await robot.sees('there is a site "Example" already');
  });
});
