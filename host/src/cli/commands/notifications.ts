import { resolve } from 'node:path';
import type { IncidentView, NotificationReport } from '@integration-client/core/application';
import type { NotificationSettings } from '@integration-client/core/configuration';
import { SettingsError } from '@integration-client/core/faults';
import { type Command, Option } from 'commander';
import type { CliContext } from '../context.js';
import { UsageError } from '../errors.js';
import { wholeNumber } from '../numbers.js';
import { SecretReader } from '../prompt.js';
import { collect } from '../setting-values.js';
import { countText, table, timeText } from '../text.js';

interface SetOptions {
  readonly server?: string;
  readonly port?: number;
  readonly tls?: NotificationSettings['tls'];
  /** False: none. */
  readonly username?: string | false;
  /** False: none. */
  readonly password?: string | false;
  readonly from?: string;
  readonly to?: readonly string[];
  /** False: the platform's. */
  readonly caFile?: string | false;
  readonly enable?: boolean;
  readonly disable?: boolean;
}

const setExamples = `
Examples:
  ic notifications set --server mail.example.com --port 587 --tls starttls --from ic@example.com --to ops@example.com
  ic notifications set --username ic --password env:SMTP_PASSWORD
  ic notifications set --to ops@example.com --to audit@example.com
  ic notifications set --disable`;

/** `ic notifications` */
export function addNotificationsCommand(program: Command, context: CliContext): void {
  const notifications = program
    .command('notifications')
    .summary('mail about errors')
    .description(
      'Mail about errors of scheduled runs, sent by ic-host: the first at once, repeats gathered into one mail after an ' +
        'hour, then four hours, then once a day, and a mail when it works again; at most ten in 24 hours. What could not ' +
        'be sent is kept and sent later.',
    );
  notifications
    .command('show')
    .description('Show how mail is set up, and what it has to tell.')
    .action(async () => {
      const report = await context.use((application) => application.notifications({}));
      context.output.answer(report, () => reportText(report));
    });
  addSet(notifications, context);
  notifications
    .command('test')
    .description('Send a test mail with the settings as they are, and tell what the mail server answers.')
    .action(async () => {
      const receipt = await context.use((application) => application.sendTestMail({}, { signal: context.signal }));
      context.output.answer(receipt, () =>
        [
          `Sent to ${receipt.accepted.join(', ')}. The mail server answered: ${receipt.answer}`,
          ...receipt.refused.map(({ address, answer }) => `REFUSED  ${address}: ${answer}`),
        ].join('\n'),
      );
      if (receipt.refused.length > 0) context.exitCode = 1;
      await warn(context);
    });
}

function addSet(notifications: Command, context: CliContext): void {
  notifications
    .command('set')
    .description('Change how mail is set up; what is not given stays as it is.')
    .option('--server <host>', 'mail server')
    .option('--port <number>', 'its port: often 587 with starttls, 465 with tls, 25 without', wholeNumber)
    .addOption(
      new Option('--tls <how>', 'encryption: from the beginning (tls), after the greeting, or none').choices([
        'none',
        'starttls',
        'tls',
      ]),
    )
    .option('--username <name>', 'user to log in as')
    .option('--no-username', 'send without a login')
    .option('--password <ref>', 'its password: env:NAME, file:/path, or - for standard input')
    .option('--no-password', 'forget the password')
    .option('--from <address>', 'address that mail comes from')
    .option('--to <address>', 'address that mail goes to; may be given several times, and replaces all', collect)
    .option('--ca-file <file>', 'PEM file with the certificate authorities of the mail server')
    .option('--no-ca-file', 'trust the certificate authorities of the platform again')
    .option('--enable', 'send mail')
    .option('--disable', 'send none')
    .addHelpText('after', setExamples)
    .action(async (options: SetOptions) => {
      const change = await documentOf(options, context);
      const report = await context
        .use((application) =>
          application.apply({ source: JSON.stringify({ notifications: change }), file: 'ic notifications set' }),
        )
        .catch((error) => {
          throw error instanceof SettingsError ? inOptions(error) : error;
        });
      context.output.answer(report, () =>
        report.unchanged.length > 0
          ? 'Nothing to change.'
          : 'Changed how mail is set up. Try it: ic notifications test',
      );
      await warn(context);
    });
}

async function documentOf(options: SetOptions, context: CliContext): Promise<object> {
  const { username, password, caFile, enable, disable, ...plain } = options;
  if (enable === true && disable === true) throw new UsageError('--enable and --disable do not go together');
  const secret =
    typeof password === 'string'
      ? await new SecretReader(context.environment).fromOption('--password', password)
      : undefined;
  const change = {
    ...plain,
    ...(username === undefined ? {} : { username: username === false ? null : username }),
    ...(secret === undefined ? {} : { password: secret }),
    ...(password === false ? { password: null } : {}),
    // A running host has a working directory of its own.
    ...(caFile === undefined ? {} : { caFile: caFile === false ? null : resolve(caFile) }),
    ...(enable === true ? { enabled: true } : {}),
    ...(disable === true ? { enabled: false } : {}),
  };
  if (Object.keys(change).length > 0) return change;
  throw new UsageError('There is nothing to set', 'See what can be set: ic notifications set --help');
}

/** Faults in what was given as options have no lines, and only one section to stand in. */
function inOptions({ faults, hint }: SettingsError): SettingsError {
  const own = faults.map(({ path, message }) => ({ path: path.replace(/^notifications\./, ''), message }));
  return new SettingsError('Mail cannot be set up like this; nothing was changed', own, hint);
}

/** What would not work, or should not be like this. */
async function warn(context: CliContext): Promise<void> {
  const { settings } = await context.use((application) => application.notifications({}));
  if (settings === undefined) return;
  if (!settings.enabled) context.output.message('Mail is switched off: ic notifications set --enable');
  if (settings.tls === 'none' && settings.username !== undefined) {
    context.output.message('warning: the password goes over the network unencrypted; use --tls starttls or tls');
  }
}

function reportText({ settings, incidents, sent }: NotificationReport): string {
  if (settings === undefined) return 'No mail server is set: ic notifications set --help';
  const { enabled, server, port, tls, username, password, from, to, caFile } = settings;
  const lines: readonly (readonly [string, string])[] = [
    ['Notifications:', enabled ? 'on' : 'off'],
    ['Mail Server:', `${server}:${port}, ${tls === 'none' ? 'not encrypted' : tls}`],
    ...(caFile === undefined ? [] : [['CA File:', caFile] as const]),
    ['Login:', username === undefined ? 'none' : `${username}, password ${password ?? 'missing'}`],
    ['From:', from],
    ['To:', to.join(', ')],
    ['Mails in 24 hours:', String(sent.length)],
  ];
  const text = lines.map(([name, value]) => `${name.padEnd(20)}${value}`).join('\n');
  return incidents.length === 0 ? `${text}\n\nNo errors to tell of.` : `${text}\n\n${incidentTable(incidents)}`;
}

function incidentTable(incidents: readonly IncidentView[]): string {
  const rows = incidents.map(({ schedule, site, destination, code, since, occurrences, recovered, told }) => [
    site === undefined ? (schedule ?? 'ic-host') : `${site} to ${destination} (${schedule})`,
    code,
    timeText(since),
    occurrences,
    recovered === undefined ? 'no' : timeText(recovered),
    timeText(told, 'not yet'),
  ]);
  return `${countText(incidents.length, 'error')} to tell of:\n${table(['WHERE', 'CODE', 'SINCE', 'TIMES', 'OVER', 'TOLD'], rows)}`;
}
