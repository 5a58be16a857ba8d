import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { commandTable } from '@integration-client/host/cli/program';
import type { Command } from 'commander';
import { TestHome } from '../support/test-home.js';

const pages = ['README.md', 'docs/operations.md', 'docs/monitoring/README.md'];
const read = (page: string) => readFile(new URL(`../../../${page}`, import.meta.url), 'utf8');

/** The blocks of a page that are in a language. */
function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block);
}

/** The words of each call of `ic` in a block, without what goes before it and comments. */
function callsIn(block: string): string[][] {
  return block
    .split('\n')
    .flatMap((line) => line.replace(/\s+#\s.*$/, '').split(/\s&&\s|\s\|\s|\s>\s/))
    .flatMap((call) => {
      const [, words] = /^(?:sudo (?:-u \S+ )?|docker compose (?:run|exec) .*?client )?ic(?: (.*))?$/.exec(call) ?? [];
      return words === undefined || words === '--version' ? [] : [words.match(/'[^']*'|"[^"]*"|\S+/g) ?? []];
    });
}

/** What is wrong with a call, if anything is. */
function faultOf(program: Command, words: readonly string[]): string | undefined {
  let command = program;
  let rest = program.parseOptions([...words]);
  for (;;) {
    const next = command.commands.find((one) => one.name() === rest.operands[0]);
    if (next === undefined) break;
    command = next;
    const outer = program.parseOptions([...rest.operands.slice(1), ...rest.unknown]);
    rest = command.parseOptions([...outer.operands, ...outer.unknown]);
  }
  if (rest.unknown.length > 0) return `unknown: ${rest.unknown.join(' ')}`;
  if (command.commands.length > 0 && command !== program && command.name() !== 'logs') return 'the command is missing';
  const required = command.registeredArguments.filter((argument) => argument.required).length;
  const most = command.registeredArguments.some((argument) => argument.variadic)
    ? Number.POSITIVE_INFINITY
    : command.registeredArguments.length;
  const { length } = rest.operands;
  return length < required || length > most ? `${length} arguments: ${rest.operands.join(' ')}` : undefined;
}

describe('what is documented for operations', () => {
  for (const page of pages) {
    it(`calls only commands and options that there are: ${page}`, async () => {
      const text = await read(page);
      const calls = ['sh', 'bat'].flatMap((language) => blocksOf(text, language).flatMap(callsIn));
      assert.ok(calls.length >= 9, `${calls.length}`);
      for (const words of calls) {
        const program = await commandTable({
          stdin: Readable.from([]),
          stdout: new PassThrough(),
          stderr: new PassThrough(),
          variables: {},
          signal: new AbortController().signal,
        });
        assert.equal(faultOf(program, words), undefined, `ic ${words.join(' ')}`);
      }
    });
  }

  it('has settings to begin with that are accepted as they stand', async () => {
    const [block = '', ...others] = blocksOf(await read('docs/operations.md'), 'yaml').filter((one) =>
      one.startsWith('# ic.yaml'),
    );
    assert.equal(others.length, 0);
    const home = await TestHome.create({ workers: false });
    try {
      const file = join(home.directory, 'ic.yaml');
      await writeFile(file, block);
      const { code, stderr } = await home.ic('apply', '-f', file);
      assert.equal(code, 0, stderr);
    } finally {
      await home.remove();
    }
  });
});
