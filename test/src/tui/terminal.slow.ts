import { constants } from 'node:os';
import { endsWith, inTerminal, terminalHome } from './in-terminal.js';

describe('ic in a real terminal', () => {
  const home = terminalHome();

  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    it(`gives the terminal back on ${signal}`, () =>
      inTerminal(home, async (terminal) => {
        await terminal.wrote('Scheduler Status');
        terminal.signal(constants.signals[signal]);
        await endsWith(terminal, 130);
      }));
  }

  it('ends with Ctrl-C', () =>
    inTerminal(home, async (terminal) => {
      await terminal.wrote('Scheduler Status');
      terminal.keys('\x03');
      await endsWith(terminal, 130);
    }));
});
