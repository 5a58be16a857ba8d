/** What a destination answers for an item that it now holds durably. */
export interface Receipt {
  /**
   * `stored`: it was not there before. `replaced`: an earlier version of the same item was. `skipped`: nothing was
   * written, because the item was there already or the settings say to leave what is there.
   */
  readonly outcome: 'stored' | 'replaced' | 'skipped';
  /** Where a person finds it: a path, a row, an address. */
  readonly location: string;
  /** Size of what is stored, in bytes. */
  readonly bytes: number;
  /** Of what is stored, lower-case hex. */
  readonly sha256: string;
}
