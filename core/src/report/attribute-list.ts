import type { PieceText } from './piece-text.js';

/** The attributes of the element that begins. */
export interface Attributes {
  /** The value of an attribute by its local name. */
  value(name: string): string | undefined;
  /** Local name and value of each, in the order of the bytes. */
  all(): [name: string, value: string][];
}

/** Up to so many attributes are compared each with each, more through a set. */
const fewAttributes = 8;

/** The attributes of one tag after the other, as places in the bytes; they become text only where they are asked for. */
export class AttributeList implements Attributes {
  readonly #bytes: Buffer;
  readonly #text: PieceText;
  /** Begin and end of each name and each value, and how many numbers that are: a list that shrinks is slow. */
  readonly #places: number[] = [];
  #end = 0;

  constructor(bytes: Buffer, text: PieceText) {
    this.#bytes = bytes;
    this.#text = text;
  }

  /** Forgets those of the tag before. */
  clear(): void {
    this.#end = 0;
  }

  /** Adds one, by where its name and its value begin and end. */
  add(nameFrom: number, nameTo: number, valueFrom: number, valueTo: number): void {
    const places = this.#places;
    places[this.#end++] = nameFrom;
    places[this.#end++] = nameTo;
    places[this.#end++] = valueFrom;
    places[this.#end++] = valueTo;
  }

  /** Where the name of the first attribute stands that the tag has twice; undefined where there is none. */
  firstDouble(): { readonly from: number; readonly to: number } | undefined {
    if (this.#end <= 4) return undefined;
    const seen = this.#end > fewAttributes * 4 ? new Set<string>() : undefined;
    for (let i = 0; i < this.#end; i += 4) {
      const from = this.#places[i]!;
      const to = this.#places[i + 1]!;
      if (seen === undefined ? this.#standsBefore(i, from, to) : this.#isIn(seen, from, to)) return { from, to };
    }
    return undefined;
  }

  value(name: string): string | undefined {
    const places = this.#places;
    for (let i = 0; i < this.#end; i += 4) {
      if (this.#text.localName(places[i]!, places[i + 1]!) === name) return this.#valueAt(i);
    }
    return undefined;
  }

  all(): [string, string][] {
    const places = this.#places;
    const all: [string, string][] = [];
    for (let i = 0; i < this.#end; i += 4) {
      all.push([this.#text.localName(places[i]!, places[i + 1]!), this.#valueAt(i)]);
    }
    return all;
  }

  #valueAt(index: number): string {
    return this.#text.value(this.#places[index + 2]!, this.#places[index + 3]!);
  }

  #standsBefore(index: number, from: number, to: number): boolean {
    const places = this.#places;
    for (let k = 0; k < index; k += 4) {
      if (sameBytes(this.#bytes, places[k]!, places[k + 1]!, from, to)) return true;
    }
    return false;
  }

  #isIn(seen: Set<string>, from: number, to: number): boolean {
    const name = this.#bytes.toString('latin1', from, to);
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  }
}

/** Whether the same bytes stand in two places. */
export function sameBytes(bytes: Buffer, from: number, to: number, otherFrom: number, otherTo: number): boolean {
  if (to - from !== otherTo - otherFrom) return false;
  for (let i = from, k = otherFrom; i < to; i++, k++) if (bytes[i] !== bytes[k]) return false;
  return true;
}
