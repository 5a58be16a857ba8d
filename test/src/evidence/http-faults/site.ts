import { createHash } from 'node:crypto';
import type { TransferReport } from '@integration-client/core/run';
import { runTransfer } from '@integration-client/core/transfer/run-transfer';
import { type RangeOddity, SimulatedAppliance } from '@integration-client/sdk/testing';
import type { Bench, Trial } from '../../unit/transfer/bench.js';
import { World } from '../../unit/transfer/world.js';
import { Archive } from './archive.js';
import { type ClientOptions, connect, HurryingClock } from './client.js';
import type { Place } from './places.js';

const noon = Date.UTC(2026, 2, 1, 12);
const hour = 3600_000;
const bytes = 100_000;

/** An appliance whose clock a run moves on, and what of it a destination has to hold. */
export class Site {
  readonly appliance: SimulatedAppliance;
  readonly #clock: { now: number };

  private constructor(appliance: SimulatedAppliance, clock: { now: number }) {
    this.appliance = appliance;
    this.#clock = clock;
  }

  static async start(seed: number, ranges: boolean | RangeOddity): Promise<Site> {
    const clock = { now: noon };
    const appliance = await SimulatedAppliance.start({
      seed,
      sessions: 2,
      days: 0.5,
      recordings: 'none',
      recordingBytes: bytes,
      backupBytes: bytes,
      ranges,
      now: () => new Date(clock.now),
    });
    for (const { lsid } of appliance.sessions) {
      appliance.changeSession(lsid, { sessionRecording: true, commandShells: 1 });
    }
    return new Site(appliance, clock);
  }

  /** One run that is to deliver what belongs to a place, a minute after the one before. */
  async run(trial: Trial, place: Place, archive: Archive, options: ClientOptions = {}): Promise<TransferReport> {
    this.#clock.now += 60_000;
    const clock = new HurryingClock();
    const appliance = connect(this.appliance, clock, options);
    try {
      return await runTransfer(
        {
          site: { name: trial.site.name, host: trial.site.host },
          destination: 'Vault',
          operations: [place.operation],
          selection: { kind: 'due' },
        },
        {
          appliance,
          destination: archive.destination(place.operation),
          // What strikes one delivery must not strike others beside it, or their endings would be a matter of luck.
          concurrency: 1,
          state: await trial.state(),
          clock,
          log: { debug() {}, info() {}, warn() {}, error() {} },
          signal: new AbortController().signal,
          onProgress: () => {},
        },
      );
    } finally {
      await appliance.close();
    }
  }

  /** Something that nothing is remembered of but when it was last asked: all there is has ended since. */
  async trial(bench: Bench, place: Place): Promise<Trial> {
    const trial = await bench.trial(new World(noon));
    const state = await trial.state();
    await state.saveCheckpoint(place.operation, { through: new Date(noon - 24 * hour), asked: new Date(noon - hour) });
    return trial;
  }

  /** Which file has to hold what, by SHA-256, where that is known before: each backup is another one. */
  files(place: Place): ReadonlyMap<string, string> {
    const { appliance } = this;
    const { operation } = place;
    switch (operation) {
      case 'sessions':
        return filesOf(appliance.sessions, (one) => [`.xml`, documentOf(appliance.sessionXml(one.lsid))]);
      case 'presentations':
        return filesOf(appliance.presentations, (one) => ['-presentation.xml', documentOf(one.xml)]);
      case 'session-recordings':
        return filesOf(appliance.sessions, (one) => ['.m4v', appliance.recording(one.lsid, operation).bytes()]);
      case 'command-shell-recordings':
        return filesOf(appliance.sessions, (one) => ['-shell-0.m4v', appliance.recording(one.lsid, operation).bytes()]);
      default:
        return new Map();
    }
  }

  /** The SHA-256 of every backup that the appliance has made. */
  backups(): ReadonlySet<string> {
    return new Set(this.appliance.backups.map(({ content }) => content.sha256()));
  }
}

interface Numbered {
  readonly lseq: string;
  readonly lsid: string;
}

/** @param describe what the name of an item's file ends with, and its content */
function filesOf<T extends Numbered>(items: Iterable<T>, describe: (item: T) => [string, Buffer]): Map<string, string> {
  return new Map(
    [...items].map((item) => {
      const [ending, content] = describe(item);
      return [`${item.lseq}-${item.lsid}${ending}`, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

/** An element of a report as a document of its own. */
function documentOf(element: Buffer | string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${element}\n`);
}
