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

/** What is known of a file, a directory or whatever else stands at a path. */
export interface DiskStat {
  /** Bytes. */
  readonly size: number;
  /** When the content changed last, UTC. */
  readonly modified: Date;
  /** When anything of it changed last, also its times, UTC: the file system sets this one alone. */
  readonly statusChanged: Date;
  /** False for directories and everything else that is no plain file. */
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  /** Tells it from another one that takes its place under the same name. */
  readonly identity: string;
  /** Who may do what, as in `chmod` (`0o600`). Says nothing on Windows. */
  readonly permissions: number;
  /** The number of the user it belongs to. Says nothing on Windows. */
  readonly owner: number;
}

/** The disk, as narrow as the client needs it; errors are Node's own, with `code` (`ENOSPC`, `EACCES`, …). */
export interface Disk {
  /**
   * Makes a new empty file; fails with `EEXIST` where there is one. `permissions` as in `chmod`, else what the platform
   * gives new files; they hold from the first moment.
   */
  create(path: string, permissions?: number): Promise<DiskFile>;
  /** Reads up to `length` bytes from `position`, all to the end where it is not given. */
  read(path: string, position?: number, length?: number): Promise<Buffer>;
  /** Reads a file piece by piece: up to `length` bytes from `position`, all to the end where it is not given. */
  readStream(path: string, position?: number, length?: number): AsyncIterable<Uint8Array>;
  /** What stands at a path; undefined where there is nothing. Follows links. */
  stat(path: string): Promise<DiskStat | undefined>;
  /** As {@link stat}, but tells of a link itself. */
  lstat(path: string): Promise<DiskStat | undefined>;
  /** The entries of a directory, in no order. Fails with `ENOENT` where there is none. */
  list(directory: string): Promise<readonly DiskEntry[]>;
  /** Makes a directory and those above it; content with one that is there. `permissions` as in `chmod`, of what it makes. */
  makeDirectory(path: string, permissions?: number): Promise<void>;
  /** Moves a file, over another where there is one, or a directory to where nothing is, in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name in one step; fails with `EEXIST` where that is taken. */
  link(from: string, to: string): Promise<void>;
  /** Removes a file; fails with `ENOENT` where there is none. */
  remove(path: string): Promise<void>;
  /** Removes an empty directory; fails with `ENOTEMPTY` where something is in it. */
  removeDirectory(path: string): Promise<void>;
  /** Takes all content out of a file that is there. Who has it open to append goes on at its beginning. */
  empty(path: string): Promise<void>;
  /** Makes names that were added, changed or removed in a directory durable. */
  syncDirectory(path: string): Promise<void>;
  /** Flushes the content of a file that is already there. */
  syncFile(path: string): Promise<void>;
  /** Fails unless the process may write into the directory, or read and write the file. Changes nothing. */
  checkWritable(path: string): Promise<void>;
}
