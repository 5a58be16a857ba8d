import type { Size } from './layout.js';
import { asciiSigns, unicodeSigns } from './signs.js';

/**
 * The main window before anything is known, as it is drawn while Ink is still being loaded. It needs nothing that would
 * have to be loaded first; a test compares it with what Ink then draws. `columns` and `rows` are those of the terminal.
 */
export function firstFrame({ columns, rows }: Size, ascii: boolean): string {
  const { rule, strongRule } = ascii ? asciiSigns : unicodeSigns;
  const left = Math.floor((columns - 2) / 2);
  const title = (text: string, width: number, sign: string = rule) => `${sign} ${text} `.padEnd(width, sign);
  const looking = '  looking ...';
  return [
    ' Integration Client',
    ' Scheduler Status    looking ...',
    ' Last Scheduled Run',
    ' Next Scheduled Run',
    ' Last Program Run',
    ' Quarantine',
    title('1 Schedules', columns, strongRule),
    looking,
    '',
    title('2 Running', columns),
    looking,
    `${title('3 Sites', left)}  ${title('4 Destinations', columns - 2 - left)}`,
    looking.padEnd(left + 2) + looking,
    title('5 IC Log', columns),
  ]
    .slice(0, Math.max(1, rows - 1))
    .map((line) => line.slice(0, columns))
    .join('\n');
}
