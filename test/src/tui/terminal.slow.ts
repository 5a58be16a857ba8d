import { constants } from 'node:os';
import { hasPseudoTerminal } from '../support/pseudo-terminal.js';
import { TestHome } from '../support/test-home.js';
import { endsWith, inTerminal } from './in-terminal.js';

describe('ic in a real terminal', () => {
  let home: TestHome;
  before(async function () {
    // Needs Python, which can make a terminal; npm packages that can have to be compiled.
    if (!hasPseudoTerminal()) this.skip();
    home = await TestHome.create();
  });
  after(() => home?.remove());

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
