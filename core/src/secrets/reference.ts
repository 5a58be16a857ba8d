import { isAbsolute, join } from 'node:path';
import { ConfigError, type Disk, nodeDisk } from '@integration-client/sdk';
import type { Secret } from '../configuration.js';

const environmentPrefix = 'env:';
const filePrefix = 'file:';
const credentialPrefix = 'credential:';

/** What a literal secret reads in everything that leaves the settings database. */
export const storedSecret = 'stored:';

/** Whether a secret is a reference (`env:NAME`, `file:/path`, `credential:NAME`) rather than the secret itself. */
export function isReference(secret: Secret): boolean {
  return [environmentPrefix, filePrefix, credentialPrefix].some((prefix) => secret.startsWith(prefix));
}

/** What is wrong with a reference as it is written; nothing when it is fine, or when the secret is a literal. */
export function checkReference(secret: Secret): string | undefined {
  if (secret.startsWith(environmentPrefix) && !/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(secret)) {
    return 'a reference to a variable reads env:NAME, with a name of letters, digits and _';
  }
  if (secret.startsWith(filePrefix) && !isAbsolute(secret.slice(filePrefix.length))) {
    return 'a reference to a file reads file:/path, with an absolute path';
  }
  if (secret.startsWith(credentialPrefix) && !/^credential:[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(secret)) {
    return 'a reference to a credential reads credential:NAME, with a name of letters, digits, _, . and -';
  }
  return undefined;
}

/**
 * The secret itself: a literal as it is, the value of a variable, or the content of a file, or of a credential of systemd,
 * without one newline at its end. Throws ConfigError that names the variable or the file: `secret-reference`, `secret-missing`.
 */
export async function resolveSecret(
  secret: Secret,
  environment: NodeJS.ProcessEnv = process.env,
  disk: Pick<Disk, 'read'> = nodeDisk,
): Promise<string> {
  if (!isReference(secret)) return secret;
  const fault = checkReference(secret);
  if (fault !== undefined) throw new ConfigError(`A secret cannot be resolved: ${fault}`, { code: 'secret-reference' });
  if (secret.startsWith(environmentPrefix)) return fromEnvironment(secret.slice(environmentPrefix.length), environment);
  if (secret.startsWith(credentialPrefix))
    return fromCredential(secret.slice(credentialPrefix.length), environment, disk);
  return fromFile(secret.slice(filePrefix.length), disk);
}

function fromEnvironment(name: string, environment: NodeJS.ProcessEnv): string {
  const value = environment[name];
  if (value) return value;
  throw new ConfigError(
    `The environment variable ${name}, which holds a secret, is ${value === '' ? 'empty' : 'not set'}`,
    {
      code: 'secret-missing',
      hint: `Set ${name} in the environment of ic-host and ic.`,
    },
  );
}

function fromCredential(name: string, environment: NodeJS.ProcessEnv, disk: Pick<Disk, 'read'>): Promise<string> {
  const directory = environment.CREDENTIALS_DIRECTORY;
  if (directory) return fromFile(join(directory, name), disk);
  throw new ConfigError(`The credential ${name}, which holds a secret, is there only for the service`, {
    code: 'secret-missing',
    hint: `Give it to the service (ic service install --credential ${name}=FILE), and start it: ic then has it do the work.`,
  });
}

async function fromFile(path: string, disk: Pick<Disk, 'read'>): Promise<string> {
  let content: string;
  try {
    content = (await disk.read(path)).toString();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new ConfigError(`The file ${path}, which holds a secret, ${reason}`, {
      code: 'secret-missing',
      hint: 'Make the file readable for the account that runs ic-host and ic.',
      cause,
    });
  }
  const value = content.replace(/\r?\n$/, '');
  if (value) return value;
  throw new ConfigError(`The file ${path}, which holds a secret, is empty`, {
    code: 'secret-missing',
    hint: 'Write the secret into it.',
  });
}
