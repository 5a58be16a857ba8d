import type { QuarantinedItem, QuarantineView } from '@integration-client/core/application';
import { countText } from '@integration-client/core/text';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import type { Handler } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { RunScreen } from './run-screen.js';

/** A command names so many items; of more it says how many are left out. */
const namedItems = 3;

/** Asking again for items, and forgetting them. @param again reads what is left */
export function useQuarantineActions(again: () => void) {
  const client = useClient();
  const navigation = useNavigation();
  const retry = (items: readonly QuarantineView[]): Handler => {
    if (items.length === 0) return 'there is no item';
    // An appliance is asked by the id of the session.
    const askable = items.filter(({ lsid }) => lsid !== undefined);
    if (askable.length === 0) return 'it has no readable id: the appliance cannot be asked for it';
    const left = items.length - askable.length;
    const command = commandOf('retry', askable);
    return () =>
      navigation.ask({
        question: `Ask for ${itemsText(askable)} again now?`,
        details: [
          'What is delivered leaves the quarantine.',
          ...(left === 0 ? [] : [`${countText(left, 'item')} without a readable id cannot be asked for.`]),
        ],
        command,
        verb: 'Retry',
        action: () =>
          navigation.open(
            <RunScreen
              title="Quarantine > Retry"
              places={placesOf(askable)}
              command={command}
              start={(application, call) => application.retryQuarantined({ items: askable.map(nameOf) }, call)}
            />,
          ),
      });
  };
  const drop = (items: readonly QuarantineView[]): Handler => {
    if (items.length === 0) return 'there is no item';
    return () =>
      navigation.ask({
        question: `Drop ${itemsText(items)}?`,
        details: ['No run tries it again. It stays listed as dropped, and Retry brings it back.'],
        command: commandOf('drop', items),
        verb: 'Drop',
        action: async () => {
          await client.change((application) => application.dropQuarantined({ items: items.map(nameOf) }));
          navigation.say(`Dropped ${itemsText(items)}`);
          again();
        },
      });
  };
  return { retry, drop };
}

function nameOf({ destination, key }: QuarantineView): QuarantinedItem {
  return { destination, key };
}

function itemsText(items: readonly QuarantineView[]): string {
  const [first] = items;
  return items.length === 1 && first !== undefined ? `"${first.key}"` : countText(items.length, 'item');
}

function placesOf(items: readonly QuarantineView[]) {
  const places = new Map(
    items.map(({ site, destination }) => [JSON.stringify([site, destination]), { site, destination }]),
  );
  return [...places.values()];
}

function commandOf(action: 'retry' | 'drop', items: readonly QuarantineView[]): string {
  const keys = items.slice(0, namedItems).map(({ key }) => key);
  const destinations = [...new Set(items.map(({ destination }) => destination))];
  const command = commandText([
    'ic',
    'quarantine',
    action,
    ...keys,
    ...destinations.flatMap((destination) => ['--destination', destination]),
    ...(action === 'drop' ? ['--yes'] : []),
  ]);
  return items.length > namedItems ? `${command}  (and ${items.length - namedItems} more keys)` : command;
}
