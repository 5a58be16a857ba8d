import { isReference } from '../secrets/reference.js';
import { type Sealer, sealedField } from '../secrets/seal.js';
import { passwordField } from './configuration-store.js';
import { destinationField } from './destinations.js';
import { keyFact } from './facts.js';
import type { SettingsTransaction } from './schema.js';
import { accountField, backupPasswordField, proxyPasswordField } from './sites.js';

/** Seals every secret of the settings database anew, and says under which key. Answers how many there are. */
export async function reseal(transaction: SettingsTransaction, from: Sealer, to: Sealer): Promise<number> {
  let count = 0;
  const again = (kept: string, field: readonly string[]): string => {
    if (isReference(kept)) return kept;
    count += 1;
    const name = sealedField(...field);
    return to.seal(from.open(kept, name), name);
  };
  for (const row of await transaction.selectFrom('site').selectAll().execute()) {
    const { name, account_type, account_secret, backup_password, proxy_password } = row;
    await transaction
      .updateTable('site')
      .set({
        account_secret: again(account_secret, accountField(name, account_type)),
        backup_password: backup_password === null ? null : again(backup_password, backupPasswordField(name)),
        proxy_password: proxy_password === null ? null : again(proxy_password, proxyPasswordField(name)),
      })
      .where('id', '=', row.id)
      .execute();
  }
  for (const { id, name, secrets } of await transaction.selectFrom('destination').selectAll().execute()) {
    const kept = Object.entries(JSON.parse(secrets) as Record<string, string>);
    const sealed = Object.fromEntries(
      kept.map(([path, secret]) => [path, again(secret, destinationField(name, path))]),
    );
    await transaction
      .updateTable('destination')
      .set({ secrets: JSON.stringify(sealed) })
      .where('id', '=', id)
      .execute();
  }
  for (const { password } of await transaction.selectFrom('notification').selectAll().execute()) {
    if (password !== null)
      await transaction
        .updateTable('notification')
        .set({ password: again(password, passwordField) })
        .execute();
  }
  for (const { account, token } of await transaction.selectFrom('token').selectAll().execute()) {
    const sealed = again(token, ['token', account]);
    await transaction.updateTable('token').set({ token: sealed }).where('account', '=', account).execute();
  }
  await transaction.updateTable('fact').set({ value: to.keyId }).where('name', '=', keyFact).execute();
  return count;
}
