import type { RunReport } from '@integration-client/core/run';
import { countText, durationText } from '@integration-client/core/text';
import type { VerifyReport, VerifyRequest } from '@integration-client/core/verification';
import { operations } from '@integration-client/sdk';
import { commandText, eachOption } from '../command-text.js';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { useNavigation } from '../navigation.js';
import type { Field } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { Loading } from '../parts/loading.js';
import { choiceFields, chosen } from './chosen-places.js';
import { RunScreen, type Work } from './run-screen.js';
import { verifyLines } from './verify-text.js';

const title = 'Verify';

const verifying: Work = {
  name: 'Verifying',
  stop: 'Stop the comparison?',
  kept: 'What was found until then is forgotten; what was delivered again stays.',
};

const repairField: Field = {
  kind: 'boolean',
  name: 'repair',
  label: 'Deliver Again',
  description: 'Deliver again what is missing. What was changed is left as it is.',
};

/** Compares what was delivered with what the destinations hold, and on demand delivers again what is missing. */
export function Verify() {
  const client = useClient();
  const navigation = useNavigation();
  const { value: configuration, error } = usePoll(client.configuration);
  if (configuration === undefined) return <Loading title={title} error={error} />;
  const description =
    'Every delivery is compared with what its destination holds. Nothing checked: all destinations that are enabled, all ' +
    'sites and types of data; only then it is told what lies there without a delivery.';
  const steps = [
    { title: 'Missing Items', fields: [repairField] },
    { title: 'Only', fields: choiceFields(configuration, operations, description) },
  ];
  return (
    <Form
      title={title}
      steps={() => steps}
      initial={{ sites: [], destinations: [], operations: [], repair: false }}
      begins="workForm"
      save={(values) => {
        const request = { ...chosen(values), ...(values.repair === true ? { repair: true } : {}) };
        navigation.open(
          <RunScreen<RunReport & VerifyReport>
            title={`${title} > Receipts`}
            command={commandOf(request)}
            // It is shown as a run, of which the transfers are what was delivered again.
            start={async (application, call) => ({ transfers: [], ...(await application.verify(request, call)) })}
            work={verifying}
            summary={summaryOf}
            details={verifyLines}
          />,
        );
      }}
    />
  );
}

function summaryOf({ started, finished, outcome, destinations }: VerifyReport): string {
  const compared = destinations.filter((each) => each.outcome !== 'unverifiable');
  if (compared.length === 0) return 'nothing was verified';
  const checked = compared.reduce((sum, { counts }) => sum + counts.checked, 0);
  const took = durationText(Date.parse(finished) - Date.parse(started));
  return `${outcome === 'done' ? 'intact' : outcome} in ${took}: ${countText(checked, 'item')} checked`;
}

function commandOf({ sites = [], destinations = [], operations: types = [], repair }: VerifyRequest): string {
  return commandText([
    ...['ic', 'verify'],
    ...eachOption('--site', sites),
    ...eachOption('--destination', destinations),
    ...eachOption('--operation', types),
    ...(repair === true ? ['--repair'] : []),
  ]);
}
