import { PassThrough, Readable } from 'node:stream';
import { manPage, pageName, plainManPage } from '@integration-client/host/cli/man-page';
import { commandTable } from '@integration-client/host/cli/program';
import { hostUsage } from '@integration-client/host/host-usage';

/** Where the manual pages are. */
export const manDirectory = new URL('../../../host/man/', import.meta.url);

/** All manual pages by the names of their files. */
export async function manPages(): Promise<Map<string, string>> {
  const program = await commandTable({
    stdin: Readable.from([]),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    variables: {},
    signal: new AbortController().signal,
  });
  const commands = [program, ...program.commands];
  return new Map([
    ...commands.map((command) => [`${pageName(command)}.1`, manPage(command)] as const),
    ['ic-host.1', plainManPage('ic-host', 'the service of the Integration Client', hostUsage)],
  ]);
}
