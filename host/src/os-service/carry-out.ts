import type { ServiceStep } from '@integration-client/core/scheduler-service';
import { managerMissing, notPermitted, stepFailed } from './errors.js';
import { type Machine, pathsOf } from './machine.js';

/** What the errors of a step tell. */
export interface CarryOutContext {
  readonly manager: string;
  /** The command that a person gave. */
  readonly command: string;
  /** What to do when a program fails. */
  readonly hint: string;
}

/**
 * Takes one step. Throws ConfigError `service-not-permitted` and `service-step-failed`, and UnreachableError
 * `service-manager-missing`.
 */
export async function carryOut(step: ServiceStep, machine: Machine, context: CarryOutContext): Promise<void> {
  if (step.step === 'run') return runStep(step.command, machine, context);
  try {
    if (step.step === 'make-directory') await machine.disk.makeDirectory(step.path);
    else if (step.step === 'remove') await machine.disk.remove(step.path);
    else await writeFile(step.path, step.content, machine);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw notPermitted(machine, message, context.command);
    throw error;
  }
}

async function runStep(command: readonly string[], machine: Machine, context: CarryOutContext): Promise<void> {
  const answer = await machine.run(command);
  if (answer.code === 0) return;
  const said = answer.stderr + answer.stdout;
  if (/not been booted with systemd|failed to connect to .*bus/i.test(said))
    throw managerMissing(context.manager, answer);
  if (/access.*denied|permission denied|not permitted|authentication (is )?required|not privileged/i.test(said)) {
    throw notPermitted(machine, said.trim(), context.command);
  }
  throw stepFailed(command, answer, context.hint);
}

/** Readable for all, as service managers and `ic service status` read it: it holds no secret. */
async function writeFile(path: string, content: string, { disk, platform }: Machine): Promise<void> {
  const file = await disk.create(path, 0o644);
  try {
    await file.write([Buffer.from(content)]);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.syncDirectory(pathsOf({ platform }).dirname(path));
}
