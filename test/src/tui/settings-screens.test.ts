import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestHome } from '../support/test-home.js';
import { MailServer } from '../unit/notify/mail-server.js';
import { Robot } from './robot.js';

describe('settings in the terminal UI', () => {
  let home: TestHome;
  let robot: Robot;
  beforeEach(async () => {
    home = await TestHome.create();
    robot = await Robot.open(home);
    await robot.sees('There are no schedules');
  });
  afterEach(async () => {
    await robot.close();
    await home.remove();
  });

  const settings = async () => JSON.parse((await home.ic('settings', 'show', '--json')).stdout).application;
  const mail = async () => JSON.parse((await home.ic('notifications', 'show', '--json')).stdout).settings;

  it('of mail are set, and tried with a test mail', async () => {
    const login = { user: 'ic', password: 'hush-hush' };
    const refuse = (address: string) => (address.startsWith('nobody') ? '550 no such user' : undefined);
    const server = await MailServer.start({ tls: 'starttls', login, refuse });
    try {
      const caFile = join(home.directory, 'ca.pem');
      await writeFile(caFile, (await server.certificate()).ca);
      await robot.press('S', 'n', 'down');
      await robot.sees('› SMTP Server');
      robot.type('localhost');
      await robot.press('down', 'ctrl+u');
      robot.type(String(server.port));
      await robot.press('down', 'down');
      robot.type(login.user);
      await robot.press('down');
      robot.type('hush-wrong');
      await robot.press('down');
      robot.type(caFile);
      await robot.press('ctrl+s', 'y');
      await robot.sees('Not saved: 2 things are wrong', '✗ is missing');
      assert.equal(await mail(), undefined);
      await robot.sees('› From Email Address');
      robot.type('ic@example.com');
      await robot.press('down');
      robot.type('ops@example.com, nobody@example.com');
      await robot.press('ctrl+s');
      await robot.sees('--password -', '--to ops@example.com');
      await robot.press('y');
      await robot.sees('Saved. Ctrl-T sends a test mail.', '(stored; what you type replaces it)');
      await robot.press('ctrl+t');
      await robot.sees('refused the login of ic');
      await robot.press('escape', 'pageup', 'down', 'down', 'down', 'down', 'down');
      await robot.sees('› Password');
      robot.type(login.password);
      await robot.press('ctrl+t');
      await robot.sees('Send Test: save first');
      await robot.press('ctrl+s');
      await robot.sees('ic notifications set --password -');
      await robot.press('y');
      await robot.sees('Saved.');
      await robot.press('ctrl+t');
      await robot.sees('Sent to ops@example.com', 'queued as 4711', 'nobody@example.com', '550 no such user');
      assert.equal(server.mails.length, 1);
      const { password, caFile: kept, to } = await mail();
      assert.deepEqual([password, kept, to.length], ['stored:', caFile, 2]);
      for (const frame of robot.frames) assert.ok(!frame.includes('hush'));
    } finally {
      await server.down();
    }
  });

  it('of the application are shown and changed', async () => {
    await robot.press('S', 'a');
    await robot.sees(
      'Scheduler Status',
      '○ not installed',
      join(home.home, 'logs').slice(0, 20),
      'Log File Removal (days)',
    );
    await robot.press('down', 'down', 'ctrl+u');
    robot.type('none');
    await robot.press('down', 'down', 'left', 'ctrl+s', 'y');
    await robot.sees('Not saved: one thing is wrong', '✗ must be a whole number');
    await robot.press('ctrl+u');
    robot.type('30');
    await robot.press('ctrl+s');
    await robot.sees('ic settings set logRetentionDays 30 logLevel warn', 'next start of ic-host');
    await robot.press('y');
    await robot.sees('Saved the application settings', 'Level', 'warn', '30');
    const { logRetentionDays, logLevel, timeZone } = await settings();
    assert.deepEqual([logRetentionDays, logLevel, timeZone], [30, 'warn', null]);
    await robot.press('ctrl+s');
    await robot.sees('Save: nothing was changed');
    await robot.press('pageup', 'pageup');
    await robot.sees('Settings Database', 'SQLite', 'ic settings relocate --help');
  });
});
