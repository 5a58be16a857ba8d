import { usePlugins } from '../data/use-plugins.js';
import { useHeldKeys, useKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import type { Spans } from '../parts/line.js';
import { Menu, type MenuEntry } from '../parts/menu.js';
import { Sheet } from '../parts/sheet.js';
import { problemText } from '../problem.js';
import { DestinationForm } from './destination-form.js';

/** Asks for the plugin of a new destination, as an overlay, and opens its form. */
export function NewDestination() {
  const navigation = useNavigation();
  const { value: plugins, error } = usePlugins();
  const usable = (plugins ?? []).filter(({ settings }) => settings !== undefined);
  useHeldKeys(plugins === undefined && error === undefined);
  useKeys('menu', { choose: undefined, close: navigation.closeOverlay }, usable.length === 0);
  const title = 'New Destination: Plugin';
  if (usable.length === 0)
    return (
      <Sheet
        title={title}
        lines={[error === undefined ? waiting(plugins !== undefined) : { text: problemText(error), tone: 'bad' }]}
      />
    );
  const entries = usable.map(
    ({ name, displayName }, index): MenuEntry => ({
      key: index < 9 ? String(index + 1) : ' ',
      title: displayName,
      description: name,
      choose: () => navigation.open(<DestinationForm plugin={name} />),
    }),
  );
  return <Menu title={title} entries={entries} />;
}

function waiting(isRead: boolean): Spans {
  if (!isRead) return { text: 'looking ...', tone: 'quiet' };
  return { text: 'There is no plugin that can be used: see Setup > Install Plugin', tone: 'bad' };
}
