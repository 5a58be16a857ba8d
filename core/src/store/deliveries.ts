import type { Receipt } from '@integration-client/sdk';
import { parseItemKey } from '../transfer/item-key.js';
import type { DeliveryLedger, SiteDelivery } from '../transfer/verify.js';
import { chunks } from './chunks.js';
import { textOf } from './ledger.js';
import type { SettingsDatabase } from './schema.js';

const keysAtOnce = 500;

/** A destination's ledger, to be read through. */
export class StoredDeliveries implements DeliveryLedger {
  readonly #database: SettingsDatabase;
  readonly #destination: string;
  readonly #sites: readonly string[] | undefined;

  constructor(database: SettingsDatabase, destination: string, sites?: readonly string[]) {
    this.#database = database;
    this.#destination = destination;
    this.#sites = sites;
  }

  async count(): Promise<number> {
    const { count } = await this.#rows()
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async after(key: string, limit: number): Promise<SiteDelivery[]> {
    return deliveries(await this.#selected().where('key', '>', key).orderBy('key').limit(limit).execute());
  }

  async of(keys: readonly string[]): Promise<SiteDelivery[]> {
    const found: SiteDelivery[] = [];
    for (const some of chunks(keys, keysAtOnce)) {
      found.push(...deliveries(await this.#selected().where('key', 'in', some).execute()));
    }
    return found;
  }

  #selected() {
    return this.#rows().select(['key', 'site.name as site', 'outcome', 'location', 'bytes', 'sha256']);
  }

  #rows() {
    const { destination, sites } = { destination: this.#destination, sites: this.#sites };
    const rows = this.#database
      .selectFrom('ledger')
      .innerJoin('site', 'site.id', 'ledger.site_id')
      .where('ledger.destination_id', '=', (from) =>
        from.selectFrom('destination').select('id').where('name', '=', destination),
      );
    return sites === undefined ? rows : rows.where('site.name', 'in', sites);
  }
}

type Row = Omit<Receipt, 'sha256'> & { readonly key: string; readonly site: string; readonly sha256: Uint8Array };

function deliveries(rows: readonly Row[]): SiteDelivery[] {
  return rows.flatMap(({ key, site, sha256, ...receipt }) => {
    const operation = parseItemKey(key)?.operation;
    return operation === undefined ? [] : [{ key, site, operation, receipt: { ...receipt, sha256: textOf(sha256) } }];
  });
}
