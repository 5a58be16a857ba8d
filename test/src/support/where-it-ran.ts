import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What was run and where, for the end of a table: the commit, Node and the platform. */
export async function whereItRan(): Promise<string> {
  return `commit ${await commit()}, Node ${process.version}, ${process.platform} ${process.arch}`;
}

async function commit(): Promise<string> {
  try {
    const git = (...parameters: string[]) => promisify(execFile)('git', parameters).then(({ stdout }) => stdout.trim());
    const changed = (await git('status', '--porcelain')) === '' ? '' : ' with changes';
    return `${await git('rev-parse', '--short=12', 'HEAD')}${changed}`;
  } catch {
    return 'unknown';
  }
}
