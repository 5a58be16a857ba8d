import type { ServiceState } from './service-manager.js';

/** What `systemctl show` is asked for. */
export const stateProperties = ['ActiveState', 'SubState', 'MainPID', 'Result', 'ExecMainStatus', 'UnitFileState'];

/** Reads the answer of `systemctl show`. `journal` is the command that shows more. */
export function readUnitState(text: string, journal: string): ServiceState {
  const values = new Map(text.split('\n').map((line) => splitAt(line, line.indexOf('='))));
  const value = (name: string) => values.get(name) ?? '';
  const pid = Number(value('MainPID'));
  const known = pid > 0 ? { pid } : {};
  const atBoot = value('UnitFileState') === 'enabled' ? 'starts with the machine' : 'does not start with the machine';
  switch (value('ActiveState')) {
    case 'active':
    case 'reloading':
      return { state: 'running', reason: atBoot, ...known };
    case 'deactivating':
      return { state: 'running', reason: 'it is stopping', ...known };
    case 'activating':
      if (value('SubState') !== 'auto-restart') return { state: 'running', reason: 'it is starting', ...known };
      return { state: 'stopped', reason: `${why(value)}; it is started again in a few seconds. More: ${journal}` };
    case 'failed':
      return { state: 'stopped', reason: `${why(value)}. More: ${journal}` };
    default:
      return { state: 'stopped', reason: `it was stopped, or never started; ${atBoot}` };
  }
}

/** Why it ended, from the property `Result`. */
function why(value: (name: string) => string): string {
  const status = value('ExecMainStatus');
  switch (value('Result')) {
    case 'exit-code':
      return exitReason(status);
    case 'signal':
    case 'core-dump':
      return `ic-host was killed by signal ${status}`;
    case 'watchdog':
      return 'ic-host gave no sign of life for three minutes, and was killed';
    case 'timeout':
      return 'ic-host took too long to start or stop, and was killed';
    case 'oom-kill':
      return 'the machine had no memory left, and ic-host was killed';
    case 'protocol':
      return 'ic-host ended before it said that it was ready';
    case 'resources':
      return 'systemd could not prepare the start, for example load a credential';
    default:
      return `systemd says: ${value('Result')}`;
  }
}

/** systemd's own exit codes lie above 200; see systemd.exec(5). */
function exitReason(status: string): string {
  const own: Readonly<Record<string, string>> = {
    '2': 'the settings are wrong (ic-host ended with 2), and it waits until they are mended',
    '203': 'Node cannot be executed (203): was it moved or removed? Install the service again',
    '217': 'the account of the service does not exist (217)',
    '226': 'a directory of the unit cannot be prepared (226): is the home there?',
    '243': 'a credential of the unit cannot be loaded (243): is its file there?',
  };
  return own[status] ?? `ic-host ended with ${status}`;
}

function splitAt(text: string, at: number): [string, string] {
  return [text.slice(0, at), text.slice(at + 1)];
}
