import './as-in-life.js';
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { resolveHome } from '@integration-client/core/home';
import type { Machine } from '@integration-client/host/os-service/machine';
import { HomeBackend } from '@integration-client/host/tui-backend';
import { App } from '@integration-client/tui/app';
import { createTheme } from '@integration-client/tui/theme';
import { render } from 'ink-testing-library';
import { createElement } from 'react';
import type { TestHome } from '../support/test-home.js';
import { until } from '../support/until.js';
import { FakeMachine } from '../unit/os-service/fake-machine.js';

/** Milliseconds after which an Esc is an Esc. */
const escapePause = 60;

/** Milliseconds between two looks at the screen. */
const lookPause = 3;

/** Milliseconds without a new frame after which the screen counts as drawn. */
const restPause = 30;

/** What a terminal sends for a key. */
const sequences: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  'shift+tab': '\x1b[Z',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  home: '\x1b[H',
  end: '\x1b[F',
  backspace: '\x7f',
  delete: '\x1b[3~',
  space: ' ',
  f1: '\x1bOP',
};

/** Where a robot works, and what runs plugins there. Default: processes of their own. */
export type RobotHome = Pick<TestHome, 'home'> & Partial<Pick<TestHome, 'runTask'>>;

/** How a robot's terminal is. */
export interface RobotOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly ascii?: boolean;
  readonly colour?: boolean;
  /** What services are on. Absent: a Linux that has none, so that no test looks at the machine it runs on. */
  readonly machine?: Machine;
}

/**
 * A person at the terminal UI: presses keys, and looks. Behind it are a real store and real processes, unless the home is one
 * without workers.
 */
export class Robot {
  readonly #backend: HomeBackend;
  readonly #shown: ReturnType<typeof render>;

  private constructor(backend: HomeBackend, shown: ReturnType<typeof render>) {
    this.#backend = backend;
    this.#shown = shown;
  }

  /** Opens the terminal UI of a home. */
  static async open({ home, runTask }: RobotHome, options: RobotOptions = {}): Promise<Robot> {
    const machine = options.machine ?? new FakeMachine('linux');
    const backend = new HomeBackend(resolveHome(home), machine, runTask === undefined ? {} : { runTask });
    const theme = createTheme({ ascii: options.ascii === true, colour: options.colour === true });
    const isInitialised = await backend.isInitialised();
    const shown = render(createElement(App, { backend, theme, isInitialised, onInterrupt: () => shown.unmount() }));
    const robot = new Robot(backend, shown);
    robot.resize(options.columns ?? 80, options.rows ?? 24);
    return robot;
  }

  /** Changes the size of the terminal. */
  resize(columns: number, rows: number): void {
    Object.defineProperties(this.#shown.stdout, {
      columns: { value: columns, configurable: true },
      rows: { value: rows, configurable: true },
    });
    this.#shown.stdout.emit('resize');
    // What was drawn for another size is of no interest.
    this.#shown.frames.length = 0;
  }

  /** Presses keys, one after the other: characters, or `enter`, `down`, `ctrl+s`. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.#shown.stdin.write(sequenceOf(key));
      // What comes at once after an Esc makes another key of it.
      if (key === 'escape') await setTimeout(escapePause);
    }
  }

  /** Types a text. */
  type(text: string): void {
    this.#shown.stdin.write(text);
  }

  /** All that is on the screen now. */
  get frame(): string {
    return this.#shown.lastFrame() ?? '';
  }

  /** All frames since the size was changed last, or since they were taken. */
  get frames(): readonly string[] {
    return this.#shown.frames;
  }

  /** All frames since they were taken last, each of them once. */
  takeFrames(): readonly string[] {
    return [...new Set(this.#shown.frames.splice(0))];
  }

  /** Without colours. */
  get #plain(): string {
    return stripVTControlCharacters(this.frame);
  }

  /** Waits until all of the texts are on the screen. */
  async sees(...texts: string[]): Promise<void> {
    let before: string | undefined;
    const isThere = async () => {
      const { frame } = this;
      // Most looks find what the last one did.
      if (frame === before) return false;
      before = frame;
      const plain = this.#plain;
      return texts.every((text) => plain.includes(text));
    };
    try {
      await until(isThere, lookPause);
    } catch {
      assert.fail(`does not see ${texts.filter((text) => !this.#plain.includes(text)).join(' | ')} in\n${this.frame}`);
    }
  }

  /** Waits until a text is not on the screen any more. */
  async misses(text: string): Promise<void> {
    try {
      await until(async () => !this.frame.includes(text), lookPause);
    } catch {
      assert.fail(`still sees ${text} in\n${this.frame}`);
    }
  }

  /** Waits until nothing is drawn any more. */
  async rests(): Promise<void> {
    let before: number;
    do {
      before = this.#shown.frames.length;
      await setTimeout(restPause);
    } while (this.#shown.frames.length !== before);
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#shown.unmount();
    await this.#backend.close();
  }
}

function sequenceOf(key: string): string {
  const control = /^ctrl\+([a-z])$/.exec(key)?.[1];
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) - 96);
  const sequence = sequences[key] ?? key;
  assert.ok(sequences[key] !== undefined || [...key].length === 1, `there is no key ${key}`);
  return sequence;
}
