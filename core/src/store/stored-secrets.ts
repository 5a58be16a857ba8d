import { ConfigError } from '@integration-client/sdk';
import type { Secret } from '../configuration.js';
import { isReference, storedSecret } from '../secrets/reference.js';
import { type Sealer, sealedField } from '../secrets/seal.js';

/** Turns secrets into what the database keeps and back: references stay as they are, literals are sealed. */
export class StoredSecrets {
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  /** What to keep for a secret; what is kept already, where that holds the same. */
  store(secret: Secret, field: readonly string[], before?: string | null): string {
    const name = sealedField(...field);
    if (secret === storedSecret) {
      throw new ConfigError(`No secret is stored for ${name}`, {
        code: 'secret-missing',
        hint: 'Give the secret itself, or a reference: env:NAME, file:/path.',
      });
    }
    if (isReference(secret)) return secret;
    if (before && !isReference(before) && this.#sealer.open(before, name) === secret) return before;
    return this.#sealer.seal(secret, name);
  }

  /** The secret, or the reference to it. */
  load(kept: string, field: readonly string[]): Secret {
    return isReference(kept) ? kept : this.#sealer.open(kept, sealedField(...field));
  }
}
