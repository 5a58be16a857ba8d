import type { ConnectionConfig, SqlServerDriverModule } from './connect.js';

/**
 * Reads a connection string. Adds what is wrong to the faults, never a part of the text: it can hold a password. `name` is
 * what people call the setting.
 */
export function parseConnectionString(
  driver: SqlServerDriverModule,
  text: string,
  name: string,
  faults: string[],
): ConnectionConfig | undefined {
  const parsed = parse(driver, text);
  const { server, database, user } = parsed ?? {};
  if (parsed === undefined) faults.push(`${name}: is not of the form Name=Value, with semicolons between`);
  else if (!server) faults.push(`${name}: names no Server`);
  else if (!database) faults.push(`${name}: names no Database`);
  else if (!user && !('authentication_type' in parsed)) faults.push(`${name}: names no User ID`);
  else return { ...parsed, database };
  return undefined;
}

/** Of the parser's own error nothing is said: it can quote the text. */
function parse(driver: SqlServerDriverModule, text: string) {
  try {
    return driver.ConnectionPool.parseConnectionString(text);
  } catch {
    return undefined;
  }
}
