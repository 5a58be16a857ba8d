import { type Disk, type Item, isDocument, type PresentationItem, type SessionItem } from '@integration-client/sdk';
import { rootBytes, rootIdentity } from './document-root.js';
import { type Content, contentOf } from './durable-write.js';

/**
 * What a file is to an item: `same` is this delivery itself, from before a crash; `earlier` is another version of the
 * item; `other` belongs to something else, so that its name is taken.
 */
export type Relation = 'same' | 'earlier' | 'other';

/** Backups of one site are told apart by their time; some file systems keep it to two seconds only. Milliseconds. */
export const backupTimeTolerance = 2000;

/** Tells whose a file is that has the name an item wants. */
export class Ownership {
  readonly #disk: Disk;
  /** Streamed files of this process: content alone does not tell two recordings apart. */
  readonly #stored = new Map<string, { readonly key: string; readonly content: Content }>();

  /** Whose the documents are that were looked at, so that a name which many share is not looked at by each of them. */
  readonly #roots = new Map<string, string>();
  readonly #itemRoots = new WeakMap<Item, string | undefined>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Remembers what was stored where. */
  remember(item: Item, path: string, { bytes, sha256 }: Content): void {
    if (isDocument(item)) this.#roots.delete(path);
    else this.#stored.set(path, { key: item.key, content: { bytes, sha256 } });
  }

  /** Whether this process stored the item at the path. */
  hasStored(item: Item, path: string): boolean {
    return this.#stored.get(path)?.key === item.key;
  }

  /** Whether the file is known to be something else's, without looking at it. */
  isKnownOther(item: Item, path: string): boolean {
    const [owner, own] = isDocument(item)
      ? [this.#roots.get(path), this.#rootOf(item)]
      : [this.#stored.get(path)?.key, item.key];
    return owner !== undefined && own !== undefined && owner !== own;
  }

  /** Throws the disk's own error. */
  async relation(
    item: Item,
    content: Content,
    path: string,
    file: { readonly size: number; readonly modified: Date },
  ): Promise<Relation> {
    if (this.#isForeign(item, path, file.modified)) return 'other';
    const versions = this.#knownVersions(item, path);
    const found = [content, ...versions].some((version) => version.bytes === file.size)
      ? await contentOf(this.#disk, path)
      : undefined;
    if (found?.sha256 === content.sha256) return 'same';
    if (versions.some((version) => version.sha256 === found?.sha256)) return 'earlier';
    return (await this.#hasSameRoot(item, path)) ? 'earlier' : 'other';
  }

  #isForeign(item: Item, path: string, modified: Date): boolean {
    if (isDocument(item)) return false;
    const stored = this.#stored.get(path);
    if (stored !== undefined && stored.key !== item.key) return true;
    return (
      item.operation === 'site-backups' && Math.abs(modified.getTime() - item.takenAt.getTime()) > backupTimeTolerance
    );
  }

  #knownVersions(item: Item, path: string): Content[] {
    const versions = [];
    const stored = this.#stored.get(path);
    if (stored !== undefined) versions.push(stored.content);
    // A skipped delivery may have left somebody else's file where it was, so it proves nothing.
    if (item.previous?.location === path && item.previous.outcome !== 'skipped') versions.push(item.previous);
    return versions;
  }

  async #hasSameRoot(item: Item, path: string): Promise<boolean> {
    if (!isDocument(item)) return false;
    const found = rootIdentity(await this.#disk.read(path, 0, rootBytes));
    if (found !== undefined) this.#roots.set(path, found);
    return found !== undefined && found === this.#rootOf(item);
  }

  #rootOf(item: SessionItem | PresentationItem): string | undefined {
    if (!this.#itemRoots.has(item)) this.#itemRoots.set(item, rootIdentity(item.xml));
    return this.#itemRoots.get(item);
  }
}
