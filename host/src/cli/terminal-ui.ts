import type { Home } from '@integration-client/core/home';
import type { KeySource } from '@integration-client/tui/read-keys';
import type { CliEnvironment } from './environment.js';
import { UsageError } from './errors.js';
import { ExitCode } from './exit-code.js';

/** Options of `ic` without a command. */
export interface TerminalUiOptions {
  readonly ascii?: boolean;
  readonly screenReader?: boolean;
}

/** Opens the terminal UI, until a person quits it; answers the exit code. Throws UsageError where there is no terminal. */
export async function openTerminalUi(
  home: Home,
  environment: CliEnvironment,
  { ascii = false, screenReader = false }: TerminalUiOptions,
): Promise<number> {
  const { stdin, stdout, variables, signal } = environment;
  if (stdin.isTTY !== true || stdout.isTTY !== true) {
    throw new UsageError(
      'ic without a command opens the terminal UI, and there is no terminal',
      'Use a command: ic status shows what runs, ic --help lists all.',
    );
  }
  if (variables.TERM === 'dumb' && !screenReader) {
    throw new UsageError(
      'ic without a command draws on the whole terminal, and this one (TERM=dumb) cannot be drawn on',
      'ic --screen-reader writes lines alone; or use a command: ic --help lists all.',
    );
  }
  const [{ runTui }, { HomeBackend }] = await Promise.all([
    import('@integration-client/tui'),
    import('../tui-backend.js'),
  ]);
  const backend = new HomeBackend(home, environment.machine);
  try {
    const end = await runTui({
      backend,
      // A terminal can be read key by key.
      stdin: stdin as typeof stdin & KeySource,
      stdout,
      ascii: ascii || variables.TERM === 'linux',
      // https://no-color.org: any value but the empty one.
      colour: (variables.NO_COLOR ?? '') === '',
      screenReader,
      signal,
    });
    return end === 'interrupted' ? ExitCode.interrupted : ExitCode.done;
  } finally {
    const waiting = setTimeout(() => environment.stderr.write('Waiting for what is under way to stop ...\n'), 500);
    await backend.close();
    clearTimeout(waiting);
  }
}
