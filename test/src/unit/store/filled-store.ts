import { observe } from '@integration-client/core/notify/incident';
import type { Store } from '@integration-client/core/store/store';
import { configuration, destination, noSecrets, site } from './temporary-home.js';

/** Something in every table, and more than one page in some. */
export async function fill(store: Store): Promise<void> {
  const account = { type: 'user', username: 'u', password: 'a secret' } as const;
  const notifications = {
    enabled: true,
    server: 'mail.example.com',
    port: 25,
    tls: 'none',
    password: 'another',
    from: 'a@example.com',
    to: ['b@example.com'],
    caFile: '/ca.pem',
  } as const;
  const transfers = [{ site: 'Example', destination: 'Archive', operations: ['sessions'] }] as const;
  const schedules = [{ name: 'Often', enabled: true, every: { minutes: 5 }, transfers }];
  const proxy = { proxy: 'http://proxy:3128', proxyUsername: 'u', proxyPassword: 'a third' };
  const sites = [site('Gone'), site('Example', { account, backupPassword: 'env:BACKUP', ...proxy }), site('example')];
  await store.configuration.save(configuration({ sites }), noSecrets);
  const more = { sites: sites.slice(1), schedules, notifications };
  await store.configuration.save(configuration({ ...more, destinations: [destination('Archive')] }), noSecrets);
  await store.saveScheduleTimes('Often', { lastRun: new Date(5_000_000_000_000) });
  const range = { site: 'Example', destination: 'Archive', operations: ['sessions'] as const };
  await store.saveBackfilled({ ...range, from: new Date(1), to: new Date(9) }, new Date(5));
  const state = await store.transferState('Example', 'Archive');
  await state.saveProduct('RS');
  await state.saveCheckpoint('sessions', { through: new Date(1), asked: new Date(2) });
  await state.addPending([{ operation: 'sessions', lsid: 'ñ"\'', since: new Date(3) }]);
  const entries = Array.from({ length: 130 }, (_, index) => ({
    key: `h/sessions/${index % 2 === 0 ? 'a' : 'A'}${index}\u{1F600}`,
    content: 'ab'.repeat(32),
    receipt: { outcome: 'stored', location: '/ü', bytes: 2 ** 50, sha256: '' } as const,
  }));
  await state.recordDelivered(entries);
  const payload = Buffer.from([0, 1, 255, ...Buffer.alloc(100_000, 7)]);
  const failure = { operation: 'sessions', code: 'bad', message: 'no\r\n', permanent: true } as const;
  await state.recordFailures([
    { ...failure, key: 'one', payload, position: 3 },
    { ...failure, key: 'h/sessions/two', payload: Buffer.alloc(0) },
    { ...failure, key: 'three', session: { lsid: 'l', recordings: [] } },
  ]);
  const run = { started: '2026-01-01T00:00:00.000Z', finished: '2026-01-01T00:00:01.000Z', outcome: 'done' } as const;
  const transfer = { site: 'Example', destination: 'Archive', outcome: 'done', operations: {}, requests: 1 } as const;
  await store.recordRun({ ...run, schedule: 'Often', transfers: [{ ...transfer, problems: [] }] });
  await store.recordRun({ ...run, transfers: [] });
  await store.keepToken('account', { token: 'token', expires: new Date(9) });
  await store.saveFact('empty', '');
  const code = { packageName: '@team/vault', plugin: 'vault', version: '1.0.0', source: '/ü', accepted: new Date(7) };
  await store.acceptPlugin({ ...code, hash: 'ab'.repeat(32) });
  const problems = [
    { code: 'bad', message: 'no\r\n' },
    { code: 'worse', message: '\u{1F600}', hint: 'ñ' },
  ];
  const seen = { schedule: 'Often', outcome: 'failed', problems, failedItems: 2 } as const;
  await store.saveIncidents([], observe([], seen, new Date(4)));
  await store.saveSentMails([1, 2]);
}
