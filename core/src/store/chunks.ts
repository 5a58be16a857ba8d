/** Cuts a list into pieces of at most `size`; SQL Server takes 2,100 parameters in one statement. */
export function* chunks<Element>(list: readonly Element[], size: number): Generator<readonly Element[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
}
