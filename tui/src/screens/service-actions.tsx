import { type ServiceChange, stepText } from '@integration-client/core/scheduler-service';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { plainChange, type ServiceAction, type ServiceView } from '../data/use-services.js';
import type { Handlers } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { problemText } from '../problem.js';
import { ServiceForm } from './service-form.js';

const verbs = { install: 'Install', uninstall: 'Uninstall', start: 'Start', stop: 'Stop' } as const;

const done = { install: 'installed and started', uninstall: 'uninstalled', start: 'started', stop: 'stopped' } as const;

const consequences: Readonly<Record<ServiceAction, string>> = {
  install: 'It is started now, and with the machine.',
  uninstall: 'It is stopped and taken away. Settings and data stay.',
  start: 'Its schedules run from then on.',
  stop: 'Running transfers end without half a file. Schedules do not run until it is started again.',
};

/** Changing a service, after a question with what comes of it and the command. @param again reads how the services are */
export function useServiceActions(again: () => void) {
  const navigation = useNavigation();
  const ask = useServiceQuestion();
  return (view: ServiceView | undefined): Handlers<'schedulerService'> => {
    const handler = (action: ServiceAction) => {
      if (view === undefined) return 'it is being looked at';
      const hindrance = hindranceOf(view, action);
      if (hindrance !== undefined) return hindrance;
      if (action === 'install' && view.scope === 'system') return () => navigation.open(<ServiceForm ask={ask} />);
      return () => void ask(plainChange(action, view.scope), again);
    };
    return {
      start: handler('start'),
      stop: handler('stop'),
      install: handler('install'),
      uninstall: handler('uninstall'),
    };
  };
}

function hindranceOf({ report, hindrances }: ServiceView, action: ServiceAction): string | undefined {
  if (!(report instanceof Error) && report.state === 'not installed' && action !== 'install')
    return 'it is not installed';
  const error = hindrances[action];
  if (error !== undefined) return error.message;
  if (report instanceof Error) return undefined;
  if (action === 'start' && report.state === 'running') return 'it is running';
  if (action === 'stop' && report.state === 'stopped') return 'it is stopped';
  return undefined;
}

/** Asks before a service is changed. `onEnd` is told when it was tried, and whether it was done. */
export type ServiceQuestion = (change: ServiceChange, onEnd: (isDone: boolean) => void) => Promise<void>;

function useServiceQuestion(): ServiceQuestion {
  const client = useClient();
  const navigation = useNavigation();
  return async (change, onEnd) => {
    const { action, scope } = change;
    try {
      const service = await client.backend.service();
      const { notes } = await service.plan(change);
      navigation.ask({
        question: `${verbs[action]} the service ${scope === 'system' ? 'of the machine' : 'of this user'}?`,
        details: [consequences[action], ...notes],
        command: commandOf(change),
        verb: verbs[action],
        action: async (tell) => {
          let isDone = false;
          try {
            await service.execute(change, (step) => tell(stepText(step)));
            isDone = true;
            navigation.say(`The service is ${done[action]}.`);
          } finally {
            await client.status.refresh();
            onEnd(isDone);
          }
        },
      });
    } catch (error) {
      navigation.say(problemText(error), 'failed');
    }
  };
}

function commandOf(change: ServiceChange): string {
  const options =
    change.action === 'install'
      ? [
          ...(change.account === undefined ? [] : ['--account', change.account]),
          ...change.writable.flatMap((directory) => ['--write', directory]),
          ...change.credentials.flatMap(({ name, file }) => ['--credential', `${name}=${file}`]),
        ]
      : [];
  return commandText(['ic', 'service', change.action, ...options, ...(change.scope === 'user' ? ['--user'] : [])]);
}
