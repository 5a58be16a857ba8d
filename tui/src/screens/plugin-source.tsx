import type { PluginInspection } from '@integration-client/core/application';
import { SettingsError } from '@integration-client/core/faults';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { useNavigation } from '../navigation.js';
import type { Step } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { problemText } from '../problem.js';
import { PluginLook } from './plugin-look.js';

const title = 'Install Plugin > New';

const steps: readonly Step[] = [
  {
    fields: [
      {
        kind: 'text',
        name: 'source',
        label: 'Plugin',
        hint: '(a folder, a tarball, or the name of a package)',
        description:
          'A folder (./my-archive), a tarball (./my-archive-1.0.0.tgz), or a package as npm takes it (@team/my-archive, my-archive@1.2.0). ' +
          'Enter shows what it is; then you are asked. None of its install scripts are run. A newer version is installed over the old one: ' +
          'destinations keep their settings.',
      },
    ],
  },
];

/** Asks from what a plugin is to be installed, and goes on to what it is. */
export function PluginSource({ onInstalled }: { readonly onInstalled: (inspection: PluginInspection) => void }) {
  const { backend } = useClient();
  const navigation = useNavigation();
  const look = async (text: string) => {
    const source = await backend.pluginSource(text).catch((error) => {
      throw new SettingsError('There is nothing to install', [{ path: 'source', message: problemText(error) }]);
    });
    navigation.open(
      <PluginLook
        title={title}
        choice={{ source }}
        verb="Install"
        command={commandText(['ic', 'plugin', 'install', source])}
        change={(application, hash, call) => application.installPlugin({ source, hash }, call)}
        onDone={(inspection) => {
          // What it was named in, and what it looked like, are done with.
          navigation.back();
          navigation.back();
          onInstalled(inspection);
        }}
      />,
    );
  };
  return (
    <Form
      title={title}
      steps={() => steps}
      initial={{ source: '' }}
      save={({ source }) => look(String(source))}
      begins="sourceForm"
    />
  );
}
