import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ConfigError, claimName, type Disk, IntegrationError, nodeDisk } from '@integration-client/sdk';
import { withUnfinishedFile } from '../unfinished-file.js';

/** Seals and opens secrets under one key. */
export interface Sealer {
  /** Tells this key from others; says nothing about the key itself. */
  readonly keyId: string;
  /** Seals a secret for one field, see {@link sealedField}. The result hides the length up to multiples of 64 bytes. */
  seal(secret: string, field: string): string;
  /**
   * Opens what {@link seal} made for the same field. Throws IntegrationError `sealed-by-other-key`, or `secret-damaged`
   * when the value was changed or stood in another field.
   */
  open(sealed: string, field: string): string;
}

const header = 'integration-client-key v1';
const cipher = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const lengthBytes = 4;
const paddedTo = 64;

/** The name of a field that a sealed value is bound to: `site/Example/clientSecret`. Parts may hold any character. */
export function sealedField(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}

/**
 * Makes a key file that only its owner can read, and resolves once it is durable. It has its name only when it is whole:
 * half a key would stand in the way of the next attempt. Throws ConfigError `key-exists` where there is something of
 * that name already, and the disk's errors.
 */
export async function createKeyFile(path: string, disk: Disk = nodeDisk): Promise<void> {
  if ((await disk.lstat(path)) !== undefined) throw keyExists(path);
  await withUnfinishedFile(disk, path, async (unfinished) => {
    const file = await disk.create(unfinished, 0o600);
    try {
      await file.write([Buffer.from(`${header}\n${randomBytes(keyBytes).toString('base64')}\n`)]);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await claimName(disk, unfinished, path))) throw keyExists(path);
  });
}

function keyExists(path: string): ConfigError {
  return new ConfigError(`The key file ${path} exists already`, {
    code: 'key-exists',
    hint: 'Nothing was changed. To make a new key, move that file away first.',
  });
}

/**
 * Reads a key file. Throws ConfigError `key-missing`, `key-exposed` (others than the owner can read it; not checked on
 * Windows), `key-unreadable` or `key-damaged`. A key is never made anew: that would lose what was sealed under it.
 */
export async function openSealer(path: string, disk: Disk = nodeDisk): Promise<Sealer> {
  const text = await readKeyFile(path, disk);
  const [first, encoded = '', ...rest] = text.split(/\r?\n/);
  const key = Buffer.from(encoded, 'base64');
  const whole = key.length === keyBytes && key.toString('base64') === encoded && rest.every((line) => line === '');
  if (first !== header || !whole) {
    const what = text === '' ? 'is empty' : 'is damaged, or is not a key of the Integration Client';
    throw new ConfigError(`The key file ${path} ${what}`, {
      code: 'key-damaged',
      hint: 'Put back the key file from a backup; without it the stored secrets cannot be read.',
    });
  }
  return new KeySealer(key);
}

async function readKeyFile(path: string, disk: Disk): Promise<string> {
  try {
    const found = await disk.stat(path);
    if (process.platform !== 'win32' && found?.isFile && (found.permissions & 0o077) !== 0) {
      throw new ConfigError(`The key file ${path} can be read by others than its owner`, {
        code: 'key-exposed',
        hint: `chmod 600 ${path}`,
      });
    }
    return (await disk.read(path)).toString();
  } catch (cause) {
    if (cause instanceof IntegrationError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const missing = code === 'ENOENT';
    throw new ConfigError(`The key file ${path} ${missing ? 'is missing' : `cannot be read: ${message}`}`, {
      code: missing ? 'key-missing' : 'key-unreadable',
      hint: missing
        ? 'Put back the key file from a backup; without it the stored secrets cannot be read.'
        : 'Check the disk, and that the account that runs the Integration Client has the right to read the file.',
      cause,
    });
  }
}

class KeySealer implements Sealer {
  readonly keyId: string;
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
    this.keyId = createHash('sha256').update('integration-client-key-id').update(key).digest('hex').slice(0, 16);
  }

  seal(secret: string, field: string): string {
    const nonce = randomBytes(nonceBytes);
    const encryption = createCipheriv(cipher, this.#key, nonce, { authTagLength: tagBytes });
    encryption.setAAD(Buffer.from(field));
    const body = Buffer.concat([nonce, encryption.update(pad(secret)), encryption.final(), encryption.getAuthTag()]);
    return `v1:${this.keyId}:${body.toString('base64')}`;
  }

  open(sealed: string, field: string): string {
    const [version, keyId, encoded = ''] = sealed.split(':');
    if (version !== 'v1') throw damaged(field);
    if (keyId !== this.keyId) {
      throw new ConfigError(`The secret ${field} was sealed under another key`, {
        code: 'sealed-by-other-key',
        hint: 'Put back the key file that belongs to this settings database.',
      });
    }
    const body = Buffer.from(encoded, 'base64');
    try {
      const decryption = createDecipheriv(cipher, this.#key, body.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decryption.setAAD(Buffer.from(field));
      decryption.setAuthTag(body.subarray(-tagBytes));
      return unpad(Buffer.concat([decryption.update(body.subarray(nonceBytes, -tagBytes)), decryption.final()]));
    } catch (cause) {
      throw damaged(field, cause);
    }
  }
}

function damaged(field: string, cause?: unknown): IntegrationError {
  return new ConfigError(`The stored secret ${field} was changed, or belongs to another field`, {
    code: 'secret-damaged',
    hint: 'Put back settings.db and its key file from a backup.',
    cause,
  });
}

function pad(secret: string): Buffer {
  const bytes = Buffer.from(secret);
  const padded = Buffer.alloc(Math.ceil((lengthBytes + bytes.length) / paddedTo) * paddedTo);
  padded.writeUInt32BE(bytes.length);
  bytes.copy(padded, lengthBytes);
  return padded;
}

function unpad(padded: Buffer): string {
  return padded.subarray(lengthBytes, lengthBytes + padded.readUInt32BE()).toString();
}
