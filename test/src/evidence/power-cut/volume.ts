import { parse, resolve, sep } from 'node:path';
import { History } from './history.js';

let nodes = 0;

/** A file's content, which may have several names. */
export class FileNode {
  /** Tells it from every other. */
  readonly id = ++nodes;
  /** After each write. */
  readonly content: History<Buffer>;
  /** When it was made, or what was set since: milliseconds. */
  readonly modified: History<number>;

  constructor(content: Buffer, modified: number) {
    this.content = new History(content);
    this.modified = new History(modified);
  }
}

/** A directory: each name has a history of its own. */
export class DirectoryNode {
  /** Tells it from every other. */
  readonly id = ++nodes;
  /** What each name stands for; undefined where it is gone. */
  readonly names = new Map<string, History<FileNode | DirectoryNode | undefined>>();
}

/** Ends a flush: what had been done when it began is durable then. */
type EndOfFlush = () => void;

/**
 * A file system as a model of what it owes after a power cut: no more than POSIX promises, and so less than what ext4 and
 * XFS do as they are mostly set up.
 *
 * - A file's content is durable after fsync() of the file, a name (new, changed or gone) after fsync() of its directory.
 *   Neither flushes the other: a flushed file whose name was not flushed may be gone, and a flushed name of a file that was
 *   not flushed leads to anything: ext4 and XFS allocate late, so that a file may be empty, full of zeros, or written in part.
 * - A new directory is a name in the one above. Where that was not flushed, everything below may be gone, however often flushed.
 * - One name changes in one step: rename() onto it leaves the old file or the new one, never none. But each name stands
 *   for itself: of two changes the later may survive alone, and a rename may have come about at one of its ends only. (A
 *   journal keeps their order; not every file system has one, and not every disk honours it.)
 * - A flush covers what was done before it began.
 * - What was durable stays: the model has no broken disks, and none that lie about flushing.
 *
 * Reading never shows any of that: processes see what was done last. {@link afterPowerCut} draws what is found later.
 */
export class Volume {
  /** The directory above all. */
  readonly root = new DirectoryNode();

  /** What stands at a path. */
  find(path: string): FileNode | DirectoryNode | undefined {
    let node: FileNode | DirectoryNode | undefined = this.root;
    for (const name of parts(path)) {
      if (!(node instanceof DirectoryNode)) return undefined;
      node = node.names.get(name)?.now;
    }
    return node;
  }

  /** Throws `ENOENT`, and `EISDIR` where it is a directory. */
  file(path: string): FileNode {
    const node = this.find(path);
    if (node === undefined) throw diskError('ENOENT', path);
    if (node instanceof DirectoryNode) throw diskError('EISDIR', path);
    return node;
  }

  /** Throws `ENOENT`, and `ENOTDIR` where it is a file. */
  directory(path: string): DirectoryNode {
    const node = this.find(path);
    if (node === undefined) throw diskError('ENOENT', path);
    if (node instanceof FileNode) throw diskError('ENOTDIR', path);
    return node;
  }

  /** Makes a new empty file; throws `EEXIST` where there is one. */
  create(path: string, now: number): FileNode {
    const name = this.#name(path);
    if (name.now !== undefined) throw diskError('EEXIST', path);
    const file = new FileNode(Buffer.alloc(0), now);
    name.set(file);
    return file;
  }

  /** Writes at the end of a file. */
  append(file: FileNode, chunks: readonly Uint8Array[]): void {
    file.content.set(Buffer.concat([file.content.now, ...chunks]));
  }

  /** Makes one directory; content with one that is there. */
  makeDirectory(path: string): void {
    const name = this.#name(path);
    if (name.now instanceof FileNode) throw diskError('EEXIST', path);
    if (name.now === undefined) name.set(new DirectoryNode());
  }

  /** Moves a file, over another where there is one. */
  rename(from: string, to: string): void {
    const file = this.file(from);
    const name = this.#name(to);
    if (name.now instanceof DirectoryNode) throw diskError('EISDIR', to);
    name.set(file);
    this.#name(from).set(undefined);
  }

  /** Gives a file a second name; throws `EEXIST` where that is taken. */
  link(from: string, to: string): void {
    const file = this.file(from);
    const name = this.#name(to);
    if (name.now !== undefined) throw diskError('EEXIST', to);
    name.set(file);
  }

  /** Takes a name away. */
  remove(path: string): void {
    this.file(path);
    this.#name(path).set(undefined);
  }

  /** Begins to flush a file's content. */
  flushFile(file: FileNode): EndOfFlush {
    const [content, modified] = [file.content.mark(), file.modified.mark()];
    return () => {
      file.content.settle(content);
      file.modified.settle(modified);
    };
  }

  /** Begins to flush the names in a directory. */
  flushDirectory(path: string): EndOfFlush {
    const marks = [...this.directory(path).names.values()].map((name) => [name, name.mark()] as const);
    return () => {
      for (const [name, mark] of marks) name.settle(mark);
    };
  }

  /** Every file with its path, as processes see them. */
  *files(): Generator<{ readonly path: string; readonly content: Buffer }> {
    yield* filesOf(this.root, parse(resolve(sep)).root.slice(0, -sep.length));
  }

  #name(path: string): History<FileNode | DirectoryNode | undefined> {
    const { dir, base } = parse(path);
    const { names } = this.directory(dir);
    let name = names.get(base);
    if (name === undefined) {
      name = new History<FileNode | DirectoryNode | undefined>(undefined);
      names.set(base, name);
    }
    return name;
  }
}

function parts(path: string): string[] {
  return path
    .slice(parse(path).root.length)
    .split(sep)
    .filter((name) => name !== '');
}

function* filesOf(directory: DirectoryNode, path: string): Generator<{ path: string; content: Buffer }> {
  for (const [name, { now }] of directory.names) {
    if (now instanceof FileNode) yield { path: `${path}${sep}${name}`, content: now.content.now };
    else if (now !== undefined) yield* filesOf(now, `${path}${sep}${name}`);
  }
}

/** An error as the system's own, with its `code`. */
export function diskError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}
