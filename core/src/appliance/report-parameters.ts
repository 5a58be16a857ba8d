import type { Product } from '@integration-client/sdk';
import type { RecordingRequest, ReportSelection } from './appliance.js';

/** The report of a product's sessions (vendor documentation; see the API guides of RS and PRA). */
export const sessionReports: Readonly<Record<Product, string>> = Object.freeze({
  RS: 'SupportSession',
  PRA: 'AccessSession',
});

/** The permission that reports and recordings take. */
export const reportingPermission = 'perm_reporting_support';

/** The parameters of a report. Times are whole Unix seconds, rounded down, and a duration of 0 means until now. */
export function reportParameters(report: string, selection: ReportSelection): Record<string, string> {
  if (selection.by === 'lsid') {
    return { generate_report: report, [selection.lsids.length === 1 ? 'lsid' : 'lsids']: selection.lsids.join(',') };
  }
  return {
    generate_report: report,
    [`${selection.by}_time`]: String(Math.floor(selection.from.getTime() / 1000)),
    duration: String(selection.seconds),
  };
}

/** The parameters to fetch a recording with; two sets where only asking tells the product. */
export function recordingParameters(request: RecordingRequest, product: Product | undefined): Record<string, string>[] {
  const of = (report: string, instance?: number) => ({
    generate_report: report,
    lsid: request.lsid,
    ...(instance === undefined ? {} : { instance: String(instance) }),
  });
  switch (request.operation) {
    case 'session-recordings':
      return (product === undefined ? (['RS', 'PRA'] as const) : [product]).map((one) =>
        of(`${sessionReports[one]}Recording`, request.instance),
      );
    case 'command-shell-recordings':
      return [of('CommandShellRecording', request.instance ?? 0)];
    case 'show-my-screen-recordings':
      return [of('ShowMyScreenRecording', request.instance ?? 0)];
    case 'presentation-recordings':
      return [of('PresentationSessionRecording', request.instance)];
  }
}
