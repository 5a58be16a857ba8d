import type { SqlError } from '../sql-error.js';
import type { SqlType, Value } from '../values/sql-type.js';
import { collation, writeType, writeValue } from '../values/write-value.js';

/** A column of a result. */
export interface ResultColumn {
  /** Empty where the statement gives it no name. */
  readonly name: string;
  readonly type: SqlType;
}

/** Flags of a DONE token. */
export const doneStatus = { more: 0x01, error: 0x02, inTransaction: 0x04, count: 0x10, attention: 0x20 } as const;

/** The three DONE tokens: of a batch, of a call, of a statement within a call. */
export const doneToken = { batch: 0xfd, call: 0xfe, inCall: 0xff } as const;

const uint16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Text behind one byte that says how many UTF-16 units it has. */
const shortText = (text: string): Buffer => {
  const cut = text.slice(0, 255);
  return Buffer.concat([Buffer.from([cut.length]), Buffer.from(cut, 'utf16le')]);
};

const longText = (text: string): Buffer => Buffer.concat([uint16(text.length), Buffer.from(text, 'utf16le')]);

const shortBytes = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length]), bytes]);

/** A token that says its length. */
const token = (id: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([id]), uint16(body.length), body]);
};

/** What the columns of the rows to come are. */
export function columnsToken(columns: readonly ResultColumn[]): Buffer {
  const parts = columns.map(({ name, type }) =>
    Buffer.concat([uint32(0), uint16(0x09), writeType(type), shortText(name)]),
  );
  return Buffer.concat([Buffer.from([0x81]), uint16(columns.length), ...parts]);
}

/** One row. */
export function rowToken(values: readonly Value[], columns: readonly ResultColumn[]): Buffer {
  return Buffer.concat([Buffer.from([0xd1]), ...columns.map(({ type }, index) => writeValue(values[index]!, type))]);
}

/** The end of a statement, a call or a batch. */
export function doneTokenBytes(id: number, status: number, rowCount: number): Buffer {
  const bytes = Buffer.alloc(13);
  bytes[0] = id;
  bytes.writeUInt16LE(status, 1);
  bytes.writeBigUInt64LE(BigInt(rowCount), 5);
  return bytes;
}

/** An error. */
export function errorToken(error: SqlError, server: string): Buffer {
  const { number, state, severity, message } = error;
  return messageToken(0xaa, number, state, severity, message, server);
}

/** A message that is none. */
export function infoToken(number: number, message: string, server: string): Buffer {
  return messageToken(0xab, number, 1, 0, message, server);
}

function messageToken(id: number, number: number, state: number, severity: number, text: string, server: string) {
  const head = Buffer.concat([uint32(number), Buffer.from([state, severity])]);
  return token(id, head, longText(text.slice(0, 2047)), shortText(server), shortText(''), uint32(1));
}

/** The login is accepted, for TDS 7.4. */
export function loginAckToken(version: readonly [number, number, number]): Buffer {
  const [major, minor, build] = version;
  const protocol = Buffer.from([1, 0x74, 0x00, 0x00, 0x04]);
  return token(
    0xad,
    protocol,
    shortText('Microsoft SQL Server'),
    Buffer.from([major, minor, build >> 8, build & 0xff]),
  );
}

/** What a call returned. */
export function returnStatusToken(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = 0x79;
  bytes.writeInt32LE(value, 1);
  return bytes;
}

/** The value of an output parameter. */
export function returnValueToken(ordinal: number, name: string, type: SqlType, value: Value): Buffer {
  const head = Buffer.concat([Buffer.from([0xac]), uint16(ordinal), shortText(name), Buffer.from([1])]);
  return Buffer.concat([head, uint32(0), uint16(0), writeType(type), writeValue(value, type)]);
}

/** Something of the session changed (MS-TDS 2.2.7.9). */
export const environmentChange = {
  database: (now: string, before: string): Buffer => token(0xe3, Buffer.from([1]), shortText(now), shortText(before)),
  packetSize: (now: number, before: number): Buffer =>
    token(0xe3, Buffer.from([4]), shortText(String(now)), shortText(String(before))),
  collation: (): Buffer => token(0xe3, Buffer.from([7]), shortBytes(collation), shortBytes(Buffer.alloc(0))),
  begin: (transaction: Buffer): Buffer =>
    token(0xe3, Buffer.from([8]), shortBytes(transaction), shortBytes(Buffer.alloc(0))),
  commit: (transaction: Buffer): Buffer =>
    token(0xe3, Buffer.from([9]), shortBytes(Buffer.alloc(0)), shortBytes(transaction)),
  rollback: (transaction: Buffer): Buffer =>
    token(0xe3, Buffer.from([10]), shortBytes(Buffer.alloc(0)), shortBytes(transaction)),
  reset: (): Buffer => token(0xe3, Buffer.from([18]), shortBytes(Buffer.alloc(0)), shortBytes(Buffer.alloc(0))),
};
