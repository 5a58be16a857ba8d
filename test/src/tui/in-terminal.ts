import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { hasPseudoTerminal, PseudoTerminal } from '../support/pseudo-terminal.js';
import { TestHome } from '../support/test-home.js';

const ic = fileURLToPath(new URL('../../../host/bin/ic.js', import.meta.url));

/** What gives the terminal back. */
export const leaves = '\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l';

/** A home for the tests of a suite, which are left out where no terminal can be made. */
export function terminalHome(): Pick<TestHome, 'home'> {
  let home: TestHome | undefined;
  before(async function () {
    // Needs Python, which can make a terminal; npm packages that can have to be compiled.
    if (!hasPseudoTerminal()) this.skip();
    home = await TestHome.create();
  });
  after(() => home?.remove());
  return {
    get home() {
      return home?.home ?? '';
    },
  };
}

/** Runs `ic` in a terminal of 80 x 24, and ends it afterwards. */
export async function inTerminal(
  { home }: Pick<TestHome, 'home'>,
  use: (terminal: PseudoTerminal) => Promise<void>,
  environment: NodeJS.ProcessEnv = {},
  options: readonly string[] = [],
): Promise<void> {
  const terminal = new PseudoTerminal(80, 24, [process.execPath, ic, '--home', home, ...options], {
    NO_COLOR: '',
    ...environment,
  });
  try {
    await use(terminal);
  } finally {
    await terminal.kill();
  }
}

/** Fails unless it ends so, and gave the terminal back as it was. */
export async function endsWith(terminal: PseudoTerminal, code: number): Promise<void> {
  assert.deepEqual(await terminal.ended(), { code, isSane: true });
  assert.ok(terminal.output.includes(leaves), JSON.stringify(terminal.output));
  // What is written to the terminal after that is no frame any more.
  assert.doesNotMatch(terminal.output.slice(terminal.output.lastIndexOf(leaves)), /Scheduler/);
}
