import assert from 'node:assert/strict';
import { join } from 'node:path';
import { TestHome } from '../support/test-home.js';
import { Robot } from './robot.js';

describe('Plugin Configuration', () => {
  let home: TestHome;
  let robot: Robot;
  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
    robot = await Robot.open(home);
    await robot.sees('There are no schedules');
    await robot.press('S', 'p');
    await robot.sees('There are no destinations');
  });
  afterEach(async () => {
    await robot.close();
    await home.remove();
  });

  const destinations = async () => JSON.parse((await home.ic('destination', 'list', '--json')).stdout);

  /** Opens the form of a new destination. @param plugin its place in the menu */
  async function open(plugin: string, name: string): Promise<void> {
    await robot.press('n');
    await robot.sees('New Destination: Plugin', 'File System', 'SQLite');
    await robot.press(plugin);
    await robot.sees('Plugin Configuration > New', 'Step 1: Friendly Name', 'Destination Name');
    robot.type(name);
  }

  it('adds a destination, tests it, changes it and deletes it', async () => {
    await open('1', 'Archive');
    await robot.press('down', 'down', 'space');
    await robot.sees('[x] Sessions', 'Step 2: Session Data');
    await robot.press('pagedown');
    await robot.sees('The directory in which to store', 'AppendNumber (default)', '%LSEQ%-%LSID%.xml (default)');
    robot.type(join(home.archive, 'sessions'));
    await robot.press('ctrl+s');
    await robot.sees('Add the destination "Archive"?', 'ic destination add Archive --plugin filesystem --set');
    await robot.press('y');
    await robot.sees('Saved the destination "Archive"', 'File System', 'enabled', 'not used yet', 'Sessions');
    const settings = { sessions: { directory: join(home.archive, 'sessions') } };
    assert.deepEqual(await destinations(), [{ name: 'Archive', enabled: true, plugin: 'filesystem', settings }]);
    await robot.press('t');
    await robot.sees('Test of the destination Archive', 'Use the destination', 'Everything works.');
    await robot.press('escape', 'enter', 'pagedown', 'down', 'right', 'ctrl+s');
    await robot.sees('Changes: Step 2: Session Data: File Name Conflict Handling');
    await robot.sees('ic destination edit Archive --set sessions.conflict=Overwrite');
    await robot.press('y');
    await robot.sees('Saved the destination');
    assert.equal((await destinations())[0].settings.sessions.conflict, 'Overwrite');
    await robot.press('x');
    await robot.sees('ic destination disable Archive');
    await robot.press('y');
    await robot.sees('disabled');
    await robot.press('d');
    await robot.sees('Delete the destination "Archive"?', 'ic destination remove Archive --yes');
    await robot.press('y');
    await robot.sees('There are no destinations');
    assert.deepEqual(await destinations(), []);
  });

  it('shows everything that is wrong, each at its field', async () => {
    await open('1', 'Archive');
    await robot.press('down', 'down', 'space', 'pagedown');
    robot.type('relative');
    await robot.press('down', 'down');
    robot.type('%NOPE%');
    await robot.press('ctrl+s', 'y');
    await robot.sees('Not saved: 2 things are wrong', '✗ must be an absolute path', '✗ Unknown replacement value');
    const lines = robot.frame.split('\n');
    const directory = lines.findIndex((line) => line.includes('relative'));
    assert.match(lines[directory + 1] ?? '', /✗ must be an absolute path/);
    assert.deepEqual(await destinations(), []);
  });

  it('does not show a secret, keeps it, and takes it away', async () => {
    await open('3', 'Warehouse');
    await robot.press('pagedown', 'pagedown', 'down', 'down');
    await robot.sees('› Password', 'What you type is not shown');
    robot.type('hush-hush');
    await robot.sees('(new, not shown)');
    await robot.press('ctrl+s');
    await robot.sees('--set-secret password');
    await robot.press('y');
    await robot.sees('Saved the destination');
    await robot.press('enter', 'pagedown');
    await robot.sees('› Server');
    robot.type('db.example.com');
    await robot.press('ctrl+s', 'y');
    await robot.sees('Saved the destination');
    const [kept] = await destinations();
    assert.deepEqual(kept.settings, { server: 'db.example.com', password: 'stored:' });
    await robot.press('enter', 'pagedown', 'pagedown', 'down', 'down');
    await robot.sees('› Password', '(stored; what you type replaces it)');
    await robot.press('ctrl+u', 'ctrl+s');
    await robot.sees('ic destination edit Warehouse --unset password');
    await robot.press('y');
    await robot.sees('Saved the destination');
    assert.deepEqual((await destinations())[0].settings, { server: 'db.example.com' });
    for (const frame of robot.frames) assert.ok(!frame.includes('hush'));
  });

  it('says why a destination cannot be deleted, and what a schedule needs of it', async () => {
    await home.apply({
      sites: [{ name: 'Example', host: 'h', account: { type: 'user', username: 'u', password: 'secret' } }],
      destinations: [{ name: 'Archive', plugin: 'filesystem', settings: { sessions: { directory: home.archive } } }],
      schedules: ['One', 'Two'].map((name) => ({
        name,
        every: { hours: 1 },
        transfers: [{ site: 'Example', destination: 'Archive', operations: ['sessions'] }],
      })),
    });
    await robot.press('escape', '4');
    await robot.sees('━ 4 Destinations', 'Archive');
    await robot.press('t');
    await robot.sees('Everything works.');
    await robot.press('escape', 'enter');
    await robot.sees('Plugin Configuration > Archive');
    await robot.press('down', 'space', 'ctrl+s');
    await robot.sees('ic destination edit Archive --unset sessions');
    await robot.press('y');
    await robot.sees('Not saved: 2 things are wrong', '✗ the schedule One cannot use it');
    await robot.press('escape', 'y', 'n');
    await robot.sees('New Destination: Plugin');
    await robot.press('escape', 'S', 'p', 'd');
    await robot.sees('Delete: the schedules "One", "Two" use it; change those first');
  });

  it('offers schedules only what a destination has settings for', async () => {
    await home.apply({
      destinations: [
        { name: 'Backups', plugin: 'filesystem', settings: { 'site-backups': { directory: home.archive } } },
        { name: 'Nothing', plugin: 'filesystem' },
      ],
    });
    await robot.press('escape');
    await robot.sees('Backups', 'Nothing');
    await robot.press('S', 'c', 'n', 'down', 'down', 'down', 'down', 'enter');
    await robot.sees('Destination    Backups', '[ ] Site Backups');
    assert.ok(!robot.frame.includes('[ ] Sessions'));
    await robot.press('down', 'right');
    await robot.sees('< Nothing >', 'Types of Data  none');
  });
});
