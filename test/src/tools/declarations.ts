import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One declaration of a module, as the compiler wrote it. */
export interface Declaration {
  readonly name: string;
  /** Whether it stands in its module behind `export`. */
  readonly isExported: boolean;
  /** The text of its comment, without stars; empty where it has none. */
  readonly comment: string;
  /** The declaration itself, with the comments of its members. */
  readonly text: string;
}

/** A module with what it declares. */
export interface DeclaredModule {
  /** Path of the `.d.ts` file. */
  readonly file: string;
  readonly declarations: readonly Declaration[];
}

/**
 * The modules that an entry file exports something of, in its order, each with what is exported of it and what that is made
 * of. Reads the `.d.ts` files that the compiler wrote: TypeScript 7 has no programming interface.
 */
export async function exportedModules(entry: string): Promise<readonly DeclaredModule[]> {
  const text = await readFile(entry, 'utf8');
  const modules: DeclaredModule[] = [];
  for (const [, names, path = ''] of text.matchAll(/export (?:type )?(\*|\{[^}]*\}) from '(\.[^']+)';/g)) {
    const file = join(dirname(entry), path.replace(/\.js$/, '.d.ts'));
    const inner = await exportedModules(file);
    const wanted = names === '*' ? undefined : namesIn(names ?? '');
    const all = inner.length > 0 ? inner : [{ file, declarations: declarationsOf(await readFile(file, 'utf8')) }];
    modules.push(...all.map((module) => ({ ...module, declarations: chosen(module.declarations, wanted) })));
  }
  return modules;
}

function namesIn(list: string): readonly string[] {
  return list
    .replace(/[{}]/g, '')
    .split(',')
    .map((name) => name.replace(/\btype\b/, '').trim())
    .filter((name) => name !== '');
}

/** What is exported under these names, and what of the module it is made of. */
function chosen(all: readonly Declaration[], names: readonly string[] | undefined): readonly Declaration[] {
  const kept = new Set(all.filter(({ name, isExported }) => isExported && (names?.includes(name) ?? true)));
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    const text = [...kept].map((one) => one.text).join('\n');
    for (const one of all) {
      if (!one.isExported && new RegExp(`\\b${one.name}\\b`).test(text)) kept.add(one);
    }
  }
  return all.filter((one) => kept.has(one));
}

/** The declarations of a `.d.ts` file: each begins at the start of a line and ends where its brackets are closed. */
export function declarationsOf(source: string): readonly Declaration[] {
  const declarations: Declaration[] = [];
  const lines = source.split('\n');
  let comment: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (lines[at]?.startsWith('/**')) {
      const end = lines.findIndex((line, index) => index >= at && line.includes('*/'));
      comment = lines.slice(at, end + 1);
      at = end;
      continue;
    }
    const head = /^(export )?(?:declare )?(?:abstract )?(?:interface|type|class|function|const) (\w+)/.exec(
      lines[at] ?? '',
    );
    if (head === null) continue;
    const text: string[] = [];
    do text.push(lines[at] ?? '');
    while (!isClosed(text.join('\n')) && ++at < lines.length);
    const [, isExported, name = ''] = head;
    declarations.push({ name, isExported: isExported !== undefined, comment: withoutStars(comment), text: tidy(text) });
    comment = [];
  }
  return declarations;
}

function isClosed(text: string): boolean {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^']*'|"[^"]*"|`[^`]*`/g, '').replaceAll('=>', '');
  const count = (pattern: RegExp) => (code.match(pattern) ?? []).length;
  return count(/[{([<]/g) === count(/[})\]>]/g) && /[;}]\s*$/.test(code);
}

function withoutStars(lines: readonly string[]): string {
  return lines
    .map((line) => line.replace(/^\s*(?:\/\*\*|\*\/|\*(?!\/)) ?/, '').replace(/\s*\*\/$/, ''))
    .join('\n')
    .trim();
}

/** Without what is nobody's business, and with four spaces as two. */
function tidy(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/\n\s*(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?(?:#private|private [^;]*);/g, '')
    .replace(/^(?: {4})+/gm, (spaces) => spaces.slice(spaces.length / 2))
    .replace(/^(export )?declare /, '$1');
}
