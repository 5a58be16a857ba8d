import type { BackfillReport, BackfillRequest } from '@integration-client/core/application';
import { type Fault, SettingsError } from '@integration-client/core/faults';
import { timeText } from '@integration-client/core/text';
import { operations } from '@integration-client/sdk';
import { commandText, eachOption } from '../command-text.js';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { daysAgo, isDay, notADay } from '../days.js';
import { useNavigation } from '../navigation.js';
import type { Field, FieldValues } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import type { Spans } from '../parts/line.js';
import { Loading } from '../parts/loading.js';
import { wrapText } from '../text-width.js';
import type { Theme } from '../theme.js';
import { choiceFields, chosen } from './chosen-places.js';
import { RunScreen } from './run-screen.js';
import { runLines } from './run-text.js';

const title = 'Backfill';

/** A backup cannot be taken of the past. */
const ofThePast = operations.filter((operation) => operation !== 'site-backups');

/** Delivers what is missing of days that have passed; the checkpoints of schedules stay where they are. */
export function Backfill() {
  const client = useClient();
  const navigation = useNavigation();
  const { value: configuration, error } = usePoll(client.configuration);
  if (configuration === undefined) return <Loading title={title} error={error} />;
  const range: readonly Field[] = [
    {
      kind: 'text',
      name: 'from',
      label: 'First Day',
      hint: 'YYYY-MM-DD',
      description:
        'Sessions that began from this day on, YYYY-MM-DD in the time zone of the application settings. The range is gone ' +
        'through week by week: begun again with the same choices, it goes on where it was interrupted.',
    },
    { kind: 'text', name: 'to', label: 'Last Day', hint: 'YYYY-MM-DD', description: 'It is part of the range.' },
    {
      kind: 'choice',
      name: 'schedule',
      label: 'Schedule',
      choices: [
        { value: '', label: '(all schedules)' },
        ...configuration.schedules.map(({ name }) => ({ value: name, label: name })),
      ],
      description: 'What it moves is delivered as far as it is missing. Checkpoints stay where they are.',
    },
  ];
  const steps = [
    { title: 'Range', fields: range },
    {
      title: 'Only',
      fields: choiceFields(
        configuration,
        ofThePast,
        'Nothing checked: what the schedules move. Sites, destinations and types of data that are all chosen need no schedule.',
      ),
    },
  ];
  const yesterday = daysAgo(1, configuration.application.timeZone);
  return (
    <Form
      title={title}
      steps={() => steps}
      initial={{ from: yesterday, to: yesterday, schedule: '', sites: [], destinations: [], operations: [] }}
      begins="workForm"
      save={(values) => {
        const request = backfillRequest(values);
        navigation.open(
          <RunScreen
            title={`${title} > ${request.from} to ${request.to}`}
            command={commandOf(request)}
            start={(application, call) => application.backfill(request, call)}
            details={reportLines}
          />,
        );
      }}
    />
  );
}

/** Throws SettingsError with all that is wrong, by field. */
function backfillRequest(values: FieldValues): BackfillRequest {
  const [from = '', to = '', schedule = ''] = ['from', 'to', 'schedule'].map((name) => String(values[name]).trim());
  const faults: Fault[] = [
    ...(isDay(from) ? [] : [{ path: 'from', message: notADay }]),
    ...(isDay(to) ? [] : [{ path: 'to', message: notADay }]),
    ...(isDay(from) && isDay(to) && to < from ? [{ path: 'to', message: 'is before the first day' }] : []),
  ];
  if (faults.length > 0) throw new SettingsError('This is no range of days', faults);
  return { from, to, ...(schedule === '' ? {} : { schedule }), ...chosen(values) };
}

function commandOf({ from, to, schedule, sites = [], destinations = [], operations: types = [] }: BackfillRequest) {
  return commandText([
    ...['ic', 'backfill', '--from', from, '--to', to],
    ...(schedule === undefined ? [] : ['--schedule', schedule]),
    ...eachOption('--site', sites),
    ...eachOption('--destination', destinations),
    ...eachOption('--operation', types),
  ]);
}

function reportLines(report: BackfillReport, theme: Theme, width: number): Spans[] {
  const ways = report.transfers.flatMap(({ site, destination, resumed, through }) => [
    ...(resumed === undefined ? [] : [`${site} to ${destination}: went on at ${timeText(resumed)}`]),
    ...(through === undefined
      ? []
      : [`${site} to ${destination}: complete up to ${timeText(through)}; begin it again to go on from there`]),
  ]);
  return [...runLines(report, theme, width), ...ways.flatMap((text) => wrapText(text, width))];
}
