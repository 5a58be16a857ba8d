/**
 * The driver. Loaded when the first connection is made: that takes a quarter of a second, which a description of the plugin
 * does not need.
 */
export async function loadDriver(): Promise<typeof import('mssql')> {
  return (await import('mssql')).default;
}
