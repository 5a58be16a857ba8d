import type { Progress } from '@integration-client/core/run';
import { operationTitles } from '@integration-client/sdk';
import type { MultiBar, SingleBar } from 'cli-progress';
import type { CliEnvironment } from './environment.js';
import { bytesText, printable } from './text.js';

/** Shows how far transfers are. */
export interface ProgressView {
  show(progress: Progress): void;
  stop(): void;
}

interface Line {
  readonly bar: SingleBar;
  readonly since: number;
}

/** A line for each transfer, on a terminal; elsewhere nothing. */
export async function createProgressView(stream: CliEnvironment['stderr']): Promise<ProgressView> {
  if (stream.isTTY !== true) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const lines = new Map<string, Line>();
  const bars: MultiBar = new cliProgress.MultiBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    emptyOnZero: true,
    barsize: 20,
    gracefulExit: false,
    format: '{transfer}  {bar}  {text}',
  });
  return {
    show(progress) {
      const transfer = printable(`${progress.site} → ${progress.destination}`);
      const line = lines.get(transfer) ?? { bar: bars.create(0, 0, { transfer, text: '' }), since: Date.now() };
      lines.set(transfer, line);
      line.bar.setTotal(progress.total ?? 0);
      line.bar.update(progress.items, { text: progressText(progress, (Date.now() - line.since) / 1000) });
    },
    stop: () => bars.stop(),
  };
}

/** "Sessions 12/40, 3.1 MB, 1.2 MB/s, 12-abc.m4v 5.0 MB/20.0 MB" */
export function progressText(progress: Progress, seconds: number): string {
  const { operation, items, total, bytes, current } = progress;
  const moving = bytes + (current?.bytes ?? 0);
  const parts = [
    `${operationTitles[operation]} ${items}${total === undefined ? '' : `/${total}`}`,
    bytesText(moving),
    ...(seconds >= 1 ? [`${bytesText(Math.round(moving / seconds))}/s`] : []),
  ];
  if (current !== undefined) {
    const size = current.size === undefined ? '' : `/${bytesText(current.size)}`;
    parts.push(`${current.name} ${bytesText(current.bytes)}${size}`);
  }
  return printable(parts.join(', ')).replaceAll('\n', ' ');
}
