/** The methods that a destination lacks. Its constructor may have made them, so they are looked at when one is made. */
export function destinationFaults(destination: unknown, verifies: boolean): string[] {
  const required = ['deliver', 'close', ...(verifies ? ['verify'] : [])];
  const has = (name: string) =>
    typeof destination === 'object' &&
    destination !== null &&
    typeof (destination as Record<string, unknown>)[name] === 'function';
  return required.filter((name) => !has(name)).map((name) => `its destination has no method ${name}()`);
}
