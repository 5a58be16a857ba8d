import type { PluginInspection } from './application/plugins.js';
import { bytesText, countText } from './text.js';

/** What a plugin is and where it comes from, by name. The texts are as the plugin gave them: they have to be made clean. */
export function inspectionFacts(inspection: PluginInspection): (readonly [name: string, text: string])[] {
  const { packageName, version, source, path, hash, files, bytes, plugin, replaces } = inspection;
  const facts: readonly (readonly [string, string | undefined])[] = [
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
  return facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
}
