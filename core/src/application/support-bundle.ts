/** A file of a support bundle. */
export interface BundledFile {
  readonly name: string;
  /** What it holds, for people. */
  readonly what: string;
  readonly bytes: number;
}

/** What somebody who helps needs to see, without secrets. */
export interface SupportBundle {
  /** A .zip file, base64. */
  readonly content: string;
  readonly files: readonly BundledFile[];
}
