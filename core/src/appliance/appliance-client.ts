import { IntegrationError, ItemError, operationTitles, type Product, RetryableError } from '@integration-client/sdk';
import type { Clock } from '../clock.js';
import { openReport } from '../report/open-report.js';
import type { Report, ReportEntry } from '../report/report.js';
import { type Asked, errorTextOf, kindOf, meaningOf, permissionMissing, readSmall } from './answer.js';
import { parseApiInfo } from './api-info.js';
import type {
  AccountGate,
  Appliance,
  ApplianceInfo,
  Content,
  RecordingRequest,
  ReportSelection,
  ReportSubject,
} from './appliance.js';
import { type ApiCall, Caller } from './call.js';
import { contentOf } from './content.js';
import type { Http } from './http.js';
import { recordingParameters, reportingPermission, reportParameters, sessionReports } from './report-parameters.js';
import type { Rest, ResumeParts } from './resuming-body.js';

/** Reports and recordings can take long to begin, in seconds. */
const slowAnswer = 300;

/** What a client of a site works with. */
export interface ApplianceClientOptions {
  readonly http: Http;
  readonly gate: AccountGate;
  readonly clock: Clock;
  /** Where it is known already. */
  readonly product?: Product;
  /** The account is a user account, of an appliance before 16.1. */
  readonly userAccount?: boolean;
}

/** A report that is an error, with what to say of it. */
interface Refusal {
  readonly asked: Asked;
  readonly text: string;
}

/** {@link Appliance} over HTTPS. */
export class ApplianceClient implements Appliance {
  readonly #caller: Caller;
  readonly #clock: Clock;
  readonly #userAccount: boolean;
  #product: Product | undefined;
  /** What the appliance looked like last: whose report is asked first as long as the product is not known. */
  #likely: Product = 'RS';
  #info: Promise<ApplianceInfo> | undefined;

  constructor(options: ApplianceClientOptions) {
    this.#caller = new Caller(options.http, options.gate, options.clock);
    this.#clock = options.clock;
    this.#userAccount = options.userAccount ?? false;
    this.#product = options.product;
    this.#likely = options.product ?? 'RS';
  }

  /** Requests that this client sent. Those for tokens are sent, and counted, by the account. */
  get requests(): number {
    return this.#caller.requests;
  }

  get product(): Product | undefined {
    return this.#product;
  }

  /** Asks once; what was answered is kept. */
  info(signal: AbortSignal): Promise<ApplianceInfo> {
    this.#info ??= this.#caller
      .retrying(() => this.#askInfo(signal), signal)
      .catch((error: unknown) => {
        this.#info = undefined;
        throw error;
      });
    return this.#info;
  }

  async report(
    subject: ReportSubject,
    selection: ReportSelection,
    signal: AbortSignal,
  ): Promise<AsyncIterable<ReportEntry> | undefined> {
    if (selection.by === 'lsid' && selection.lsids.length === 0) return undefined;
    if (subject === 'presentations') {
      // Privileged Remote Access has no presentations.
      if (this.#product === 'PRA') return undefined;
      const answer = await this.#askReport('PresentationSession', selection, signal);
      if (!('text' in answer)) return answer.entries;
      // As long as the product is not known, a site without this report can be one.
      if (this.#product === undefined && meaningOf(answer.text) === 'unknown-report') return undefined;
      return await this.#nothing([answer], signal);
    }
    const refusals: Refusal[] = [];
    for (const product of this.#candidates()) {
      const answer = await this.#askReport(sessionReports[product], selection, signal);
      if (!('text' in answer)) {
        // Only a list decides: idle sites answer both reports with an error, whose namespace proves nothing.
        this.#product = product;
        this.#likely = product;
        return answer.entries;
      }
      refusals.push(answer);
      // Another appliance may stand where a known one stood; then its own report has to be asked for.
      if (product === this.#product && this.#likely === product && meaningOf(answer.text) !== 'unknown-report') break;
      if (this.#userAccount && meaningOf(answer.text) === 'unknown') await this.#confirm(answer, signal);
    }
    return await this.#nothing(refusals, signal);
  }

  async recording(request: RecordingRequest, signal: AbortSignal): Promise<Content> {
    const title = operationTitles[request.operation].toLowerCase().replace(/s$/, '');
    const instance = request.instance === undefined ? '' : `, instance ${request.instance}`;
    const subject = {
      kind: 'recording',
      what: `the ${title} of ${request.lsid}${instance}`,
      permission: reportingPermission,
      host: this.#caller.http.host,
      quote: (text: string) => this.#caller.quote(text),
    } as const;
    const failures: IntegrationError[] = [];
    for (const parameters of recordingParameters(request, this.#product)) {
      const call = { api: 'reporting', parameters, ...subject } as const;
      const answer = await this.#caller.send({ ...call, answerSeconds: slowAnswer }, signal);
      try {
        return await contentOf(answer, subject, this.#resume(call, signal));
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (!(error instanceof IntegrationError)) throw error;
        failures.push(error);
      }
    }
    // Of two answers, the one of the product that the site is says more.
    const failure =
      failures.find((error) => error instanceof ItemError) ??
      failures.find((error) => error.code !== 'recording-unknown-report') ??
      failures[0];
    if (failure?.code === 'recording-refused' && (await this.#mayHave(request, signal))) throw notThere(failure);
    throw failure;
  }

  async backup(password: string | undefined, signal: AbortSignal): Promise<Content> {
    const subject = {
      kind: 'backup',
      what: 'a backup',
      permission: 'perm_backup',
      host: this.#caller.http.host,
      quote: (text: string) => this.#caller.quote(text, password),
    } as const;
    const json =
      password === undefined && this.#userAccount
        ? {}
        : { json: JSON.stringify(password === undefined ? {} : { password }) };
    const secret = password === undefined ? {} : { secret: password };
    const call = { api: 'backup', ...json, ...secret, ...subject } as const;
    const answer = await this.#caller.send({ ...call, answerSeconds: slowAnswer }, signal);
    return await contentOf(answer, subject, this.#resume(call, signal));
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await this.#caller.http.close();
  }

  /** Whether the appliance itself says that the account may have such recordings. */
  async #mayHave({ operation }: RecordingRequest, signal: AbortSignal): Promise<boolean> {
    // Those of presentations take a permission of their own.
    if (operation === 'presentation-recordings') return false;
    const info = await this.info(signal).catch(() => undefined);
    signal.throwIfAborted();
    return info?.permissions.includes(reportingPermission) === true;
  }

  /** What has begun to come is there, so its rest is not waited for as long as its beginning. */
  #resume(call: ApiCall, signal: AbortSignal): ResumeParts {
    const ask = (rest: Rest, stop: AbortSignal) => this.#caller.send({ ...call, rest }, stop);
    return { clock: this.#clock, signal, ask };
  }

  #candidates(): readonly Product[] {
    return (this.#product ?? this.#likely) === 'RS' ? ['RS', 'PRA'] : ['PRA', 'RS'];
  }

  async #askReport(name: string, selection: ReportSelection, signal: AbortSignal): Promise<ReportList | Refusal> {
    const asked = { host: this.#caller.http.host, what: `the report ${name}`, permission: reportingPermission };
    const parameters = reportParameters(name, selection);
    const report = await this.#caller.retrying(async () => {
      const answer = await this.#caller.send(
        { api: 'reporting', parameters, ...asked, answerSeconds: slowAnswer },
        signal,
      );
      try {
        return await openReport(answer.body);
      } catch (error) {
        answer.body.destroy();
        throw error;
      }
    }, signal);
    if (report.kind === 'list') return report;
    this.#likely = productOf(report.namespace) ?? this.#likely;
    const text = this.#caller.quote(report.text);
    if (meaningOf(text) === 'login') await this.#caller.refuseLogin(text, signal);
    return { asked, text };
  }

  /**
   * Resolves when errors in place of a report mean that nothing matched. The texts are localised, so this is decided by
   * what is not the case: the login is good, the permission is there, and the text is no known failure.
   */
  async #nothing(refusals: readonly Refusal[], signal: AbortSignal): Promise<undefined> {
    const meanings = refusals.map(({ text }) => meaningOf(text));
    if (meanings.some((meaning) => meaning === 'nothing-matched' || meaning === 'invalid-lsid')) return;
    const first = refusals.find(({ text }) => meaningOf(text) !== 'unknown-report') ?? refusals[0];
    if (first === undefined) return;
    if (meanings.includes('unknown')) {
      await this.#confirm(first, signal);
      return;
    }
    if (meanings.includes('permission') && !meanings.includes('failure')) {
      throw permissionMissing(first.asked, first.text);
    }
    throw reportError(first);
  }

  /** Throws when the account is the reason for a refusal whose text is not known. */
  async #confirm(refusal: Refusal, signal: AbortSignal): Promise<void> {
    const { permissions } = await this.info(signal);
    if (permissions.length > 0 && !permissions.includes(reportingPermission)) {
      throw permissionMissing(refusal.asked, refusal.text);
    }
  }

  async #askInfo(signal: AbortSignal): Promise<ApplianceInfo> {
    const { host } = this.#caller.http;
    const asked = { host, what: "the account's information (get_api_info)", permission: 'to use the command API' };
    const answer = await this.#caller.send(
      { api: 'command', parameters: { action: 'get_api_info' }, ...asked },
      signal,
    );
    const body = await readSmall(answer);
    if (kindOf(body) !== 'error') return parseApiInfo(body, host);
    const text = this.#caller.quote(errorTextOf(body));
    const meaning = meaningOf(text);
    // With a user account a text that nobody knows can be a refused login, which must not be repeated.
    if (meaning === 'login' || (meaning === 'unknown' && this.#userAccount)) {
      await this.#caller.refuseLogin(text, signal);
    }
    if (meaning === 'permission') throw permissionMissing(asked, text);
    throw reportError({ asked, text });
  }
}

type ReportList = Extract<Report, { kind: 'list' }>;

/** Whose namespace it is; the vendor's documentation has a third one, which tells nothing. */
function productOf(namespace = ''): Product | undefined {
  if (namespace.includes('/sra/')) return 'PRA';
  return namespace.includes('bomgar.com/') ? 'RS' : undefined;
}

/** The text that refuses an account is also the answer for one recording that is gone. */
function notThere({ message }: Error): RetryableError {
  return new RetryableError(message, {
    code: 'recording-not-found',
    hint: 'It may not be ready yet, or no longer be there; it is tried again. If all recordings are answered so, look at the rights of the account.',
  });
}

function reportError({ asked, text }: Refusal): RetryableError {
  return new RetryableError(`${asked.host} answered ${asked.what} with the error "${text}"`, {
    code: 'report-error',
    hint: 'It is asked again. If it stays so, look at the state of the appliance and the rights of the account.',
  });
}
