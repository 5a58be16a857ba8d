import assert from 'node:assert/strict';
import { plistText } from '@integration-client/host/os-service/launchd-plist';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { FakeMachine } from './fake-machine.js';
import { installSystem, installUser, linuxHome, serviceOn } from './support.js';

describe('the service of launchd', () => {
  const agent = '/home/ann/Library/LaunchAgents/org.integration-client.host.plist';
  const target = 'gui/501/org.integration-client.host';

  it('is installed, stopped, started and uninstalled', async () => {
    const machine = new FakeMachine('darwin', { root: false });
    const service = serviceOn(machine);
    await service.execute(installUser);
    assert.equal(XMLValidator.validate(machine.files.get(agent) ?? ''), true);
    for (const action of ['stop', 'start', 'uninstall'] as const) await service.execute({ action, scope: 'user' });
    assert.deepEqual(
      machine.commands.filter((line) => !line.includes(' print ')),
      [
        `launchctl bootstrap gui/501 ${agent}`,
        `launchctl kill SIGTERM ${target}`,
        `launchctl kickstart ${target}`,
        `launchctl bootout ${target}`,
      ],
    );
    assert.equal(machine.files.has(agent), false);
  });

  it('is loaded by start, and not unloaded by uninstall, where launchd does not know it', async () => {
    const machine = new FakeMachine('darwin', { root: false });
    const service = serviceOn(machine);
    await service.execute(installUser);
    machine.commands.length = 0;
    machine.answers = [['launchctl print', { code: 113 }]];
    await service.execute({ action: 'start', scope: 'user' });
    await service.execute({ action: 'uninstall', scope: 'user' });
    assert.deepEqual(
      machine.commands.filter((line) => !line.includes(' print ')),
      [`launchctl bootstrap gui/501 ${agent}`],
    );
  });

  it('of the machine needs an account that exists, which the home is handed to', async () => {
    const machine = new FakeMachine('darwin');
    await assert.rejects(serviceOn(machine).execute(installSystem), { code: 'service-account' });
    machine.answers = [['id -u nobody-here', { code: 1 }]];
    const unknown = serviceOn(machine).execute({ ...installSystem, account: 'nobody-here' });
    await assert.rejects(unknown, { code: 'service-account' });
    await serviceOn(machine).execute({ ...installSystem, account: 'mover' });
    assert.ok(machine.commands.includes(`chown -Rh mover: ${linuxHome.directory}`));
  });

  it('takes no credentials', async () => {
    const credentials = [{ name: 'a', file: '/a' }];
    const installing = serviceOn(new FakeMachine('darwin')).execute({ ...installUser, credentials });
    await assert.rejects(installing, { code: 'service-credentials' });
  });

  for (const [answer, state, reason] of [
    ['\tstate = running\n\tpid = 44\n', 'running', /starts with/],
    ['\tstate = not running\n\tlast exit code = 0\n', 'stopped', /was stopped/],
    ['\tstate = not running\n\tlast exit code = (never exited)\n', 'stopped', /never started/],
    ['\tstate = not running\n\tlast exit code = 2\n', 'stopped', /settings are wrong/],
    ['\tstate = spawn scheduled\n\tlast exit code = 1\n', 'stopped', /ended with 1; launchd starts it again/],
  ] as const) {
    it(`tells how it is from ${answer.replaceAll(/\s+/g, ' ')}`, async () => {
      const machine = new FakeMachine('darwin', { root: false });
      await serviceOn(machine).execute(installUser);
      machine.answers = [['launchctl print', { stdout: answer }]];
      const report = await serviceOn(machine).status('user');
      assert.equal(report.state, state);
      assert.match(report.reason, reason);
      assert.equal(report.pid, state === 'running' ? 44 : undefined);
    });
  }

  it('has a property list that holds any path', () => {
    const text = plistText({ home: '/srv/<a> & "b"' }, 'label', ['/n', '/p']);
    const { plist } = new XMLParser().parse(text) as {
      plist: { dict: { array: { string: string[] }[] | { string: string[] } } };
    };
    const { array } = plist.dict;
    assert.deepEqual((Array.isArray(array) ? array[0] : array)?.string, [
      '/n',
      '/p',
      '--quiet',
      '--home',
      '/srv/<a> & "b"',
    ]);
  });
});

describe('the service of Windows', () => {
  const directory = 'C:\\Program Files\\Integration Client';
  const wrapper = `${directory}\\integration-client.exe`;
  const home = { ...linuxHome, directory: 'C:\\ProgramData\\R&D 1\\' };

  function windows(): FakeMachine {
    const machine = new FakeMachine('win32');
    machine.files.set(wrapper, '');
    machine.answers = [[`${wrapper} status`, { stdout: 'Started\r\n' }]];
    return machine;
  }

  it('says where WinSW has to be put, and writes nothing before', async () => {
    const machine = new FakeMachine('win32');
    await assert.rejects(serviceOn(machine, home).execute(installSystem), {
      code: 'service-winsw-missing',
      message: `WinSW is missing: ${wrapper}`,
    });
    assert.equal(machine.files.size, 0);
  });

  it('is installed under an account with few rights, stopped, started and uninstalled', async () => {
    const machine = windows();
    const service = serviceOn(machine, home);
    await service.execute(installSystem);
    const text = machine.files.get(`${directory}\\integration-client.xml`) ?? '';
    assert.equal(XMLValidator.validate(text), true);
    const { service: parsed } = new XMLParser().parse(text);
    assert.equal(parsed.executable, 'C:\\Program Files\\nodejs\\node.exe');
    assert.equal(parsed.arguments, '"C:\\ic\\bin\\ic-host.js" --quiet --home "C:\\ProgramData\\R&D 1\\\\"');
    assert.equal(parsed.serviceaccount.username, 'NT AUTHORITY\\LocalService');
    assert.equal((await service.status('system')).state, 'running');
    for (const action of ['stop', 'start', 'uninstall'] as const) await service.execute({ action, scope: 'system' });
    assert.deepEqual(
      machine.commands.filter((line) => !line.endsWith(' status')),
      [
        `icacls ${home.directory} /grant *S-1-5-19:(OI)(CI)M`,
        `${wrapper} install`,
        `${wrapper} start`,
        `${wrapper} stop`,
        `${wrapper} start`,
        `${wrapper} stop`,
        `${wrapper} uninstall`,
      ],
    );
    assert.deepEqual([...machine.files.keys()], [wrapper]);
  });

  it('holds no password: accounts that have one are refused, managed ones are taken', async () => {
    const refused = serviceOn(windows(), home).execute({ ...installSystem, account: 'CORP\\ann' });
    await assert.rejects(refused, { code: 'service-account', hint: /services\.msc/ });
    await serviceOn(windows(), home).execute({ ...installSystem, account: 'CORP\\mover$' });
  });

  for (const [said, state] of [
    ['Started', 'running'],
    ['Active (running)', 'running'],
    ['Stopped', 'stopped'],
    ['Inactive (stopped)', 'stopped'],
    ['NonExistent', 'stopped'],
  ] as const) {
    it(`is ${state} when WinSW says ${said}`, async () => {
      const machine = windows();
      await serviceOn(machine, home).execute(installSystem);
      machine.answers = [[`${wrapper} status`, { stdout: `${said}\r\n` }]];
      assert.equal((await serviceOn(machine, home).status('system')).state, state);
    });
  }
});
