import type { CheckReport } from '@integration-client/core/application';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';

/** Tests a site or a destination and tells each step. */
export async function testEntry(context: CliContext, kind: 'site' | 'destination', name: string): Promise<void> {
  const report = await context.use((application) => application.test({ kind, name }, { signal: context.signal }));
  context.output.answer(report, () => text(report));
  for (const warning of report.warnings) context.output.message(`warning: ${warning}`);
  if (!report.ok) context.exitCode = report.reachable ? ExitCode.failed : ExitCode.unreachable;
}

function text(report: CheckReport): string {
  return report.steps
    .flatMap(({ ok, name, detail, hint }) => [
      `${ok ? 'ok    ' : 'FAILED'}  ${name}: ${detail}`,
      ...(hint === undefined ? [] : [`        hint: ${hint}`]),
    ])
    .join('\n');
}
