import type { PluginInspection } from '@integration-client/core/application';
import { inspectionFacts } from '@integration-client/core/inspection-facts';
import { oneLine } from './text.js';

/** What a plugin is, from where, and what there is to know before it is accepted. */
export function inspectionText(inspection: PluginInspection): string {
  const lines = inspectionFacts(inspection).map(([name, text]) => `${`${name}:`.padEnd(10)}${oneLine(text)}`);
  return [...lines, ...noteLines(inspection)].join('\n');
}

function noteLines({ warnings, misfits }: PluginInspection): string[] {
  const notes = warnings.map((warning) => oneLine(`warning: ${warning}`));
  if (misfits.length === 0) return notes;
  return [
    ...notes,
    'warning: it does not take these settings, which stay as they are and cannot be used until they are changed:',
    ...misfits.map(({ path, message }) => oneLine(`  ${path}: ${message}`)),
  ];
}
