import { ConfigError, UnreachableError } from '@integration-client/sdk';
import type { CommandAnswer, Machine } from './machine.js';

/** A service manager that does not answer. */
export function managerMissing(manager: string, answer: CommandAnswer): UnreachableError {
  const said = answer.stderr.trim().split('\n')[0]?.replace(/\.$/, '') || `exit code ${answer.code ?? 'none'}`;
  return new UnreachableError(`${manager} does not answer on this machine: ${said}`, {
    code: 'service-manager-missing',
    hint: 'Without it, have whatever starts programs here (a container, a supervisor) start ic-host, and stop it with SIGTERM.',
  });
}

/** The right to do it is missing. */
export function notPermitted(machine: Machine, why: string, command: string): ConfigError {
  return new ConfigError(`The service cannot be changed: ${why}`, {
    code: 'service-not-permitted',
    hint:
      machine.platform === 'win32'
        ? `Run it in a terminal that was opened as administrator: ${command}`
        : `Run it as root: sudo ${command}; or for yourself: ${command} --user`,
  });
}

/** A step of a change that did not work. */
export function stepFailed(command: readonly string[], answer: CommandAnswer, hint: string): ConfigError {
  const said = (answer.stderr || answer.stdout).trim() || 'it says nothing';
  const code = answer.code === undefined ? '' : ` with ${answer.code}`;
  return new ConfigError(`${command.join(' ')} failed${code}: ${said}`, { code: 'service-step-failed', hint });
}
