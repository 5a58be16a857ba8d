import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { endsWith, inTerminal, leaves, terminalHome } from './in-terminal.js';

describe('ic in a real terminal', () => {
  const home = terminalHome();

  it('shows itself, takes keys, follows the size, and gives the terminal back', () =>
    inTerminal(
      home,
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
        // Here is no shell that it could go back to: what it gave back it takes again.
        terminal.keys('\x1a');
        await terminal.wrote(`${leaves}\x1b[?1049h`);
        terminal.keys('q');
        await endsWith(terminal, 0);
      },
      { CI: undefined },
    ));

  // Where CI is set, Ink by itself would draw nothing.
  it('uses no colour with NO_COLOR, and only ASCII with --ascii, and gives the terminal back on SIGTERM', () =>
    inTerminal(
      home,
      async (terminal) => {
        const frame = await terminal.wrote('There are no schedules');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
        assert.doesNotMatch(frame, /\x1b\[[39]\d/);
        assert.ok(
          [...frame].every((character) => character < '\x80'),
          frame,
        );
        terminal.signal(constants.signals.SIGTERM);
        await endsWith(terminal, 130);
      },
      { NO_COLOR: '1', CI: '' },
      ['--ascii'],
    ));
});
