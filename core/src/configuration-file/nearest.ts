import { closest, distance } from 'fastest-levenshtein';

/** The valid name that was probably meant, where one is near enough. */
export function nearest(name: string, valid: readonly string[]): string | undefined {
  if (valid.length === 0) return undefined;
  const candidate = closest(name.toLowerCase(), valid);
  const near = Math.max(2, Math.floor(candidate.length / 3));
  return distance(name.toLowerCase(), candidate.toLowerCase()) <= near ? candidate : undefined;
}

/** "did you mean account?", or which names are valid where none is near. */
export function suggestion(name: string, valid: readonly string[]): string {
  const meant = nearest(name, valid);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return valid.length === 0 ? 'there are none' : `known ${valid.length === 1 ? 'is' : 'are'} ${valid.join(', ')}`;
}
