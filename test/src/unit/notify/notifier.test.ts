import assert from 'node:assert/strict';
import type { NotificationSettings } from '@integration-client/core/configuration';
import { type Observation, observationOf, observationsOf } from '@integration-client/core/notify/incident';
import { sendMail } from '@integration-client/core/notify/mailer';
import { type NotificationState, Notifier } from '@integration-client/core/notify/notifier';
import type { RunReport } from '@integration-client/core/run';
import { HomeLeases } from '@integration-client/core/store/lease';
import type { Store } from '@integration-client/core/store/store';
import { until } from '../../support/until.js';
import { FakeClock, settle } from '../schedule/fake-clock.js';
import { configuration, noSecrets, TemporaryHome } from '../store/temporary-home.js';
import { report, reportOf } from './incidents.js';
import { headersOf, MailServer, textOf } from './mail-server.js';

const minute = 60_000;
const hour = 60 * minute;
const transfers = ['Example', 'Other'].map((site) => ({
  site,
  destination: 'Archive',
  operations: ['sessions'] as const,
}));
const schedules = [{ name: 'Often', enabled: true, every: { minutes: 5 }, transfers }];

describe('notifications', () => {
  let home: TemporaryHome;
  let store: Store;
  let server: MailServer;
  let clock: FakeClock;
  let log: string[];
  let notifiers: Notifier[];

  beforeEach(async () => {
    home = await TemporaryHome.withDatabase();
    store = await home.open();
    server = await MailServer.start();
    clock = new FakeClock('2026-03-01T00:00:00Z');
    log = [];
    notifiers = [];
    await setUp();
  });
  afterEach(async () => {
    for (const notifier of notifiers) await notifier.stop();
    await server.down();
    await home.remove();
  });

  const setUp = async (more: Partial<NotificationSettings> = {}, enabledSchedule = true) => {
    const { ca: _, ...connection } = await server.connection();
    const notifications = { ...connection, enabled: true, ...more };
    const some = schedules.map((schedule) => ({ ...schedule, enabled: enabledSchedule }));
    await store.configuration.save(configuration({ schedules: some, notifications }), noSecrets);
  };

  /** A notifier as a host that starts has it. */
  const begin = async (state: NotificationState = store, load = () => store.configuration.load()) => {
    const line = (level: string) => (message: string) => log.push(`${level} ${message}`);
    const notifier = new Notifier({
      isShared: false,
      lease: () => store.lease('mail'),
      clock,
      state,
      configuration: load,
      send: async (mail, signal) => {
        const { notifications } = await load();
        assert.ok(notifications !== undefined);
        return sendMail(notifications, mail, signal, { connect: 300, idle: 300 });
      },
      writer: { machine: 'machine', home: '/home' },
      log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    });
    notifiers.push(notifier);
    await notifier.start();
    return notifier;
  };
  const seen = (run: RunReport): readonly Observation[] => observationsOf('Often', run);
  const mailed = (count: number) => until(async () => server.mails.length >= count && (await quiet()));
  const logged = (text: RegExp) => until(async () => log.some((line) => text.test(line)));
  /** Every mail that went out was noted. */
  const quiet = async () => log.filter((line) => line.startsWith('info Mail sent')).length >= server.mails.length;
  const subjects = () => server.mails.map(({ raw }) => headersOf(raw).subject);

  it('sends what an administrator can act on', async () => {
    const notifier = await begin();
    const run = reportOf([
      { site: 'Example', destination: 'Archive', outcome: 'unreachable', codes: ['appliance-unreachable'] },
    ]);
    await notifier.observe(seen(run));
    await mailed(1);
    assert.deepEqual(subjects(), [
      'Integration Client: failed: Example to Archive, schedule Often (appliance-unreachable)',
    ]);
    const text = textOf(server.mails[0]?.raw ?? '');
    for (const part of [
      /^NEW$/m,
      /^1\. Example to Archive, schedule "Often"$/m,
      /^ {3}message of appliance-unreachable \[appliance-unreachable\]$/m,
      /^ {3}What to do: hint of appliance-unreachable$/m,
      /^ {3}Since: 2026-0[23]-\d\d \d\d:00:00 UTC/m,
      /^ {3}> ic site test Example$/m,
      /^ {3}> ic destination test Archive$/m,
      /^Integration Client on machine, home \/home$/m,
    ]) {
      assert.match(text, part);
    }
  });

  it('gathers repeats, and tells when it is over', async () => {
    const notifier = await begin();
    for (let run = 0; run < 13; run += 1) {
      await notifier.observe(seen(report('partial', 'disk-full')));
      if (run === 0) await mailed(1);
      await clock.advance(5 * minute);
    }
    await mailed(2);
    await notifier.observe(seen(report('done')));
    await clock.advance(10 * minute);
    await mailed(3);
    const [, repeated = '', over = ''] = server.mails.map(({ raw }) => textOf(raw));
    assert.match(repeated, /^STILL FAILING$/m);
    assert.match(repeated, /, 1[23] times, last /);
    assert.match(over, /^OVER$/m);
    assert.match(over, /works again since/);
    assert.match(over, /^Nothing else is known to fail\.$/m);
    assert.deepEqual(await store.incidents(), []);
  });

  it('makes at most 10 mails of 10,000 errors', async () => {
    const notifier = await begin();
    const sites = Array.from({ length: 50 }, (_, index) => ({ site: `Site ${index}`, destination: 'Archive' }));
    const every = schedules.map((schedule) => ({
      ...schedule,
      transfers: sites.map((place) => ({ ...place, operations: ['sessions'] as const })),
    }));
    const { notifications } = await store.configuration.load();
    assert.ok(notifications !== undefined);
    const entries = sites.map(({ site: name }) => ({ ...configuration().sites[0], name }) as never);
    await store.configuration.save(configuration({ sites: entries, schedules: every, notifications }), noSecrets);
    const failing = reportOf(sites.map((place) => ({ ...place, outcome: 'unreachable' as const, codes: ['down'] })));
    for (let run = 0; run < 200; run += 1) {
      await notifier.observe(seen(failing));
      if (run === 0) await mailed(1);
      await clock.advance(minute);
    }
    await notifier.observe(seen(reportOf(sites.map((place) => ({ ...place, outcome: 'done' as const })))));
    await until(async () => {
      await clock.advance(minute);
      return (await store.incidents()).length === 0;
    });
    assert.ok(server.mails.length <= 10, `${server.mails.length} mails`);
    const last = textOf(server.mails.at(-1)?.raw ?? '');
    assert.match(last, /200 times/);
    assert.match(last, /and 30 more/);
  });

  it('keeps a mail while the server is down, costs the run nothing, and sends it later', async () => {
    const notifier = await begin();
    await server.down();
    await notifier.observe(seen(report('failed', 'defect')));
    await logged(/^warn Mail could not be sent.*cannot be reached/);
    await clock.advance(10 * minute);
    await settle();
    assert.equal(log.length, 1);
    await server.up();
    await until(async () => {
      await clock.advance(hour);
      return server.mails.length > 0;
    });
    await logged(/^info Mail sent to ops@example.com: mail can be sent again/);
  });

  it('does not wait with a mail when its settings are corrected', async () => {
    await setUp({ port: 1 });
    const notifier = await begin();
    await notifier.observe(seen(report('failed', 'defect')));
    await logged(/^warn Mail could not be sent/);
    await setUp();
    notifier.wake();
    await mailed(1);
  });

  it('sends after a restart what was not told before', async () => {
    await server.down();
    const first = await begin();
    await first.observe(seen(report('partial', 'one')));
    await first.stop();
    await server.up();
    const second = await begin();
    await mailed(1);
    await second.stop();
    const third = await begin();
    await third.observe(seen(report('partial', 'one')));
    await clock.advance(10 * minute);
    assert.equal(server.mails.length, 1);
    const [incident] = await store.incidents();
    assert.deepEqual([incident?.occurrences, incident?.mails, incident?.toldOccurrences], [2, 1, 1]);
    assert.equal((await store.sentMails()).length, 1);
  });

  it('tells that the settings database cannot be used, with the settings as they were', async () => {
    let broken = false;
    const usable = <T>(work: () => Promise<T>) => (broken ? Promise.reject(new Error('gone')) : work());
    const state: NotificationState = {
      incidents: () => usable(() => store.incidents()),
      saveIncidents: (before, after) => usable(() => store.saveIncidents(before, after)),
      sentMails: () => usable(() => store.sentMails()),
      saveSentMails: (times) => usable(() => store.saveSentMails(times)),
    };
    const settings = await store.configuration.load();
    const line = (message: string) => void log.push(`info ${message}`);
    const notifier = new Notifier({
      isShared: false,
      lease: () => store.lease('mail'),
      clock,
      state,
      configuration: () => usable(() => store.configuration.load()),
      send: (mail, signal) => sendMail(settings.notifications ?? assert.fail(), mail, signal),
      writer: { machine: 'machine', home: '/home' },
      log: { debug: line, info: line, warn: line, error: line },
    });
    notifiers.push(notifier);
    await notifier.start();
    await clock.advance(minute);
    await settle();
    broken = true;
    await notifier.observe([observationOf({}, new Error('the database is gone'))]);
    await mailed(1);
    assert.match(subjects()[0] ?? '', /failed: ic-host \(defect\)/);
    broken = false;
    await notifier.observe([observationOf({})]);
    await clock.advance(10 * minute);
    await mailed(2);
    assert.match(textOf(server.mails[1]?.raw ?? ''), /works again since/);
  });

  it('says nothing while it is off, and nothing of what was taken away', async () => {
    await setUp({ enabled: false });
    const notifier = await begin();
    await notifier.observe(seen(report('partial', 'one')));
    await clock.advance(hour);
    await until(async () => (await store.incidents()).length === 1);
    assert.equal(server.mails.length, 0);
    await setUp({}, false);
    notifier.wake();
    await until(async () => (await store.incidents()).length === 0);
    await clock.advance(hour);
    assert.equal(server.mails.length, 0);
  });

  it('quotes messages so that nothing in them looks like more than it is', async () => {
    const notifier = await begin();
    const evil = 'x\r\nBcc: evil@example.com\r\n\r\nOVER\n\u202e\u0000';
    const run = report('partial', 'a');
    const problems = [{ code: evil, message: evil, hint: evil }];
    await notifier.observe(seen({ ...run, transfers: run.transfers.map((each) => ({ ...each, problems })) }));
    await mailed(1);
    const raw = server.mails[0]?.raw ?? '';
    assert.equal('bcc' in headersOf(raw), false);
    assert.doesNotMatch(textOf(raw), /^OVER$|\p{Cc}(?<!\n)|\p{Bidi_Control}|^Bcc/mu);
  });

  it('sends from one host at a time what several saw, and from the next when that one ends', async () => {
    const hosts = [store, await home.open()];
    // A file has one host; here two that share it, as hosts share a server.
    const leases = new HomeLeases();
    const line = (message: string) => log.push(`info ${message}`);
    const passing = (count: number) =>
      until(async () => {
        await clock.advance(10 * minute);
        return server.mails.length >= count && (await quiet());
      });
    const { notifications = assert.fail() } = await store.configuration.load();
    const made = hosts.map(
      (state) =>
        new Notifier({
          clock,
          state,
          isShared: true,
          lease: () => leases.take('mail'),
          configuration: () => state.configuration.load(),
          send: (mail, signal) => sendMail(notifications, mail, signal),
          writer: { machine: 'machine', home: '/home' },
          log: { debug: line, info: line, warn: line, error: line },
        }),
    );
    notifiers.push(...made);
    const [one = assert.fail(), other = assert.fail()] = made;
    await one.start();
    await settle();
    await other.start();
    await other.observe(seen(report('partial', 'one')));
    await passing(1);
    assert.deepEqual(await store.sentMails(), await hosts[1]?.sentMails());
    await one.stop();
    await other.observe(seen(report('done')));
    await passing(2);
    assert.equal((await store.sentMails()).length, 2);
    assert.deepEqual(await store.incidents(), []);
  });
});
