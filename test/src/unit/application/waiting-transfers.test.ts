import assert from 'node:assert/strict';
import { type Home, resolveHome } from '@integration-client/core/home';
import { type ApplicationHere, openHere } from '@integration-client/host/application/open-application';
import type { RunTask } from '@integration-client/host/worker/supervisor';
import { runTaskHere } from '../../support/task-here.js';
import { TestHome } from '../../support/test-home.js';
import { until } from '../../support/until.js';

/** Four run side by side. */
const four = ['A', 'B', 'C', 'D'];
const sites = [...four, 'E', 'F'];

describe('transfers that wait for their turn', () => {
  let directory: TestHome;
  let home: Home;
  let open: ApplicationHere;
  /** Sites whose transfers are under way, each with what ends it. */
  const running = new Map<string, () => void>();

  /** Transfers last until they are ended or stopped. */
  const runTask: RunTask = async (task, options) => {
    if (task.kind !== 'transfer') return runTaskHere(task, options);
    const site = task.job.site.name;
    await new Promise<void>((resolve, reject) => {
      running.set(site, resolve);
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason));
    }).finally(() => running.delete(site));
    const report = { site, destination: task.job.destination, operations: {}, requests: 0, problems: [] };
    return { ...report, outcome: 'done' } as never;
  };

  beforeEach(async () => {
    directory = await TestHome.create({ workers: false });
    home = resolveHome(directory.home);
    open = await openHere(home, 'ic', { runTask });
    const account = { type: 'api', clientId: 'id', clientSecret: 'secret' };
    const settings = { sessions: { directory: directory.archive } };
    const schedule = (name: string, some: readonly string[]) => ({
      name,
      every: { hours: 1 },
      transfers: some.map((site) => ({ site, destination: 'Files', operations: ['sessions'] })),
    });
    const document = {
      sites: sites.map((name) => ({ name, host: 'localhost', account })),
      destinations: [{ name: 'Files', plugin: 'filesystem', settings }],
      schedules: [
        ...['First', 'Same', 'Later'].map((name) => schedule(name, ['A'])),
        schedule('Four', four),
        schedule('Fifth', ['E']),
        schedule('Sixth', ['F']),
      ],
    };
    await open.application.apply({ source: JSON.stringify(document) });
  });
  afterEach(async () => {
    for (const end of running.values()) end();
    await open.close();
    await directory.remove();
  });

  const run = (name: string, stop = new AbortController()) => ({
    stop,
    report: open.application.runSchedule({ name }, { signal: stop.signal }),
  });

  const untilWaiting = (count: number) =>
    until(async () => (await open.application.metrics()).text.includes(`\nic_transfers_waiting ${count}\n`));

  it('end at once when they are stopped, and do not let the next overtake the one before', async () => {
    const first = run('First');
    await until(async () => running.has('A'));
    const same = run('Same');
    await untilWaiting(1);
    const later = run('Later');
    await untilWaiting(2);
    same.stop.abort();
    assert.equal((await same.report).outcome, 'interrupted');
    assert.deepEqual([...running.keys()], ['A']);
    const endFirst = running.get('A');
    endFirst?.();
    assert.equal((await first.report).outcome, 'done');
    await until(async () => running.has('A') && running.get('A') !== endFirst);
    running.get('A')?.();
    assert.equal((await later.report).outcome, 'done');
  });

  it('give up the place that they wait for', async () => {
    const all = run('Four');
    await until(async () => running.size === 4);
    const [fifth, sixth] = [run('Fifth'), run('Sixth')];
    await untilWaiting(2);
    fifth.stop.abort();
    assert.equal((await fifth.report).outcome, 'interrupted');
    running.get('A')?.();
    await until(async () => running.has('F'));
    assert.deepEqual([...running.keys()], ['B', 'C', 'D', 'F']);
    for (const end of [...running.values()]) end();
    assert.equal((await all.report).outcome, 'done');
    assert.equal((await sixth.report).outcome, 'done');
  });
});
