import type { Kind } from '@integration-client/core/application';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import type { Handler } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';

/** Letting an entry take part in runs or not, and deleting it: the same for every kind. */
export function useEntryActions(kind: Kind) {
  const client = useClient();
  const navigation = useNavigation();
  const { value: configuration } = usePoll(client.configuration);
  return (
    entry: { readonly name: string; readonly enabled: boolean } | undefined,
  ): { readonly toggle: Handler; readonly remove: Handler } => {
    if (entry === undefined) return { toggle: `there is no ${kind}`, remove: `there is no ${kind}` };
    const { name, enabled } = entry;
    const verb = enabled ? 'disable' : 'enable';
    const toggle = () =>
      navigation.ask({
        question: enabled
          ? `Leave the ${kind} "${name}" out of all runs?`
          : `Let the ${kind} "${name}" take part in runs again?`,
        command: commandText(['ic', kind, verb, name]),
        verb: enabled ? 'Disable' : 'Enable',
        action: async () => {
          await client.change((application) => application.setEnabled({ kind, name, enabled: !enabled }));
          navigation.say(`The ${kind} "${name}" is ${verb}d`);
        },
      });
    const users = (configuration?.schedules ?? []).filter(
      ({ transfers }) => kind !== 'schedule' && transfers.some((transfer) => transfer[kind] === name),
    );
    const remove = () =>
      navigation.ask({
        question: `Delete the ${kind} "${name}"?`,
        details: [consequences[kind]],
        command: commandText(['ic', kind, 'remove', name, '--yes']),
        verb: 'Delete',
        action: async () => {
          await client.change((application) => application.remove({ kind, name }));
          navigation.say(`Deleted the ${kind} "${name}"`);
        },
      });
    return { toggle, remove: users.length === 0 ? remove : usedText(users.map((user) => `"${user.name}"`)) };
  };
}

function usedText(names: readonly string[]): string {
  return names.length === 1
    ? `the schedule ${names[0]} uses it; change that first`
    : `the schedules ${names.join(', ')} use it; change those first`;
}

const consequences: Readonly<Record<Kind, string>> = {
  site: 'What is remembered of it goes with it: what was delivered from there, and up to when. What was delivered stays where it is.',
  destination:
    'What is remembered of it goes with it: what was delivered there, and up to when. What was delivered stays where it is.',
  schedule: 'Its transfers are not run any more. What was delivered stays where it is.',
};
