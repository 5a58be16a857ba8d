import type { SettingsDatabase } from './schema.js';

/** Code of an installed plugin that a person has accepted. */
export interface AcceptedPlugin {
  /** The name of its npm package. */
  readonly packageName: string;
  /** SHA-256 of all its files, in hexadecimal. */
  readonly hash: string;
  /** As settings name it: `my-archive`. */
  readonly plugin: string;
  readonly version: string;
  /** What was installed: a path, the name of a package, an address. Absent: it was put there by hand. */
  readonly source?: string;
  readonly accepted: Date;
}

/** All code that is accepted; of a package that is just being replaced both the old and the new. */
export async function acceptedPlugins(database: SettingsDatabase): Promise<AcceptedPlugin[]> {
  const rows = await database.selectFrom('accepted_plugin').selectAll().orderBy('accepted').execute();
  return rows.map((row) => ({
    packageName: row.package,
    hash: row.hash,
    plugin: row.plugin,
    version: row.version,
    ...(row.source === null ? {} : { source: row.source }),
    accepted: new Date(row.accepted),
  }));
}

/** Accepts code beside what is accepted of its package already. */
export async function acceptPlugin(database: SettingsDatabase, accepted: AcceptedPlugin): Promise<void> {
  const { packageName, hash, plugin, version, source } = accepted;
  await database.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('accepted_plugin')
      .where('package', '=', packageName)
      .where('hash', '=', hash)
      .execute();
    await transaction
      .insertInto('accepted_plugin')
      .values({
        package: packageName,
        hash,
        plugin,
        version,
        source: source ?? null,
        accepted: accepted.accepted.getTime(),
      })
      .execute();
  });
}

/** Takes back what is accepted of a package, all of it or all but one hash. */
export async function forgetPlugin(database: SettingsDatabase, packageName: string, but = ''): Promise<void> {
  await database.deleteFrom('accepted_plugin').where('package', '=', packageName).where('hash', '<>', but).execute();
}
