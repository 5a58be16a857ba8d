import type { Sealer } from '../secrets/seal.js';
import type { SettingsTransaction } from './schema.js';

/** The fact that tells which key the database's secrets are sealed under. */
export const keyFact = 'sealing-key';

/** The fact that is another with each change of what people configured. */
export const settingsVersionFact = 'settings-version';

/** The fact that says that a database on a server is still being made: it has no name to appear under when it is whole. */
export const unfinishedFact = 'unfinished';

/** The fact that holds when mails went out lately, as JSON: milliseconds since 1970. */
export const sentMailsFact = 'sent-mails';

/** Whether the secrets of the database are sealed under a key: it can have been changed since the program began. */
export async function isKeyOf(transaction: SettingsTransaction, { keyId }: Sealer): Promise<boolean> {
  const row = await transaction.selectFrom('fact').select('value').where('name', '=', keyFact).executeTakeFirst();
  return row?.value === keyId;
}
