import { daysTo1900, parseMoment, roundMoment } from './date-time.js';
import type { SqlType, TypeName, Value } from './sql-type.js';
import { decodeText } from './text.js';

/** SQL_Latin1_General_CP1_CI_AS. */
export const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

const integerLength: Readonly<Partial<Record<TypeName, number>>> = { tinyint: 1, smallint: 2, int: 4, bigint: 8 };

/** The TYPE_INFO of a type (MS-TDS 2.2.5.6). */
export function writeType({ name, length = 0, precision = 18, scale = 0 }: SqlType): Buffer {
  switch (name) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return Buffer.from([0x26, integerLength[name]!]);
    case 'bit':
      return Buffer.from([0x68, 1]);
    case 'float':
    case 'real':
      return Buffer.from([0x6d, name === 'float' ? 8 : 4]);
    case 'decimal':
      return Buffer.from([0x6a, 17, precision, scale]);
    case 'datetime2':
      return Buffer.from([0x2a, scale]);
    case 'datetime':
      return Buffer.from([0x6f, 8]);
    case 'date':
      return Buffer.from([0x28]);
    case 'uniqueidentifier':
      return Buffer.from([0x24, 16]);
    case 'nvarchar':
    case 'nchar':
      return Buffer.concat([size(name === 'nvarchar' ? 0xe7 : 0xef, length * 2), collation]);
    case 'varchar':
    case 'char':
      return Buffer.concat([size(name === 'varchar' ? 0xa7 : 0xaf, length), collation]);
    case 'varbinary':
    case 'binary':
      return size(name === 'varbinary' ? 0xa5 : 0xad, length);
  }
}

function size(id: number, bytes: number): Buffer {
  const info = Buffer.from([id, 0, 0]);
  info.writeUInt16LE(bytes < 0 ? 0xffff : bytes, 1);
  return info;
}

/** A value of the type, with its length before it. */
export function writeValue(value: Value, type: SqlType): Buffer {
  const isLong = type.length !== undefined;
  if (value === null) return isLong ? Buffer.alloc(type.length === -1 ? 8 : 2, 0xff) : Buffer.from([0]);
  const bytes = valueBytes(value, type);
  if (!isLong) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  if (type.length === -1) return chunked(bytes);
  const head = Buffer.alloc(2);
  head.writeUInt16LE(bytes.length);
  return Buffer.concat([head, bytes]);
}

/** Bytes of a chunk: it fits into a packet, as a server's do. A client puts the packets of a larger one together over and over. */
const longestChunk = 4000;

/** Its length, its chunks, and the empty chunk that ends it. */
function chunked(bytes: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(bytes.length));
  const parts: Buffer[] = [head];
  for (let offset = 0; offset < bytes.length; offset += longestChunk) {
    const data = bytes.subarray(offset, offset + longestChunk);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(data.length);
    parts.push(length, data);
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

function valueBytes(value: NonNullable<Value>, type: SqlType): Buffer {
  switch (type.name) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'bit': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value as bigint)));
      return bytes.subarray(0, integerLength[type.name] ?? 1);
    }
    case 'float': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(Number(value));
      return bytes;
    }
    case 'real': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(Number(value));
      return bytes;
    }
    case 'decimal':
      return decimalBytes(value, type.scale ?? 0);
    case 'datetime2':
    case 'datetime':
    case 'date':
      return momentBytes(String(value), type);
    case 'uniqueidentifier':
      return guidBytes(String(value));
    case 'nvarchar':
    case 'nchar':
      return Buffer.from(decodeText(String(value)), 'utf16le');
    case 'varchar':
    case 'char':
      return Buffer.from(decodeText(String(value)), 'latin1');
    case 'varbinary':
    case 'binary':
      return Buffer.from(value as Uint8Array);
  }
}

function decimalBytes(value: NonNullable<Value>, scale: number): Buffer {
  const whole =
    typeof value === 'bigint' ? value * 10n ** BigInt(scale) : BigInt(Math.round(Number(value) * 10 ** scale));
  const size = whole < 0n ? -whole : whole;
  const magnitude = Buffer.from(size.toString(16).padStart(32, '0'), 'hex').reverse();
  return Buffer.concat([Buffer.from([whole < 0n ? 0 : 1]), magnitude]);
}

function momentBytes(text: string, { name, scale = 7 }: SqlType): Buffer {
  const moment = parseMoment(text);
  if (moment === undefined) throw new Error(`The double keeps '${text}' as a moment.`);
  if (name === 'datetime') {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32LE(moment.days - daysTo1900);
    bytes.writeUInt32LE(Math.round((moment.ticks * 300) / 10_000_000), 4);
    return bytes;
  }
  const { days, ticks } = roundMoment(moment, name === 'date' ? 7 : scale);
  const date = Buffer.alloc(3);
  date.writeUIntLE(days, 0, 3);
  if (name === 'date') return date;
  const time = Buffer.alloc(scale < 3 ? 3 : scale < 5 ? 4 : 5);
  time.writeUIntLE(ticks / 10 ** (7 - scale), 0, time.length);
  return Buffer.concat([time, date]);
}

function guidBytes(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
