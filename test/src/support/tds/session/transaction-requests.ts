import { ByteReader, skipHeaders } from '../protocol/byte-reader.js';
import { SqlError } from '../sql-error.js';

/** A request of the client's about its transaction (MS-TDS 2.2.6.9). */
export interface TransactionRequest {
  readonly kind: 'begin' | 'commit' | 'rollback' | 'save';
  /** Name of a savepoint, or nothing. */
  readonly name: string;
}

const kinds: Readonly<Record<number, TransactionRequest['kind']>> = {
  5: 'begin',
  7: 'commit',
  8: 'rollback',
  9: 'save',
};

/** Reads a request. Throws error 3938 for one that the double does not know. */
export function readTransactionRequest(payload: Buffer): TransactionRequest {
  const reader = new ByteReader(payload);
  skipHeaders(reader);
  const type = reader.uint16();
  const kind = kinds[type];
  if (kind === undefined) throw new SqlError(3938, `The test double knows no transaction request ${type}.`);
  if (kind === 'begin') reader.uint8();
  return { kind, name: reader.text(reader.uint8() / 2) };
}

/** The request as a statement says it. */
export function transactionText({ kind, name }: TransactionRequest): string {
  return [`${kind.toUpperCase()} TRANSACTION`, name].filter((part) => part !== '').join(' ');
}
