import { useClient } from '../data/client.js';
import { useKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { Frame } from '../parts/frame.js';
import { Lines } from '../parts/line.js';
import { FirstSteps } from './first-steps.js';

/** What is shown before there is a settings database. */
export function Welcome({ onReady }: { readonly onReady: () => void }) {
  const { backend } = useClient();
  const navigation = useNavigation();
  const create = async () => {
    await backend.initialise();
    onReady();
    navigation.open(<FirstSteps />);
    return `The settings database was created in ${backend.home}`;
  };
  useKeys('welcome', { create: () => navigation.tell(create()) });
  return (
    <Frame title="Welcome">
      {({ columns }) => (
        <Lines
          width={columns}
          lines={[
            '',
            ' There is no settings database yet. It keeps sites, destinations, schedules',
            ' and what was delivered, and is made with a key that seals secrets.',
            '',
            [' Home directory  ', { text: backend.home, bold: true }],
            '',
            ' Press Enter to create it here: the first of five steps to the first data.',
            ' The same from a shell: ic init',
            ' For another place quit, and start ic with --home DIR.',
          ]}
        />
      )}
    </Frame>
  );
}
