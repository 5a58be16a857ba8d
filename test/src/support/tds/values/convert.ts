import { SqlError } from '../sql-error.js';
import { momentText, parseMoment, roundMoment } from './date-time.js';
import { isText, type SqlType, typeText, type Value } from './sql-type.js';
import { decodeText, encodeText } from './text.js';

/** The column that a value is for, as messages name it. */
export interface Target {
  /** `database.schema.table`. */
  readonly table: string;
  readonly column: string;
}

/**
 * The value as one of the type. For a column (`target`) text and bytes that are too long are refused (error 2628); without
 * one, as in CAST, they are cut, as SQL Server does.
 */
export function convert(value: Value, type: SqlType, target?: Target): Value {
  if (value === null) return null;
  switch (type.name) {
    case 'bigint':
    case 'int':
    case 'smallint':
    case 'tinyint':
      return toInteger(value, type);
    case 'bit':
      return toBit(value);
    case 'float':
    case 'real':
    case 'decimal':
      return toNumber(value, type);
    case 'nvarchar':
    case 'varchar':
    case 'nchar':
    case 'char':
      return toText(value, type, target);
    case 'varbinary':
    case 'binary':
      return toBytes(value, type, target);
    case 'datetime2':
    case 'datetime':
    case 'date':
      return toMoment(value, type);
    case 'uniqueidentifier':
      return String(value).toUpperCase();
  }
}

const limits = {
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  smallint: [-32768n, 32767n],
  tinyint: [0n, 255n],
} as const;

function toInteger(value: NonNullable<Value>, type: SqlType): bigint {
  const whole = wholeNumber(value, type);
  const [least, most] = limits[type.name as keyof typeof limits];
  if (whole >= least && whole <= most) return whole;
  throw new SqlError(8115, `Arithmetic overflow error converting expression to data type ${type.name}.`);
}

function wholeNumber(value: NonNullable<Value>, type: SqlType): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(Math.trunc(value));
  if (typeof value === 'string' && /^\s*[+-]?\d*\s*$/.test(value)) return BigInt(value.trim().replace('+', ''));
  throw conversionFailed(value, type);
}

function conversionFailed(value: NonNullable<Value>, type: SqlType): SqlError {
  if (type.name === 'bigint' || type.name === 'float') {
    return new SqlError(8114, `Error converting data type nvarchar to ${type.name}.`);
  }
  const shown = typeof value === 'string' ? decodeText(value) : 'bytes';
  return new SqlError(
    245,
    `Conversion failed when converting the nvarchar value '${shown}' to data type ${type.name}.`,
  );
}

function toBit(value: NonNullable<Value>): bigint {
  const text = String(value).trim().toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true' ? 1n : 0n;
  return Number(value) === 0 ? 0n : 1n;
}

function toNumber(value: NonNullable<Value>, type: SqlType): number | bigint {
  if (typeof value === 'bigint' && type.name === 'decimal') return value;
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) throw conversionFailed(value, type);
  return type.name === 'real' ? Math.fround(number) : number;
}

function toText(value: NonNullable<Value>, type: SqlType, target?: Target): string {
  if (value instanceof Uint8Array) return encodeText(Buffer.from(value).toString('utf16le'));
  const isUnicode = type.name.startsWith('n');
  const given = decodeText(typeof value === 'string' ? value : String(value));
  const text = isUnicode ? given : given.replace(/[^\0-\xff]/g, '?');
  const fitted = cutOrRefuse(
    text,
    type,
    text.length,
    (length) => text.slice(0, length),
    / *$/.exec(text)![0].length,
    target,
  );
  return encodeText(type.name.endsWith('nchar') || type.name === 'char' ? fitted.padEnd(type.length ?? 1) : fitted);
}

function toBytes(value: NonNullable<Value>, type: SqlType, target?: Target): Uint8Array {
  if (typeof value === 'string') {
    if (target !== undefined) {
      const advice = 'is not allowed. Use the CONVERT function to run this query.';
      throw new SqlError(257, `Implicit conversion from data type nvarchar to ${typeText(type)} ${advice}`);
    }
    return toBytes(Buffer.from(decodeText(value), 'utf16le'), type);
  }
  if (!(value instanceof Uint8Array)) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(value));
    return toBytes(bytes, type, target);
  }
  const fitted = cutOrRefuse(value, type, value.length, (length) => value.subarray(0, length), 0, target);
  if (type.name !== 'binary') return fitted;
  return Buffer.concat([fitted, Buffer.alloc((type.length ?? 1) - fitted.length)]);
}

/** Cuts what a CAST cuts, and blanks at the end; refuses what a column does not hold. */
function cutOrRefuse<T>(
  value: T,
  type: SqlType,
  length: number,
  cut: (length: number) => T,
  blanks: number,
  target: Target | undefined,
): T {
  const room = type.length ?? -1;
  if (room < 0 || length <= room) return value;
  if (target === undefined || length - blanks <= room) return cut(room);
  const where = `table '${target.table}', column '${target.column}'`;
  const start = isText(type) ? String(cut(Math.min(room, 40))) : '';
  throw new SqlError(2628, `String or binary data would be truncated in ${where}. Truncated value: '${start}'.`);
}

function toMoment(value: NonNullable<Value>, type: SqlType): string {
  const moment = parseMoment(String(value));
  if (moment === undefined) {
    throw new SqlError(241, 'Conversion failed when converting date and/or time from character string.');
  }
  if (type.name === 'date') return momentText({ days: moment.days, ticks: 0 });
  if (type.name === 'datetime' && moment.days < 639905) {
    const message =
      'The conversion of a datetime2 data type to a datetime data type resulted in an out-of-range value.';
    throw new SqlError(242, message);
  }
  return momentText(roundMoment(moment, type.name === 'datetime' ? 3 : (type.scale ?? 7)));
}
