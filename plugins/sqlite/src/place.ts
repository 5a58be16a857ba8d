import { dirname } from 'node:path';
import { makeDirectoryDurably, nodeDisk } from '@integration-client/sdk';
import { notWritable } from './sqlite-errors.js';

/**
 * Proves that the database can be written, or made where it is not there yet; changes nothing. Returns whether it is there.
 * Throws ConfigError `database-not-writable`, and the file system's own errors.
 */
export async function checkPlace(file: string): Promise<boolean> {
  const isThere = (await nodeDisk.stat(file)) !== undefined;
  if (isThere) await nodeDisk.checkWritable(file);
  const directory = await existingAbove(file);
  if ((await nodeDisk.stat(directory))?.isFile) throw notWritable(file, `${directory} is not a directory`);
  await nodeDisk.checkWritable(directory);
  return isThere;
}

/** Makes the directory of the database where it is not there yet, so that it outlasts a power cut. */
export async function makePlace(file: string): Promise<void> {
  await makeDirectoryDurably(nodeDisk, dirname(file));
}

/** The nearest directory above a file that exists. */
async function existingAbove(file: string): Promise<string> {
  let directory = dirname(file);
  while (directory !== dirname(directory) && (await nodeDisk.stat(directory)) === undefined) {
    directory = dirname(directory);
  }
  return directory;
}
