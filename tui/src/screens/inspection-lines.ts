import type { PluginInspection } from '@integration-client/core/application';
import { inspectionFacts } from '@integration-client/core/inspection-facts';
import type { Spans } from '../parts/line.js';
import { wrapText } from '../text-width.js';
import type { Theme } from '../theme.js';
import { factLines } from './fact-lines.js';

/** Columns for the names of facts. */
export const factNameWidth = 10;

/** What is wrong with a plugin, what there is to know of it, and what it is. */
export function inspectionLines(inspection: PluginInspection, theme: Theme, width: number): Spans[] {
  const notes = [...problemsOf(inspection, theme, width), ...warningsOf(inspection, theme, width)];
  return [
    ...notes,
    ...(notes.length === 0 ? [] : ['']),
    ...factLines(inspectionFacts(inspection), width, factNameWidth),
  ];
}

function problemsOf({ problems }: PluginInspection, { signs }: Theme, width: number): Spans[] {
  return problems.flatMap(({ message, hint }, index) => [
    ...marked(signs.bad, message, 'bad', width),
    // A hint that several problems share stands once, after them.
    ...(hint === undefined || hint === problems[index + 1]?.hint ? [] : marked(' ', hint, 'accent', width)),
  ]);
}

function warningsOf({ warnings, misfits }: PluginInspection, theme: Theme, width: number): Spans[] {
  const misfit = 'It does not take these settings, which stay as they are and cannot be used until they are changed:';
  return [
    ...warnings.flatMap((text) => marked(theme.signs.warning, text, 'warning', width)),
    ...(misfits.length === 0 ? [] : marked(theme.signs.warning, misfit, 'warning', width)),
    ...misfits.flatMap(({ path, message }) => marked(' ', `${path}: ${message}`, 'warning', width)),
  ];
}

function marked(sign: string, text: string, tone: 'bad' | 'warning' | 'accent', width: number): Spans[] {
  return wrapText(text, width - 2).map((line, index) => ({ text: `${index === 0 ? sign : ' '} ${line}`, tone }));
}
