import type { Configuration, DestinationSettings } from '@integration-client/core/configuration';
import type { Log } from '@integration-client/core/log/open-log';
import { type Outcome, type RunReport, worstOutcome } from '@integration-client/core/run';
import type { Store } from '@integration-client/core/store/store';
import { describeProblem } from '@integration-client/core/transfer/tally';
import type { Verified, VerifyJob } from '@integration-client/core/transfer/verify';
import type {
  DestinationVerification,
  VerifyCounts,
  VerifyReport,
  VerifyRequest,
} from '@integration-client/core/verification';
import { ConfigError, RetryableError } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { KnownSecrets } from '../known-secrets.js';
import { PluginCatalog } from '../plugins/catalog.js';
import { HostTokens } from '../tokens.js';
import type { RunTask } from '../worker/supervisor.js';
import { Repair } from './repair.js';
import { entry } from './settings.js';
import { type RunCall, Transfers } from './transfers.js';

/** What was found at a destination, with all that is missing there. */
interface Found {
  readonly destination: DestinationSettings;
  readonly report: DestinationVerification;
  readonly missing: Verified['missing'];
}

const nothingFound = {
  outcome: 'done',
  counts: { checked: 0, intact: 0, missing: 0, changed: 0, released: 0 },
  findings: [],
} as const;

/** Compares receipts with what destinations hold, each in a process of its own. */
@injectable()
export class Verification {
  constructor(
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(PluginCatalog) private readonly plugins: PluginCatalog,
    @inject(Transfers) private readonly transfers: Transfers,
    @inject(HostTokens.Log) private readonly log: Log,
    @inject(KnownSecrets) private readonly secrets: KnownSecrets,
    @inject(HostTokens.RunTask) private readonly runTask: RunTask,
  ) {}

  /** Throws ConfigError for a name that is not configured; what goes wrong at a destination is in the report. */
  async verify(request: VerifyRequest, call: RunCall): Promise<VerifyReport> {
    const started = new Date().toISOString();
    const configuration = await this.store.configuration.load();
    for (const site of request.sites ?? []) entry(configuration, 'site', site);
    const found: Found[] = [];
    for (const destination of destinationsOf(request, configuration)) {
      const before = { destination, report: { destination: destination.name, ...nothingFound }, missing: [] };
      found.push(await this.#orProblem(before, call, () => this.#look(destination, request, call)));
    }
    const repair = new Repair(found.flatMap(({ destination, missing }) => itemsOf(destination.name, missing)));
    if (request.repair !== true || repair.isEmpty) return reportOf(started, found);
    const run = await this.transfers.run(repair.requests, call);
    call.signal.throwIfAborted();
    for (const [index, before] of found.entries()) {
      if (before.missing.length === 0) continue;
      found[index] = await this.#orProblem(before, call, () => this.#lookAgain(before, repair, run, call));
    }
    return reportOf(started, found, run);
  }

  async #orProblem(before: Found, call: RunCall, look: () => Promise<Found>): Promise<Found> {
    const log = this.log.logger(before.destination.name);
    try {
      const found = await look();
      log.info(`Verified: ${found.report.outcome}; ${summary(found.report)}`);
      return found;
    } catch (error) {
      call.signal.throwIfAborted();
      const described = describeProblem(error);
      const problem = { ...described, message: this.secrets.mask(described.message) };
      log.error(`It could not be verified: ${problem.message}`);
      return { ...before, report: { ...before.report, outcome: outcomeOfError(error), problem } };
    }
  }

  /** Compares all that the request means. */
  async #look(destination: DestinationSettings, request: VerifyRequest, call: RunCall): Promise<Found> {
    const { sites, operations } = request;
    const { name } = destination;
    const { description } = await this.plugins.find(destination.plugin);
    if (description.verifies !== true) {
      return { destination, report: { destination: name, ...nothingFound, outcome: 'unverifiable' }, missing: [] };
    }
    const extra = sites === undefined && operations === undefined;
    const all = { destination: name, extra, repair: request.repair === true };
    const job = { ...all, ...(operations === undefined ? {} : { operations }) };
    const { counts, findings, missing } = await this.#inWorker(destination, job, sites, call);
    return { destination, report: { destination: name, outcome: outcomeOf(counts), counts, findings }, missing };
  }

  /** Compares again what was missing, after it was asked for. */
  async #lookAgain(before: Found, repair: Repair, run: RunReport, call: RunCall): Promise<Found> {
    const { destination, report, missing } = before;
    const job = { destination: destination.name, extra: false, repair: true, keys: missing.map(({ key }) => key) };
    const again = await this.#inWorker(destination, job, undefined, call);
    const reasons = await repair.reasons(this.store, destination.name, again.missing, run);
    const counts = {
      ...report.counts,
      intact: report.counts.intact + again.counts.intact,
      missing: again.counts.missing,
      changed: report.counts.changed + again.counts.changed,
      released: report.counts.released + again.counts.released,
    };
    const findings = [
      ...report.findings.filter(({ what }) => what !== 'missing'),
      ...again.findings.map((finding) => {
        const reason = finding.what === 'missing' ? reasons.get(finding.key ?? '') : undefined;
        return reason === undefined ? finding : { ...finding, reason: this.secrets.mask(reason) };
      }),
    ];
    const repaired = again.counts.intact;
    return {
      destination,
      report: { ...report, outcome: outcomeOf(counts), counts, findings, repaired },
      missing: again.missing,
    };
  }

  /** Tells that it begins and how it ended; the worker tells how far it is in between. */
  async #inWorker(
    destination: DestinationSettings,
    job: VerifyJob,
    sites: readonly string[] | undefined,
    call: RunCall,
  ): Promise<Verified> {
    const ledger = this.store.deliveries(destination.name, sites);
    const task = { kind: 'verify', destination: await this.transfers.destinationTask(destination), job } as const;
    const place = { destination: destination.name, operation: job.operations?.[0] ?? 'sessions' } as const;
    call.onProgress({ ...place, items: 0, bytes: 0 });
    let [outcome, items]: [Outcome, number] = ['failed', 0];
    try {
      const verified = await this.runTask(task, {
        services: {
          ledger: {
            count: () => ledger.count(),
            after: (key: string, limit: number) => ledger.after(key, limit),
            of: (keys: readonly string[]) => ledger.of(keys),
          },
        },
        signal: call.signal,
        log: (context) => this.log.logger(context),
        onProgress: call.onProgress,
      });
      [outcome, items] = [outcomeOf(verified.counts), verified.counts.checked];
      return verified;
    } catch (error) {
      outcome = outcomeOfError(error);
      throw error;
    } finally {
      call.onProgress({ ...place, items, bytes: 0, outcome });
    }
  }
}

/** A destination alone is as good as what was found there; what could not be delivered again matters where something lacks. */
function reportOf(started: string, found: readonly Found[], repair?: RunReport): VerifyReport {
  const outcomes = found.flatMap(({ report }) => (report.outcome === 'unverifiable' ? [] : [report.outcome]));
  const lacks = found.some(({ missing }) => missing.length > 0);
  const outcome = worstOutcome([...outcomes, ...(repair !== undefined && lacks ? [repair.outcome] : [])]);
  return {
    started,
    finished: new Date().toISOString(),
    outcome: outcomes.length === 0 ? 'refused' : outcome,
    destinations: found.map(({ report }) => report),
    ...(repair === undefined ? {} : { repair }),
  };
}

function destinationsOf({ destinations }: VerifyRequest, configuration: Configuration): DestinationSettings[] {
  if (destinations === undefined) return configuration.destinations.filter(({ enabled }) => enabled);
  return [...new Set(destinations)].map((name) => entry(configuration, 'destination', name));
}

function itemsOf(destination: string, missing: Verified['missing']) {
  return missing.map((item) => ({ ...item, destination }));
}

function outcomeOf({ missing, changed }: VerifyCounts): Outcome {
  return missing + changed > 0 ? 'partial' : 'done';
}

function outcomeOfError(error: unknown): Outcome {
  if (error instanceof RetryableError) return 'unreachable';
  return error instanceof ConfigError ? 'refused' : 'failed';
}

function summary({ counts, repaired = 0 }: DestinationVerification): string {
  const { checked, intact, missing, changed, released, extra } = counts;
  const more = `${extra === undefined ? '' : `, ${extra} extra`}${repaired === 0 ? '' : `, ${repaired} delivered again`}`;
  return `${checked} checked, ${intact} intact, ${missing} missing, ${changed} changed, ${released} released${more}`;
}
