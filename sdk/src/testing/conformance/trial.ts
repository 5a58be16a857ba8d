import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import type { Destination } from '../../destination.js';
import type { Item } from '../../item.js';
import type { Logger } from '../../logger.js';
import { makeDestination } from '../../make-destination.js';
import type { Operation } from '../../operation.js';
import type { PluginDefinition } from '../../plugin.js';
import { DeliveringProcess } from './delivering-process.js';
import { wordsOf } from './errors-said.js';
import { ObservedDestination } from './observed-destination.js';
import { type SampleItem, sampleItem } from './sample-item.js';
import { secretsOf } from './secrets.js';
import { type Delivery, seenIn } from './sight.js';
import type { ConformancePlace, ConformanceSubject, StoredItem } from './subject.js';
import { demand, Violation } from './violation.js';
import { watchedDisk } from './watched-disk.js';

/** How deep the directory of a place lies: a path that leads out of it by `..` ends where it is seen. */
const depth = ['a', 'b', 'c', 'place'];

/** What a case works with: a fresh place, destinations, items, and what can be seen of what was stored. */
export class Trial {
  readonly plugin: PluginDefinition;
  readonly place: ConformancePlace;
  /** The types of data that are tried, at least one. */
  readonly operations: readonly Operation[];
  /** An empty directory, the place's own. */
  readonly directory: string;
  /** Locations that were there before the case began, where the place is not a fresh one. */
  before: ReadonlySet<string> = new Set();
  /** The disk that destinations are given. */
  readonly disk = watchedDisk();
  readonly #subject: ConformanceSubject;
  readonly #root: string;
  readonly #words: string[] = [];
  readonly #logged: string[] = [];
  readonly #opened: { close(): Promise<void>; readonly isClosed: boolean }[] = [];
  readonly #run = randomBytes(9).toString('hex');
  readonly #began = Date.UTC(2000, 0, 1) + Math.floor(Math.random() * 6e8) * 1000;
  #reader: ObservedDestination | undefined;
  #count = 0;

  private constructor(subject: ConformanceSubject, plugin: PluginDefinition, place: ConformancePlace, root: string) {
    this.#subject = subject;
    this.plugin = plugin;
    this.place = place;
    this.operations = subject.operations ?? plugin.operations;
    this.#root = root;
    this.directory = join(root, ...depth);
  }

  /** Does a case in a place of its own, and lets go of everything. Throws Violation, and what the case throws. */
  static async run(
    subject: ConformanceSubject,
    plugin: PluginDefinition,
    work: (trial: Trial) => Promise<void>,
  ): Promise<void> {
    const root = await mkdtemp(join(tmpdir(), 'ic-conformance-'));
    // A plugin may end the process.
    const removeNow = () => rmSync(root, { recursive: true, force: true });
    process.once('exit', removeNow);
    let place: ConformancePlace | undefined;
    try {
      const directory = join(root, ...depth);
      await mkdir(directory, { recursive: true });
      place = await subject.place(directory);
      const trial = new Trial(subject, plugin, place, root);
      try {
        if (place.stored === undefined) {
          trial.before = new Set((await seenIn(trial))?.map(({ location }) => location));
        }
        await work(trial);
      } finally {
        for (const each of trial.#opened) if (!each.isClosed) await each.close().catch(() => undefined);
      }
      await trial.#checkAround();
    } finally {
      await place?.remove?.();
      process.off('exit', removeNow);
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  /** A destination as its class makes it, which nobody observes or closes: only to look at. */
  made(settings: Readonly<Record<string, unknown>> = this.place.settings): Destination {
    return makeDestination(this.plugin, { settings, name: 'Conformance', log: this.#log(), disk: this.disk });
  }

  /** A destination of the place, or with other settings. It is closed with the trial. */
  open(settings: Readonly<Record<string, unknown>> = this.place.settings): ObservedDestination {
    const destination = new ObservedDestination(this.made(settings), (error) => this.#words.push(wordsOf(error)));
    this.#opened.push(destination);
    return destination;
  }

  /** A destination of the place that only looks: one for the whole case. */
  get reader(): ObservedDestination {
    this.#reader ??= this.open();
    return this.#reader;
  }

  /** A process of its own with a destination of the place. It is ended with the trial. */
  async start(): Promise<DeliveringProcess> {
    const { module, nodeArguments = [] } = this.#subject;
    const started = await DeliveringProcess.start({
      module: String(module),
      settings: this.place.settings,
      nodeArguments,
      onWords: (words) => this.#words.push(words),
    });
    this.#opened.push(started);
    return started;
  }

  /** The makings of a new item: an id, a text and a time that no other has. */
  sample(operation: Operation = this.operations[0] as Operation, more: Partial<SampleItem> = {}): SampleItem {
    const number = ++this.#count;
    const lsid = `${this.#run}${number.toString(16).padStart(14, '0')}`;
    const takenAt = new Date(this.#began + number * 60_000);
    return { operation, lsid, text: `text-${this.#run}-${number}`, takenAt, ...more };
  }

  /** A new item, see {@link sample}. */
  item(operation?: Operation, more: Partial<SampleItem> = {}, open?: () => Readable | Promise<Readable>): Item {
    return sampleItem(this.sample(operation, more), open);
  }

  /** Delivers the item of a sample. Throws what the plugin throws. */
  async deliver(destination: ObservedDestination, sample: SampleItem, signal?: AbortSignal): Promise<Delivery> {
    return { sample, receipt: await destination.deliver(sampleItem(sample), signal) };
  }

  /** What is stored now as the subject sees it; undefined where it does not look. */
  async stored(): Promise<readonly StoredItem[] | undefined> {
    return this.place.stored?.();
  }

  /** Every line that destinations in this process have logged. */
  get logged(): readonly string[] {
    return this.#logged;
  }

  #log(): Logger {
    const write = (message: string) => {
      this.#words.push(String(message));
      this.#logged.push(String(message));
    };
    return { debug: write, info: write, warn: write, error: write };
  }

  async #checkAround(): Promise<void> {
    const { place, plugin } = this;
    for (const settings of [place.settings, place.unusable ?? {}]) {
      for (const { path, value } of secretsOf(plugin.settings, settings)) {
        demand(
          !this.#words.some((words) => words.includes(value)),
          `The secret setting ${path} stands in an error or a line of the log`,
          'Leave settings that are marked secret out of all messages, also those that a library made: write your own.',
        );
      }
    }
    const inside = relative(this.#root, this.directory);
    const strays = (await readdir(this.#root, { recursive: true })).filter(
      (path) =>
        path !== inside && !inside.startsWith(`${path}/`) && !path.startsWith(inside) && !inside.startsWith(path),
    );
    demand(
      strays.length === 0,
      `Something was stored outside of the place: ${strays.slice(0, 3).join(', ')}`,
      'Make names from outside harmless before they become paths: formatFileName, or a hash of the key.',
    );
    const polluted = Object.getOwnPropertyNames(Object.prototype).filter((name) => !ownNames.has(name));
    if (polluted.length === 0) return;
    for (const name of polluted) Reflect.deleteProperty(Object.prototype, name);
    throw new Violation(
      `Every object has a new property: ${polluted.join(', ')}`,
      'Keep names from outside in a Map, or in objects without a prototype.',
    );
  }
}

const ownNames = new Set(Object.getOwnPropertyNames(Object.prototype));
