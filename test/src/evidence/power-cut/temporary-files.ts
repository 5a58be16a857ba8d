import { DirectoryNode, type Volume } from './volume.js';

/** Whether a path is that of a file which is not whole yet. */
export function isTemporary(path: string): boolean {
  return path.endsWith('.ic-part');
}

/** No platform gives a process such an id. */
const deadProcess = 2 ** 30;

/**
 * Gives the temporary files that this process left on a volume to one that is dead, as if the run after the power cut were
 * another process than the one before it.
 */
export function giveToDeadProcess(volume: Volume): void {
  giveIn(volume.root);
}

function giveIn({ names }: DirectoryNode): void {
  for (const [name, history] of [...names]) {
    if (history.now instanceof DirectoryNode) giveIn(history.now);
    else if (isTemporary(name)) {
      names.delete(name);
      names.set(name.replace(`-${process.pid}-`, `-${deadProcess}-`), history);
    }
  }
}
