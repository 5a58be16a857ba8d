import { resolve } from 'node:path';
import type { AccountSettings, SiteSettings } from '@integration-client/core/configuration';
import type { Command } from 'commander';
import { testEntry } from '../check-report.js';
import type { CliContext } from '../context.js';
import { addEntry, addEntryCommands, applyEntry, entryToEdit } from '../entries.js';
import { UsageError } from '../errors.js';
import { ask, canAsk, SecretReader } from '../prompt.js';
import { table } from '../text.js';

interface SiteOptions {
  readonly host?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly username?: string;
  readonly password?: string;
  /** False: none. */
  readonly backupPassword?: string | false;
  /** False: none. */
  readonly caFile?: string | false;
  /** False: none, and no login there. */
  readonly proxy?: string | false;
  readonly proxyUsername?: string;
  readonly proxyPassword?: string;
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
  withSiteOptions(site.command('add <name>').description('Add a site. What is missing is asked for on a terminal.'))
    .addHelpText('after', examples)
    .action(async (name: string, options: SiteOptions) => {
      await addEntry(context, 'site', name, async () => change({}, await completed(options, context), context));
    });
  withSiteOptions(site.command('edit <name>').description('Change a site; what is not given stays as it is.'))
    .option('--no-backup-password', 'take backups without a password again')
    .option('--no-proxy', 'reach the site directly again')
    .option('--no-ca-file', 'trust the certificate authorities of the platform again')
    .addHelpText('after', examples)
    .action(async (name: string, options: SiteOptions) => {
      const entry = await entryToEdit(context, 'site', name);
      await applyEntry(context, 'site', { ...(await change(entry, options, context)), name });
    });
  site
    .command('test <name>')
    .description('Test whether a site can be reached, lets the client log in, and grants what is needed.')
    .action((name: string) => testEntry(context, 'site', name));
  addEntryCommands(site, context, 'site', list);
}

function withSiteOptions(command: Command): Command {
  return command
    .option('--host <host>', 'host[:port] of the appliance, without https://')
    .option('--client-id <id>', 'API account: client ID')
    .option('--client-secret <ref>', 'API account: env:NAME, file:/path, or - for standard input')
    .option('--username <name>', 'user account (before appliance version 16.1): name')
    .option('--password <ref>', 'user account: env:NAME, file:/path, or - for standard input')
    .option('--backup-password <ref>', 'protects backups: env:NAME, file:/path, or - for standard input')
    .option('--ca-file <file>', 'PEM file with the certificate authorities of this site')
    .option('--proxy <address>', 'proxy to reach it through: http://host:port')
    .option('--proxy-username <name>', 'user of the proxy')
    .option('--proxy-password <ref>', "the user's password: env:NAME, file:/path, or - for standard input");
}

/** The options, with what a site cannot do without asked for on a terminal. */
async function completed(options: SiteOptions, { environment }: CliContext): Promise<SiteOptions> {
  const { host, clientId, clientSecret, username, password } = options;
  const hasAccount = [clientId, clientSecret, username, password].some((option) => option !== undefined);
  if (host !== undefined && hasAccount) return options;
  if (!canAsk(environment)) {
    throw new UsageError(
      `Missing: ${[...(host === undefined ? ['--host'] : []), ...(hasAccount ? [] : ['the account'])].join(', ')}`,
      'Give --host, and --client-id with --client-secret, or --username with --password.',
    );
  }
  return {
    ...options,
    host: host ?? (await ask(environment, 'Host of the appliance, host[:port]: ')),
    ...(hasAccount ? {} : { clientId: await ask(environment, 'Client ID of its API account: ') }),
  };
}

/** A site, or the beginning of one, with what the options say. */
async function change(entry: Partial<SiteSettings>, options: SiteOptions, context: CliContext): Promise<object> {
  const secrets = new SecretReader(context.environment);
  const { host, backupPassword, caFile } = options;
  const { backupPassword: passwordBefore, caFile: caFileBefore, proxy: proxyBefore, ...others } = entry;
  const { proxyUsername: userBefore, proxyPassword: proxyPasswordBefore, ...rest } = others;
  const newPassword =
    typeof backupPassword === 'string' ? await secrets.fromOption('--backup-password', backupPassword) : undefined;
  return {
    ...rest,
    ...(host === undefined ? {} : { host }),
    account: await account(entry.account, options, secrets),
    ...optional('backupPassword', backupPassword === false ? undefined : (newPassword ?? passwordBefore)),
    ...(await proxyOf(
      { proxy: proxyBefore, proxyUsername: userBefore, proxyPassword: proxyPasswordBefore },
      options,
      secrets,
    )),
    // A running host has a working directory of its own.
    ...optional('caFile', caFile === false ? undefined : caFile === undefined ? caFileBefore : resolve(caFile)),
  };
}

async function proxyOf(
  before: Pick<Partial<SiteSettings>, 'proxy' | 'proxyUsername' | 'proxyPassword'>,
  { proxy, proxyUsername, proxyPassword }: SiteOptions,
  secrets: SecretReader,
): Promise<object> {
  if (proxy === false) return {};
  const secret = proxyPassword === undefined ? undefined : await secrets.fromOption('--proxy-password', proxyPassword);
  return {
    ...optional('proxy', proxy ?? before.proxy),
    ...optional('proxyUsername', proxyUsername ?? before.proxyUsername),
    ...optional('proxyPassword', secret ?? before.proxyPassword),
  };
}

function optional(key: string, value: string | undefined): object {
  return value === undefined ? {} : { [key]: value };
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
