import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Appliance } from '@integration-client/core/appliance/appliance';
import { defaultApplicationSettings, type SiteSettings } from '@integration-client/core/configuration';
import { resolveHome } from '@integration-client/core/home';
import type { TransferReport } from '@integration-client/core/run';
import { openStore } from '@integration-client/core/store/open-store';
import type { Store } from '@integration-client/core/store/store';
import type { Selection } from '@integration-client/core/transfer/job';
import { runTransfer } from '@integration-client/core/transfer/run-transfer';
import type { TransferState } from '@integration-client/core/transfer/state';
import type { Operation } from '@integration-client/sdk';
import { memoryDirectory } from '../../support/memory-directory.js';
import { copyPreparedHome } from '../store/prepared-home.js';
import { Steps } from './steps.js';
import { Vault } from './vault.js';
import type { World } from './world.js';

/** How one run differs from a plain one. */
export interface RunOptions {
  readonly operations?: readonly Operation[];
  readonly selection?: Selection;
  readonly steps?: Steps;
  /** In place of the world's. */
  readonly appliance?: Appliance;
  readonly signal?: AbortSignal;
  readonly concurrency?: number;
  /** Takes the warnings of the log. */
  readonly onWarning?: (message: string) => void;
}

/** So many sites are there at once. */
const siteCount = 50;

/** A settings database with many sites, so that each trial has one that nothing is remembered of. */
export class Bench {
  readonly store: Store;
  readonly #parent: string;
  /** This machine's clock, for what the store writes. */
  now = new Date('2026-03-01T00:00:00Z');
  #used = siteCount;

  private constructor(parent: string, store: Store) {
    this.#parent = parent;
    this.store = store;
  }

  /** @param directory where its home is made */
  static async open(directory: string = memoryDirectory()): Promise<Bench> {
    const parent = await mkdtemp(join(directory, 'ic-transfer-'));
    const home = resolveHome(join(parent, 'home'));
    await copyPreparedHome(home);
    const store = await openStore(home, () => bench.now);
    const bench: Bench = new Bench(parent, store);
    return bench;
  }

  /** A transfer of a site that nothing is remembered of. */
  async trial(world: World, vault: Vault = new Vault()): Promise<Trial> {
    if (this.#used === siteCount) {
      // What is remembered of a site goes with it.
      await this.#configure(0);
      await this.#configure(siteCount);
      this.#used = 0;
    }
    return new Trial(this, site(this.#used++), world, vault);
  }

  async #configure(sites: number): Promise<void> {
    const configuration = {
      sites: Array.from({ length: sites }, (_, index) => site(index)),
      destinations: [{ name: 'Vault', enabled: true, plugin: 'vault', settings: {} }],
      schedules: [],
      application: defaultApplicationSettings,
    };
    await this.store.configuration.save(configuration, () => []);
  }

  async close(): Promise<void> {
    await this.store.close();
    await rm(this.#parent, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A world, a destination, and what the client remembers of them. */
export class Trial {
  readonly world: World;
  readonly vault: Vault;
  readonly site: SiteSettings;
  readonly #bench: Bench;
  /** How far this machine's clock is ahead. */
  hostClockError = 0;
  operations: readonly Operation[] = ['sessions', 'session-recordings', 'command-shell-recordings'];

  constructor(bench: Bench, settings: SiteSettings, world: World, vault: Vault) {
    this.#bench = bench;
    this.site = settings;
    this.world = world;
    this.vault = vault;
  }

  state(): Promise<TransferState> {
    return this.#bench.store.transferState(this.site.name, 'Vault');
  }

  /** One run, with everything made anew but the world, the vault and the settings database. */
  async run(options: RunOptions = {}): Promise<TransferReport> {
    const { world, site } = this;
    const now = () => new Date(world.now + this.hostClockError);
    this.#bench.now = now();
    const steps = options.steps ?? new Steps();
    const state = await this.state();
    const product = await state.product();
    return await runTransfer(
      {
        site: { name: site.name, host: site.host, ...(product === undefined ? {} : { product }) },
        destination: 'Vault',
        operations: options.operations ?? this.operations,
        selection: options.selection ?? { kind: 'due' },
      },
      {
        appliance: steps.appliance(options.appliance ?? world.appliance()),
        destination: steps.destination(this.vault),
        concurrency: options.concurrency ?? 2,
        state: steps.state(state),
        clock: { now, sleep: async () => {} },
        log: { debug() {}, info() {}, warn: options.onWarning ?? (() => {}), error() {} },
        signal: options.signal ?? new AbortController().signal,
        onProgress: () => {},
      },
    );
  }

  /** A run that has to go well. */
  async cleanRun(options: RunOptions = {}): Promise<TransferReport> {
    const report = await this.run(options);
    assert.equal(report.outcome, 'done', JSON.stringify(report.problems));
    return report;
  }

  key(operation: Operation, lsid: string, instance?: number): string {
    return [this.site.host, operation, lsid, ...(instance === undefined ? [] : [instance])].join('/');
  }

  /** What is in quarantine, or on the way there, of this trial. */
  async failed(): Promise<{ key: string; quarantined: boolean; attempts: number; code: string }[]> {
    const all = await this.#bench.store.quarantine();
    return all.filter((item) => item.site === this.site.name);
  }

  /** What of the world must be held now, by key: all that has ended, in its newest form. */
  expected(): Map<string, string> {
    const { world } = this;
    const expected = new Map<string, string>();
    for (const session of world.sessions.filter((one) => world.exists(one) && world.hasEnded(one))) {
      const { lsid } = session;
      if (this.operations.includes('sessions') && !session.isBroken?.(world.now)) {
        expected.set(this.key('sessions', lsid), world.xml(session));
      }
      for (const { operation, ready = 0 } of world.announced(session)) {
        if (!this.operations.includes(operation) || ready > world.now) continue;
        const key = this.key(operation, lsid, operation === 'session-recordings' ? undefined : 0);
        expected.set(key, world.video(session, operation));
      }
    }
    return expected;
  }

  /** Fails unless everything that has ended is held as it is now, but for those keys. */
  assertHeld(except: ReadonlySet<string> = new Set()): void {
    for (const [key, content] of this.expected()) {
      if (except.has(key)) continue;
      const held = this.vault.held.get(key);
      assert.ok(held !== undefined, `lost: ${key}`);
      assert.ok(held.includes(content), `not the newest: ${key} is ${held}, not ${content}`);
    }
  }

  /**
   * Fails where a checkpoint passed something that is neither held nor pending nor in quarantine.
   * @param started true time when the run began: what ended later was none of its business
   */
  async assertNothingPassed(started: number): Promise<void> {
    const state = await this.state();
    const { world } = this;
    const after = world.now;
    world.now = started;
    const pending = new Set((await state.pending()).map(({ operation, lsid }) => `${operation}/${lsid}`));
    const aside = new Set((await this.failed()).filter((item) => item.quarantined).map((item) => item.key));
    for (const operation of this.operations) {
      const through = (await state.checkpoint(operation))?.through.getTime() ?? 0;
      for (const session of world.sessions) {
        if (!world.exists(session) || !world.hasEnded(session)) continue;
        const { lsid, end = 0 } = session;
        if (world.stamp(end) > through || pending.has(`${operation}/${lsid}`)) continue;
        for (const key of this.expected().keys()) {
          if (!key.startsWith(this.key(operation, lsid)) || aside.has(key)) continue;
          assert.ok(this.vault.held.has(key), `the checkpoint ${new Date(through).toISOString()} passed ${key}`);
        }
      }
    }
    world.now = after;
  }
}

function site(index: number): SiteSettings {
  return {
    name: `Site ${index}`,
    enabled: true,
    host: `site-${index}.example.com`,
    account: { type: 'api', clientId: 'id', clientSecret: 'secret' },
  };
}
