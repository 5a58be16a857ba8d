import { createHash } from 'node:crypto';
import type { Account } from '@integration-client/core/appliance/account';
import type { AccountGate } from '@integration-client/core/appliance/appliance';
import type { Http } from '@integration-client/core/appliance/http';
import type { SiteProxy } from '@integration-client/core/appliance/proxy';
import type { Clock } from '@integration-client/core/clock';
import type { SiteSettings } from '@integration-client/core/configuration';
import { resolveSecret } from '@integration-client/core/secrets/reference';
import type { Store } from '@integration-client/core/store/store';
import { ConfigError, type Disk } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { KnownSecrets } from '../known-secrets.js';
import { HostTokens } from '../tokens.js';

/** How to talk to a site now: everything resolved. */
export interface SiteConnection {
  readonly host: string;
  /** PEM text. */
  readonly ca?: string;
  readonly proxy?: SiteProxy;
  readonly userAccount: boolean;
  /** Shared by everything that talks to this account. */
  readonly gate: AccountGate;
  readonly backupPassword?: string;
}

interface OpenAccount {
  /** The site that connected last. */
  readonly site: string;
  readonly account: Account;
  readonly http: Http;
}

/** The accounts of all sites: one token and one rate limit each, whoever asks. */
@injectable()
export class Sites {
  readonly #accounts = new Map<string, OpenAccount>();

  constructor(
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(HostTokens.Clock) private readonly clock: Clock,
    @inject(KnownSecrets) private readonly secrets: KnownSecrets,
    @inject(HostTokens.Disk) private readonly disk: Disk,
  ) {}

  /**
   * Resolves a site's references and opens its account. `again`: a person tests it, so it logs in anew: a token that is still
   * good proves nothing of a secret that was changed since. Throws ConfigError where a reference or the CA file fails.
   */
  async connect(site: SiteSettings, again = false): Promise<SiteConnection> {
    const modules = await loadModules();
    const [ca, secret, backupPassword, proxyPassword] = await Promise.all([
      site.caFile === undefined ? undefined : readCaFile(site, this.disk),
      resolveSecret(site.account.type === 'api' ? site.account.clientSecret : site.account.password),
      site.backupPassword === undefined ? undefined : resolveSecret(site.backupPassword),
      site.proxyPassword === undefined ? undefined : resolveSecret(site.proxyPassword),
    ]);
    this.secrets.add(secret, backupPassword, proxyPassword);
    const way = { ...(ca === undefined ? {} : { ca }), ...proxyOf(site, proxyPassword) };
    return {
      host: site.host,
      userAccount: site.account.type === 'user',
      gate: this.#account(site, secret, way, modules, again),
      ...way,
      ...(backupPassword === undefined ? {} : { backupPassword }),
    };
  }

  /** Requests to the API that each site's account has left within this hour, of sites that were connected to. */
  requestsLeft(): readonly { readonly site: string; readonly left: number }[] {
    return [...this.#accounts.values()].map(({ site, account }) => ({ site, left: account.requestsLeft }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#accounts.values()].map(({ http }) => http.close()));
    this.#accounts.clear();
  }

  /** One account object for one login: a refused secret is remembered by it, and forgotten when the settings change. */
  #account(site: SiteSettings, secret: string, way: Way, modules: Modules, again: boolean): Account {
    const { account, host } = site;
    const user = account.type === 'api' ? account.clientId : account.username;
    const identity = fingerprint(host, account.type, user, secret, JSON.stringify(way));
    const known = this.#accounts.get(identity);
    const open = known ?? this.#open(site, secret, way, fingerprint(host, account.type, user), modules);
    this.#accounts.set(identity, { ...open, site: site.name });
    if (again) open.account.forgetLogin();
    return open.account;
  }

  #open(
    { name, account, host }: SiteSettings,
    secret: string,
    way: Way,
    tokenName: string,
    { Account, Http }: Modules,
  ): OpenAccount {
    const http = new Http({ host, clock: this.clock, ...way });
    const kept = {
      load: () => this.store.keptToken(tokenName),
      save: (token: Parameters<Store['keepToken']>[1]) => this.store.keepToken(tokenName, token),
    };
    const credentials =
      account.type === 'api'
        ? { type: 'api' as const, clientId: account.clientId, clientSecret: secret }
        : { type: 'user' as const, username: account.username, password: secret };
    return { site: name, http, account: new Account({ http, account: credentials, clock: this.clock, kept }) };
  }
}

/** What stands between this machine and a site. */
type Way = Pick<SiteConnection, 'ca' | 'proxy'>;

function proxyOf({ proxy, proxyUsername }: SiteSettings, password: string | undefined): Pick<Way, 'proxy'> {
  if (proxy === undefined) return {};
  return {
    proxy: {
      address: proxy,
      ...(proxyUsername === undefined ? {} : { username: proxyUsername }),
      ...(password === undefined ? {} : { password }),
    },
  };
}

/** Loaded when a site is connected to: most commands never do, and the HTTP client is large. */
async function loadModules() {
  const [{ Account }, { Http }] = await Promise.all([
    import('@integration-client/core/appliance/account'),
    import('@integration-client/core/appliance/http'),
  ]);
  return { Account, Http };
}

type Modules = Awaited<ReturnType<typeof loadModules>>;

async function readCaFile(site: SiteSettings, disk: Disk): Promise<string> {
  const path = site.caFile ?? '';
  const bytes = await disk.read(path).catch((error: Error) => {
    throw new ConfigError(`The CA file of site ${site.name} cannot be read: ${error.message}`, {
      code: 'ca-file-unreadable',
      hint: 'Correct caFile, or make the file readable for the account that runs the client.',
      cause: error,
    });
  });
  const text = bytes.toString();
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new ConfigError(`The CA file of site ${site.name} holds no PEM certificate: ${path}`, {
    code: 'ca-file-invalid',
    hint: 'It must hold one or more blocks that begin with -----BEGIN CERTIFICATE-----.',
  });
}

function fingerprint(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
