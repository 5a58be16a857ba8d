/** Bytes of a box's header: its size and type; and with a size that takes 64 bits. */
const shortHeader = 8;
const longHeader = 16;

/**
 * Follows the boxes of an MP4 file while its bytes pass by: its type, then others, one after the other to its end. Where the
 * file ends in the middle of a box it is cut short. What does not begin as MP4, or has a box that cannot be, is not judged.
 */
export class MovieBoxes {
  readonly #header = Buffer.alloc(longHeader);
  /** Bytes of the next header that are there. */
  #headed = 0;
  /** Bytes of the box at hand that are still to come. */
  #left = 0;
  #isMovie: boolean | undefined;

  /** Whether bytes are missing, if no more come. */
  get isCutShort(): boolean {
    return this.#isMovie === true && this.#headed + this.#left > 0 && this.#left !== Number.POSITIVE_INFINITY;
  }

  /** Takes notice of the bytes that come next. */
  see(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#isMovie !== false) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, chunk.length - at);
        this.#left -= passed;
        at += passed;
      } else {
        this.#header[this.#headed++] = chunk[at++] ?? 0;
        if (this.#headed === shortHeader || this.#headed === longHeader) this.#readHeader();
      }
    }
  }

  #readHeader(): void {
    const header = this.#header;
    this.#isMovie ??= header.toString('latin1', 4, shortHeader) === 'ftyp';
    const short = header.readUInt32BE(0);
    // The size stands behind the type.
    if (short === 1 && this.#headed === shortHeader) return;
    const size = short === 1 ? Number(header.readBigUInt64BE(shortHeader)) : short;
    // The last box may leave its size open.
    if (size === 0) this.#left = Number.POSITIVE_INFINITY;
    else if (size < this.#headed) this.#isMovie = false;
    else this.#left = size - this.#headed;
    this.#headed = 0;
  }
}
