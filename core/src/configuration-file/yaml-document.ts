import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { Fault } from '../faults.js';

/** Names and indexes that lead from the document's root to a value. */
export type Path = readonly (string | number)[];

/** More uses of one anchor than this are an attack, not settings. */
const maxAliases = 100;

/** What people run into with a secret that begins like this. */
const signHint = 'put text that begins with * & ! | > or another sign in quotes';

/** A YAML file that is read, and knows where its values stand. */
export class YamlDocument {
  /** Everything as plain data; undefined when there are faults. */
  readonly value: unknown;
  /** What is wrong with the file as YAML. */
  readonly faults: readonly Fault[];
  readonly #root: Node | null;
  readonly #lines = new LineCounter();

  constructor(source: string) {
    const document = parseDocument(source, { lineCounter: this.#lines, prettyErrors: false });
    const faults = [...document.errors, ...document.warnings].map((error): Fault => {
      return { path: '', message: messageOf(error), ...this.#place(error.pos[0]) };
    });
    this.#root = document.contents;
    if (faults.length === 0) faults.push(...this.#unknownAnchors(document));
    try {
      if (faults.length === 0) this.value = document.toJS({ maxAliasCount: maxAliases });
    } catch (error) {
      faults.push({ path: '', message: firstLine((error as Error).message), line: 1, column: 1 });
    }
    this.faults = faults;
  }

  /**
   * A fault at the value that a path leads to, or at its key; at what encloses it where the file does not have it.
   */
  fault(path: Path, message: string, part: 'key' | 'value' = 'value'): Fault {
    const node = this.#find(path, part);
    return { path: pathText(path), message, ...this.#place(node?.range?.[0] ?? 0) };
  }

  #unknownAnchors(document: Document): Fault[] {
    const faults: Fault[] = [];
    visit(document, {
      Alias: (_, alias) => {
        if (alias.resolve(document) !== undefined) return;
        const message = `an alias of nothing: no anchor above it has this name; ${signHint}`;
        faults.push({ path: '', message, ...this.#place(alias.range?.[0] ?? 0) });
      },
    });
    return faults;
  }

  #find(path: Path, part: 'key' | 'value'): Node | null {
    let node = this.#root;
    for (const [depth, step] of path.entries()) {
      if (isAlias(node)) break;
      const found = child(node, step, part === 'key' && depth === path.length - 1);
      if (found === undefined) break;
      node = found;
    }
    return node;
  }

  #place(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function child(node: Node | null, step: string | number, key: boolean): Node | undefined {
  if (isSeq(node)) return asNode(node.items[Number(step)]);
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
  if (pair === undefined) return undefined;
  return key ? asNode(pair.key) : (asNode(pair.value) ?? asNode(pair.key));
}

function asNode(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
}

function messageOf(error: YAMLError): string {
  if (error.code === 'DUPLICATE_KEY') return 'this key is there twice';
  if (error.code === 'MULTIPLE_DOCS') return 'a second document begins here; put all into one, without the line ---';
  const message = withoutSource(firstLine(error.message));
  const isSign = error.code === 'TAG_RESOLVE_FAILED' || error.code === 'UNEXPECTED_TOKEN';
  if (isSign) return `${message}; ${signHint}`;
  // What people run into with a secret that reads stored:
  const colon = error.code === 'BLOCK_AS_IMPLICIT_KEY' || error.code === 'BLOCK_IN_FLOW';
  return colon ? `${message}; put text that ends with a colon, or holds one before a space, in quotes` : message;
}

/** Without what it quotes of the file, which may be a secret that begins with a sign of YAML. */
function withoutSource(message: string): string {
  return message.replace(/: .*| [%\\]\S.*/, '');
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}

function pathText(path: Path): string {
  return path
    .map((step, depth) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return depth === 0 ? step : `.${step}`;
    })
    .join('');
}
