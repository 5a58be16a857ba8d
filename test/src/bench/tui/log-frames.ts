import { PassThrough, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Application, LogLine } from '@integration-client/core/application';
import { resolveHome } from '@integration-client/core/home';
import { HomeBackend } from '@integration-client/host/tui-backend';
import type { Backend } from '@integration-client/tui/backend';
import { gathering } from '@integration-client/tui/data/follow-log';
import { runTui } from '@integration-client/tui/run-tui';
import { offer } from '../../support/child-module.js';
import { until } from '../../support/until.js';
import type { Measurement } from '../benchmark.js';
import { Stopwatch } from '../stopwatch.js';
import { beginsFrame, logLines } from './log-text.js';

/** How many lines there are at first, and how many frames are timed. */
export interface Viewing {
  readonly home: string;
  readonly lines: number;
  readonly frames: number;
}

/** Before and after each key, in milliseconds: nobody presses one just when something was drawn. */
const pause = 50;

/** With the pauses, about 1,000 a second. */
const linesAtOnce = 220;

/** Two pages up, a line up, a line down, and the end, where it follows again: each changes what is shown. */
const keys = ['\x1b[5~', '\x1b[5~', '\x1b[A', '\x1b[B', '\x1b[F'];

const methods = {
  /**
   * Times frames of the log viewer in this process: from when new lines are to be shown, or a key came, until the frame was
   * written. The seconds are those within which 95 of 100 frames were.
   */
  async watch({ home, lines, frames }: Viewing): Promise<Measurement> {
    const log = new PouredLog(lines);
    const screen = new TimedScreen();
    const stdin = Object.assign(new PassThrough(), { setRawMode: () => stdin, ref() {}, unref() {}, isTTY: true });
    const end = new AbortController();
    const backend = log.before(new HomeBackend(resolveHome(home)));
    const shown = runTui({
      backend,
      stdin,
      stdout: screen,
      ascii: false,
      colour: true,
      screenReader: false,
      signal: end.signal,
    });
    await screen.wrote('There are no schedules');
    stdin.write('T');
    await screen.wrote('Log File');
    stdin.write('l');
    await screen.wrote(`line ${lines - 1} `);
    await setTimeout(500);
    const times: number[] = [];
    const watch = new Stopwatch();
    await watch.time(async () => {
      for (let key = 0; times.length < frames; key += 1) {
        log.pour(linesAtOnce);
        times.push(await screen.frameAfter(performance.now() + gathering));
        await setTimeout(pause);
        stdin.write(keys[key % keys.length] ?? '');
        times.push(await screen.frameAfter(performance.now()));
        await setTimeout(pause);
      }
    });
    end.abort();
    await shown;
    const sorted = times.toSorted((one, other) => one - other);
    const seconds = (sorted[Math.floor(sorted.length * 0.95)] ?? 0) / 1000;
    return { ...(await watch.measurement(times.length)), seconds };
  },
};

/** What it offers to its parent. */
export type FrameMethods = typeof methods;

/** A log that is poured into the terminal UI, in place of one that is read from files. */
class PouredLog {
  #lines: number;
  #onLine: (line: LogLine) => void = () => {};

  constructor(lines: number) {
    this.#lines = lines;
  }

  before(backend: HomeBackend): Backend {
    const logs: Application['logs'] = ({ lines = 0 }, call) => this.#follow(Math.min(lines, this.#lines), call);
    const withLog = (application: Application) =>
      new Proxy(application, {
        get: (target, name) => {
          if (name === 'logs') return logs;
          const member: unknown = Reflect.get(target, name);
          return typeof member === 'function' ? member.bind(target) : member;
        },
      });
    return {
      home: backend.home,
      version: backend.version,
      isInitialised: () => backend.isInitialised(),
      browse: (directory) => backend.browse(directory),
      pluginSource: (text) => backend.pluginSource(text),
      service: () => backend.service(),
      initialise: () => backend.initialise(),
      use: (action) => backend.use((application) => action(withLog(application))),
    };
  }

  pour(count: number): void {
    for (const text of logLines(count, this.#lines)) this.#onLine({ text });
    this.#lines += count;
  }

  async #follow(count: number, { signal, onEvent = () => {} }: Parameters<Application['logs']>[1] = {}): Promise<void> {
    for (const text of logLines(count, this.#lines - count)) onEvent({ text });
    this.#onLine = onEvent;
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
  }
}

/** A terminal of 80 x 24 that knows when frames were written. */
class TimedScreen extends Writable {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;
  #text = '';
  #onFrame: (at: number) => void = () => {};

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    const text = chunk.toString();
    this.#text += text;
    if (text.includes(beginsFrame)) this.#onFrame(performance.now());
    done();
  }

  async wrote(text: string): Promise<void> {
    await until(async () => this.#text.includes(text), 5);
    this.#text = '';
  }

  /** Milliseconds from a time on until the next frame was written. */
  frameAfter(start: number): Promise<number> {
    return new Promise((resolve) => {
      this.#onFrame = (at) => resolve(Math.max(0, at - start));
    });
  }
}

offer(methods);
