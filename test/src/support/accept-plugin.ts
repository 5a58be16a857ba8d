import { join } from 'node:path';
import { resolveHome } from '@integration-client/core/home';
import { openStore } from '@integration-client/core/store/open-store';
import { codeHash } from '@integration-client/host/plugins/code-hash';
import { packageFiles } from '@integration-client/host/plugins/package-files';
import { nodeDisk } from '@integration-client/sdk';

/** Accepts plugins that a test put into a home, as a person would, without the process that looks at each. */
export async function acceptPlugins(home: string, names: readonly string[]): Promise<void> {
  const store = await openStore(resolveHome(home));
  try {
    for (const name of names) {
      const root = join(home, 'plugins', name);
      const hash = await codeHash(root, await packageFiles(root, nodeDisk), nodeDisk);
      const accepted = new Date();
      await store.acceptPlugin({ packageName: name, plugin: name, hash, version: '1.0.0', accepted });
    }
  } finally {
    await store.close();
  }
}
