import assert from 'node:assert/strict';
import { resolveHome } from '@integration-client/core/home';
import type { IntegrationError } from '@integration-client/sdk';
import { cli, FakeApplication } from '../cli/fake-application.js';
import { FakeMachine } from './fake-machine.js';
import { installSystem, linuxHome, serviceOn } from './support.js';

const file = '/etc/systemd/system/integration-client.service';
const notBooted = 'System has not been booted with systemd as init system (PID 1).';

/** The error of something that has to fail. */
async function errorOf(work: Promise<unknown>): Promise<IntegrationError> {
  return work.then(
    () => assert.fail('it did not fail'),
    (error) => error,
  );
}

describe('a change of the service', () => {
  it('is refused without the right to it, with the command that has it', async () => {
    const machine = new FakeMachine('linux', { root: false });
    const { code, hint } = await errorOf(serviceOn(machine).execute(installSystem));
    assert.equal(code, 'service-not-permitted');
    assert.match(hint ?? '', /sudo ic --home \/var\/lib\/never-there\/integration-client service install/);
    assert.equal(machine.files.has(file), false);
  });

  it('is refused where the file may not be written, or the manager says so', async () => {
    const machine = new FakeMachine('linux');
    machine.diskError = 'EACCES';
    assert.equal((await errorOf(serviceOn(machine).execute(installSystem))).code, 'service-not-permitted');
    const other = new FakeMachine('linux');
    other.answers = [['systemctl enable', { code: 1, stderr: 'Failed: Access denied' }]];
    assert.equal((await errorOf(serviceOn(other).execute(installSystem))).code, 'service-not-permitted');
  });

  it('says what a program said that failed', async () => {
    const machine = new FakeMachine('linux');
    machine.answers = [['systemctl enable', { code: 1, stderr: 'Job failed.' }]];
    const { code, message } = await errorOf(serviceOn(machine).execute(installSystem));
    assert.equal(code, 'service-step-failed');
    assert.match(message, /systemctl enable --now integration-client.service failed with 1: Job failed\./);
  });

  it('changes nothing where systemd does not run', async () => {
    const machine = new FakeMachine('linux');
    machine.answers = [['systemctl', { code: 1, stderr: notBooted }]];
    assert.equal((await errorOf(serviceOn(machine).execute(installSystem))).code, 'service-manager-missing');
    assert.equal(machine.commands.length, 1);
    assert.equal(machine.files.has(file), false);
  });

  it('is refused when installed already, when not installed, and when installed for another home', async () => {
    const machine = new FakeMachine('linux');
    const service = serviceOn(machine);
    const stop = { action: 'stop', scope: 'system' } as const;
    assert.equal((await errorOf(service.execute(stop))).code, 'service-not-installed');
    await service.execute(installSystem);
    assert.equal((await errorOf(service.execute(installSystem))).code, 'service-already-installed');
    const other = serviceOn(machine, resolveHome('/srv/never-there'));
    assert.equal((await errorOf(other.execute(stop))).code, 'service-other-home');
  });

  it('is refused on a platform without a known service manager, and for users on Windows', async () => {
    const elsewhere = await errorOf(serviceOn(new FakeMachine('freebsd')).execute(installSystem));
    assert.equal(elsewhere.code, 'service-manager-missing');
    const user = await errorOf(serviceOn(new FakeMachine('win32')).status('user'));
    assert.equal(user.code, 'service-scope');
  });

  it('is checked before: what keeps it from being made is said, and nothing is', async () => {
    const machine = new FakeMachine('linux');
    const service = serviceOn(machine);
    await service.check(installSystem);
    assert.equal(machine.files.has(file), false);
    assert.equal((await errorOf(service.check({ action: 'start', scope: 'system' }))).code, 'service-not-installed');
    await service.execute(installSystem);
    const before = machine.commands.length;
    assert.equal((await errorOf(service.check(installSystem))).code, 'service-already-installed');
    await service.check({ action: 'uninstall', scope: 'system' });
    assert.ok(machine.commands.slice(before).every((line) => line.startsWith('systemctl show')));
    assert.ok(machine.files.has(file));
    const stranger = serviceOn(new FakeMachine('linux', { root: false }));
    assert.equal((await errorOf(stranger.check(installSystem))).code, 'service-not-permitted');
  });

  it('is only planned: no file, no program that changes anything', async () => {
    const machine = new FakeMachine('linux', { root: false });
    const { steps } = await serviceOn(machine).plan(installSystem);
    assert.equal(steps.length, 4);
    assert.equal(machine.files.has(file), false);
    assert.ok(
      machine.commands.every((line) => /^id -u|systemctl show/.test(line)),
      machine.commands.join('; '),
    );
  });
});

describe('whether the service is installed', () => {
  it('counts for the own home, in either scope', async () => {
    const machine = new FakeMachine('linux');
    const service = serviceOn(machine);
    assert.equal(await service.isInstalled(), false);
    await service.execute(installSystem);
    assert.equal(await service.isInstalled(), true);
    assert.equal(await serviceOn(machine, resolveHome('/srv/never-there')).isInstalled(), false);
    const { state, reason } = await service.status('user');
    assert.equal(state, 'not installed');
    assert.match(reason, /installed for the machine: leave --user out/);
  });
});

describe('ic service', () => {
  it('prints what it would write, and writes nothing', async () => {
    const machine = new FakeMachine('linux');
    const argv = ['--home', linuxHome.directory, 'service', 'install', '--print', '--credential', 'smtp=/etc/smtp'];
    const { code, stdout, stderr } = await cli(argv, new FakeApplication(), { machine });
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /# write \/etc\/systemd.*\n# Written by[\s\S]+LoadCredential=smtp:\/etc\/smtp[\s\S]+# run systemctl enable/,
    );
    assert.equal(machine.files.has(file), false);
  });

  it('tells the state, in JSON too', async () => {
    const machine = new FakeMachine('linux');
    const { stdout } = await cli(['service', 'status', '--json'], new FakeApplication(), { machine });
    assert.equal(JSON.parse(stdout).state, 'not installed');
    const { code, stderr } = await cli(['service', 'start'], new FakeApplication(), { machine });
    assert.equal(code, 2);
    assert.match(stderr, /not installed.*\nhint: Install it: ic service install/);
  });

  it('refuses a credential that is none', async () => {
    const argv = ['service', 'install', '--credential', '../x=/etc/smtp'];
    assert.equal((await cli(argv, new FakeApplication(), { machine: new FakeMachine('linux') })).code, 2);
  });
});
