import type { Attributes } from './attribute-list.js';
import type { TextEncoding } from './encoding.js';
import { type ElementVisitor, readElement } from './read-element.js';

/** An element with what stands in it. Names are local names. */
export interface Element {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly Element[];
  /** The text directly in it, all pieces together. */
  readonly text: string;
}

/** Whether an element that has ended is of no more use to the tree. Depth 0 is the outermost element's. */
export type Take = (element: Element, parent: Element, depth: number) => boolean;

/**
 * Reads one element into a tree. Throws NotWellFormedError.
 * @param take is given each element within it when it has ended, and may take it out of the tree
 */
export function parseElement(bytes: Buffer, encoding: TextEncoding, take: Take = () => false): Element {
  const builder = new TreeBuilder(take);
  readElement(bytes, encoding, builder);
  return builder.root();
}

interface ElementUnderWay extends Element {
  readonly children: ElementUnderWay[];
  text: string;
}

class TreeBuilder implements ElementVisitor {
  /** The open elements, the outermost first; those deeper than the one at hand are left over. */
  readonly #path: ElementUnderWay[] = [];
  readonly #take: Take;

  constructor(take: Take) {
    this.#take = take;
  }

  start(name: string, depth: number, attributes: Attributes): boolean {
    const element = { name, attributes: attributes.all(), children: [], text: '' };
    if (depth > 0) this.#at(depth - 1).children.push(element);
    this.#path[depth] = element;
    return true;
  }

  text(depth: number, read: () => string): void {
    this.#at(depth).text += read();
  }

  end(depth: number): void {
    if (depth === 0) return;
    const parent = this.#at(depth - 1);
    if (this.#take(this.#at(depth), parent, depth)) parent.children.pop();
  }

  root(): Element {
    return this.#at(0);
  }

  #at(depth: number): ElementUnderWay {
    const element = this.#path[depth];
    if (element === undefined) throw new Error(`no element was begun at depth ${depth}`);
    return element;
  }
}

/** The children of a name, directly in an element. */
export function children(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter((each) => each.name === name) ?? [];
}

/** The first child of a name. */
export function child(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((each) => each.name === name);
}

/** The text of an element as it stands there, undefined where it is only white space. */
export function rawText(element: Element | undefined): string | undefined {
  const text = element?.text;
  return text?.trim() ? text : undefined;
}

/** The text of an element without white space around it, undefined where there is none. */
export function text(element: Element | undefined): string | undefined {
  return rawText(element)?.trim();
}

/** The text of the first child of a name, see {@link text}. */
export function field(element: Element | undefined, name: string): string | undefined {
  return text(child(element, name));
}

/** The value of an attribute as it stands there, undefined where it is absent. */
export function rawAttribute(element: Element | undefined, name: string): string | undefined {
  return element?.attributes.find(([each]) => each === name)?.[1];
}

/** The value of an attribute without white space around it, undefined where it is absent or empty. */
export function attribute(element: Element | undefined, name: string): string | undefined {
  return rawAttribute(element, name)?.trim() || undefined;
}
