import { isAbsolute } from 'node:path';
import { type Fault, SettingsError } from '@integration-client/core/faults';
import { readCredential, type ServiceChange, type ServiceCredential } from '@integration-client/core/scheduler-service';
import { useNavigation } from '../navigation.js';
import type { FieldValues, Step } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import type { ServiceQuestion } from './service-actions.js';

const steps: readonly Step[] = [
  {
    fields: [
      {
        kind: 'list',
        name: 'writable',
        label: 'Directories',
        hint: '(none)',
        description:
          'Where it may write besides the home and the logs, with commas between: with systemd (Linux) a service of the machine may not ' +
          'write anywhere else. Destinations that store elsewhere are named in the question before it is installed.',
      },
      {
        kind: 'text',
        name: 'account',
        label: 'Account',
        hint: '(one of its own)',
        description:
          'The account that it runs under. Empty: integration-client on Linux, which is made and which the home is handed to; ' +
          'LocalService on Windows.',
      },
      {
        kind: 'list',
        name: 'credentials',
        label: 'Credentials',
        hint: '(none)',
        description:
          'Secrets that settings name credential:NAME, as NAME=FILE with commas between: systemd reads the files, which only root has ' +
          'to be able to read.',
      },
    ],
  },
];

/** How the service of the machine is to be installed. */
export function ServiceForm({ ask }: { readonly ask: ServiceQuestion }) {
  const navigation = useNavigation();
  return (
    <Form
      title="Application Settings > Scheduler > Install"
      steps={() => steps}
      initial={{ writable: '', account: '', credentials: '' }}
      save={(values) =>
        ask(changeOf(values), (isDone) => {
          if (isDone) navigation.back();
        })
      }
      begins="serviceForm"
    />
  );
}

function changeOf(values: FieldValues): ServiceChange {
  const faults: Fault[] = [];
  const absolute = (name: string, path: string) => {
    if (!isAbsolute(path)) faults.push({ path: name, message: `"${path}" is not an absolute path` });
    return path;
  };
  const writable = listOf(values.writable).map((path) => absolute('writable', path));
  const credentials = listOf(values.credentials).flatMap((text): ServiceCredential[] => {
    const credential = readCredential(text);
    if (credential === undefined) {
      faults.push({
        path: 'credentials',
        message: `"${text}" is not NAME=FILE, with a name of letters, digits, _, . and -`,
      });
      return [];
    }
    absolute('credentials', credential.file);
    return [credential];
  });
  if (faults.length > 0) throw new SettingsError('The service cannot be installed like this', faults);
  const account = String(values.account).trim();
  return { action: 'install', scope: 'system', writable, credentials, ...(account === '' ? {} : { account }) };
}

function listOf(value: FieldValues[string] | undefined): string[] {
  return String(value ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
