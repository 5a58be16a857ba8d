import type {
  AccountSettings,
  ApplicationSettings,
  Configuration,
  Period,
  TransferSettings,
} from '../configuration.js';

/** Settings of mail as a document gives them: key by key, null takes a value away. */
export interface NotificationDocument {
  readonly enabled?: boolean;
  readonly server?: string;
  readonly port?: number;
  readonly tls?: 'none' | 'starttls' | 'tls';
  readonly username?: string | null;
  readonly password?: string | null;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly caFile?: string | null;
}

/** A valid `ic.yaml`, as it is written. */
export interface ConfigurationDocument {
  readonly sites?: readonly {
    readonly name: string;
    readonly enabled?: boolean;
    readonly host: string;
    readonly account: AccountSettings;
    readonly backupPassword?: string;
    readonly caFile?: string;
    readonly proxy?: string;
    readonly proxyUsername?: string;
    readonly proxyPassword?: string;
  }[];
  readonly destinations?: readonly {
    readonly name: string;
    readonly enabled?: boolean;
    readonly plugin: string;
    readonly settings?: Readonly<Record<string, unknown>>;
  }[];
  readonly schedules?: readonly {
    readonly name: string;
    readonly enabled?: boolean;
    readonly every: Period;
    readonly transfers: readonly TransferSettings[];
  }[];
  readonly notifications?: NotificationDocument;
  readonly application?: Partial<ApplicationSettings>;
}

/** The kinds of entries that a document lists by name. */
export const entryKinds = ['sites', 'destinations', 'schedules'] as const satisfies readonly (keyof Configuration)[];

/** See {@link entryKinds}. */
export type EntryKind = (typeof entryKinds)[number];

/** Something that may not have the shape it should have. */
export type Loose = Readonly<Record<string, unknown>>;

/** A group of keys; an empty one in place of anything else. */
export function looseGroup(value: unknown): Loose {
  return isGroup(value) ? value : {};
}

/** Whether a value is a group of keys. */
export function isGroup(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether nothing is said of mail but that it is off: where none was set up, it is that already. */
export function saysOffAtMost(notifications: Loose): boolean {
  return Object.entries(notifications).every(([key, value]) => key === 'enabled' && value === false);
}

/** A list of groups; an empty one in place of anything else. */
export function looseList(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.map(looseGroup) : [];
}
