import { useHeldKeys } from '../key-dispatch.js';
import { problemLines } from '../problem.js';
import { Frame } from './frame.js';
import { Lines, type Spans } from './line.js';

/** A screen while what it shows is being read, or why that was not possible. Keys wait for what is shown then; Esc goes back. */
export function Loading({ title, error }: { readonly title: string; readonly error?: Error | undefined }) {
  useHeldKeys(error === undefined);
  const lines: readonly Spans[] =
    error === undefined
      ? [{ text: ' looking ...', tone: 'quiet' }]
      : problemLines(error).map((text) => ({ text: ` ${text}`, tone: 'bad' }));
  return <Frame title={title}>{({ columns }) => <Lines lines={lines} width={columns} />}</Frame>;
}
