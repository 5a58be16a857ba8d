import { tmpdir } from 'node:os';
import type { RunReport } from '@integration-client/core/run';
import type { Operation } from '@integration-client/sdk';
import { ChildModule } from '../../support/child-module.js';
import { settingsFor, TestHome } from '../../support/test-home.js';
import type { ApplianceMethods } from './appliance.js';
import { PeakWatch } from './peak-watch.js';

/** Resident memory that neither the program nor a worker may exceed, in bytes. */
export const limit = 150 * 1024 * 1024;

/** What one run showed. */
export interface Measured {
  readonly figures: string;
  readonly violations: readonly string[];
}

/** What is moved where. */
export interface MeasuredTransfer {
  /** For people: "recording of 2,048 MB". */
  readonly title: string;
  /** Too much to be stored in memory. */
  readonly large: boolean;
  readonly options: Parameters<ApplianceMethods['start']>[0];
  readonly destination: 'Archive' | 'Storage';
  readonly operations: readonly Operation[];
}

/** The appliance, in its own process. */
export type Appliance = ChildModule<ApplianceMethods>['methods'];

/**
 * Runs a schedule once: `ic` and its worker, against an appliance in a process of its own, which must not count. `use`
 * prepares, has it run, and answers what is wrong with what is there after.
 */
export async function measure(
  transfer: MeasuredTransfer,
  use: (home: TestHome, appliance: Appliance, run: () => Promise<void>) => Promise<readonly string[]>,
): Promise<Measured> {
  const { title, large, options, destination, operations } = transfer;
  const home = await TestHome.create(large ? { within: tmpdir() } : {});
  const child = new ChildModule<ApplianceMethods>(new URL('./appliance.js', import.meta.url));
  try {
    const settings = settingsFor(home, await child.methods.start(options), operations);
    const schedules = settings.schedules.map((schedule) => ({
      ...schedule,
      transfers: [{ site: 'Example', destination, operations }],
    }));
    await home.apply({ ...settings, schedules });
    let figures = '';
    const faults: string[] = [];
    const wrong = await use(home, child.methods, async () => {
      const watch = await watchedRun(home, faults);
      figures = `${title}: worker ${megabytes(watch.worker)}, parent ${megabytes(watch.parent)}`;
    });
    return { figures, violations: [...faults, ...wrong].map((text) => `${title}, seed ${options.seed}: ${text}`) };
  } finally {
    await child.stop();
    await home.remove();
  }
}

async function watchedRun(home: TestHome, faults: string[]): Promise<PeakWatch> {
  const program = home.start('ic', 'schedule', 'run', 'Now', '--json');
  const watch = new PeakWatch(program.process.pid ?? 0);
  const { code, stdout, stderr } = await program.finished();
  watch.stop();
  const outcome = code === 0 ? (JSON.parse(stdout) as RunReport).outcome : undefined;
  if (outcome !== 'done') faults.push(`exit code ${code}, ${outcome}: ${stderr.slice(-1_000)}`);
  const { worker, parent } = watch;
  for (const [who, bytes] of Object.entries({ worker, parent })) {
    if (bytes === 0) faults.push(`the ${who} was not seen`);
    if (bytes > limit) faults.push(`the ${who} held ${megabytes(bytes)}, more than ${megabytes(limit)}`);
  }
  return watch;
}

/** Bytes as people read them; a megabyte is 1,048,576 bytes. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024).toLocaleString('en')} MB`;
}
