import { createHash } from 'node:crypto';
import { type Configuration, defaultApplicationSettings } from '@integration-client/core/configuration';
import { type Incident, observationsOf, observe } from '@integration-client/core/notify/incident';
import type { RunReport } from '@integration-client/core/run';
import type { Store } from '@integration-client/core/store/store';
import type { Operation, SessionHeader } from '@integration-client/sdk';
import { destination, site } from '../../unit/store/temporary-home.js';

const transfersOf = (operations: readonly Operation[]) => [
  { site: 'Example', destination: 'Archive', operations },
  { site: 'Other', destination: 'Storage', operations },
];

/** Settings with a value of each kind, and secrets. */
export const configuration: Configuration = {
  sites: [
    site('Example', { backupPassword: 'backup secret', caFile: '/etc/ca.pem' }),
    site('Other', { account: { type: 'user', username: 'collector', password: 'user secret' }, enabled: false }),
  ],
  destinations: [
    destination('Archive', { settings: { sessions: { directory: '/archive', conflict: 'Skip' } } }),
    destination('Storage', {
      plugin: 'sqlite',
      settings: { file: '/archive/sessions.db', password: 'storage secret' },
    }),
  ],
  schedules: [
    { name: 'Often', enabled: true, every: { minutes: 5 }, transfers: transfersOf(['sessions', 'session-recordings']) },
    { name: 'Hourly', enabled: true, every: { hours: 1 }, transfers: transfersOf(['sessions']) },
    { name: 'Nightly', enabled: false, every: { days: 1, at: '02:00' }, transfers: transfersOf(['site-backups']) },
  ],
  notifications: {
    enabled: true,
    server: 'mail.example.com',
    port: 587,
    tls: 'starttls',
    username: 'mailer',
    password: 'mail secret',
    from: 'ic@example.com',
    to: ['ops@example.com', 'audit@example.com'],
  },
  application: {
    ...defaultApplicationSettings,
    logDirectory: '/var/log/ic',
    logRetentionDays: 14,
    timeZone: 'Europe/Berlin',
  },
};

export const secretSettings = () => ['password'];

const places = ['Example', 'Other'].flatMap((from) => ['Archive', 'Storage'].map((to) => [from, to] as const));
const itemsPerRound = 8;

/** The keys of what a round delivers, and of what fails in it. */
export function keysOf(round: number): string[] {
  return Array.from({ length: itemsPerRound + 2 }, (_, item) => `example.com/sessions/${round}-${item}`);
}

/** What a round changes: one transaction after the other. */
export function steps(store: Store, round: number): (() => Promise<unknown>)[] {
  const [from, to] = places[round % places.length] ?? ['Example', 'Archive'];
  const time = new Date(Date.UTC(2026, 2, 1, round));
  const keys = keysOf(round);
  const state = () => store.transferState(from, to);
  return [
    async () => (await state()).saveProduct(round % 2 === 0 ? 'RS' : 'PRA'),
    async () => (await state()).recordDelivered(keys.slice(0, itemsPerRound).map((key) => delivered(key))),
    async () =>
      (await state()).recordFailures(keys.slice(itemsPerRound).map((key, index) => failure(key, index, time))),
    async () => (await state()).saveCheckpoint('sessions', { through: time, asked: new Date(time.getTime() + 60_000) }),
    async () =>
      (await state()).addPending(
        [0, 1].map((item) => ({ operation: 'sessions', lsid: `${round}-${item}`, since: time })),
      ),
    () => store.saveScheduleTimes('Often', { lastRun: time, nextRun: new Date(time.getTime() + 300_000) }),
    () => store.recordRun(report(round, time)),
    () => store.saveFact('lastProgramRun', `round ${round}`),
    () => saveIncidents(store, report(round, time), time),
    () => store.keepToken(round % 2 === 0 ? 'one' : 'two', { token: `token ${round}`, expires: time }),
    ...(round % 4 === 3 ? [() => store.dropQuarantined([{ destination: to, key: keys[itemsPerRound] ?? '' }])] : []),
  ];
}

async function saveIncidents(store: Store, run: RunReport, now: Date): Promise<void> {
  const before = await store.incidents();
  const after = observationsOf('Often', run).reduce<readonly Incident[]>(
    (all, seen) => observe(all, seen, now),
    before,
  );
  await store.saveIncidents(before, after);
}

function delivered(key: string) {
  const sha256 = createHash('sha256').update(key).digest('hex');
  return {
    key,
    content: sha256,
    receipt: { outcome: 'stored', location: `/archive/${key}.xml`, bytes: 4711, sha256 },
  } as const;
}

function failure(key: string, index: number, startTime: Date) {
  const lsid = key.split('/')[2] ?? '';
  const session: SessionHeader = {
    lsid,
    lseq: '1',
    startTime,
    endTime: startTime,
    recordings: [{ operation: 'session-recordings' }, { operation: 'command-shell-recordings', instance: 0 }],
  };
  const what = index === 0 ? { session } : { payload: Buffer.from(`<session lsid="${lsid}"><`), position: 17 };
  return {
    operation: 'sessions',
    key,
    code: 'session-not-well-formed',
    message: `${key} is bad`,
    permanent: index > 0,
    ...what,
  } as const;
}

function report(round: number, time: Date): RunReport {
  const counts = { delivered: itemsPerRound, unchanged: 0, failed: 2, pending: 2, bytes: 4711 };
  const problems = [{ code: 'session-not-well-formed', message: `run ${round}`, hint: 'ic quarantine list' }];
  const transfer = {
    site: 'Example',
    destination: 'Archive',
    outcome: 'partial',
    operations: { sessions: counts },
    requests: 3,
    problems,
  } as const;
  return {
    schedule: 'Often',
    started: time.toISOString(),
    finished: new Date(time.getTime() + 5_000).toISOString(),
    outcome: 'partial',
    transfers: [transfer],
  };
}
