import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Makes the folder of a package of these files, by path; the package.json of a plugin where none is among them. */
export async function pluginFolder(
  directory: string,
  files: Readonly<Record<string, string>>,
  manifest: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const usual = {
    name: directory.split(/[\\/]/).at(-1),
    version: '1.0.0',
    type: 'module',
    exports: './index.js',
    keywords: ['integration-client-plugin'],
    ...manifest,
  };
  for (const [path, text] of Object.entries({ 'package.json': JSON.stringify(usual), ...files })) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return directory;
}

/** The text of a plugin that takes sessions, from the body of its class. */
export function pluginText(
  name: string,
  body: string,
  {
    top = '',
    more = '',
    settings = '{}',
  }: { readonly top?: string; readonly more?: string; readonly settings?: string } = {},
): string {
  return `import { definePlugin } from '@integration-client/sdk';
${top}
class Animal {
${body}
}
export default definePlugin({
  apiVersion: 1,
  name: '${name}',
  displayName: '${name}',
  operations: ['sessions'],
  settings: { type: 'object', properties: ${settings}, additionalProperties: false },
  destination: Animal,
  ${more}
});
`;
}

/** The body of a class that says it has stored everything, and has not. */
export const claimingBody = `
  async deliver(item) {
    return { outcome: 'stored', location: 'nowhere/' + item.key, bytes: 1, sha256: 'ab'.repeat(32) };
  }
  async close() {}`;
