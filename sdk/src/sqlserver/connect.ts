import type { Socket } from 'node:net';
import type { ConnectionPool, config as DriverConfig, Transaction } from 'mssql';
import { ConfigError } from '../errors.js';
import { CommitError, chainOf, LoginError } from './failures.js';

/** The driver, which whoever imports this loads: that takes a quarter of a second. */
export type SqlServerDriverModule = typeof import('mssql');

/** How to reach a database, as the driver takes it. */
export type ConnectionConfig = DriverConfig & { readonly database: string };

/** Connects and logs in. Throws {@link LoginError}, and ConfigError `encryption-missing`. */
export async function openPool(driver: SqlServerDriverModule, config: ConnectionConfig): Promise<ConnectionPool> {
  const numbers: number[] = [];
  let isSecure = false;
  const pool = new driver.ConnectionPool({
    // The driver writes defaults into what it is given.
    ...structuredClone(config),
    beforeConnect: (connection) => {
      connection.on('errorMessage', ({ number }) => numbers.push(number));
      connection.on('secure', () => {
        isSecure = true;
      });
      if (config.options?.encrypt !== false) withoutPlainLogin(connection, () => isSecure);
      // Else the last packet of a message waits until the server has acknowledged those before it: 40 ms and more.
      connection.on('connect', () => (connection as unknown as { readonly socket?: Socket }).socket?.setNoDelay(true));
    },
  });
  // The same failure reaches whoever waits for it; without a listener it would end the process.
  pool.on('error', () => undefined);
  try {
    await pool.connect();
  } catch (error) {
    if (isRefusedPlainLogin(error)) throw encryptionMissing();
    throw new LoginError(error, numbers);
  }
  if (config.options?.encrypt !== false && !isSecure) {
    await pool.close();
    throw encryptionMissing();
  }
  return pool;
}

const plainLogin = 'IC_PLAIN_LOGIN';

/** The driver sends user name and password in clear to a server that says it has no encryption, or to whoever says so for it. */
function withoutPlainLogin(connection: object, isSecure: () => boolean): void {
  const driver = connection as { sendLogin7Packet(): void };
  const send = driver.sendLogin7Packet.bind(connection);
  driver.sendLogin7Packet = () => {
    if (!isSecure()) throw Object.assign(new Error('no encryption'), { code: plainLogin });
    send();
  };
}

function isRefusedPlainLogin(error: unknown): boolean {
  return [...chainOf(error)].some(({ code, message }) => code === plainLogin || message === plainLogin);
}

function encryptionMissing(): ConfigError {
  return new ConfigError('the server does not offer encryption, and encrypt is on', {
    code: 'encryption-missing',
    hint: 'Set up encryption on the server. Switch encrypt off only on a network that nobody else can read.',
  });
}

/**
 * Commits. Throws {@link CommitError}. The driver takes a rollback by the server for the end of the transaction; when it
 * comes in answer to COMMIT (a full log), it then fails where nobody can catch it. Told that a rollback is on its way, it
 * gives the server's error as it should.
 */
export async function commit(transaction: Transaction): Promise<void> {
  Object.assign(transaction, { _rollbackRequested: true });
  await transaction.commit().catch((cause: unknown) => {
    throw new CommitError(cause);
  });
}

/** The database as messages name it: `server/database`. */
export function placeOf({ server, port, database, options }: ConnectionConfig): string {
  return `${server}${options?.instanceName ? `\\${options.instanceName}` : ''}${port === undefined || port === 1433 ? '' : `,${port}`}/${database}`;
}
