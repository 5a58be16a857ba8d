import type { AccountSettings, SiteSettings } from '@integration-client/core/configuration';
import type { Command } from 'commander';
import { testEntry } from '../check-report.js';
import type { CliContext } from '../context.js';
import { addEntry, addEntryCommands, applyEntry, entryToEdit } from '../entries.js';
import { UsageError } from '../errors.js';
import { SecretReader } from '../prompt.js';
import { table } from '../text.js';

interface SiteOptions {
  readonly host?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly username?: string;
  readonly password?: string;
  readonly backupPassword?: string;
  readonly caFile?: string;
}

const examples = `
Examples:
  ic site add Example --host support.example.com --client-id abc --client-secret env:EXAMPLE_SECRET
  ic site add Example --host support.example.com --client-id abc --client-secret - < secret.txt
  ic site edit Example --ca-file /etc/ssl/appliance.pem
  ic site test Example`;

/** `ic site` */
export function addSiteCommand(program: Command, context: CliContext): void {
  const site = program
    .command('site')
    .summary('the appliances that data comes from')
    .description('The appliances that data comes from.')
    .addHelpText('after', examples);
  addEntryCommands(site, context, 'site', list);
  withSiteOptions(site.command('add <name>').description('Add a site. Missing secrets are asked for on a terminal.'))
    .addHelpText('after', examples)
    .action(async (name: string, options: SiteOptions) => {
      if (options.host === undefined) throw new UsageError('--host is missing');
      await addEntry(context, 'site', name, await change({}, options, context));
    });
  withSiteOptions(site.command('edit <name>').description('Change a site; what is not given stays as it is.')).action(
    async (name: string, options: SiteOptions) => {
      const entry = await entryToEdit(context, 'site', name);
      await applyEntry(context, 'site', await change(entry, options, context));
    },
  );
  site
    .command('test <name>')
    .description('Test whether a site can be reached, lets the client log in, and grants what is needed.')
    .action((name: string) => testEntry(context, 'site', name));
}

function withSiteOptions(command: Command): Command {
  return command
    .option('--host <host>', 'host[:port] of the appliance, without https://')
    .option('--client-id <id>', 'API account: client ID')
    .option('--client-secret <ref>', 'API account: env:NAME, file:/path, or - for standard input')
    .option('--username <name>', 'user account (before appliance version 16.1): name')
    .option('--password <ref>', 'user account: env:NAME, file:/path, or - for standard input')
    .option('--backup-password <ref>', 'protects backups: env:NAME, file:/path, or - for standard input')
    .option('--ca-file <file>', 'PEM file with the certificate authorities of this site');
}

/** A site, or the beginning of one, with what the options say. */
async function change(entry: Partial<SiteSettings>, options: SiteOptions, context: CliContext): Promise<object> {
  const secrets = new SecretReader(context.environment);
  const { host, backupPassword, caFile } = options;
  return {
    ...entry,
    ...(host === undefined ? {} : { host }),
    account: await account(entry.account, options, secrets),
    ...(backupPassword === undefined
      ? {}
      : { backupPassword: await secrets.fromOption('--backup-password', backupPassword) }),
    ...(caFile === undefined ? {} : { caFile }),
  };
}

async function account(
  existing: AccountSettings | undefined,
  options: SiteOptions,
  secrets: SecretReader,
): Promise<AccountSettings> {
  const { clientId, clientSecret, username, password } = options;
  const isApi = clientId !== undefined || clientSecret !== undefined;
  const isUser = username !== undefined || password !== undefined;
  if (isApi && isUser) throw new UsageError('A site has an API account or a user account, not both');
  if (!isApi && !isUser) {
    if (existing !== undefined) return existing;
    throw new UsageError(
      'The account is missing',
      'Give --client-id and --client-secret, or --username and --password.',
    );
  }
  const secret = async (option: string, value: string | undefined, stored: string | undefined) =>
    value === undefined ? (stored ?? secrets.missing(option)) : secrets.fromOption(option, value);
  if (isApi) {
    const before = existing?.type === 'api' ? existing : undefined;
    const id = clientId ?? before?.clientId;
    if (id === undefined) throw new UsageError('--client-id is missing');
    return {
      type: 'api',
      clientId: id,
      clientSecret: await secret('--client-secret', clientSecret, before?.clientSecret),
    };
  }
  const before = existing?.type === 'user' ? existing : undefined;
  const name = username ?? before?.username;
  if (name === undefined) throw new UsageError('--username is missing');
  return { type: 'user', username: name, password: await secret('--password', password, before?.password) };
}

function list(sites: readonly SiteSettings[]): string {
  return table(
    ['NAME', 'HOST', 'ACCOUNT', 'ENABLED'],
    sites.map(({ name, host, account: { type, ...rest }, enabled }) => [
      name,
      host,
      `${type} ${'clientId' in rest ? rest.clientId : rest.username}`,
      enabled ? 'yes' : 'no',
    ]),
  );
}
