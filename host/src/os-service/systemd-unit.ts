import type { Machine } from './machine.js';
import type { ServiceDefinition } from './service-manager.js';

/** How a unit is to be. */
export interface UnitOptions {
  readonly scope: 'system' | 'user';
  readonly hostCommand: Machine['hostCommand'];
  /** Whether `systemd-notify` is there, by which `ic-host` tells systemd that it is ready and alive. */
  readonly notifies: boolean;
}

/** The unit of the scheduler, for systemd 247 and later. */
export function unitText(definition: ServiceDefinition, { scope, hostCommand, notifies }: UnitOptions): string {
  const { home, logDirectory, account, writable, credentials } = definition;
  const command = [...hostCommand, '--home', home].map(execWord).join(' ');
  const isSystem = scope === 'system';
  return `${[
    '# Written by: ic service install',
    '[Unit]',
    'Description=Integration Client scheduler',
    ...(isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : []),
    `RequiresMountsFor=${word(home)}`,
    '# A settings database on a server may be away for long: never give up.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    ...(notifies
      ? [
          '# Node cannot speak to systemd itself; systemd-notify does, a process of its own: hence "all".',
          'Type=notify',
          'NotifyAccess=all',
          'WatchdogSec=3min',
        ]
      : ['# There is no systemd-notify here, so systemd knows no more than that the process runs.', 'Type=exec']),
    ...(account === undefined ? [] : [`User=${account}`]),
    `ExecStart=${command}`,
    'Environment=NODE_ENV=production',
    ...credentials.map(({ name, file }) => `LoadCredential=${name}:${specifiers(file)}`),
    'Restart=on-failure',
    'RestartSec=10s',
    '# Wrong settings do not get better by a restart.',
    'RestartPreventExitStatus=2',
    '# The whole settings database is read at the start.',
    'TimeoutStartSec=30min',
    'TimeoutStopSec=2min',
    'KillMode=mixed',
    'UMask=0027',
    '',
    '# Hardening. MemoryDenyWriteExecute is left out: the compiler in Node writes code to memory.',
    ...callRestrictions,
    ...(isSystem ? [...fileRestrictions, ...writablePaths(home, logDirectory, writable)] : []),
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
  ].join('\n')}\n`;
}

/** The home as `ExecStart` has it. */
export function unitHomeMark(home: string): string {
  return `--home ${execWord(home)}\n`;
}

/** What needs no privilege, so that a user's systemd can do it, too. */
const callRestrictions = [
  'NoNewPrivileges=yes',
  'LockPersonality=yes',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged',
  'SystemCallErrorNumber=EPERM',
];

const fileRestrictions = [
  'CapabilityBoundingSet=',
  'AmbientCapabilities=',
  'PrivateDevices=yes',
  'PrivateMounts=yes',
  'PrivateTmp=yes',
  'PrivateUsers=yes',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHome=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'ProtectProc=invisible',
  'ProtectSystem=strict',
  'RemoveIPC=yes',
];

function writablePaths(home: string, logDirectory: string | undefined, writable: readonly string[]): string[] {
  return [
    `ReadWritePaths=${word(home)}`,
    // A directory that is not there now, such as a mount, costs its own deliveries and not the start.
    ...[...(logDirectory === undefined ? [] : [logDirectory]), ...writable].map(
      (path) => `ReadWritePaths=${word(`-${path}`)}`,
    ),
  ];
}

/** A word of a list: quoted where it has to be. */
function word(text: string): string {
  const escaped = specifiers(text).replace(/["\\]/g, '\\$&');
  return /[\s"'\\]/.test(text) ? `"${escaped}"` : escaped;
}

/** A word of a command line, where `$` begins a variable. */
function execWord(text: string): string {
  return word(text).replaceAll('$', '$$$$');
}

function specifiers(text: string): string {
  return text.replaceAll('%', '%%');
}
