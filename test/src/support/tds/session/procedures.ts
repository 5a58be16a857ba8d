import { SqlError } from '../sql-error.js';
import type { Value } from '../values/sql-type.js';
import { decodeText } from '../values/text.js';
import { lockMode } from './lock.js';
import type { Session } from './session.js';

/** An argument of a call; without a name it goes by its place. */
export interface Argument {
  readonly name: string;
  readonly value: Value;
}

/** Runs a procedure that is not about statements, and gives its return value. Throws error 2812 for one it does not know. */
export async function runProcedure(
  name: string,
  args: readonly Argument[],
  session: Session,
  signal: AbortSignal,
): Promise<number> {
  const argument = (place: number, wanted: string): string | undefined => {
    const found =
      args.find((one) => one.name.toLowerCase() === wanted) ?? (args[place]?.name === '' ? args[place] : undefined);
    return found === undefined || found.value === null ? undefined : decodeText(String(found.value));
  };
  const keeper = (place: number) =>
    argument(place, '@lockowner')?.toLowerCase() === 'session' ? ('session' as const) : ('transaction' as const);
  switch (name.toLowerCase()) {
    case 'sp_getapplock': {
      const mode = argument(1, '@lockmode');
      const resource = argument(0, '@resource');
      if (resource === undefined || mode === undefined) return -999;
      const timeout = argument(3, '@locktimeout') ?? String(session.options.lockTimeout);
      return session.applicationLocks.get(resource, lockMode(mode), keeper(2), Number(timeout), signal);
    }
    case 'sp_releaseapplock':
      session.applicationLocks.release(argument(0, '@resource') ?? '', keeper(1));
      return 0;
    default:
      throw new SqlError(2812, `Could not find stored procedure '${name}'.`);
  }
}
