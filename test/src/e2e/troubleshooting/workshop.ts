import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApplianceOptions, SimulatedAppliance } from '@integration-client/sdk/testing';
import type { Finished } from '../../support/program.js';
import { TdsServer, type TdsServerOptions } from '../../support/tds/index.js';
import { settingsFor, TestHome } from '../../support/test-home.js';
import { MailServer, type MailServerOptions } from '../../unit/notify/mail-server.js';

/** Makes a message appear: answers all that was printed. Undefined: this machine cannot make it. */
export type Produce = (shop: Workshop) => Promise<string | undefined>;

/** How each message of the tables is made, by its text there. */
export type Producers = Readonly<Record<string, Produce>>;

/** What a program printed. */
export function printed({ stdout, stderr }: Pick<Finished, 'stdout' | 'stderr'>): string {
  return `${stdout}\n${stderr}`;
}

/** Makes something that several messages need when the first of them needs it. */
export function once<T>(make: (shop: Workshop) => Promise<T>): (shop: Workshop) => Promise<T> {
  let made: Promise<T> | undefined;
  return (shop) => {
    made ??= make(shop);
    return made;
  };
}

/** What is needed to make messages appear: one home, one appliance, and whatever a message takes beside them. */
export class Workshop {
  readonly home: TestHome;
  readonly appliance: SimulatedAppliance;
  readonly #stops: (() => Promise<unknown>)[] = [];
  #made = 0;

  private constructor(home: TestHome, appliance: SimulatedAppliance) {
    this.home = home;
    this.appliance = appliance;
  }

  static async open(): Promise<Workshop> {
    const appliance = await SimulatedAppliance.start({ sessions: 2, presentations: 0, recordings: 'none' });
    const home = await TestHome.create({ workers: false });
    await home.apply(settingsFor(home, appliance, ['sessions']));
    return new Workshop(home, appliance);
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.reverse()) await stop();
    await this.home.remove();
    await this.appliance.stop();
  }

  /** Has something stopped at the end. */
  keep<T>(thing: T, stop: (thing: T) => Promise<unknown>): T {
    this.#stops.push(() => stop(thing));
    return thing;
  }

  /** A name that nothing else here has. */
  name(): string {
    this.#made += 1;
    return `tried-${this.#made}`;
  }

  /** A new directory. */
  async directory(): Promise<string> {
    const directory = join(this.home.directory, this.name());
    await mkdir(directory);
    return directory;
  }

  /** A new file. */
  async file(content: string): Promise<string> {
    const file = join(await this.directory(), 'file');
    await writeFile(file, content);
    return file;
  }

  /** `ic` in the shared home: what it prints. */
  async ic(...parameters: string[]): Promise<string> {
    return printed(await this.home.ic(...parameters));
  }

  /** Another home, with its settings database unless that is to be left out, and without workers unless they are asked for. */
  async newHome(options?: Parameters<typeof TestHome.create>[0]): Promise<TestHome> {
    return this.keep(await TestHome.create({ workers: false, ...options }), (home) => home.remove());
  }

  async newAppliance(options: ApplianceOptions): Promise<SimulatedAppliance> {
    const appliance = await SimulatedAppliance.start({
      sessions: 1,
      presentations: 0,
      recordings: 'none',
      ...this.account,
      ...options,
    });
    return this.keep(appliance, (one) => one.stop());
  }

  async mailServer(options?: MailServerOptions): Promise<MailServer> {
    return this.keep(await MailServer.start(options), (server) => server.down());
  }

  async sqlServer(options?: TdsServerOptions): Promise<TdsServer> {
    return this.keep(await TdsServer.start(options), (server) => server.stop());
  }

  /** Adds a site that is as the shared one but for what is given, and answers its name. */
  async site(changes: Readonly<Record<string, unknown>>, appliance = this.appliance): Promise<string> {
    const name = this.name();
    const [site] = settingsFor(this.home, appliance, ['sessions']).sites;
    await this.home.apply({ sites: [{ ...site, name, ...changes }] });
    return name;
  }

  /** Adds such a site and tests it. */
  async testSite(changes: Readonly<Record<string, unknown>>, appliance = this.appliance): Promise<string> {
    return this.ic('site', 'test', await this.site(changes, appliance));
  }

  /** Adds a destination and answers its name. */
  async destination(plugin: string, settings: Readonly<Record<string, unknown>>): Promise<string> {
    const name = this.name();
    await this.home.apply({ destinations: [{ name, plugin, settings }] });
    return name;
  }

  /** Adds such a destination and tests it. */
  async testDestination(plugin: string, settings: Readonly<Record<string, unknown>>): Promise<string> {
    return this.ic('destination', 'test', await this.destination(plugin, settings));
  }

  /** Adds a schedule of one transfer, and answers its name. */
  async schedule(transfer: {
    readonly site?: string;
    readonly destination?: string;
    readonly operation?: string;
  }): Promise<string> {
    const { site = 'Example', destination = 'Archive', operation = 'sessions' } = transfer;
    const name = this.name();
    const transfers = [{ site, destination, operations: [operation] }];
    await this.home.apply({ schedules: [{ name, enabled: false, every: { days: 1 }, transfers }] });
    return name;
  }

  /** Adds such a schedule and runs it. */
  async run(transfer: Parameters<Workshop['schedule']>[0]): Promise<string> {
    return this.ic('schedule', 'run', await this.schedule(transfer));
  }

  get account() {
    const { clientId, clientSecret } = this.appliance;
    return { account: { clientId, clientSecret } };
  }
}
