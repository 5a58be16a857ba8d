import { runCli } from './cli/program.js';

process.env.NODE_ENV ??= 'production';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // What was asked to end and has not: the second time it ends anyway.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  });
}

// A reader such as `head` went away: nobody wants the rest.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    // A full disk behind `ic export > ic.yaml`: what stands there is not whole.
    if (stream === process.stdout) process.stderr.write(`error: Standard output cannot be written: ${error.message}\n`);
    process.exit(1);
  });
}

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  variables: process.env,
  signal: interrupted.signal,
});
