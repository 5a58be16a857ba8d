import type { Application, NotificationReport } from '@integration-client/core/application';
import type { NotificationSettings as Settings } from '@integration-client/core/configuration';
import type { MailReceipt } from '@integration-client/core/notify/mailer';
import { countText, timeText } from '@integration-client/core/text';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { useAnswer } from '../data/use-answer.js';
import { useNavigation } from '../navigation.js';
import { type FieldValues, numberOrText, type Step, secretHelp } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { type Spans, stateSpan } from '../parts/line.js';
import { Loading } from '../parts/loading.js';
import { Report } from '../parts/report.js';
import { wrapText } from '../text-width.js';
import type { Theme } from '../theme.js';
import { changedNames, secretOption } from './entry-form.js';

const title = 'Notification Settings';

const readNotifications = (application: Application) => application.notifications({});

/** Mail about errors: where it goes, and a test that sends one. */
export function NotificationSettings() {
  const client = useClient();
  const navigation = useNavigation();
  const { value: report, error, again } = useAnswer(readNotifications);
  if (report === undefined) return <Loading title={title} error={error} />;
  const initial = valuesOf(report);
  return (
    <Form
      title={title}
      steps={() => stepsOf(report)}
      initial={initial}
      question={(values) => ({
        question: 'Change how mail about errors is sent?',
        details: [`Changes: ${changedNames(stepsOf(report), initial, values)}`],
        command: commandOf(changesOf(report, values)),
        verb: 'Save',
      })}
      save={async (values) => {
        const source = JSON.stringify({ notifications: changesOf(report, values) });
        await client.change((application) => application.apply({ source, file: title }));
        navigation.say('Saved. Ctrl-T sends a test mail.');
      }}
      reread={async () => valuesOf(await again())}
      {...(report.settings === undefined
        ? {}
        : { sendTest: () => navigation.showOverlay(<TestMail settings={report.settings} />) })}
    />
  );
}

/** Sends a mail with the settings as they are, and shows what the server answers. */
function TestMail({ settings }: { readonly settings: Settings | undefined }) {
  return (
    <Report
      title="Send Test"
      doing={`Sending a test mail to ${settings?.to.join(', ')}`}
      ask={(application, signal) => application.sendTestMail({}, { signal })}
      lines={(receipt, theme, width) => receiptLines(receipt, settings, theme, width)}
    />
  );
}

function receiptLines(
  { accepted, answer, refused }: MailReceipt,
  settings: Settings | undefined,
  theme: Theme,
  width: number,
): Spans[] {
  const indented = (text: string) => wrapText(text, width - 4).map((line) => `    ${line}`);
  const warning = (text: string): Spans[] => [stateSpan(theme, 'warning'), ...indented(text)];
  return [
    [
      stateSpan(theme, accepted.length > 0 ? 'ok' : 'failed'),
      '  ',
      { text: `Sent to ${accepted.join(', ')}`, bold: true },
    ],
    ...indented(`The mail server answered: ${answer}`),
    ...refused.flatMap(({ address, answer: refusal }): Spans[] => [
      [stateSpan(theme, 'refused'), '  ', { text: address, bold: true }],
      ...indented(refusal),
    ]),
    ...(settings?.enabled === false ? warning('Notifications are switched off: no other mail is sent.') : []),
    ...(settings?.tls === 'none' && settings.username !== undefined
      ? warning('The password goes over the network unencrypted: choose an encryption.')
      : []),
  ];
}

function stepsOf({ incidents, sent }: NotificationReport): Step[] {
  const field = (name: keyof Settings) => `notifications.${name}`;
  return [
    {
      title: 'Mail Server',
      fields: [
        {
          kind: 'boolean',
          name: field('enabled'),
          label: 'Enable Notifications',
          description:
            'Mail about errors of scheduled runs, sent by ic-host: the first at once, repeats gathered, and one when it works again.',
        },
        {
          kind: 'text',
          name: field('server'),
          label: 'SMTP Server',
          hint: '(such as mail.example.com)',
          description: 'Name or address of the mail server, without a port.',
        },
        {
          kind: 'number',
          name: field('port'),
          label: 'Port',
          description: 'Often 587 with STARTTLS, 465 with TLS, 25 without encryption.',
        },
        {
          kind: 'choice',
          name: field('tls'),
          label: 'Use SSL',
          choices: [
            { value: 'starttls', label: 'STARTTLS' },
            { value: 'tls', label: 'TLS' },
            { value: 'none', label: 'no' },
          ],
          description: 'Encryption: after the greeting (STARTTLS), from the beginning (TLS), or none.',
        },
        {
          kind: 'text',
          name: field('username'),
          label: 'Username',
          hint: '(no login)',
          description: 'The user to log in as. Empty: mail is sent without a login.',
        },
        {
          kind: 'secret',
          name: field('password'),
          label: 'Password',
          isOptional: true,
          description: `The password of this user. ${secretHelp}`,
        },
        {
          kind: 'text',
          name: field('caFile'),
          label: 'CA File',
          hint: "(the platform's)",
          description:
            'A PEM file with the certificate authorities to trust for this server, as an absolute path. Empty: those of the platform.',
        },
      ],
    },
    {
      title: 'Mail',
      fields: [
        {
          kind: 'text',
          name: field('from'),
          label: 'From Email Address',
          hint: '(such as ic@example.com)',
          description: 'The address that mail comes from.',
        },
        {
          kind: 'list',
          name: field('to'),
          label: 'To Email Address',
          hint: '(such as ops@example.com, audit@example.com)',
          description: 'The addresses that mail goes to, with commas between them.',
        },
      ],
    },
    {
      title: 'State',
      fields: [
        {
          kind: 'fact',
          name: 'incidents',
          label: 'Errors to Tell of',
          text: String(incidents.length),
          description:
            incidents.map(({ code, since }) => `${code} since ${timeText(since)}.`).join(' ') || 'There are none.',
        },
        {
          kind: 'fact',
          name: 'sent',
          label: 'Sent in 24 Hours',
          text: countText(sent.length, 'mail'),
          description: 'At most ten mails are sent in 24 hours.',
        },
      ],
    },
  ];
}

function valuesOf({ settings }: NotificationReport): FieldValues {
  return {
    'notifications.enabled': settings?.enabled ?? true,
    'notifications.server': settings?.server ?? '',
    'notifications.port': String(settings?.port ?? 587),
    'notifications.tls': settings?.tls ?? 'starttls',
    'notifications.username': settings?.username ?? '',
    'notifications.password': settings?.password ?? '',
    'notifications.caFile': settings?.caFile ?? '',
    'notifications.from': settings?.from ?? '',
    'notifications.to': settings?.to.join(', ') ?? '',
  };
}

/** What is new, as a settings file gives it; null takes a value away. What was never set and is empty is left out. */
function changesOf(report: NotificationReport, values: FieldValues): Record<string, unknown> {
  const initial = valuesOf(report);
  const isSet = report.settings !== undefined;
  const changed = Object.entries(values).filter(([name, value]) => (isSet ? value !== initial[name] : value !== ''));
  return Object.fromEntries(
    changed.map(([field, value]) => {
      const name = field.slice('notifications.'.length);
      return [name, typeof value === 'string' ? typedValue(name, value.trim()) : value];
    }),
  );
}

function typedValue(name: string, text: string): unknown {
  if (name === 'port') return numberOrText(text);
  if (name === 'to') return text.split(/[\s,;]+/).filter((address) => address !== '');
  return text === '' && optionalSettings.includes(name) ? null : text;
}

const optionalSettings: readonly string[] = ['username', 'password', 'caFile'] satisfies (keyof Settings)[];

function commandOf(changes: Record<string, unknown>): string {
  const options = Object.entries(changes).flatMap(([name, value]): string[] => {
    if (name === 'enabled') return [value === true ? '--enable' : '--disable'];
    const option = name === 'caFile' ? 'ca-file' : name;
    if (value === null) return [`--no-${option}`];
    if (Array.isArray(value)) return value.flatMap((each) => ['--to', String(each)]);
    return [`--${option}`, name === 'password' ? secretOption(String(value)) : String(value)];
  });
  return commandText(['ic', 'notifications', 'set', ...options]);
}
