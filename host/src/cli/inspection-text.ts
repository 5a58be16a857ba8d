import type { PluginInspection } from '@integration-client/core/application';
import { bytesText, countText, oneLine } from './text.js';

/** What a plugin is, from where, and what there is to know before it is accepted. */
export function inspectionText(inspection: PluginInspection): string {
  const { packageName, version, source, path, hash, files, bytes, plugin, replaces } = inspection;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Package', `${packageName} ${version}`],
    ['From', source ?? 'put there by hand'],
    ['Plugin', plugin && `${plugin.name} (${plugin.displayName}), written for version ${plugin.apiVersion} of the API`],
    ['Takes', plugin?.operations.join(', ')],
    ['Settings', plugin && (Object.keys(plugin.settings.properties).join(', ') || 'none')],
    ['Code', `${countText(files, 'file')}, ${bytesText(bytes)}`],
    ['SHA-256', hash],
    ['Place', path],
    ['Replaces', replaces && (replaces.hash === hash ? `${replaces.version}, the same code` : replaces.version)],
  ];
  const lines = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`${`${name}:`.padEnd(10)}${oneLine(value)}`],
  );
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
