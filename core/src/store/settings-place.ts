import { dirname } from 'node:path';
import { ConfigError, claimName, type Disk } from '@integration-client/sdk';
import type { Secret } from '../configuration.js';
import type { Home } from '../home.js';
import type { Sealer } from '../secrets/seal.js';
import { withUnfinishedFile } from '../unfinished-file.js';
import { StoredSecrets } from './stored-secrets.js';

/** A settings database on a SQL Server. */
export interface SqlServerPlace {
  /** A connection string with Server, Database and User ID, or a reference to one. */
  readonly connection: Secret;
  /** The login's password, where the connection string does not hold it. */
  readonly password?: Secret;
  /** Absolute path of a PEM file with the authorities to trust, in place of the platform's. */
  readonly caFile?: string;
}

/** What the file holds: secrets as references, or sealed. */
interface PlaceFile extends SqlServerPlace {
  readonly version: 1;
  readonly kind: 'sqlserver';
}

const field = (name: string) => ['settings-database', name];

/** Reads where the settings database is. Throws ConfigError `settings-place-unusable`, and those of sealed secrets. */
export async function readSettingsPlace(home: Home, sealer: Sealer, disk: Disk): Promise<SqlServerPlace> {
  const { connection, password, caFile } = parse(await read(home, disk), home);
  const secrets = new StoredSecrets(sealer);
  return {
    connection: secrets.load(connection, field('connection')),
    ...(password === undefined ? {} : { password: secrets.load(password, field('password')) }),
    ...(caFile === undefined ? {} : { caFile }),
  };
}

/**
 * Writes where the settings database is, durably, in one step: from then on it counts. `replace` an earlier place; without
 * it answers false where there is one. Throws the disk's errors.
 */
export async function writeSettingsPlace(
  home: Home,
  place: SqlServerPlace,
  sealer: Sealer,
  disk: Disk,
  { replace = false } = {},
): Promise<boolean> {
  const secrets = new StoredSecrets(sealer);
  const content: PlaceFile = {
    version: 1,
    kind: 'sqlserver',
    connection: secrets.store(place.connection, field('connection')),
    ...(place.password === undefined ? {} : { password: secrets.store(place.password, field('password')) }),
    ...(place.caFile === undefined ? {} : { caFile: place.caFile }),
  };
  return withUnfinishedFile(disk, home.settingsPlace, async (unfinished) => {
    const file = await disk.create(unfinished, 0o600);
    try {
      await file.write([Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`)]);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!replace) return claimName(disk, unfinished, home.settingsPlace);
    await disk.rename(unfinished, home.settingsPlace);
    await disk.syncDirectory(home.directory);
    return true;
  });
}

/** From then on the file `settings.db` counts. Throws the disk's errors. */
export async function removeSettingsPlace(home: Home, disk: Disk): Promise<void> {
  await disk.remove(home.settingsPlace);
  await disk.syncDirectory(dirname(home.settingsPlace));
}

async function read(home: Home, disk: Disk): Promise<string> {
  try {
    return (await disk.read(home.settingsPlace)).toString();
  } catch (cause) {
    throw unusable(home, `cannot be read: ${(cause as Error).message}`, cause);
  }
}

function parse(text: string, home: Home): PlaceFile {
  let content: Partial<Record<keyof PlaceFile, unknown>> | null;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw unusable(home, 'is damaged', cause);
  }
  const { version, kind, connection, password = '', caFile = '' } = content ?? {};
  const texts = [connection, password, caFile];
  if (version === 1 && kind === 'sqlserver' && texts.every((one) => typeof one === 'string'))
    return content as PlaceFile;
  throw unusable(home, 'is damaged, or of a newer version');
}

function unusable(home: Home, what: string, cause?: unknown): ConfigError {
  return new ConfigError(`${home.settingsPlace}, which says where the settings database is, ${what}`, {
    code: 'settings-place-unusable',
    hint: 'Put it back from a backup. Without it settings.db would count, if there is one.',
    cause,
  });
}
