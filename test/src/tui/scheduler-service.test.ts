import assert from 'node:assert/strict';
import { TestHome } from '../support/test-home.js';
import { FakeMachine } from '../unit/os-service/fake-machine.js';
import { Robot } from './robot.js';

const running = 'LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=4711\nResult=success\n';
const stopped = 'LoadState=loaded\nActiveState=inactive\nSubState=dead\nMainPID=0\nResult=success\n';

describe('the scheduler in Application Settings', () => {
  let home: TestHome;
  let robot: Robot;
  before(async () => {
    home = await TestHome.create();
  });
  afterEach(() => robot.close());
  after(() => home.remove());

  async function open(machine: FakeMachine): Promise<void> {
    robot = await Robot.open(home, { machine, columns: 120, rows: 30 });
    await robot.sees('There are no schedules');
    await robot.press('S', 'a', 'enter');
    await robot.sees('Application Settings > Scheduler', 'of the machine');
  }

  /** What systemd says of the service from now on. */
  function says(machine: FakeMachine, stdout: string): void {
    machine.answers = [['systemctl --user show integration-client.service', { stdout }]];
  }

  it('is installed, stopped, started and uninstalled for a user, each after a question', async () => {
    const machine = new FakeMachine('linux', { root: false });
    await open(machine);
    await robot.sees('○ not installed', 'of this user', 'it belongs to root', 'sudo ic --home');
    await robot.press('i');
    await robot.sees('Install: The service cannot be changed: it belongs to root');
    await robot.press('s');
    await robot.sees('Start: it is not installed');
    await robot.press('down', 'i');
    await robot.sees(
      'Install the service of this user?',
      'ic service install --user',
      'It runs while you are logged in',
    );
    assert.ok(machine.commands.every((line) => line.includes(' show ')));
    says(machine, running);
    await robot.press('y');
    await robot.sees('The service is installed and started.', '● running');
    assert.ok(machine.commands.includes('systemctl --user enable --now integration-client.service'));
    await robot.press('s');
    await robot.sees('Start: it is running');
    await robot.press('i');
    await robot.sees('Install: The service is installed already');
    await robot.press('x');
    await robot.sees('Stop the service of this user?', 'ic service stop --user', 'end without half a file');
    says(machine, stopped);
    await robot.press('y');
    await robot.sees('The service is stopped.', '○ stopped');
    await robot.press('x');
    await robot.sees('Stop: it is stopped');
    await robot.press('s');
    await robot.sees('ic service start --user');
    says(machine, running);
    await robot.press('y');
    await robot.sees('The service is started.', '● running');
    await robot.press('u');
    await robot.sees('Uninstall the service of this user?', 'ic service uninstall --user', 'Settings and data stay.');
    await robot.press('y');
    await robot.sees('The service is uninstalled.', '○ not installed');
    assert.equal(machine.files.size, 1, 'only systemd-notify is left');
  });

  it('is installed for the machine with what it may write, and says what went wrong', async () => {
    await home.apply({
      destinations: [{ name: 'Archive', plugin: 'sqlite', settings: { file: '/archive/sessions.db' } }],
    });
    const machine = new FakeMachine('linux');
    await open(machine);
    await robot.press('i');
    await robot.sees('Scheduler > Install', 'Where it may write');
    robot.type('archive');
    await robot.press('down', 'down');
    robot.type('smtp');
    await robot.press('ctrl+s');
    await robot.sees('Not begun: 2 things are wrong', '"archive" is not an absolute path', '"smtp" is not NAME=FILE');
    await robot.press('ctrl+u', 'down', 'down', 'ctrl+u', 'ctrl+s');
    await robot.sees('Archive stores in /archive/sessions.db, where the service may not write');
    await robot.press('n', 'up', 'up', 'ctrl+u');
    robot.type('/archive');
    await robot.press('down', 'down');
    robot.type('smtp=/etc/ic/smtp');
    await robot.press('ctrl+s');
    await robot.sees('ic service install --write /archive --credential smtp=/etc/ic/smtp');
    machine.answers = [['systemctl enable', { code: 1, stderr: 'Job failed.' }]];
    await robot.press('y');
    await robot.sees('failed with 1: Job failed.', 'ic service uninstall');
    assert.match(
      machine.files.get('/etc/systemd/system/integration-client.service') ?? '',
      /ReadWritePaths=-\/archive/,
    );
  });

  it('says so where no service manager answers', async () => {
    const machine = new FakeMachine('linux');
    machine.answers = [['systemctl', { code: 1, stderr: 'System has not been booted with systemd as init system.' }]];
    await open(machine);
    await robot.sees('systemd does not answer on this machine', 'have whatever starts programs here');
    await robot.press('i');
    await robot.sees('Install: systemd does not answer on this machine: System has not been booted');
    assert.equal(machine.files.size, 1);
  });

  it('says so on a platform without a known one', async () => {
    await open(new FakeMachine('freebsd'));
    await robot.sees('There is no service manager for freebsd');
    await robot.press('s');
    await robot.sees('Start: There is no service manager for freebsd');
  });
});
