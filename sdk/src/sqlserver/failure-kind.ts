import { CommitError, chainOf, LoginError, numbersOf } from './failures.js';

/** What went wrong with SQL Server, as far as it matters for what is done next. */
export type FailureKind =
  /** The login is refused. */
  | 'login'
  /** The database does not exist, or the login may not open it. */
  | 'database-refused'
  /** The login lacks a right. */
  | 'permission'
  /** Something stands in the way of a change of tables. */
  | 'in-the-way'
  /** No room left, in the database or its log. */
  | 'full'
  /** The server or the database cannot be used now. */
  | 'unavailable'
  /** The transaction was ended for the sake of another one. */
  | 'deadlock'
  /** Somebody else holds a lock. */
  | 'busy'
  /** A key is there already. */
  | 'duplicate'
  /** A table or column is not there. */
  | 'changed'
  /** A rule of the database refuses the row. */
  | 'row-refused'
  /** A value does not fit. */
  | 'value-refused'
  /** It is not known whether a transaction was committed. */
  | 'commit-unknown'
  /** The server's certificate is not trusted. */
  | 'certificate'
  /** The server takes encrypted connections only. */
  | 'encryption-required'
  /** No answer in time. */
  | 'timeout'
  /** There is no connection. */
  | 'unreachable'
  /** The server answered with an error of another kind. */
  | 'server';

/** A failure of SQL Server or of the way to it. */
export interface SqlServerFailure {
  readonly kind: FailureKind;
  /** What the driver says, with the number of the server's error where there is one. */
  readonly message: string;
}

/** https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors */
const kindsByNumber: ReadonlyMap<number, FailureKind> = new Map(
  (
    [
      ['login', [18452, 18456, 18461, 18470, 18486, 18487, 18488]],
      ['database-refused', [911, 916, 4060]],
      ['permission', [229, 230, 262, 297, 300, 1088, 2760, 15247]],
      ['in-the-way', [1750, 2714, 4922, 5074]],
      ['full', [1101, 1105, 9002]],
      ['unavailable', [701, 802, 921, 922, 923, 924, 926, 927, 942, 945, 976, 978, 983, 3906, 4221, 6005, 8645]],
      ['unavailable', [10928, 10929, 17142, 17187, 18401, 40143, 40197, 40501, 40613, 49918, 49919, 49920]],
      ['deadlock', [1205]],
      ['busy', [1222, 3960]],
      ['duplicate', [2601, 2627]],
      ['changed', [207, 208, 213, 4815, 4816]],
      ['row-refused', [515, 547, 50000]],
      ['value-refused', [1946, 2628, 8152]],
    ] as const
  ).flatMap(([kind, all]) => all.map((number) => [number, kind] as const)),
);

const certificateCodes = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/;
const lostCodes =
  /^(ESOCKET|ECLOSE|ECONN.*|ENOTOPEN|EINVALIDSTATE|EINSTLOOKUP|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** What kind of failure an error of the driver is; undefined for an error that has nothing to do with it. */
export function failureOf(error: unknown): SqlServerFailure | undefined {
  const message = error instanceof Error ? error.message : String(error);
  const numbers = numbersOf(error);
  const known = numbers.find((number) => kindsByNumber.has(number));
  const kind = known === undefined ? undefined : kindsByNumber.get(known);
  if (kind !== undefined) return { kind, message: `${message} (error ${known})` };
  if (error instanceof CommitError) return { kind: 'commit-unknown', message };
  const ofConnection = kindOfConnection(error);
  if (ofConnection !== undefined) return { kind: ofConnection, message };
  const all = [...chainOf(error)];
  const [number] = numbers;
  if (number === undefined && !all.some(({ code }) => code === 'EABORT')) return undefined;
  // From severity 17 on the server itself is in trouble.
  const isTrouble = all.some((one) => typeof one.class === 'number' && one.class >= 17);
  return {
    kind: isTrouble ? 'unavailable' : 'server',
    message: number === undefined ? message : `${message} (error ${number})`,
  };
}

function kindOfConnection(error: unknown): FailureKind | undefined {
  const codes = [...chainOf(error)].map(({ code }) => code).filter((code) => typeof code === 'string');
  if (codes.some((code) => certificateCodes.test(code))) return 'certificate';
  if (codes.includes('EENCRYPT')) return 'encryption-required';
  if (codes.includes('EFEDAUTH') || codes.includes('ELOGIN')) return 'login';
  if (codes.includes('ETIMEOUT') && !(error instanceof LoginError)) return 'timeout';
  if (error instanceof LoginError || codes.some((code) => lostCodes.test(code))) return 'unreachable';
  return undefined;
}
