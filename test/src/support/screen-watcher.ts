import xterm from '@xterm/headless';
import { PseudoTerminal } from './pseudo-terminal.js';
import { until } from './until.js';

/** Milliseconds without a change after which a screen counts as drawn. */
const settled = 400;

/** A program in a terminal of its own, and what a person sees there. */
export class ScreenWatcher {
  readonly #terminal: PseudoTerminal;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  #read = 0;

  constructor(columns: number, rows: number, command: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#terminal = new PseudoTerminal(columns, rows, command, environment);
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  /** Everything the program wrote so far, in UTF-16 units. */
  get written(): number {
    return this.#terminal.output.length;
  }

  keys(keys: string): void {
    this.#terminal.keys(keys);
  }

  /** The lines of the screen now, without spaces at their ends. */
  async text(): Promise<string> {
    const { output } = this.#terminal;
    const news = output.slice(this.#read);
    this.#read = output.length;
    await new Promise<void>((resolve) => this.#screen.write(news, resolve));
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: this.#screen.rows }, (_, row) =>
      (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
    return lines.join('\n').trimEnd();
  }

  /** Waits until a text is on the screen, and the screen has come to rest; answers it. */
  async sees(text: string): Promise<string> {
    try {
      await until(async () => (await this.text()).includes(text));
    } catch {
      throw new Error(`does not see ${text} in\n${await this.text()}`);
    }
    for (;;) {
      const before = await this.text();
      await new Promise((resolve) => setTimeout(resolve, settled));
      if ((await this.text()) === before) return before;
    }
  }

  /** Waits for the end of the program. */
  async ended(): Promise<void> {
    await this.#terminal.ended();
  }

  /** Ends it, whatever it does. */
  kill(): Promise<void> {
    return this.#terminal.kill();
  }
}
