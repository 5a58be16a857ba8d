import assert from 'node:assert/strict';
import { SystemdNotify } from '@integration-client/host/os-service/systemd-notify';
import { until } from '../../support/until.js';

describe('what systemd is told', () => {
  function notify(variables: NodeJS.ProcessEnv, code = 0) {
    const told: string[] = [];
    const warnings: string[] = [];
    const log = { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
    const run = async (command: readonly string[]) => {
      told.push(command.join(' '));
      return { code, stdout: '', stderr: code === 0 ? '' : 'no such program' };
    };
    return { told, warnings, notify: new SystemdNotify(variables, run, log) };
  }

  it('is nothing where it does not ask', async () => {
    const { told, notify: systemd } = notify({ WATCHDOG_USEC: '1000' });
    await systemd.ready();
    await systemd.stopping();
    assert.deepEqual(told, []);
  });

  it('is when the service is ready, that it lives, and when it stops', async () => {
    const { told, notify: systemd } = notify({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '3000' });
    await systemd.ready();
    await until(async () => told.filter((line) => line === 'systemd-notify WATCHDOG=1').length > 1);
    await systemd.stopping();
    assert.equal(told[0], 'systemd-notify READY=1');
    assert.equal(told.at(-1), 'systemd-notify STOPPING=1');
  });

  it('is no sign of life for another process', async () => {
    const { told, notify: systemd } = notify({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '1', WATCHDOG_PID: '1' });
    await systemd.ready();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await systemd.stopping();
    assert.deepEqual(told, ['systemd-notify READY=1', 'systemd-notify STOPPING=1']);
  });

  it('stops nothing where it does not get through', async () => {
    const { warnings, notify: systemd } = notify({ NOTIFY_SOCKET: '/run/x' }, 1);
    await systemd.ready();
    assert.deepEqual(warnings, ['systemd could not be told READY=1: no such program']);
  });
});
