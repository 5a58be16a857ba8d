import type { Progress } from '@integration-client/core/run';
import type { CliEnvironment } from './environment.js';
import { ProgressLine } from './progress-line.js';

/** Shows how far transfers are. */
export interface ProgressView {
  show(progress: Progress): void;
  stop(): void;
}

/** More lines than transfers run at once, so that what has just ended can be seen too. */
const mostLines = 8;

/** A line for each transfer, on a terminal; elsewhere nothing. */
export async function createProgressView(stream: CliEnvironment['stderr']): Promise<ProgressView> {
  if (stream.isTTY !== true) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  // Where more lines stand than the terminal has, they would be drawn over each other.
  const room = Math.max(1, Math.min(mostLines, (stream.rows ?? 24) - 2));
  const lines: ProgressLine[] = [];
  const bars = new cliProgress.MultiBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
    format: (_options, { maxWidth }, { place }: { place: number }) => {
      // A third of the line for names, so that there is room for what changes.
      const nameWidth = Math.min(Math.floor(maxWidth / 3), Math.max(...lines.map(({ name }) => name.length)));
      return lines[place]?.text(maxWidth, nameWidth, performance.now()) ?? '';
    },
  });
  const stop = () => bars.stop();
  // However the process ends, the terminal is to have its cursor again.
  process.once('exit', stop);
  return {
    show(progress) {
      const now = performance.now();
      const line = new ProgressLine(progress, now);
      const known = lines.find(({ name, hasEnded }) => name === line.name && !hasEnded);
      if (known !== undefined) known.add(progress, now);
      else if (lines.length < room) bars.create(1, 0, { place: lines.push(line) - 1 });
      else {
        const ended = lines.findIndex(({ hasEnded }) => hasEnded);
        if (ended >= 0) lines[ended] = line;
      }
    },
    stop() {
      process.removeListener('exit', stop);
      stop();
    },
  };
}
