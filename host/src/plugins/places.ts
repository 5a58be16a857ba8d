import { join } from 'node:path';

/** Where plugins of people are, and where they are while they are being put there. */
export interface PluginPlaces {
  /** `HOME/plugins`: a directory for each package, those of a scope below `@SCOPE`. */
  readonly directory: string;
  /** Everything unfinished, on the same file system; who finds it looks at nothing in it but `replaced`. */
  readonly staging: string;
  /** Where npm puts what it fetches. */
  readonly fetched: string;
  /** What is being replaced, laid out as `directory` is: it counts as long as nothing is in its place. */
  readonly replaced: string;
  /** What is being removed. */
  readonly removed: string;
  /** The lock of who changes something here. */
  readonly lock: string;
}

/** The places of a directory of plugins. */
export function pluginPlaces(directory: string): PluginPlaces {
  const staging = join(directory, '.staging');
  return {
    directory,
    staging,
    fetched: join(staging, 'fetched'),
    replaced: join(staging, 'replaced'),
    removed: join(staging, 'removed'),
    lock: join(directory, '.lock'),
  };
}
