import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nodeDisk } from '@integration-client/sdk';
import { notWritable } from './sqlite-errors.js';

/**
 * Proves that the database can be written, or made where it is not there yet; changes nothing. Returns whether it is there.
 * Throws ConfigError `database-not-writable`, and the file system's own errors.
 */
export async function checkPlace(file: string): Promise<boolean> {
  const found = await nodeDisk.stat(file);
  if (found !== undefined) {
    if (!found.isFile) throw notWritable(file, 'it is a directory');
    await access(file, constants.R_OK | constants.W_OK);
  }
  const [directory = file] = await existingAbove(file);
  if ((await nodeDisk.stat(directory))?.isFile) throw notWritable(file, `${directory} is not a directory`);
  await nodeDisk.checkWritable(directory);
  return found !== undefined;
}

/** Makes the directory of the database where it is not there yet, so that it outlasts a power cut. */
export async function makePlace(file: string): Promise<void> {
  const [existing, ...missing] = await existingAbove(file);
  if (existing === undefined || missing.length === 0) return;
  await nodeDisk.makeDirectory(dirname(file));
  for (const parent of [existing, ...missing.slice(0, -1)]) await nodeDisk.syncDirectory(parent);
}

/** The nearest directory above a file that exists, and below it those that do not. */
async function existingAbove(file: string): Promise<string[]> {
  const path: string[] = [];
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    path.unshift(directory);
    if (directory === dirname(directory) || (await nodeDisk.stat(directory)) !== undefined) return path;
  }
}
