import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** What each room may use of ours: everything points one way, host → tui → core → sdk and plugins → sdk. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  sdk: [],
  core: ['sdk'],
  plugins: ['sdk'],
  tui: ['core', 'sdk'],
  host: ['tui', 'core', 'sdk'],
};

/** Where the disk itself is touched; everything else goes through the port `Disk`. The second is a tool of tests. */
const ownDisk = ['sdk/src/node-disk.ts', 'sdk/src/testing/'];

/** Every way to Node's file system module. */
const fileSystem = /['"`](?:node:)?fs(?:\/promises)?['"`]/;

describe('imports', () => {
  for (const [room, others] of Object.entries(allowed)) {
    it(`of ${room} reach ${others.join(', ') || 'nothing of ours'}`, async () => {
      for (const file of await sources(join(root, room))) {
        for (const specifier of importsOf(await readFile(file, 'utf8'))) {
          const target = roomOf(specifier, file);
          const isOwn = target === undefined || target === packageOf(file);
          const place = `${relative(root, file)} imports ${specifier}`;
          assert.ok(isOwn || others.includes(target.split(sep)[0] ?? ''), place);
        }
      }
    });
  }

  it('of Kysely reach the one file that core/bundle.js makes of it: its own 262 take a quarter of the start of ic', async () => {
    const itself = /\bimport\s+(?!type\b)[^;]*\bfrom\s+['"]kysely['"]/;
    for (const room of Object.keys(allowed)) {
      for (const file of await sources(join(root, room, 'src'))) {
        assert.doesNotMatch(await readFile(file, 'utf8'), itself, `${relative(root, file)} has to import #kysely`);
      }
    }
  });

  it('are found at all', async () => {
    const files = await sources(join(root, 'core'));
    assert.ok(files.length > 20);
    const all = await Promise.all(files.map(async (file) => importsOf(await readFile(file, 'utf8'))));
    assert.ok(all.flat().some((specifier) => roomOf(specifier, root) === 'sdk'));
  });
});

describe('the disk', () => {
  it('is touched by nothing but its port', async () => {
    for (const room of Object.keys(allowed)) {
      for (const file of await sources(join(root, room))) {
        const place = relative(root, file).split(sep).join('/');
        const touches = fileSystem.test(await readFile(file, 'utf8'));
        assert.ok(!touches || ownDisk.some((own) => place.startsWith(own)), `${place} goes past the port Disk`);
      }
    }
  });

  it('is found in whatever way it is reached', async () => {
    for (const text of [
      "import { readFile } from 'node:fs/promises';",
      'import fs from "fs";',
      "import type { Stats } from 'node:fs';",
      "export * from 'fs/promises';",
      "const { open } = await import('node:fs');",
      'const fs = require("fs");',
      "createRequire(import.meta.url)('fs')",
      "process.getBuiltinModule('node:fs')",
      'import(`node:fs`)',
    ]) {
      assert.match(text, fileSystem);
    }
    for (const text of ["import x from 'node:os';", "import { Disk } from './disk.js';", "from 'tmp-fs'", '// fs']) {
      assert.doesNotMatch(text, fileSystem);
    }
    const port = join(root, 'sdk', 'src', 'node-disk.ts');
    assert.ok((await sources(join(root, 'sdk'))).includes(port));
    assert.match(await readFile(port, 'utf8'), fileSystem);
  });
});

async function sources(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /(?<!\.d)\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](?:node_modules|dist|templates|examples)[\\/]/.test(path));
}

function importsOf(text: string): string[] {
  const pattern = /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+|\brequire\(\s*)['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** The room an import leads to: `sdk`, or `plugins/sqlite`; nothing for what is not ours. */
function roomOf(specifier: string, from: string): string | undefined {
  const own = /^@integration-client\/(?:(plugin)-)?([^/]+)/.exec(specifier);
  if (own !== null) return own[1] === undefined ? own[2] : join('plugins', own[2] ?? '');
  return specifier.startsWith('.') ? packageOf(resolve(dirname(from), specifier)) : undefined;
}

function packageOf(file: string): string {
  const [room = '', plugin = ''] = relative(root, file).split(sep);
  return room === 'plugins' ? join(room, plugin) : room;
}
