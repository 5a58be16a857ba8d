import {
  type BackupItem,
  ConfigError,
  type DeliveryRecord,
  type Destination,
  type Disk,
  definePlugin,
  type Holding,
  type Item,
  ItemError,
  isDocument,
  type Logger,
  makeDestination,
  type Operation,
  type PluginDefinition,
  type PresentationItem,
  type Receipt,
  type RecordingItem,
  RetryableError,
  type Session,
  type SessionItem,
  type SettingsSchema,
  Tokens,
  UnreachableError,
} from '@integration-client/sdk';
import type { ConformanceSubject, StoredItem } from '@integration-client/sdk/testing/conformance';
import { inject, injectable } from 'tsyringe';

// Compiled and never run. What is promised of the public types is used here as plugins use it, and what they have to refuse
// stands behind @ts-expect-error: a change that breaks plugins, or lets faults pass, does not compile.

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only for `true`. */
function holds<_ extends true>(): void {}

// --- Names that stand in settings, ledgers and databases.

holds<
  Same<
    Operation,
    | 'sessions'
    | 'session-recordings'
    | 'command-shell-recordings'
    | 'show-my-screen-recordings'
    | 'presentations'
    | 'presentation-recordings'
    | 'site-backups'
  >
>();
holds<Same<Item['operation'], Operation>>();
holds<Same<Receipt['outcome'], 'stored' | 'replaced' | 'skipped'>>();
holds<Same<Holding, 'intact' | 'missing' | 'changed' | 'released'>>();
holds<Same<keyof Receipt, 'outcome' | 'location' | 'bytes' | 'sha256'>>();
holds<Same<keyof DeliveryRecord, 'key' | 'operation' | 'receipt'>>();

// --- Items are told apart by their operation, and are only to be read.

export function read(item: Item): string | undefined {
  if (item.operation === 'sessions') holds<Same<typeof item, SessionItem>>();
  if (item.operation === 'presentations') holds<Same<typeof item, PresentationItem>>();
  if (item.operation === 'site-backups') holds<Same<typeof item, BackupItem>>();
  if (item.operation === 'session-recordings') holds<Same<typeof item, RecordingItem>>();
  if (isDocument(item)) holds<Same<typeof item, SessionItem | PresentationItem>>();
  // @ts-expect-error what comes from the host is not the plugin's to change
  item.key = 'another';
  // @ts-expect-error a backup belongs to no session
  void item.session;
  // @ts-expect-error an open session has no end
  if ('session' in item) item.session.endTime.getTime();
  return item.previous?.sha256;
}

export const parsed = (item: SessionItem): Session => item.parse();

// --- A destination needs deliver and close; everything else is optional.

const receipt: Receipt = { outcome: 'stored', location: 'here', bytes: 0, sha256: '' };

export const least: Destination = { deliver: async () => receipt, close: async () => {} };

// @ts-expect-error close is missing
export const withoutClose: Destination = { deliver: async () => receipt };

// @ts-expect-error a receipt needs its hash
export const withoutHash: Receipt = { outcome: 'stored', location: 'here', bytes: 0 };

// @ts-expect-error verify answers one of four words
export const wrongWord: Destination = { ...least, verify: async () => ['lost'] };

export const whole: Destination = {
  ...least,
  check: async (signal) => signal.throwIfAborted(),
  deliverMany: async (items) => items.map(() => receipt),
  verify: async (deliveries) => deliveries.map(() => 'intact'),
  async *locations() {
    yield 'here';
  },
};

// --- Errors have a code; only those that may work later say when.

export const errors = [
  new ItemError('what', { code: 'a-code', hint: 'do', cause: new Error() }),
  new ConfigError('what', { code: 'a-code' }),
  new RetryableError('what', { code: 'a-code', retryAfter: 5 }),
  new UnreachableError('what', { code: 'a-code', retryAfter: 5 }) satisfies RetryableError,
  // @ts-expect-error a code is needed
  new ItemError('what', { hint: 'do' }),
  // @ts-expect-error it never works, so that there is no later
  new ItemError('what', { code: 'a-code', retryAfter: 5 }),
];

// --- Settings are the part of JSON Schema that the host knows.

export const settings: SettingsSchema = {
  type: 'object',
  properties: {
    password: { type: 'string', title: 'Password', secret: true },
    port: { type: 'integer', title: 'Port', minimum: 1, maximum: 65535, default: 443, step: 'Connection' },
    sessions: {
      type: 'object',
      title: 'Sessions',
      properties: { directory: { type: 'string', title: 'Directory', format: 'absolute-path' } },
      required: ['directory'],
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

// @ts-expect-error unknown settings are errors
export const open: SettingsSchema = { type: 'object', properties: {}, additionalProperties: true };

export const faulty: SettingsSchema['properties'] = {
  // @ts-expect-error people have to read what it is
  untitled: { type: 'string' },
  // @ts-expect-error only a text can be a secret
  number: { type: 'integer', title: 'Number', secret: true },
  // @ts-expect-error the host knows no such format
  format: { type: 'string', title: 'Format', format: 'email' },
  // @ts-expect-error a list is no setting
  list: { type: 'array', title: 'List' },
};

// --- A plugin, as the README has it in TypeScript.

@injectable()
class MyArchive implements Destination {
  constructor(
    @inject(Tokens.Settings) readonly given: { readonly directory: string },
    @inject(Tokens.Disk) readonly disk: Disk,
    @inject(Tokens.Logger) readonly log: Logger,
    @inject(Tokens.DestinationName) readonly name: string,
  ) {}

  async deliver(item: Item, signal: AbortSignal): Promise<Receipt> {
    signal.throwIfAborted();
    return item.previous ?? receipt;
  }

  async close(): Promise<void> {}
}

export const plugin: PluginDefinition = definePlugin({
  apiVersion: 1,
  name: 'my-archive',
  displayName: 'My Archive',
  operations: ['sessions'],
  settings,
  destination: MyArchive,
});

// @ts-expect-error there is no such operation
definePlugin({ ...plugin, operations: ['chats'] });

// @ts-expect-error its class is no destination
definePlugin({ ...plugin, destination: Date });

export const made: Destination = makeDestination(plugin, {
  settings: { directory: '/archive' },
  name: 'Mine',
  log: { debug() {}, info() {}, warn() {}, error() {} },
});

// --- The suite takes a module and a place.

export const subject: ConformanceSubject = {
  module: new URL('./index.js', import.meta.url),
  place: (directory) => ({ settings: { directory }, stored: async (): Promise<StoredItem[]> => [] }),
};

// @ts-expect-error a place has settings
export const nowhere: ConformanceSubject = { module: 'index.js', place: () => ({}) };
