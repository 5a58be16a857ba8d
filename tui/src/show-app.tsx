import { render } from 'ink';
import { App } from './app.js';
import type { TuiOptions } from './run-tui.js';
import { SpokenOutput } from './spoken-output.js';
import type { TerminalScreen } from './terminal.js';
import { createTheme } from './theme.js';

/** Shows the application until a person quits it, or `interrupted` is aborted, also by Ctrl-C. Ctrl-Z calls `onSuspend`. */
export async function showApp(
  options: TuiOptions,
  screen: TerminalScreen,
  isInitialised: boolean,
  interrupted: AbortController,
  onSuspend: () => void,
): Promise<void> {
  const { backend, stdin, stdout, ascii, colour, screenReader } = options;
  const theme = createTheme({ ascii, colour, spoken: screenReader });
  const drawn = screenReader ? new SpokenOutput(stdout) : screen;
  const onInterrupt = () => interrupted.abort();
  const app = render(<App {...{ backend, theme, isInitialised, onInterrupt, onSuspend }} />, {
    // What Ink uses of its streams is there.
    stdout: drawn as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: screenReader,
    // Whole frames, one after the other: of them is drawn or read aloud what changed.
    debug: true,
  });
  interrupted.signal.addEventListener('abort', () => app.unmount());
  await app.waitUntilExit();
  if (drawn instanceof SpokenOutput) drawn.end();
}
