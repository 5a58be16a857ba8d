import type { AccountSettings, SiteSettings } from '@integration-client/core/configuration';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { useEntry } from '../data/use-entry.js';
import { useNavigation } from '../navigation.js';
import { type FieldValues, type Step, secretHelp } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { Loading } from '../parts/loading.js';
import { TestReport } from '../parts/test-report.js';
import { changedNames, optionalText, saveEntry, secretOption } from './entry-form.js';

/** The form of a site: a new one, or one that is there. */
export function SiteForm({ name }: { readonly name?: string }) {
  const client = useClient();
  const navigation = useNavigation();
  const site = useEntry('site', name);
  const title = `Site Configuration > ${name ?? 'New'}`;
  if (site === undefined || site instanceof Error) return <Loading title={title} error={site} />;
  const initial = valuesOf(site);
  return (
    <Form
      title={title}
      steps={(values) => stepsOf(values, site === null)}
      initial={initial}
      question={(values) => ({
        question: site === null ? `Add the site "${values.name}"?` : `Change the site "${values.name}"?`,
        details: site === null ? [] : [`Changes: ${changedNames(stepsOf(values, false), initial, values)}`],
        command: commandOf(site, initial, values),
        verb: 'Save',
      })}
      save={async (values) => {
        await saveEntry(client, 'site', siteOf(site, values), site === null);
        navigation.say(`Saved the site "${values.name}". Test it with t.`);
      }}
      {...(site === null ? {} : { test: () => navigation.showOverlay(<TestReport kind="site" name={site.name} />) })}
    />
  );
}

function stepsOf({ 'account.type': type, proxy = '' }: FieldValues, isNew: boolean): Step[] {
  return [
    {
      title: 'Site Information',
      fields: [
        ...(isNew
          ? [
              {
                kind: 'text',
                name: 'name',
                label: 'Display Name',
                description: 'The name of this site in schedules and logs. It cannot be changed later.',
              } as const,
            ]
          : []),
        {
          kind: 'text',
          name: 'host',
          label: 'URL',
          hint: 'support.example.com',
          description: 'The host of the appliance, host[:port], without https://.',
        },
      ],
    },
    {
      title: 'Account',
      fields: [
        {
          kind: 'choice',
          name: 'account.type',
          label: 'Type',
          choices: [
            { value: 'api', label: 'API Account' },
            { value: 'user', label: 'User Account' },
          ],
          description:
            'An API account for version 16.1 and later (/login > Management > API Configuration); a user account before.',
        },
        ...(type === 'user' ? userFields : apiFields),
      ],
    },
    {
      title: 'Backup Password',
      fields: [
        {
          kind: 'secret',
          name: 'backupPassword',
          label: 'Password',
          isOptional: true,
          description: `Protects the backups that are taken of this site; it is needed to restore one. Empty: none. ${secretHelp}`,
        },
      ],
    },
    {
      title: 'Connection',
      fields: [
        {
          kind: 'text',
          name: 'caFile',
          label: 'CA File',
          hint: "(the platform's)",
          description:
            'A PEM file with the certificate authorities to trust for this site, as an absolute path. Empty: those of the platform.',
        },
        {
          kind: 'text',
          name: 'proxy',
          label: 'Proxy',
          hint: '(none)',
          description: 'http://host:port of a proxy to reach the site through. Empty: it is reached directly.',
        },
        ...(String(proxy).trim() === '' ? [] : proxyFields),
        {
          kind: 'boolean',
          name: 'enabled',
          label: 'Enabled',
          description: 'A site that is disabled is left out of every run.',
        },
      ],
    },
  ];
}

const apiFields = [
  {
    kind: 'text',
    name: 'account.clientId',
    label: 'Client ID',
    description: 'The OAuth Client ID of the API account.',
  },
  {
    kind: 'secret',
    name: 'account.clientSecret',
    label: 'Client Secret',
    description: `The OAuth Client Secret of the API account. ${secretHelp}`,
  },
] as const;

const userFields = [
  { kind: 'text', name: 'account.username', label: 'Username', description: 'The name of the user account.' },
  {
    kind: 'secret',
    name: 'account.password',
    label: 'Password',
    description: `The password of the user account. ${secretHelp}`,
  },
] as const;

const proxyFields = [
  {
    kind: 'text',
    name: 'proxyUsername',
    label: 'Proxy Username',
    hint: '(none)',
    description: 'The user of the proxy, where it asks for one.',
  },
  {
    kind: 'secret',
    name: 'proxyPassword',
    label: 'Proxy Password',
    isOptional: true,
    description: `The password of this user. ${secretHelp}`,
  },
] as const;

function valuesOf(site: SiteSettings | null): FieldValues {
  const account = site?.account;
  return {
    name: site?.name ?? '',
    host: site?.host ?? '',
    'account.type': account?.type ?? 'api',
    'account.clientId': account?.type === 'api' ? account.clientId : '',
    'account.clientSecret': account?.type === 'api' ? account.clientSecret : '',
    'account.username': account?.type === 'user' ? account.username : '',
    'account.password': account?.type === 'user' ? account.password : '',
    backupPassword: site?.backupPassword ?? '',
    caFile: site?.caFile ?? '',
    proxy: site?.proxy ?? '',
    proxyUsername: site?.proxyUsername ?? '',
    proxyPassword: site?.proxyPassword ?? '',
    enabled: site?.enabled ?? true,
  };
}

function siteOf(before: SiteSettings | null, values: FieldValues) {
  const text = (name: string) => String(values[name] ?? '');
  const account: AccountSettings =
    values['account.type'] === 'user'
      ? { type: 'user', username: text('account.username'), password: text('account.password') }
      : { type: 'api', clientId: text('account.clientId'), clientSecret: text('account.clientSecret') };
  return {
    name: before?.name ?? text('name').trim(),
    enabled: values.enabled === true,
    host: text('host').trim(),
    account,
    ...optionalText('backupPassword', text('backupPassword')),
    ...optionalText('caFile', text('caFile')),
    ...proxyOf(values),
  };
}

/** A login without a proxy would be one of nothing. */
function proxyOf(values: FieldValues): object {
  const text = (name: string) => String(values[name] ?? '').trim();
  if (text('proxy') === '') return {};
  return {
    proxy: text('proxy'),
    ...optionalText('proxyUsername', text('proxyUsername')),
    ...optionalText('proxyPassword', String(values.proxyPassword ?? '')),
  };
}

function commandOf(before: SiteSettings | null, initial: FieldValues, values: FieldValues): string {
  const option = (name: string, flag: string) => (values[name] === initial[name] ? [] : [flag, String(values[name])]);
  const secret = (name: string, flag: string) =>
    values[name] === initial[name] ? [] : [flag, secretOption(String(values[name]))];
  const isCleared = (name: string) => values[name] === '' && initial[name] !== '';
  const cleared = (name: string, none: string, more: string[]) => (isCleared(name) ? [none] : more);
  const site = ['ic', 'site', before === null ? 'add' : 'edit', before?.name ?? String(values.name)];
  const account =
    values['account.type'] === 'user'
      ? [...option('account.username', '--username'), ...secret('account.password', '--password')]
      : [...option('account.clientId', '--client-id'), ...secret('account.clientSecret', '--client-secret')];
  // Of a proxy that stays the login can only be taken away with the proxy.
  const isLoginCleared = values.proxy !== '' && (isCleared('proxyUsername') || isCleared('proxyPassword'));
  const proxy = isLoginCleared
    ? [
        ...['--proxy', String(values.proxy)],
        ...(values.proxyUsername === '' ? [] : ['--proxy-username', String(values.proxyUsername)]),
        ...(values.proxyPassword === '' ? [] : ['--proxy-password', secretOption(String(values.proxyPassword))]),
      ]
    : cleared('proxy', '--no-proxy', [
        ...option('proxy', '--proxy'),
        ...option('proxyUsername', '--proxy-username'),
        ...secret('proxyPassword', '--proxy-password'),
      ]);
  const command = commandText([
    ...site,
    ...option('host', '--host'),
    ...account,
    ...cleared('backupPassword', '--no-backup-password', secret('backupPassword', '--backup-password')),
    ...cleared('caFile', '--no-ca-file', option('caFile', '--ca-file')),
    ...proxy,
  ]);
  return isLoginCleared ? `${commandText([...site, '--no-proxy'])} && ${command}` : command;
}
