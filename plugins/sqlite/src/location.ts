/** Where a session is, as receipts say it. */
export function locationOf(file: string, id: number | bigint): string {
  return `${file}: session ${id}`;
}

/** The database file that a location names; undefined where it is no location of this plugin. */
export function fileOf(location: string): string | undefined {
  return /^(.+): session \d+$/s.exec(location)?.[1];
}
