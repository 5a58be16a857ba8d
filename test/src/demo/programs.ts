import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectControl } from '@integration-client/core/control/client';
import { resolveHome } from '@integration-client/core/home';

/** Runs a program in this terminal and answers its exit code. */
export async function runProgram(name: 'ic' | 'ic-host', parameters: readonly string[], home: string): Promise<number> {
  const [code] = await once(start(name, parameters, home, 'inherit'), 'close');
  return code ?? 1;
}

/** Starts the service and resolves when it answers. */
export async function startHost(home: string): Promise<{ stop(): Promise<void> }> {
  const host = start('ic-host', [], home, ['ignore', 'ignore', 'pipe']);
  let said = '';
  host.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(host, 'close');
  while ((await connectControl(resolveHome(home))) === undefined) {
    if (host.exitCode !== null) throw new Error(`ic-host did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    async stop() {
      host.kill('SIGTERM');
      await ended;
    },
  };
}

function start(
  name: string,
  parameters: readonly string[],
  home: string,
  stdio: 'inherit' | ['ignore', 'ignore', 'pipe'],
): ChildProcess {
  const program = fileURLToPath(new URL(`../../../host/bin/${name}.js`, import.meta.url));
  return spawn(process.execPath, [program, ...parameters], { stdio, env: { ...process.env, IC_HOME: home } });
}
