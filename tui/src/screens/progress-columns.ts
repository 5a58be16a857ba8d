import type { Progress } from '@integration-client/core/run';
import { bytesText, countText, durationText } from '@integration-client/core/text';
import { operationTitles } from '@integration-client/sdk';
import type { Pace } from '../data/rates.js';
import type { Column } from '../parts/columns.js';
import { progressBar } from '../parts/progress-bar.js';
import type { Theme } from '../theme.js';

/** A transfer that runs, with its pace. */
export type ProgressRow = Progress & Pace & { readonly id: string };

/** From where to where. */
export function placesOf({ site, destination }: Pick<Progress, 'site' | 'destination'>): string {
  return site === undefined ? `verify ${destination}` : `${site} to ${destination}`;
}

/** How far a transfer is, in columns without headings. */
export function progressColumns(theme: Theme): Column<ProgressRow>[] {
  return [
    { title: '', cell: ({ id }) => id, least: 12 },
    {
      title: '',
      cell: ({ items, total }) => (total === undefined ? '' : progressBar(theme, items / total, 8)),
      leaveOut: 3,
    },
    {
      title: '',
      cell: ({ items, total }) =>
        total === undefined ? countText(items, 'item') : `${items}/${countText(total, 'item')}`,
      align: 'right',
    },
    { title: '', cell: ({ bytes, arriving = 0 }) => bytesText(bytes + arriving), align: 'right' },
    {
      title: '',
      cell: ({ rate }) => (rate === undefined ? '' : `${bytesText(Math.round(rate))}/s`),
      align: 'right',
      leaveOut: 1,
    },
    { title: '', cell: ({ left }) => (left === undefined ? '' : `${durationText(left)} left`), leaveOut: 2 },
    {
      title: '',
      cell: ({ operation }) => ({ text: operationTitles[operation], tone: 'quiet' }),
      least: 8,
      leaveOut: 4,
    },
  ];
}
