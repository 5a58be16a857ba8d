import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resolveHome } from '@integration-client/core/home';
import { unitHomeMark, unitText } from '@integration-client/host/os-service/systemd-unit';
import { FakeMachine } from './fake-machine.js';
import { installSystem, installUser, linuxHome, serviceOn } from './support.js';

const file = '/etc/systemd/system/integration-client.service';
const home = linuxHome.directory;
const run = promisify(execFile);

describe('the service of systemd', () => {
  it('is installed with an account, the home handed over, the unit, and started', async () => {
    const machine = new FakeMachine('linux');
    machine.answers = [['id -u', { code: 1 }]];
    await serviceOn(machine).execute(installSystem);
    const changes = machine.commands.filter((line) => !/^id|systemctl show/.test(line));
    assert.deepEqual(changes, [
      `useradd --system --user-group --home-dir ${home} --shell /usr/sbin/nologin integration-client`,
      `chown -Rh integration-client: ${home}`,
      'systemctl daemon-reload',
      'systemctl enable --now integration-client.service',
    ]);
    assert.match(machine.files.get(file) ?? '', /^Type=notify$/m);
  });

  it('makes no account that is there, and takes another one', async () => {
    const machine = new FakeMachine('linux');
    await serviceOn(machine).execute({ ...installSystem, account: 'mover' });
    assert.ok(machine.commands.every((line) => !line.startsWith('useradd')));
    assert.match(machine.files.get(file) ?? '', /^User=mover$/m);
  });

  it('is of type exec, without a watchdog, where there is no systemd-notify', async () => {
    const machine = new FakeMachine('linux');
    machine.files.delete('/usr/bin/systemd-notify');
    await serviceOn(machine).execute(installSystem);
    assert.match(machine.files.get(file) ?? '', /^Type=exec$/m);
    assert.doesNotMatch(machine.files.get(file) ?? '', /WatchdogSec|NotifyAccess/);
  });

  it("of a user is the user's alone", async () => {
    const machine = new FakeMachine('linux', { root: false });
    await serviceOn(machine).execute(installUser);
    const unit = machine.files.get('/home/ann/.config/systemd/user/integration-client.service') ?? '';
    assert.match(unit, /WantedBy=default.target/);
    assert.doesNotMatch(unit, /^(User|ProtectSystem|ReadWritePaths)=/m);
    const changes = machine.commands.filter((line) => !line.includes(' show '));
    assert.deepEqual(changes, [
      'systemctl --user daemon-reload',
      'systemctl --user enable --now integration-client.service',
    ]);
  });

  it('says which destinations could not write', async () => {
    const { notes } = await serviceOn(new FakeMachine('linux')).plan(installSystem);
    assert.match(notes.join('\n'), /Archive stores in \/archive\/sessions, where the service may not write/);
    const open = await serviceOn(new FakeMachine('linux')).plan({ ...installSystem, writable: ['/archive'] });
    assert.doesNotMatch(open.notes.join('\n'), /may not write/);
    const beside = await serviceOn(new FakeMachine('linux')).plan({ ...installSystem, writable: ['/arch'] });
    assert.match(beside.notes.join('\n'), /may not write/);
  });

  it('is stopped, started and uninstalled', async () => {
    const machine = new FakeMachine('linux');
    machine.files.set(file, unitHomeMark(home));
    const service = serviceOn(machine);
    for (const action of ['stop', 'start', 'uninstall'] as const) await service.execute({ action, scope: 'system' });
    assert.deepEqual(machine.commands, [
      'systemctl stop integration-client.service',
      'systemctl start integration-client.service',
      'systemctl disable --now integration-client.service',
      'systemctl daemon-reload',
    ]);
    assert.equal(machine.files.has(file), false);
  });

  for (const [place, message] of [
    ['/root/ic', /The home is in \/root\/ic/],
    ['/home/ann/ic', /The home is in/],
    ['/tmp/ic', /The home is in/],
  ] as const) {
    it(`is not installed with its home in ${place}`, async () => {
      const machine = new FakeMachine('linux');
      await assert.rejects(serviceOn(machine, resolveHome(place)).execute(installSystem), {
        code: 'service-place',
        message,
      });
      assert.ok(machine.commands.every((line) => line.includes(' show ')));
    });
  }

  for (const account of ['root', 'a b', '-x', 'a\nExecStartPre=/bin/sh']) {
    it(`does not run as ${JSON.stringify(account)}`, async () => {
      const installing = serviceOn(new FakeMachine('linux')).execute({ ...installSystem, account });
      await assert.rejects(installing, { code: 'service-account' });
    });
  }

  describe('tells how it is', () => {
    for (const [answer, state, reason] of [
      ['ActiveState=active\nMainPID=77\nUnitFileState=enabled', 'running', /^starts with the machine$/],
      ['ActiveState=inactive\nUnitFileState=disabled', 'stopped', /never started; does not start with/],
      ['ActiveState=failed\nResult=exit-code\nExecMainStatus=2', 'stopped', /settings are wrong.*journalctl --unit/],
      ['ActiveState=failed\nResult=exit-code\nExecMainStatus=203', 'stopped', /Node cannot be executed/],
      ['ActiveState=failed\nResult=exit-code\nExecMainStatus=1', 'stopped', /ic-host ended with 1/],
      ['ActiveState=failed\nResult=watchdog', 'stopped', /no sign of life/],
      ['ActiveState=failed\nResult=oom-kill', 'stopped', /no memory left/],
      [
        'ActiveState=activating\nSubState=auto-restart\nResult=signal\nExecMainStatus=9',
        'stopped',
        /signal 9; .*again/,
      ],
      ['ActiveState=activating\nSubState=start\nMainPID=5', 'running', /it is starting/],
    ] as const) {
      it(`from ${answer.replaceAll('\n', ' ')}`, async () => {
        const machine = new FakeMachine('linux');
        machine.files.set(file, unitHomeMark(home));
        machine.answers = [['systemctl show', { stdout: `${answer}\n` }]];
        const report = await serviceOn(machine).status('system');
        assert.equal(report.state, state);
        assert.match(report.reason, reason);
        assert.equal(report.pid, answer.includes('MainPID=77') ? 77 : answer.includes('MainPID=5') ? 5 : undefined);
      });
    }
  });
});

describe('the unit', () => {
  const directory = mkdtemp(join(tmpdir(), 'ic-unit-'));
  const hasAnalyze = existsSync('/usr/bin/systemd-analyze');

  after(async () => rm(await directory, { recursive: true }));

  /** Has systemd read a unit; answers what it says of it. */
  async function written(scope: 'system' | 'user', place: string): Promise<string> {
    const definition = {
      home: place,
      writable: ['/archive', '/with space/100%'],
      credentials: [{ name: 'smtp', file: '/etc/ic/smtp' }],
      stores: [],
      ...(scope === 'system' ? { account: 'integration-client' } : {}),
    };
    const path = join(await directory, 'integration-client.service');
    const hostCommand = [process.execPath, '/usr/lib/ic/ic-host.js'] as const;
    await writeFile(path, unitText(definition, { scope, hostCommand, notifies: true }));
    return path;
  }

  for (const scope of ['system', 'user'] as const) {
    for (const place of ['/var/lib/integration-client', '/srv/a "b" c\\d 50% $HOME é']) {
      it(`of the ${scope} with the home ${place} passes systemd-analyze verify`, async function () {
        if (!hasAnalyze) this.skip();
        const path = await written(scope, place);
        const runtime = join(await directory, 'run');
        await mkdir(runtime, { recursive: true });
        const { stdout, stderr } = await run('systemd-analyze', [`--${scope}`, 'verify', path], {
          env: { ...process.env, XDG_RUNTIME_DIR: runtime },
        });
        assert.equal(stdout + stderr, '');
      });
    }
  }

  it('is as little exposed as Node lets it be', async function () {
    if (!hasAnalyze) this.skip();
    const path = await written('system', '/var/lib/integration-client');
    // Of ten times the score it prints; it ends with an error above that.
    await run('systemd-analyze', ['security', '--offline=true', '--threshold=17', path]);
  });

  it('writes paths so that systemd reads them as they are, and opens nothing else', () => {
    const definition = {
      home: '/srv/a b',
      writable: ['/x/100%'],
      credentials: [{ name: 'c', file: '/e/%i' }],
      stores: [],
    };
    const hostCommand = ['/opt/$node', '/ic-host.js'] as const;
    const lines = unitText(definition, { scope: 'system', hostCommand, notifies: false }).split('\n');
    assert.ok(lines.includes('ExecStart=/opt/$$node /ic-host.js --home "/srv/a b"'));
    assert.ok(lines.includes('LoadCredential=c:/e/%%i'));
    assert.ok(lines.includes('ProtectSystem=strict'));
    assert.deepEqual(
      lines.filter((line) => line.startsWith('ReadWritePaths=')),
      ['ReadWritePaths="/srv/a b"', 'ReadWritePaths=-/x/100%%'],
    );
  });

  it('names its home so that no other home is taken for it', () => {
    const hostCommand = ['/usr/bin/node', '/ic-host.js'] as const;
    const text = unitText(
      { home: '/srv/ic', writable: [], credentials: [], stores: [] },
      { scope: 'user', hostCommand, notifies: false },
    );
    assert.ok(text.includes(unitHomeMark('/srv/ic')));
    for (const other of ['/srv/i', '/srv/ic2', '/srv']) assert.ok(!text.includes(unitHomeMark(other)));
  });
});
