import { PassThrough, Readable } from 'node:stream';
import type { Application, Call } from '@integration-client/core/application';
import { type Configuration, defaultApplicationSettings } from '@integration-client/core/configuration';
import type { RunReport } from '@integration-client/core/run';
import { runCli } from '@integration-client/host/cli/program';
import type { Machine } from '@integration-client/host/os-service/machine';

export const configuration: Configuration = {
  sites: [
    {
      name: 'Example',
      enabled: true,
      host: 'support.example.com',
      account: { type: 'api', clientId: 'abc', clientSecret: 'stored:' },
    },
  ],
  destinations: [
    {
      name: 'Archive',
      enabled: true,
      plugin: 'filesystem',
      settings: { sessions: { directory: '/a', conflict: 'Skip' } },
    },
  ],
  schedules: [
    {
      name: 'Nightly',
      enabled: true,
      every: { days: 1, at: '02:00' },
      transfers: [{ site: 'Example', destination: 'Archive', operations: ['sessions'] }],
    },
  ],
  application: defaultApplicationSettings,
};

/** What a run of one transfer answers. */
export function runReport(outcome: RunReport['outcome']): RunReport {
  return {
    started: '2026-03-01T10:00:00.000Z',
    finished: '2026-03-01T10:00:02.500Z',
    outcome,
    transfers: [
      {
        site: 'Example',
        destination: 'Archive',
        outcome,
        operations: { sessions: { delivered: 12, unchanged: 3, failed: 1, pending: 2, bytes: 4_200_000 } },
        requests: 3,
        problems: outcome === 'done' ? [] : [{ code: 'x', message: 'it went wrong', hint: 'Mend it.' }],
      },
    ],
  };
}

/** Answers every method, and notes what it was asked. */
export class FakeApplication {
  readonly asked: { readonly method: string; readonly input: unknown; readonly call: Call<unknown> | undefined }[] = [];
  closed = 0;
  answers: Partial<Record<keyof Application, (input: never, call: never) => unknown>> = {
    apply: () => ({ created: ['site Example'], updated: [], unchanged: [] }),
    configuration: () => configuration,
    show: ({ kind, name }: { kind: 'site' | 'destination' | 'schedule'; name: string }) =>
      configuration[`${kind}s`].find((entry) => entry.name === name),
    remove: () => undefined,
    setEnabled: () => undefined,
  };

  get application(): Application {
    return new Proxy({} as Application, {
      get: (_, method: keyof Application) => async (input: never, call: never) => {
        this.asked.push({ method, input, call: call as Call<unknown> | undefined });
        const answer = this.answers[method];
        if (answer === undefined) throw new Error(`not expected: ${method}`);
        return answer(input, call);
      },
    });
  }

  /** What `apply` was given last. */
  get applied(): string {
    const inputs = this.asked
      .filter(({ method }) => method === 'apply')
      .map(({ input }) => input as { source: string });
    return inputs.at(-1)?.source ?? '';
  }
}

/** What a command left. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line on an application in memory. On a terminal each input is typed at the next question. */
export async function cli(
  argv: readonly string[],
  fake: FakeApplication,
  options: {
    readonly input?: string | readonly string[];
    readonly terminal?: boolean | { readonly columns: number; readonly rows: number };
    readonly signal?: AbortSignal;
    readonly machine?: Machine;
    readonly variables?: NodeJS.ProcessEnv;
  } = {},
): Promise<CliResult> {
  const { input = '', terminal = false, signal = new AbortController().signal } = options;
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const inputs = [input].flat();
  const stdin = terminal
    ? new PassThrough()
    : Readable.from(inputs.flatMap((text) => (text === '' ? [] : [Buffer.from(text)])));
  const size = typeof terminal === 'object' ? terminal : {};
  if (terminal) for (const stream of [stdin, stdout, stderr]) Object.assign(stream, { isTTY: true, ...size });
  // A person types when asked, and no sooner.
  if (stdin instanceof PassThrough) {
    stderr.on('data', (chunk) => {
      const isQuestion = /[:\]] $/.test(String(chunk));
      if (isQuestion) setImmediate(() => stdin.write(inputs.shift() ?? ''));
    });
  }
  const texts = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => (texts.stdout += chunk));
  stderr.on('data', (chunk) => (texts.stderr += chunk));
  const code = await runCli(argv, {
    stdin,
    stdout,
    stderr,
    signal,
    variables: options.variables ?? {},
    ...(options.machine === undefined ? {} : { machine: options.machine }),
    open: async () => ({
      application: fake.application,
      hosted: false,
      close: async () => {
        fake.closed += 1;
      },
    }),
  });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, ...texts };
}
