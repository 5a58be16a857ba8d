import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Home, resolveHome } from '@integration-client/core/home';
import type { Store } from '@integration-client/core/store/store';
import { initialise, openHere } from '@integration-client/host/application/open-application';
import { type ControlServer, serveControl } from '@integration-client/host/control/server';
import { metricList } from '@integration-client/host/metrics/metric-list';
import type { Monitored } from '@integration-client/host/metrics/monitoring';
import { RunCounts } from '@integration-client/host/metrics/run-counts';
import { type MonitoringServer, serveMonitoring } from '@integration-client/host/metrics/serve-monitoring';
import { reportOf } from '../notify/incidents.js';
import { forEachDialect } from '../store/settings-server.js';
import { configuration, noSecrets, TemporaryHome } from '../store/temporary-home.js';

const transfers = [{ site: 'Example', destination: 'Archive', operations: ['sessions'] as const }];
const settings = configuration({
  schedules: [{ name: 'Often', enabled: true, every: { minutes: 5 }, transfers }],
});

/** Samples by name and labels, as they are written. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

function get(where: { socketPath: string } | { port: number; host: string }, path: string, more = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ ...where, path, agent: false, ...more }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const type = response.headers['content-type'] ?? '';
      resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString() });
    })
      .on('error', reject)
      .end();
  });
}

describe('metrics', () => {
  let directory: string;
  let home: Home;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-metrics-'));
    home = resolveHome(join(directory, 'home'));
    await initialise(home);
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('are OpenMetrics, and tell what a run left', async () => {
    const { application, store, close } = await openHere(home, 'ic');
    await store.configuration.save(settings, noSecrets);
    const started = '2026-03-01T00:00:00.000Z';
    await store.recordRun({
      ...reportOf([{ site: 'Example', destination: 'Archive', outcome: 'done' }]),
      schedule: 'Often',
      started,
    });
    await store.saveScheduleTimes('Often', { lastRun: new Date(started), nextRun: new Date('2026-03-01T00:05:00Z') });
    const state = await store.transferState('Example', 'Archive');
    await state.saveCheckpoint('sessions', { through: new Date(started), asked: new Date(Date.now() - 60_000) });
    await state.addPending([{ operation: 'sessions', lsid: 'a', since: new Date(started) }]);
    const failure = { operation: 'sessions', code: 'bad', message: 'x' } as const;
    await state.recordFailures(['a', 'b'].map((key) => ({ ...failure, key, permanent: true })));
    await state.recordFailures([{ ...failure, key: 'c', permanent: false }]);
    const { contentType, text } = await application.metrics();
    await close();
    assert.match(contentType, /^application\/openmetrics-text; version=1\.0\.0/);
    assert.ok(text.endsWith('# EOF\n'));
    const samples = samplesOf(text);
    const places = 'destination="Archive"';
    const value = (name: string, labels: readonly string[]) =>
      [...samples].find(([key]) => key.startsWith(`${name}{`) && labels.every((label) => key.includes(label)))?.[1];
    assert.equal(samples.get('ic_schedule_enabled{schedule="Often"}'), 1);
    assert.equal(samples.get('ic_schedule_period_seconds{schedule="Often"}'), 300);
    assert.equal(samples.get('ic_schedule_last_run_timestamp_seconds{schedule="Often"}'), Date.parse(started) / 1000);
    const success = value('ic_transfer_last_success_timestamp_seconds', ['schedule="Often"', 'site="Example"', places]);
    assert.equal(success, Date.parse(started) / 1000);
    assert.ok((value('ic_transfer_lag_seconds', ['operation="sessions"', places]) ?? 0) >= 60);
    assert.equal(value('ic_quarantined_items', ['operation="sessions"']), 2);
    assert.equal(value('ic_retrying_items', ['operation="sessions"']), 1);
    assert.equal(value('ic_pending_sessions', ['operation="sessions"']), 1);
    assert.ok((samples.get('process_resident_memory_bytes') ?? 0) > 1e6);
    for (const name of Object.keys(metricList))
      assert.ok(text.includes(`# HELP ${name.replace(/_total$/, '')} `), name);
  });

  it('count what runs do, each error by its code, and not without end', () => {
    const counts = new RunCounts();
    const place = { site: 'Example', destination: 'Archive' };
    counts.add('Often', reportOf([{ ...place, outcome: 'partial', codes: ['a', 'a', 'b'], failed: 3 }]));
    counts.add('Often', reportOf([{ ...place, outcome: 'partial', codes: ['a'], failed: 2 }]));
    const of = (list: Iterable<{ labels: object; value: number }>) =>
      [...list].map(({ labels, value }) => [labels, value]);
    assert.deepEqual(of(counts.runs), [[{ schedule: 'Often', ...place, outcome: 'partial' }, 2]]);
    assert.deepEqual(of(counts.errors), [
      [{ ...place, code: 'a' }, 2],
      [{ ...place, code: 'b' }, 1],
    ]);
    assert.deepEqual(of(counts.items).at(-1), [{ ...place, operation: 'sessions', result: 'failed' }, 5]);
    assert.deepEqual(of(counts.requests), [[{ site: 'Example' }, 2]]);
    assert.equal(counts.seconds.get('Often'), 1);
    const many = Array.from({ length: 1_000 }, (_, index) => `code-${index}`);
    counts.add('Often', reportOf([{ ...place, outcome: 'failed', codes: many }]));
    assert.equal([...counts.errors].length, 201);
    assert.equal(of(counts.errors).at(-1)?.[1], 802);
  });
});

forEachDialect('the last success of transfers', (_, server) => {
  let temporary: TemporaryHome;
  let store: Store;
  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase(server());
    store = await temporary.open();
    await store.configuration.save(settings, noSecrets);
  });
  afterEach(() => temporary.remove());

  const run = async (hour: number, ...outcomes: readonly ('done' | 'partial')[]) => {
    const report = reportOf(outcomes.map((outcome) => ({ site: 'Example', destination: 'Archive', outcome })));
    await store.recordRun({
      ...report,
      schedule: 'Often',
      started: new Date(Date.UTC(2026, 2, 1, hour)).toISOString(),
    });
  };
  const hours = async () => (await store.transferFigures()).successes.map(({ time }) => time.getUTCHours());

  it('is when the newest run began that delivered everything', async () => {
    assert.deepEqual(await hours(), []);
    await run(1, 'partial');
    assert.deepEqual(await hours(), []);
    await run(2, 'done');
    await run(3, 'partial');
    assert.deepEqual(await hours(), [2]);
    await run(4, 'done', 'partial');
    assert.deepEqual(await hours(), [2]);
    await run(5, 'done', 'done');
    assert.deepEqual(await hours(), [5]);
    const [success] = (await store.transferFigures()).successes;
    assert.deepEqual([success?.schedule, success?.site, success?.destination], ['Often', 'Example', 'Archive']);
  });

  it('stays when settings are saved again, and goes with the site', async () => {
    await run(2, 'done');
    await store.configuration.save(settings, noSecrets);
    assert.deepEqual(await hours(), [2]);
    await store.configuration.save(configuration({ sites: [], schedules: [] }), noSecrets);
    assert.deepEqual(await hours(), []);
  });

  it('comes with what failed and what is pending, in numbers', async () => {
    const state = await store.transferState('Example', 'Archive');
    await state.addPending(['a', 'b'].map((lsid) => ({ operation: 'sessions', lsid, since: new Date(1) })));
    const failure = { operation: 'sessions', code: 'bad', message: 'x' } as const;
    await state.recordFailures(['a', 'b', 'c'].map((key) => ({ ...failure, key, permanent: key !== 'c' })));
    await store.dropQuarantined([{ destination: 'Archive', key: 'a' }]);
    const { failed, pending } = await store.transferFigures();
    const place = { site: 'Example', destination: 'Archive', operation: 'sessions' };
    const sorted = failed.toSorted((one, other) => Number(one.quarantined) - Number(other.quarantined));
    assert.deepEqual(sorted, [
      { ...place, quarantined: false, count: 1 },
      { ...place, quarantined: true, count: 1 },
    ]);
    assert.deepEqual(pending, [{ ...place, count: 2 }]);
  });
});

describe('monitoring', () => {
  let directory: string;
  const servers: (MonitoringServer | ControlServer)[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-monitoring-'));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  let broken = false;
  const monitored: Monitored = {
    metrics: async () => {
      if (broken) throw new Error('the database is gone');
      return { contentType: 'text/plain', text: 'x 1\n' };
    },
    ready: async () => {
      if (broken) throw new Error('the database is gone');
    },
  };
  const freePort = () =>
    new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      });
    });

  it('is answered at the socket, beside the methods', async () => {
    const home = resolveHome(directory, {});
    servers.push(await serveControl({} as never, home, monitored));
    const where = { socketPath: home.socket };
    assert.deepEqual(await get(where, '/metrics'), { status: 200, type: 'text/plain', text: 'x 1\n' });
    assert.deepEqual(JSON.parse((await get(where, '/health/live')).text), { status: 'ok' });
    assert.equal((await get(where, '/health/ready?verbose')).status, 200);
    assert.equal((await get(where, '/other')).status, 400);
    broken = true;
    try {
      const { status, text } = await get(where, '/health/ready');
      assert.deepEqual(
        [status, JSON.parse(text)],
        [503, { status: 'not-ready', code: 'defect', message: 'Error: the database is gone' }],
      );
      assert.equal((await get(where, '/health/live')).status, 200);
      assert.equal((await get(where, '/metrics')).status, 500);
    } finally {
      broken = false;
    }
  });

  it('is answered at a port of this machine, and nothing else there', async () => {
    const port = await freePort();
    servers.push(await serveMonitoring(monitored, port));
    const where = { host: '127.0.0.1', port };
    assert.equal((await get(where, '/metrics')).text, 'x 1\n');
    assert.equal((await get(where, '/health/live')).status, 200);
    assert.equal((await get(where, '/v1/status', { method: 'POST' })).status, 404);
    assert.equal((await get(where, '/metrics', { headers: { host: 'evil.example.com' } })).status, 403);
    await assert.rejects(serveMonitoring(monitored, port), { code: 'metrics-port-unusable' });
  });
});
