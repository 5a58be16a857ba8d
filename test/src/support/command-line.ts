import { PassThrough, Readable } from 'node:stream';
import { runCli } from '@integration-client/host/cli/program';
import type { Finished } from './program.js';

/** `ic` without a terminal, in this process: all that it does but the start of Node, which takes longer than most commands. */
export async function runCommand(parameters: readonly string[], environment: NodeJS.ProcessEnv): Promise<Finished> {
  const stdout = new Gathered();
  const stderr = new Gathered();
  const code = await runCli(parameters, {
    stdin: Readable.from([]),
    stdout,
    stderr,
    variables: { ...process.env, ...environment },
    signal: new AbortController().signal,
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
