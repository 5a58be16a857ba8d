import { Rate } from '@integration-client/core/rate';
import type { Progress } from '@integration-client/core/run';
import { operationTitles } from '@integration-client/sdk';
import { bytesText, countText, durationText, oneLine, shorten } from './text.js';

/** Characters between the brackets of a bar. */
const barLength = 10;

/** One transfer's progress, as a line of text. Times are milliseconds of one steady clock. */
export class ProgressLine {
  readonly name: string;
  readonly #began: number;
  readonly #rate = new Rate();
  #progress: Progress;

  constructor(progress: Progress, now: number) {
    this.name = placesText(progress);
    this.#began = now;
    this.#progress = progress;
    this.add(progress, now);
  }

  add(progress: Progress, now: number): void {
    this.#progress = progress;
    this.#rate.add(movedBytes(progress), now);
  }

  get hasEnded(): boolean {
    return this.#progress.outcome !== undefined;
  }

  /** The line, at most `width` characters long, the name in a column of its own. */
  text(width: number, nameWidth: number, now: number): string {
    const name = `${shorten(this.name, nameWidth).padEnd(nameWidth)}  `;
    return `${name}${this.#state(width - 1 - name.length, now)}`.slice(0, width - 1);
  }

  #state(room: number, now: number): string {
    const progress = this.#progress;
    const { items, total, bytes, current, outcome, part } = progress;
    if (outcome !== undefined) return `${outcome}: ${countText(items, 'item')}, ${bytesText(bytes)}`;
    if (items === 0 && current === undefined) {
      const doing = progress.site === undefined ? 'looking at what is there' : 'looking for what is due';
      return `${partText(part)}${doing}, ${durationText(now - this.#began)}`;
    }
    const rate = this.#rate.perSecond(now);
    const numbers = [
      bar(part === undefined ? (total === undefined ? 0 : items / total) : (part.number - 1) / part.of),
      itemsText(progress).padStart(15),
      bytesText(movedBytes(progress)).padStart(8),
      (rate === undefined ? '' : `${bytesText(Math.round(rate))}/s`).padStart(10),
    ].join('  ');
    const detail = details(progress)
      .map((text) => `${partText(part)}${text}`)
      .find((text) => numbers.length + 2 + text.length <= room);
    return detail === undefined ? numbers : `${numbers}  ${detail}`;
  }
}

/** "Example to Archive"; of what is verified, the destination alone. */
export function placesText({ site, destination }: Progress): string {
  return oneLine(site === undefined ? `verify ${destination}` : `${site} to ${destination}`);
}

/** "12/40 items, 3.1 MB, Session Recordings, 5.0 MB of 20.0 MB of 12-abc.m4v" */
export function progressText(progress: Progress): string {
  const [detail = ''] = details(progress);
  return [itemsText(progress), bytesText(movedBytes(progress)), `${partText(progress.part)}${detail}`].join(', ');
}

function partText(part: Progress['part']): string {
  return part === undefined ? '' : `part ${part.number} of ${part.of}, `;
}

function bar(part: number): string {
  const full = Math.round(Math.min(1, part) * barLength);
  return `[${'='.repeat(full)}${' '.repeat(barLength - full)}]`;
}

/** Delivered, and what there is already of the items in hand. */
function movedBytes({ bytes, arriving = 0 }: Progress): number {
  return bytes + arriving;
}

function itemsText({ items, total }: Progress): string {
  return total === undefined ? countText(items, 'item') : `${items}/${countText(total, 'item')}`;
}

/** What is being moved, the longest text first. */
function details({ operation, current }: Progress): string[] {
  const title = operationTitles[operation];
  if (current === undefined) return [title];
  const size = current.size === undefined ? '' : ` of ${bytesText(current.size)}`;
  const file = `${title}, ${bytesText(current.bytes)}${size}`;
  return [`${file} of ${oneLine(current.name)}`, file, title];
}
