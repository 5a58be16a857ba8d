import type { PluginView } from '@integration-client/core/application';
import { operations } from '@integration-client/sdk';
import { useKeys } from '../key-dispatch.js';
import { useSize } from '../layout.js';
import { useNavigation } from '../navigation.js';
import { Sheet } from '../parts/sheet.js';
import { wrapText } from '../text-width.js';
import { factLines } from './fact-lines.js';
import { factNameWidth } from './inspection-lines.js';

/** All that is known of a plugin, over the list. */
export function PluginDetails({ plugin }: { readonly plugin: PluginView }) {
  const { closeOverlay } = useNavigation();
  const { columns } = useSize();
  useKeys('report', { again: undefined, close: closeOverlay });
  const { problem } = plugin;
  const width = columns - 4;
  const lines = (text: string, tone: 'bad' | 'accent') => wrapText(text, width).map((line) => ({ text: line, tone }));
  return (
    <Sheet
      title={plugin.displayName}
      lines={[
        ...(problem === undefined
          ? []
          : [
              ...lines(problem.message, 'bad'),
              ...(problem.hint === undefined ? [] : lines(problem.hint, 'accent')),
              '',
            ]),
        ...factLines(factsOf(plugin), width, factNameWidth),
      ]}
    />
  );
}

function factsOf(plugin: PluginView): (readonly [name: string, text: string])[] {
  const { origin, name, packageName, version, apiVersion, operations: taken, settings, usedBy, source, hash } = plugin;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Package', `${packageName} ${version}`],
    ['Plugin', apiVersion === undefined ? name : `${name}, written for version ${apiVersion} of the API`],
    ['From', origin === 'bundled' ? 'comes with the client' : (source ?? 'put there by hand')],
    ['Takes', taken.length === operations.length ? 'everything' : taken.join(', ') || undefined],
    ['Settings', settings && (Object.keys(settings.properties).join(', ') || 'none')],
    ['Used by', usedBy.join(', ') || 'no destination'],
    ['SHA-256', hash],
    ['Place', plugin.path],
  ];
  return facts.flatMap(([fact, text]) => (text === undefined ? [] : [[fact, text] as const]));
}
