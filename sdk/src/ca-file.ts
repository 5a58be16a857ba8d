import { X509Certificate } from 'node:crypto';
import type { Disk } from './disk.js';
import { ConfigError } from './errors.js';

/**
 * Reads a file of certificate authorities in PEM form. `name` is what people call the setting. Throws ConfigError
 * `ca-file-unreadable`, `ca-file-invalid`.
 */
export async function readCaFile(path: string, name: string, disk: Pick<Disk, 'read'>): Promise<string> {
  const bytes = await disk.read(path).catch((cause: Error) => {
    throw new ConfigError(`${name}: ${path} cannot be read: ${cause.message}`, {
      code: 'ca-file-unreadable',
      hint: `Correct ${name}, or make the file readable for the account that runs the client.`,
      cause,
    });
  });
  const text = bytes.toString();
  if (holdsCertificates(text)) return text;
  throw new ConfigError(`${name}: ${path} holds no certificates in PEM form`, {
    code: 'ca-file-invalid',
    hint: 'It must hold one or more blocks that begin with -----BEGIN CERTIFICATE-----.',
  });
}

/** TLS itself passes over what it cannot read, and then trusts nobody. */
function holdsCertificates(text: string): boolean {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    return certificates.map((certificate) => new X509Certificate(certificate)).length > 0;
  } catch {
    return false;
  }
}
