import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { hasPseudoTerminal, PseudoTerminal } from '../support/pseudo-terminal.js';
import { TestHome } from '../support/test-home.js';

const ic = fileURLToPath(new URL('../../../host/bin/ic.js', import.meta.url));

const leaves = '\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l';

describe('ic in a real terminal', () => {
  let home: TestHome;
  before(async function () {
    // Needs Python, which can make a terminal; npm packages that can have to be compiled.
    if (!hasPseudoTerminal()) this.skip();
    home = await TestHome.create();
  });
  after(() => home?.remove());

  async function inTerminal(
    use: (terminal: PseudoTerminal) => Promise<void>,
    environment: NodeJS.ProcessEnv = {},
    options: readonly string[] = [],
  ): Promise<void> {
    const terminal = new PseudoTerminal(80, 24, [process.execPath, ic, '--home', home.home, ...options], {
      NO_COLOR: '',
      ...environment,
    });
    try {
      await use(terminal);
    } finally {
      await terminal.kill();
    }
  }

  async function endsWith(terminal: PseudoTerminal, code: number): Promise<void> {
    assert.deepEqual(await terminal.ended(), { code, isSane: true });
    assert.ok(terminal.output.includes(leaves), JSON.stringify(terminal.output));
    // What is written to the terminal after that is no frame any more.
    assert.doesNotMatch(terminal.output.slice(terminal.output.lastIndexOf(leaves)), /Scheduler/);
  }

  it('shows itself, takes keys, follows the size, and gives the terminal back', () =>
    inTerminal(
      async (terminal) => {
        const first = await terminal.wrote('There are no schedules');
        assert.ok(first.startsWith('\x1b[?1049h'));
        assert.ok(first.includes('\x1b[36m'), 'it has colours');
        terminal.keys('S');
        await terminal.wrote('Site Configuration');
        terminal.resize(100, 30);
        // The last line stands on the last row but one.
        await terminal.wrote('\x1b[29;1H');
        terminal.resize(50, 10);
        await terminal.wrote('Too small');
        terminal.resize(80, 24);
        await terminal.wrote('\x1b[23;1H');
        terminal.keys('\x1b');
        await terminal.wrote('Quit');
        terminal.keys('q');
        await endsWith(terminal, 0);
      },
      { CI: undefined },
    ));

  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    it(`gives the terminal back on ${signal}`, () =>
      inTerminal(async (terminal) => {
        await terminal.wrote('Scheduler Status');
        terminal.signal(constants.signals[signal]);
        await endsWith(terminal, 130);
      }));
  }

  // Where CI is set, Ink by itself would draw nothing.
  it('uses no colour with NO_COLOR, and only ASCII with --ascii, and ends with Ctrl-C', () =>
    inTerminal(
      async (terminal) => {
        const frame = await terminal.wrote('There are no schedules');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
        assert.doesNotMatch(frame, /\x1b\[[39]\d/);
        assert.ok(
          [...frame].every((character) => character < '\x80'),
          frame,
        );
        terminal.keys('\x03');
        await endsWith(terminal, 130);
      },
      { NO_COLOR: '1', CI: '' },
      ['--ascii'],
    ));
});
