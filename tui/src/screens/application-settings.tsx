import { join } from 'node:path';
import type { Application, SettingsDatabaseView, StatusReport } from '@integration-client/core/application';
import type { ApplicationSettings as Settings } from '@integration-client/core/configuration';
import { logFormats, logLevels } from '@integration-client/core/log/log-line';
import { bytesText } from '@integration-client/core/text';
import { commandText, valueText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { useAnswer } from '../data/use-answer.js';
import { useNavigation } from '../navigation.js';
import { type Field, type FieldValues, numberOrText, type Step } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { stateSpan } from '../parts/line.js';
import { Loading } from '../parts/loading.js';
import { type Theme, useTheme } from '../theme.js';
import { changedNames } from './entry-form.js';
import { SchedulerService } from './scheduler-service.js';

const title = 'Application Settings';

const readSettings = async (application: Application) => ({
  own: (await application.configuration({})).application,
  database: await application.settingsDatabase({}),
});

/** Settings that count from the next start of the scheduler. */
const later: readonly (keyof Settings)[] = ['logDirectory', 'logRetentionDays', 'logMegabytes', 'metricsPort'];

/** The scheduler, the logs, and the settings database. */
export function ApplicationSettings() {
  const theme = useTheme();
  const client = useClient();
  const navigation = useNavigation();
  const { value: found, error, again } = useAnswer(readSettings);
  const { value: status } = usePoll(client.status);
  if (found === undefined) return <Loading title={title} error={error} />;
  const initial = valuesOf(found.own);
  const steps: readonly Step[] = [
    { title: 'Scheduler', fields: schedulerFields(status, theme, () => navigation.open(<SchedulerService />)) },
    { title: 'Log File Location', fields: logFileFields(client.backend.home) },
    { title: 'Log', fields: logFields },
    { title: 'Time and Monitoring', fields: machineFields },
    { title: 'Settings Database', fields: databaseFields(found.database) },
  ];
  return (
    <Form
      title={title}
      steps={() => steps}
      initial={initial}
      question={(values) => {
        const changes = changesOf(initial, values);
        const needsStart = later.some((name) => name in changes);
        return {
          question: 'Change the application settings?',
          details: [
            `Changes: ${changedNames(steps, initial, values)}`,
            ...(needsStart ? ['Of the logs and the metrics they count from the next start of ic-host and ic.'] : []),
          ],
          command: commandOf(changes),
          verb: 'Save',
        };
      }}
      save={async (values) => {
        const source = JSON.stringify({ application: changesOf(initial, values) });
        await client.change((application) => application.apply({ source, file: title }));
        navigation.say('Saved the application settings');
      }}
      reread={async () => valuesOf((await again()).own)}
    />
  );
}

function schedulerFields(status: StatusReport | undefined, theme: Theme, open: () => void): Field[] {
  return [
    {
      kind: 'link',
      name: 'scheduler',
      label: 'Scheduler Status',
      text:
        status === undefined
          ? { text: 'looking ...', tone: 'quiet' }
          : [
              stateSpan(theme, status.scheduler),
              { text: status.pid === undefined ? '' : `   process ${status.pid}`, tone: 'quiet' },
            ],
      open,
      description: 'Schedules run while the scheduler does: ic-host. Enter: start, stop, install and uninstall it.',
    },
  ];
}

function logFileFields(home: string): Field[] {
  return [
    {
      kind: 'text',
      name: 'application.logDirectory',
      label: 'Log Directory',
      hint: `(${join(home, 'logs')})`,
      description:
        'The directory of the IC log (this tool) and the service log (the scheduler), as an absolute path. Empty: logs in the home directory.',
    },
    {
      kind: 'number',
      name: 'application.logRetentionDays',
      label: 'Log File Removal (days)',
      description: 'Log files older than so many days are deleted. From 1 to 3650.',
    },
    {
      kind: 'number',
      name: 'application.logMegabytes',
      label: 'Log Size (MB)',
      description:
        'All files of one log take at most so many megabytes; the oldest are deleted first. From 1 to 1000000.',
    },
  ];
}

const choice = (value: string) => ({ value, label: value });

const logFields: readonly Field[] = [
  {
    kind: 'choice',
    name: 'application.logLevel',
    label: 'Level',
    choices: logLevels.map(choice),
    description: 'What is as grave as this, and graver, is written to the logs. debug tells of every item.',
  },
  {
    kind: 'choice',
    name: 'application.logFormat',
    label: 'Format',
    choices: logFormats.map(choice),
    description: 'text: for people. json: an object a line, with the time in UTC.',
  },
];

const machineFields: readonly Field[] = [
  {
    kind: 'text',
    name: 'application.timeZone',
    label: 'Time Zone',
    hint: "(the machine's)",
    description: "The zone of the times of day in schedules, such as Europe/Berlin. Empty: the machine's.",
  },
  {
    kind: 'number',
    name: 'application.metricsPort',
    label: 'Metrics Port',
    hint: '(none)',
    description: 'Port of 127.0.0.1 where ic-host answers /metrics and /health. Empty: none, only its socket does.',
  },
];

/** Secrets in it are masked by the application. */
function databaseFields(database: SettingsDatabaseView): Field[] {
  const facts: readonly (readonly [name: string, label: string, text: string])[] =
    database.kind === 'sqlite'
      ? [['file', 'File', `${database.file} (SQLite, ${bytesText(database.bytes ?? 0)})`]]
      : [
          ['database', 'Database', `${database.database} (SQL Server)`],
          ['connection', 'Connection String', database.connection],
          ...(database.password === undefined ? [] : [['password', 'Password', database.password] as const]),
          ['encrypted', 'Encryption', database.encrypted ? 'on' : 'off'],
          ...(database.caFile === undefined ? [] : [['caFile', 'CA File', database.caFile] as const]),
        ];
  return [...facts, ['tables', 'Tables', database.version] as const].map(
    ([name, label, text]): Field => ({
      kind: 'fact',
      name: `database.${name}`,
      label,
      text,
      description: 'To move it, stop ic-host and use: ic settings relocate --help',
    }),
  );
}

function valuesOf(settings: Settings): FieldValues {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`application.${name}`, value === null ? '' : String(value)]),
  );
}

const numbers: readonly string[] = ['logRetentionDays', 'logMegabytes', 'metricsPort'] satisfies (keyof Settings)[];

/** What is new; null takes a value away. */
function changesOf(initial: FieldValues, values: FieldValues): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([field, value]) => value !== initial[field])
      .map(([field, value]) => {
        const name = field.slice('application.'.length);
        const text = String(value).trim();
        if (text === '') return [name, null];
        return [name, numbers.includes(name) ? numberOrText(text) : text];
      }),
  );
}

function commandOf(changes: Record<string, unknown>): string {
  const words = Object.entries(changes).flatMap(([name, value]) => [name, valueText(value)]);
  return commandText(['ic', 'settings', 'set', ...words]);
}
