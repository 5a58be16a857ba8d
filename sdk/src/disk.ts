/** An open file. */
export interface DiskFile {
  /** Writes all of the chunks at the end, in order. */
  write(chunks: readonly Uint8Array[]): Promise<void>;
  /** Sets the modification time, UTC. */
  setModified(time: Date): Promise<void>;
  /** Resolves when everything written is on the disk itself. */
  sync(): Promise<void>;
  /** Lets go of the file. Says nothing of the disk: that is {@link sync}. */
  close(): Promise<void>;
}

/** What is known of a directory's entry. */
export interface DiskEntry {
  /** Without the directory. */
  readonly name: string;
  /** False for directories, links and everything else. */
  readonly isFile: boolean;
}

/** The disk, as narrow as durable storing needs it; errors are Node's own, with `code` (`ENOSPC`, `EACCES`, …). */
export interface Disk {
  /** Makes a new empty file; fails with `EEXIST` where there is one. */
  create(path: string): Promise<DiskFile>;
  /** Reads up to `length` bytes from `position`, all to the end where it is not given. */
  read(path: string, position?: number, length?: number): Promise<Buffer>;
  /** Reads a file piece by piece. */
  readStream(path: string): AsyncIterable<Uint8Array>;
  /** Size in bytes and modification time (UTC); undefined where there is nothing. Follows links. */
  stat(path: string): Promise<{ readonly size: number; readonly modified: Date; readonly isFile: boolean } | undefined>;
  /** The entries of a directory, in no order. Fails with `ENOENT` where there is none. */
  list(directory: string): Promise<readonly DiskEntry[]>;
  /** Makes a directory and those above it; content with one that is there. */
  makeDirectory(path: string): Promise<void>;
  /** Moves a file, over another where there is one, in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name in one step; fails with `EEXIST` where that is taken. */
  link(from: string, to: string): Promise<void>;
  /** Removes a file; fails with `ENOENT` where there is none. */
  remove(path: string): Promise<void>;
  /** Makes names that were added, changed or removed in a directory durable. */
  syncDirectory(path: string): Promise<void>;
  /** Flushes the content of a file that is already there. */
  syncFile(path: string): Promise<void>;
  /** Fails unless the process may write into the directory. Changes nothing. */
  checkWritable(directory: string): Promise<void>;
}
