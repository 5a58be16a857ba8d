import { SqlError } from '../sql-error.js';
import type { SqlType, Value } from '../values/sql-type.js';
import * as tokens from './tokens.js';

interface Done {
  readonly id: number;
  readonly status: number;
  readonly rowCount: number;
}

/** The answer to one request, as it is put together. */
export class Response {
  readonly #parts: (Buffer | Done)[] = [];
  readonly #server: string;
  readonly #isCall: boolean;
  #failed = false;

  /** @param isCall it answers a call (RPC) rather than a batch */
  constructor(server: string, isCall: boolean) {
    this.#server = server;
    this.#isCall = isCall;
  }

  /** Whether an error is in it. */
  get failed(): boolean {
    return this.#failed;
  }

  add(bytes: Buffer): void {
    this.#parts.push(bytes);
  }

  /** Rows, and the end of the statement that made them. */
  rows(columns: readonly tokens.ResultColumn[], rows: Iterable<readonly Value[]>, showCount: boolean): void {
    this.add(tokens.columnsToken(columns));
    let count = 0;
    for (const row of rows) {
      this.add(tokens.rowToken(row, columns));
      count++;
    }
    this.done(showCount ? count : undefined);
  }

  /** The end of a statement, with the number of rows it was about. */
  done(rowCount?: number): void {
    const status = rowCount === undefined ? 0 : tokens.doneStatus.count;
    this.#done(this.#isCall ? tokens.doneToken.inCall : tokens.doneToken.batch, status, rowCount);
  }

  error(error: SqlError): void {
    this.#failed = true;
    this.add(tokens.errorToken(error, this.#server));
    this.#done(this.#isCall ? tokens.doneToken.inCall : tokens.doneToken.batch, tokens.doneStatus.error);
  }

  /** An error whose place in a batch does not matter: during the login. */
  loginError(error: SqlError): void {
    this.#failed = true;
    this.add(tokens.errorToken(error, this.#server));
  }

  info(number: number, message: string): void {
    this.add(tokens.infoToken(number, message, this.#server));
  }

  /** What a call returned, and its output parameters. */
  returned(status: number, outputs: readonly { name: string; type: SqlType; value: Value }[]): void {
    this.add(tokens.returnStatusToken(status));
    outputs.forEach(({ name, type, value }, index) => {
      this.add(tokens.returnValueToken(index, name, type, value));
    });
  }

  /** All of it. */
  bytes(): Buffer {
    const last = this.#parts.at(-1);
    if (this.#isCall) this.#done(tokens.doneToken.call, this.#failed ? tokens.doneStatus.error : 0);
    else if (last === undefined || Buffer.isBuffer(last)) this.#done(tokens.doneToken.batch, 0);
    const end = this.#parts.length - 1;
    return Buffer.concat(
      this.#parts.map((part, index) =>
        Buffer.isBuffer(part)
          ? part
          : tokens.doneTokenBytes(part.id, part.status | (index < end ? tokens.doneStatus.more : 0), part.rowCount),
      ),
    );
  }

  #done(id: number, status: number, rowCount = 0): void {
    this.#parts.push({ id, status, rowCount });
  }
}

/** The answer to a request that the client gave up. */
export function attentionAnswer(): Buffer {
  return tokens.doneTokenBytes(tokens.doneToken.batch, tokens.doneStatus.attention, 0);
}

/** What went wrong, as a SQL Server would say it. */
export function asSqlError(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new SqlError(50000, `The test double failed: ${text}`);
}
