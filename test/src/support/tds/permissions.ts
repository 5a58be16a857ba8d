/** What a login can be allowed or not. `CREATE DATABASE` is the right to make databases, `CREATE TABLE` that to make tables. */
export const permissions = [
  'CREATE DATABASE',
  'CREATE TABLE',
  'ALTER',
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
] as const;

export type Permission = (typeof permissions)[number];

/** Who may log in. */
export interface LoginOptions {
  readonly user: string;
  readonly password: string;
  /** What it may do; everything where nothing is said. See {@link permissionsBut}. */
  readonly permissions?: readonly Permission[];
  /** The databases it may open, beside `master`; all where nothing is said. */
  readonly databases?: readonly string[];
}

/** All permissions but these. */
export function permissionsBut(...lacking: readonly Permission[]): readonly Permission[] {
  return permissions.filter((one) => !lacking.includes(one));
}

/** Whether the login may. */
export function may(login: LoginOptions, permission: Permission): boolean {
  return login.permissions?.includes(permission) ?? true;
}

/** Whether the login may open the database. */
export function mayOpen(login: LoginOptions, database: string): boolean {
  const name = database.toLowerCase();
  return name === 'master' || (login.databases?.some((one) => one.toLowerCase() === name) ?? true);
}
