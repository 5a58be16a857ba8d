import { SqlError } from './sql-error.js';

/** Something that goes wrong once. */
export interface Fault {
  /** The request it happens to: one whose text matches, the next login, COMMIT, or the rows of a bulk load. */
  readonly match: RegExp | 'login' | 'commit' | 'bulk';
  /** The error that is sent. Without it the request is only cut off (`disconnect`). */
  readonly number?: number;
  readonly message?: string;
  /** It happens after the request took effect, not instead of it. */
  readonly after?: boolean;
  /** The connection is cut, without the error if there is no number. */
  readonly disconnect?: boolean;
}

/** What faults are compared with. */
export interface RequestKind {
  readonly kind: 'statement' | 'login' | 'commit' | 'bulk';
  readonly text: string;
}

/** The faults to come, each used once, in their order. */
export class Faults {
  readonly #pending: Fault[] = [];

  add(fault: Fault): void {
    this.#pending.push(fault);
  }

  /** The fault of this request, if it has one; it is not used again. */
  take(request: RequestKind): Fault | undefined {
    const index = this.#pending.findIndex(({ match }) =>
      match instanceof RegExp ? request.kind !== 'login' && match.test(request.text) : match === request.kind,
    );
    return index < 0 ? undefined : this.#pending.splice(index, 1)[0];
  }
}

/** The error that a fault sends, if it sends one. */
export function faultError({ number, message }: Fault): SqlError | undefined {
  return number === undefined
    ? undefined
    : new SqlError(number, message ?? messages[number] ?? `Injected error ${number}.`);
}

const messages: Readonly<Record<number, string>> = {
  701: "There is insufficient system memory in resource pool 'default' to run this query.",
  1105: "Could not allocate space for object 'dbo.t' in database 'd' because the 'PRIMARY' filegroup is full.",
  1205: 'Transaction (Process ID 52) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
  1222: 'Lock request time out period exceeded.',
  9002: "The transaction log for database 'd' is full due to 'LOG_BACKUP'.",
  40197: 'The service has encountered an error processing your request. Please try again. Error code 4221.',
  40613: "Database 'd' on server 's' is not currently available. Please retry the connection later.",
};
