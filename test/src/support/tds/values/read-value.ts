import { ByteReader } from '../protocol/byte-reader.js';
import { SqlError } from '../sql-error.js';
import { daysTo1900, momentText } from './date-time.js';
import type { SqlType, TypeName, Value } from './sql-type.js';
import { encodeText } from './text.js';

/** A type as it came over the wire, and how to read its values. */
export interface WireType {
  readonly type: SqlType;
  readonly read: (reader: ByteReader) => Value;
}

type Read = (bytes: ByteReader, length: number) => Value;

const readInteger: Read = (reader, length) => {
  const bytes = reader.bytes(length);
  return length === 8 ? bytes.readBigInt64LE() : BigInt(length === 1 ? bytes.readUInt8() : bytes.readIntLE(0, length));
};
const readFloat: Read = (reader, length) =>
  length === 4 ? reader.bytes(4).readFloatLE() : reader.bytes(8).readDoubleLE();
const readUtf16: Read = (reader, length) => encodeText(reader.bytes(length).toString('utf16le'));
const readLatin1: Read = (reader, length) => encodeText(reader.bytes(length).toString('latin1'));
const readBytes: Read = (reader, length) => Buffer.from(reader.bytes(length));
const readGuid: Read = (reader) => {
  const bytes = Buffer.from(reader.bytes(16));
  const hex = [bytes.subarray(0, 4).reverse(), bytes.subarray(4, 6).reverse(), bytes.subarray(6, 8).reverse()];
  const tail = bytes.subarray(8).toString('hex');
  return [...hex.map((part) => part.toString('hex')), tail.slice(0, 4), tail.slice(4)].join('-').toUpperCase();
};
const readDatetime: Read = (reader) => {
  const days = reader.int32() + daysTo1900;
  return momentText({ days, ticks: Math.round((reader.uint32() * 10_000_000) / 300 / 10_000) * 10_000 });
};
const readDate: Read = (reader) => momentText({ days: reader.uint(3), ticks: 0 });

function readDatetime2(scale: number): Read {
  return (reader, length) => {
    const ticks = reader.uint(length - 3) * 10 ** (7 - scale);
    return momentText({ days: reader.uint(3), ticks });
  };
}

function readDecimal(scale: number): Read {
  return (reader, length) => {
    const sign = reader.uint8() === 0 ? -1 : 1;
    const bytes = Buffer.from(reader.bytes(length - 1)).reverse();
    const whole = BigInt(`0x${bytes.toString('hex')}`);
    return scale === 0 ? BigInt(sign) * whole : (sign * Number(whole)) / 10 ** scale;
  };
}

/** Reads a TYPE_INFO (MS-TDS 2.2.5.6). Throws error 8009 for a type that the double does not know. */
export function readType(reader: ByteReader): WireType {
  const id = reader.uint8();
  switch (id) {
    case 0x26: {
      const length = reader.uint8();
      return short({ name: integerOf[length] ?? 'int' }, readInteger);
    }
    case 0x68:
      reader.uint8();
      return short({ name: 'bit' }, readInteger);
    case 0x6d:
      return short({ name: reader.uint8() === 4 ? 'real' : 'float' }, readFloat);
    case 0x6f:
      reader.uint8();
      return short({ name: 'datetime' }, readDatetime);
    case 0x24:
      reader.uint8();
      return short({ name: 'uniqueidentifier' }, readGuid);
    case 0x28:
      return short({ name: 'date' }, readDate);
    case 0x2a: {
      const scale = reader.uint8();
      return short({ name: 'datetime2', scale }, readDatetime2(scale));
    }
    case 0x6a:
    case 0x6c: {
      reader.uint8();
      const precision = reader.uint8();
      const scale = reader.uint8();
      return short({ name: 'decimal', precision, scale }, readDecimal(scale));
    }
    case 0xe7:
    case 0xef:
      return long(reader, id === 0xe7 ? 'nvarchar' : 'nchar', 2, true, readUtf16);
    case 0xa7:
    case 0xaf:
      return long(reader, id === 0xa7 ? 'varchar' : 'char', 1, true, readLatin1);
    case 0xa5:
    case 0xad:
      return long(reader, id === 0xa5 ? 'varbinary' : 'binary', 1, false, readBytes);
    default:
      throw new SqlError(8009, `The incoming tabular data stream is incorrect: data type 0x${id.toString(16)}.`);
  }
}

const integerOf: Readonly<Record<number, TypeName>> = { 1: 'tinyint', 2: 'smallint', 4: 'int', 8: 'bigint' };

/** A type whose values begin with one byte for their length, 0 for NULL. */
function short(type: SqlType, read: Read): WireType {
  return {
    type,
    read: (reader) => {
      const length = reader.uint8();
      return length === 0 ? null : read(reader, length);
    },
  };
}

/** A type whose values begin with two bytes for their length, or come in chunks where it is of any length. */
function long(reader: ByteReader, name: TypeName, unit: number, collated: boolean, read: Read): WireType {
  const size = reader.uint16();
  if (collated) reader.bytes(5);
  if (size === 0xffff) return { type: { name, length: -1 }, read: (bytes) => readChunks(bytes, read) };
  return {
    type: { name, length: size / unit },
    read: (bytes) => {
      const length = bytes.uint16();
      return length === 0xffff ? null : read(bytes, length);
    },
  };
}

const noValue = 0xffffffffffffffffn;

/** Partially length-prefixed bytes (MS-TDS 2.2.5.2.3). */
function readChunks(reader: ByteReader, read: Read): Value {
  if (reader.uint64() === noValue) return null;
  const chunks: Buffer[] = [];
  for (let length = reader.uint32(); length > 0; length = reader.uint32()) chunks.push(reader.bytes(length));
  const all = Buffer.concat(chunks);
  return read(new ByteReader(all), all.length);
}
