import { IntegrationError, UnreachableError } from '@integration-client/sdk';
import type { CheckReport, CheckStep } from '../application.js';
import type { Clock } from '../clock.js';
import type { Appliance, ApplianceInfo } from './appliance.js';
import { clockSkew } from './clock-skew.js';
import type { Http } from './http.js';
import { reportingPermission } from './report-parameters.js';

/** What the test of a site works with. */
export interface SiteCheckOptions {
  readonly http: Http;
  /** A client of the same host that has asked nothing yet. */
  readonly appliance: Appliance;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Tests a site: connection, login, permissions, clock, product. What fails is a step of the report, not an error; rejects
 * only with the signal's reason.
 */
export async function checkSite(options: SiteCheckOptions): Promise<CheckReport> {
  const { http, appliance, clock, signal } = options;
  const steps: CheckStep[] = [];
  const warnings: string[] = [];
  let reachable = true;

  const step = async <T>(name: string, action: () => Promise<readonly [string, T]>): Promise<T> => {
    try {
      const [detail, result] = await action();
      steps.push({ name, ok: true, detail });
      return result;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!(error instanceof IntegrationError)) throw error;
      if (error instanceof UnreachableError) reachable = false;
      steps.push({ name, ok: false, detail: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) });
      throw new StepFailed();
    }
  };

  try {
    await step('Connect', () => connect(http, signal));
    const info = await step('Log in', async () => {
      const info = await appliance.info(signal);
      const version = info.apiVersion === undefined ? '' : `, API version ${info.apiVersion}`;
      return [`the account is accepted${version}`, info];
    });
    await step('Permissions', async () => [permissionsFound(info, http.host, warnings), undefined]);
    await step('Clock', async () => [clockFound(info, clock.now(), warnings), undefined]);
    await step('Product', async () => {
      const from = new Date((info.time ?? clock.now()).getTime() - 60_000);
      const entries = await appliance.report('sessions', { by: 'end', from, seconds: 60 }, signal);
      for await (const _ of entries ?? []) break;
      return [productNames[appliance.product ?? 'unknown'], undefined];
    });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
  }
  return { ok: steps.every(({ ok }) => ok), reachable, steps, warnings };
}

class StepFailed extends Error {}

const productNames = {
  RS: 'Remote Support',
  PRA: 'Privileged Remote Access',
  unknown: 'Remote Support or Privileged Remote Access; the first sessions that are read will tell',
} as const;

/** Any answer shows that the host is there and its certificate good; `/check_health` takes no login. */
async function connect(http: Http, signal: AbortSignal): Promise<readonly [string, undefined]> {
  const answer = await http.send({ method: 'GET', path: '/check_health', answerSeconds: 30, signal });
  answer.body.destroy();
  const health = answer.status === 200 ? ' and says that it is healthy' : '';
  return [`${http.host} answers${health}; its certificate is trusted`, undefined];
}

function permissionsFound({ permissions }: ApplianceInfo, host: string, warnings: string[]): string {
  if (permissions.length === 0) return 'the appliance does not say which permissions the account has';
  if (!permissions.includes(reportingPermission)) {
    throw new IntegrationError(`${host} does not give the account the permission ${reportingPermission}`, {
      code: 'permission-missing',
      hint: 'Sessions and recordings need it: allow the Support Session Reports of the account (/login > Management > API Configuration).',
    });
  }
  if (permissions.includes('perm_backup')) return `${reportingPermission} and perm_backup`;
  warnings.push('The account has no permission perm_backup: site backups are not possible with it.');
  return `${reportingPermission}, not perm_backup`;
}

function clockFound({ time }: ApplianceInfo, now: Date, warnings: string[]): string {
  if (time === undefined) return 'the appliance does not say what time it has';
  const skew = clockSkew(time, now);
  if (skew === undefined) return "the appliance's clock and this machine's agree";
  warnings.push(skew.warning);
  return skew.apart;
}
