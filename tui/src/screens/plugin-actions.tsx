import type { PluginView } from '@integration-client/core/application';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import type { Handler } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { PluginLook } from './plugin-look.js';

const bundled = 'it comes with the client';

/** Accepting and removing a plugin that is there. @param again reads the plugins anew */
export function usePluginActions(again: () => Promise<unknown>) {
  const client = useClient();
  const navigation = useNavigation();
  const accept = ({ name, packageName, origin, state }: PluginView): Handler => {
    if (origin === 'bundled') return bundled;
    if (state === 'ok') return 'its code is accepted';
    if (state === 'failed') return 'its code is accepted, and cannot be used: Enter shows why';
    return () =>
      navigation.open(
        <PluginLook
          title={`Install Plugin > ${name}`}
          choice={{ installed: packageName }}
          verb="Accept"
          command={commandText(['ic', 'plugin', 'accept', packageName])}
          change={(application, hash, call) => application.acceptPlugin({ installed: packageName, hash }, call)}
          onDone={({ version }) => {
            navigation.back();
            navigation.say(`Accepted the plugin ${name} ${version}`);
          }}
        />,
      );
  };
  const remove = ({ name, packageName, path, origin, usedBy }: PluginView): Handler => {
    if (origin === 'bundled') return bundled;
    if (usedBy.length > 0) return usedText(usedBy.map((each) => `"${each}"`));
    return () =>
      navigation.ask({
        question: `Delete the plugin "${name}"?`,
        details: [`${path} is removed. What was delivered by it stays where it is.`],
        command: commandText(['ic', 'plugin', 'remove', packageName, '--yes']),
        verb: 'Delete',
        action: async () => {
          await client.change((application) => application.removePlugin({ installed: packageName }));
          await again();
          navigation.say(`Deleted the plugin "${name}"`);
        },
      });
  };
  return { accept, remove };
}

function usedText(names: readonly string[]): string {
  return names.length === 1
    ? `the destination ${names[0]} uses it; delete that first`
    : `the destinations ${names.join(', ')} use it; delete those first`;
}
