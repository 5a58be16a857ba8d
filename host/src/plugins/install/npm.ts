import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { ConfigError, type Disk, UnreachableError } from '@integration-client/sdk';

/** How npm is started: never through a shell, so that what it is given is data. */
interface Npm {
  readonly command: string;
  readonly parameters: readonly string[];
}

/** Only what the plugin needs to run, nothing of what the host has, and no code of the package is run. */
const installOptions = [
  '--install-links',
  '--omit=peer',
  '--omit=dev',
  '--ignore-scripts',
  '--legacy-peer-deps',
  '--no-bin-links',
  '--no-package-lock',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--no-progress',
  '--save',
  '--loglevel=error',
];

/** npm that is told to stop has so long to end, in milliseconds. */
const stopGrace = 10_000;

/** Characters kept of what npm prints. */
const longestOutput = 64 * 1024;

/** What npm says where it was the network. */
const networkCodes =
  /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/;

/**
 * Has npm fetch a package with what it depends on into `node_modules` of a directory.
 * @param source as npm takes it: an absolute path, a name, an address
 * Throws ConfigError `npm-missing`, `plugin-not-fetched`, UnreachableError `registry-unreachable`, and the signal's reason.
 */
export async function fetchWithNpm(
  source: string,
  directory: string,
  disk: Disk,
  signal: AbortSignal | undefined,
): Promise<void> {
  const npm = await findNpm(disk);
  const { code, output } = await run(npm, ['install', '--prefix', directory, ...installOptions, '--', source], {
    directory,
    signal,
  });
  signal?.throwIfAborted();
  if (code !== 0) throw notFetched(source, output);
}

/** npm beside the running Node, else on the path. */
async function findNpm(disk: Disk): Promise<Npm> {
  const node = dirname(process.execPath);
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  const scripts = [
    join(node, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...[node, ...onPath].map((directory) => join(directory, 'node_modules', 'npm', 'bin', 'npm-cli.js')),
  ];
  for (const script of scripts) {
    if (await isFile(script, disk)) return { command: process.execPath, parameters: [script] };
  }
  // On Windows npm is a batch file there, which only a shell can start.
  const programs = process.platform === 'win32' ? [] : onPath.map((directory) => join(directory, 'npm'));
  for (const program of programs) if (await isFile(program, disk)) return { command: program, parameters: [] };
  throw new ConfigError('npm was not found, neither beside Node nor on the path', {
    code: 'npm-missing',
    hint: `Install npm, or a Node that comes with it: this one is ${process.execPath}`,
  });
}

async function isFile(path: string, disk: Disk): Promise<boolean> {
  return (await disk.stat(path).catch(() => undefined))?.isFile === true;
}

function run(
  { command, parameters }: Npm,
  more: readonly string[],
  { directory, signal }: { readonly directory: string; readonly signal: AbortSignal | undefined },
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...parameters, ...more], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(0, longestOutput);
      });
    }
    let kill: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill();
      kill = setTimeout(() => child.kill('SIGKILL'), stopGrace);
    };
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(kill);
      signal?.removeEventListener('abort', stop);
      resolve({ code, output });
    });
  });
}

function notFetched(source: string, output: string): ConfigError | UnreachableError {
  const said = whatNpmSaid(output);
  const message = `npm could not fetch ${withoutLogin(source)}: ${said || 'it said nothing'}`;
  if (networkCodes.test(said)) {
    return new UnreachableError(message, {
      code: 'registry-unreachable',
      hint: 'Look at the network and at "npm config get registry". A folder or a tarball needs no network by itself.',
    });
  }
  return new ConfigError(message, {
    code: 'plugin-not-fetched',
    hint: 'Give a folder (./my-plugin), a tarball (./my-plugin-1.0.0.tgz) or the name of a package.',
  });
}

/** Its own words without what it puts around them. */
function whatNpmSaid(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (?:error|ERR!) ?/, '').trim())
    .filter(
      (line) => line !== '' && !/^(?:code|errno|syscall|path)\b|complete log of this run|debug-\d*\.log/.test(line),
    );
  const code = /^npm (?:error|ERR!) code (\w+)/m.exec(output)?.[1];
  return withoutLogin([...(code === undefined ? [] : [code]), ...lines].join(' ').slice(0, 600));
}

function withoutLogin(text: string): string {
  return text.replace(/\/\/[^/@\s]+@/g, '//');
}
