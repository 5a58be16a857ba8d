import type { CopyProgress } from '@integration-client/core/store/copy-tables';
import type { CliEnvironment } from './environment.js';

/** Shows how far a copy is. */
export interface CopyView {
  readonly show: (progress: CopyProgress) => void;
  readonly stop: () => void;
}

/** A bar on a terminal; elsewhere nothing. */
export async function createCopyView(stream: CliEnvironment['stderr']): Promise<CopyView> {
  if (stream.isTTY !== true) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
    format: '{bar}  {percentage} %  {value}/{total} rows copied and compared',
  });
  const stop = () => bar.stop();
  // However the process ends, the terminal is to have its cursor again.
  process.once('exit', stop);
  bar.start(1, 0);
  return {
    show: ({ done, total }) => {
      bar.setTotal(Math.max(1, total));
      bar.update(done);
    },
    stop: () => {
      process.removeListener('exit', stop);
      stop();
    },
  };
}
