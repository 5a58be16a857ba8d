import { isDeepStrictEqual } from 'node:util';
import type { Period, ScheduleSettings, TransferSettings } from '@integration-client/core/configuration';
import { operationTitles } from '@integration-client/sdk';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { useEntry } from '../data/use-entry.js';
import { useKept, useNavigation } from '../navigation.js';
import type { Field, FieldValues, Step } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { Loading } from '../parts/loading.js';
import { clean, fitText, widthOf } from '../text-width.js';
import { useTheme } from '../theme.js';
import { changedNames, saveEntry } from './entry-form.js';
import { TransferForm } from './transfer-form.js';
import { stringifyTransfer } from './transfer-text.js';

/** The form of a schedule: a new one, or one that is there. */
export function ScheduleForm({ name }: { readonly name?: string }) {
  const schedule = useEntry('schedule', name);
  const title = `Schedule Configuration > ${name ?? 'New'}`;
  if (schedule === undefined || schedule instanceof Error) return <Loading title={title} error={schedule} />;
  return <LoadedForm title={title} schedule={schedule} />;
}

function LoadedForm({ title, schedule }: { readonly title: string; readonly schedule: ScheduleSettings | null }) {
  const client = useClient();
  const navigation = useNavigation();
  const theme = useTheme();
  const before = schedule?.transfers ?? [];
  const [transfers, setTransfers] = useKept<readonly TransferSettings[]>('transfers', before);
  const initial = valuesOf(schedule);
  const isNew = schedule === null;
  const areTransfersChanged = !isDeepStrictEqual(transfers, before);
  const steps = (values: FieldValues): Step[] => [
    { title: 'Schedule', fields: scheduleFields(values, isNew) },
    { title: 'Transfers', fields: transferFields() },
  ];
  return (
    <Form
      title={title}
      steps={steps}
      initial={initial}
      isChanged={areTransfersChanged}
      question={(values) => ({
        question: isNew ? `Add the schedule "${values.name}"?` : `Change the schedule "${values.name}"?`,
        details: isNew
          ? []
          : [
              `Changes: ${[changedNames(steps(values), initial, values), ...(areTransfersChanged ? ['Transfers'] : [])].filter(Boolean).join(', ')}`,
            ],
        command: commandOf(schedule, values, areTransfersChanged ? transfers : []),
        verb: 'Save',
      })}
      save={async (values) => {
        await saveEntry(client, 'schedule', scheduleOf(schedule, values, transfers), isNew);
        navigation.say(`Saved the schedule "${values.name}". Run it now with r.`);
      }}
    />
  );

  /** A line for each transfer, as a table, and one that adds another. */
  function transferFields(): Field[] {
    const widths = [0, 1].map((column) =>
      Math.min(
        24,
        Math.max(0, ...transfers.map((each) => widthOf(clean(column === 0 ? each.site : each.destination)))),
      ),
    );
    const edit = (index: number) =>
      navigation.open(
        <TransferForm
          transfer={transfers[index]}
          keep={(transfer) => setTransfers(replaced(transfers, index, transfer))}
        />,
      );
    return [
      ...transfers.map(
        ({ site, destination, operations }, index): Field => ({
          kind: 'link',
          name: `transfers[${index}]`,
          label: `Transfer ${index + 1}`,
          description: 'Enter opens it, d deletes it.',
          text: [
            `${fitText(clean(site), widths[0] ?? 0, 'left', theme.cut)} > ${fitText(clean(destination), widths[1] ?? 0, 'left', theme.cut)}  `,
            { text: operations.map((operation) => operationTitles[operation]).join(', '), tone: 'quiet' },
          ],
          open: () => edit(index),
          remove: () => setTransfers(transfers.filter((_, each) => each !== index)),
        }),
      ),
      {
        kind: 'link',
        name: 'transfers',
        label: transfers.length === 0 ? 'Transfers' : '',
        description:
          'What is moved from which site to which destination. The transfers of a schedule run side by side.',
        text: { text: '+ Add a transfer', tone: 'accent' },
        open: () => edit(transfers.length),
      },
    ];
  }
}

function replaced(transfers: readonly TransferSettings[], index: number, transfer: TransferSettings) {
  return index < transfers.length ? transfers.with(index, transfer) : [...transfers, transfer];
}

function scheduleFields({ unit }: FieldValues, isNew: boolean): Field[] {
  return [
    ...(isNew
      ? [
          {
            kind: 'text',
            name: 'name',
            label: 'Schedule Name',
            description: 'A descriptive name. It cannot be changed later.',
          } as const,
        ]
      : []),
    {
      kind: 'boolean',
      name: 'enabled',
      label: 'Enabled',
      description: 'A schedule that is disabled runs only when a person runs it.',
    },
    {
      kind: 'number',
      name: `every.${unit}`,
      label: 'Run Every',
      description: 'How often: from every minute to every seven days.',
    },
    {
      kind: 'choice',
      name: 'unit',
      label: 'Unit',
      choices: [
        { value: 'minutes', label: 'minutes' },
        { value: 'hours', label: 'hours' },
        { value: 'days', label: 'days' },
      ],
      description: 'Days can have a time of day.',
    },
    ...(unit === 'days'
      ? [
          {
            kind: 'time',
            name: 'every.at',
            label: 'At',
            hint: 'HH:MM, or empty: any time',
            description:
              'Time of day HH:MM, in the time zone of the application settings. Empty: when a period has passed.',
          } as const,
        ]
      : []),
  ];
}

function valuesOf(schedule: ScheduleSettings | null): FieldValues {
  const every: Partial<Record<'minutes' | 'hours' | 'days', number>> & { at?: string } = schedule?.every ?? {
    minutes: 5,
  };
  const unit = (['minutes', 'hours', 'days'] as const).find((each) => every[each] !== undefined) ?? 'minutes';
  return {
    name: schedule?.name ?? '',
    enabled: schedule?.enabled ?? true,
    unit,
    'every.minutes': String(every.minutes ?? 5),
    'every.hours': String(every.hours ?? 1),
    'every.days': String(every.days ?? 1),
    'every.at': every.at ?? '',
  };
}

function periodOf(values: FieldValues): Period {
  const unit = String(values.unit);
  const text = String(values[`every.${unit}`]).trim();
  // What is no number is left to the check of the settings, which says so.
  const count = /^\d+$/.test(text) ? Number(text) : text;
  const at = String(values['every.at']).trim();
  return { [unit]: count, ...(unit === 'days' && at !== '' ? { at } : {}) } as unknown as Period;
}

function scheduleOf(before: ScheduleSettings | null, values: FieldValues, transfers: readonly TransferSettings[]) {
  return {
    name: before?.name ?? String(values.name).trim(),
    enabled: values.enabled === true,
    every: periodOf(values),
    transfers,
  };
}

/** @param transfers those to be given: an edit without them leaves them as they are */
function commandOf(
  before: ScheduleSettings | null,
  values: FieldValues,
  transfers: readonly TransferSettings[],
): string {
  const period = periodOf(values);
  const [unit = 'minutes', count] = Object.entries(period)[0] ?? [];
  const at = 'at' in period && period.at !== undefined ? ['--at', period.at] : [];
  const isPeriodChanged = before === null || !isDeepStrictEqual(before.every, period);
  return commandText([
    'ic',
    'schedule',
    before === null ? 'add' : 'edit',
    before?.name ?? String(values.name),
    ...(isPeriodChanged ? ['--every', `${count}${unit.slice(0, 1)}`, ...at] : []),
    ...transfers.flatMap((transfer) => ['--transfer', stringifyTransfer(transfer)]),
    ...(before === null && values.enabled !== true ? ['--disabled'] : []),
  ]);
}
