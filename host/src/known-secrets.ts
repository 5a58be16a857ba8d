import type { Configuration } from '@integration-client/core/configuration';
import { masker } from '@integration-client/core/log/mask';
import { isReference } from '@integration-client/core/secrets/reference';

/** The secrets that this process has come to know: they are masked in its log and in what it reports. */
export class KnownSecrets {
  readonly #texts = new Set<string>();
  /** A text with every known secret replaced, whatever encoding it stands in. */
  readonly mask = masker(() => this.all());

  add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (secret !== undefined && secret !== '' && !isReference(secret)) this.#texts.add(secret);
    }
  }

  /** Those that the settings of sites and notifications hold themselves. */
  addConfiguration({ sites, notifications }: Configuration): void {
    for (const { account, backupPassword, proxyPassword } of sites) {
      this.add(account.type === 'api' ? account.clientSecret : account.password, backupPassword, proxyPassword);
    }
    this.add(notifications?.password);
  }

  all(): readonly string[] {
    return [...this.#texts];
  }
}
