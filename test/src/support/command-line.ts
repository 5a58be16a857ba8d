import { PassThrough, Readable } from 'node:stream';
import type { Home } from '@integration-client/core/home';
import { openApplication } from '@integration-client/host/application/open-application';
import { runCli } from '@integration-client/host/cli/program';
import type { RunTask } from '@integration-client/host/worker/supervisor';
import type { Finished } from './program.js';

/**
 * `ic` without a terminal, in this process: all that it does but the start of Node, which takes longer than most commands.
 * @param runTask what does the work of plugins where no host runs. Default: processes of their own, as ever
 */
export async function runCommand(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv,
  runTask?: RunTask,
): Promise<Finished> {
  const stdout = new Gathered();
  const stderr = new Gathered();
  const code = await runCli(parameters, {
    stdin: Readable.from([]),
    stdout,
    stderr,
    variables: { ...process.env, ...environment },
    signal: new AbortController().signal,
    ...(runTask === undefined ? {} : { open: (home: Home) => openApplication(home, { runTask }) }),
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Gathered extends PassThrough {
  text = '';

  constructor() {
    super({ encoding: 'utf8' });
    this.on('data', (chunk: string) => {
      this.text += chunk;
    });
  }
}
