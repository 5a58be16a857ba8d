import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Declaration, exportedModules } from './declarations.js';

/** What can be imported, with a word on what it is for. */
const entries = [
  ['@integration-client/sdk', 'For the code of a plugin.'],
  ['@integration-client/sdk/testing/conformance', 'For the test of a plugin: whether it keeps the contract.'],
  ['@integration-client/sdk/testing', 'For tests of the whole way: an appliance on this machine.'],
] as const;

/** The reference of all that a plugin can import, as Markdown, from the comments in the code. */
export async function apiMarkdown(): Promise<string> {
  const parts = [
    '# API of @integration-client/sdk',
    '',
    'All that a plugin can import. Made from the comments in the code; how it fits together stands in [README.md](README.md).',
  ];
  for (const [specifier, purpose] of entries) {
    parts.push('', `## ${specifier}`, '', purpose);
    for (const { file, declarations } of await modulesOf(specifier)) {
      if (declarations.length === 0) continue;
      parts.push('', `### ${titleOf(file)}`);
      for (const declaration of declarations) parts.push('', ...sectionOf(declaration));
    }
  }
  return `${parts.join('\n')}\n`;
}

/** Exports that have no comment: what cannot be looked up. */
export async function undocumented(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [specifier] of entries) {
    for (const { declarations } of await modulesOf(specifier)) {
      for (const { name, isExported, comment } of declarations) if (isExported && comment === '') found.push(name);
    }
  }
  return found;
}

function modulesOf(specifier: string) {
  return exportedModules(fileURLToPath(import.meta.resolve(specifier)).replace(/\.js$/, '.d.ts'));
}

function titleOf(file: string): string {
  const words = basename(file, '.d.ts').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function sectionOf({ name, isExported, comment, text }: Declaration): string[] {
  const code = ['```ts', text.replace(/^export /, ''), '```'];
  const words = comment.replace(/\{@link ([\w.]+)\}/g, '`$1`');
  const title = isExported ? `#### ${name}` : `#### ${name} (cannot be imported)`;
  return [title, ...(words === '' ? [] : ['', words]), '', ...code];
}
