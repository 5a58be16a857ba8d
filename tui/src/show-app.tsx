import { render } from 'ink';
import { App } from './app.js';
import type { TuiOptions } from './run-tui.js';
import type { TerminalScreen } from './terminal.js';
import { createTheme } from './theme.js';

/** Shows the application until a person quits it, or `interrupted` is aborted, also by Ctrl-C. */
export async function showApp(
  options: TuiOptions,
  screen: TerminalScreen,
  interrupted: AbortController,
): Promise<void> {
  const { backend, stdin, stdout, ascii, colour, screenReader } = options;
  const theme = createTheme({ ascii, colour, spoken: screenReader });
  const isInitialised = await backend.isInitialised();
  if (interrupted.signal.aborted) return;
  const app = render(<App {...{ backend, theme, isInitialised }} onInterrupt={() => interrupted.abort()} />, {
    // A screen reader reads what is written, line by line, and not a screen. What Ink uses of its streams is there.
    stdout: (screenReader ? stdout : screen) as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: screenReader,
    // Whole frames, one after the other: the screen draws of them what changed.
    debug: !screenReader,
  });
  interrupted.signal.addEventListener('abort', () => app.unmount());
  await app.waitUntilExit();
}
