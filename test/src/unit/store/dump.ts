import { createHash } from 'node:crypto';
import { openSealer } from '@integration-client/core/secrets/seal';
import { openSettingsDatabase } from '@integration-client/core/store/open-store';
import { settingsTables } from '@integration-client/core/store/settings-tables';
import { nodeDisk } from '@integration-client/sdk';
import type { TemporaryHome } from './temporary-home.js';

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) => (one < other ? -1 : 1);

/** Bytes by their hash, marked. */
function asText([name, value]: readonly [string, unknown]): readonly unknown[] {
  return value instanceof Uint8Array
    ? [name, 'bytes', createHash('sha256').update(value).digest('hex')]
    : [name, value];
}

/** Everything that a settings database holds, as it is stored. */
export async function dump(temporary: TemporaryHome): Promise<Record<string, unknown[]>> {
  const sealer = await openSealer(temporary.home.key);
  const { database } = await openSettingsDatabase(temporary.home, sealer, nodeDisk, false);
  try {
    const tables: Record<string, unknown[]> = {};
    for (const { name } of settingsTables) {
      const rows = await database.selectFrom(name).selectAll().execute();
      tables[name] = rows.map((row) => JSON.stringify(Object.entries(row).sort(byName).map(asText))).sort();
    }
    return tables;
  } finally {
    await database.destroy();
  }
}
