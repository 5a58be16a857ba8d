import { basename, dirname, join } from 'node:path';
import type { DeliveryRecord, Disk } from '@integration-client/sdk';
import { unnumberedName } from './numbered-name.js';
import { backupTimeTolerance } from './ownership.js';
import { type BackupFile, backupFiles, isSamePath } from './retention.js';

/** A delivered backup. Times are milliseconds, UTC. */
interface Backup {
  /** Those of one series count for one another: they have the same directory, and the same name but for a number. */
  readonly series: string;
  readonly takenAt: number;
}

/** Tells which backups are gone because only so many are kept. Looks once for each series. */
export class ReleasedBackups {
  readonly #disk: Disk;
  readonly #prior: number | undefined;
  readonly #delivered: readonly Backup[];
  readonly #files = new Map<string, Promise<readonly BackupFile[]>>();

  /**
   * @param prior so many are kept besides the newest. Absent: all.
   * @param deliveries among which the backups are that this is asked about.
   */
  constructor(disk: Disk, prior: number | undefined, deliveries: readonly DeliveryRecord[]) {
    this.#disk = disk;
    this.#prior = prior;
    this.#delivered = deliveries.filter(({ operation }) => operation === 'site-backups').map(backupOf);
  }

  /**
   * Whether a backup that is not there as its receipt says was one too many: as many newer ones as are kept are there, or
   * were delivered. One of them may have its name by now. Throws the disk's own errors.
   */
  async has(delivery: DeliveryRecord): Promise<boolean> {
    if (delivery.operation !== 'site-backups' || this.#prior === undefined) return false;
    const { series, takenAt } = backupOf(delivery);
    const isNewer = (time: number): boolean => time > takenAt + backupTimeTolerance;
    const files = await this.#filesOf(series);
    const standing = files.find(({ path }) => isSamePath(path, delivery.receipt.location));
    if (standing !== undefined && !(isTimeOfBackup(standing.modified) && isNewer(standing.modified))) return false;
    const there = files.map((file) => file.modified).filter((time) => isTimeOfBackup(time) && isNewer(time));
    const gone = this.#delivered.filter(
      (other) =>
        other.series === series &&
        isNewer(other.takenAt) &&
        !there.some((time) => Math.abs(time - other.takenAt) <= backupTimeTolerance),
    );
    return there.length + gone.length > this.#prior;
  }

  #filesOf(series: string): Promise<readonly BackupFile[]> {
    let found = this.#files.get(series);
    if (found === undefined) {
      found = backupFiles(this.#disk, dirname(series), basename(series));
      this.#files.set(series, found);
    }
    return found;
  }
}

function backupOf({ key, receipt }: DeliveryRecord): Backup {
  const [host = ''] = key.split('/', 1);
  const takenAt = Date.parse(key.slice(`${host}/site-backups/`.length));
  return { series: withoutNumber(receipt.location, host), takenAt };
}

/** What looks like a number for conflicts can be the end of the host, as in `10.0.0.5.nsb`. */
function withoutNumber(location: string, host: string): string {
  const name = basename(location);
  const unnumbered = unnumberedName(name) ?? name;
  const hasHost = (text: string): boolean => text.toLowerCase().includes(host.replace(/:\d+$/, ''));
  return join(dirname(location), hasHost(name) && !hasHost(unnumbered) ? name : unnumbered);
}

/** Backups have the time at which they were taken, in whole seconds. What somebody wrote since has a fraction as well. */
function isTimeOfBackup(modified: number): boolean {
  return modified % 1000 === 0;
}
