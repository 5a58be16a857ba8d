import type { StatusReport } from '@integration-client/core/application';
import type { Configuration } from '@integration-client/core/configuration';
import { localTime } from '@integration-client/core/text';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { useRuns } from '../data/runs.js';
import { type Handler, useHeldKeys, useKeys } from '../key-dispatch.js';
import { useKept, useNavigation } from '../navigation.js';
import { Frame } from '../parts/frame.js';
import { Lines, type Spans, stateSpan } from '../parts/line.js';
import { TestReport } from '../parts/test-report.js';
import { wrapText } from '../text-width.js';
import { useTheme } from '../theme.js';
import { DestinationForm } from './destination-form.js';
import { NewDestination } from './new-destination.js';
import { useRunAction } from './run-action.js';
import { ScheduleForm } from './schedule-form.js';
import { SiteForm } from './site-form.js';

/** A step of the way to the first data. */
interface FirstStep {
  readonly title: string;
  /** What came of it; absent: it is still to be done. */
  readonly done?: string;
  readonly description: string;
  readonly open: Handler;
  readonly test: Handler;
}

/**
 * The way from an empty settings database to the first data. Whether a step is done is read from the settings, so that
 * nothing is lost when somebody quits or goes another way.
 */
export function FirstSteps() {
  const client = useClient();
  const theme = useTheme();
  const { value: configuration, error } = usePoll(client.configuration);
  const { value: status } = usePoll(client.status);
  const runAction = useRunAction();
  const isRunning = useRuns(client.runs).length > 0;
  const run = status?.schedules[0] === undefined ? 'there is no schedule yet' : runAction(status.schedules[0]);
  const steps = useSteps(configuration, status, run);
  const [chosen, setChosen] = useKept<number | undefined>('step', undefined);
  const next = steps.findIndex(({ done }) => done === undefined);
  const index = chosen ?? Math.max(0, next);
  const step = steps[index];
  const isRead = configuration !== undefined && status !== undefined;
  useHeldKeys(!isRead && error === undefined);
  useKeys('firstSteps', {
    open: keepingStep(step?.open),
    test: keepingStep(step?.test),
    run,
  });
  useKeys('list', {
    up: () => setChosen(Math.max(0, index - 1)),
    down: () => setChosen(Math.min(steps.length - 1, index + 1)),
    pageUp: undefined,
    pageDown: undefined,
    first: () => setChosen(0),
    last: () => setChosen(steps.length - 1),
  });
  return (
    <Frame title="First Steps">
      {({ columns }) => (
        <Lines
          width={columns}
          lines={[
            '',
            ...wrapText('Five steps to the first data, in any order. Esc leaves; what is done stays.', columns - 2).map(
              (text) => ` ${text}`,
            ),
            '',
            ...steps.map(lineOf),
            '',
            ...wrapText(step?.description ?? '', columns - 2).map(
              (text) => ({ text: ` ${text}`, tone: 'quiet' }) as const,
            ),
            ...(isRead && next < 0
              ? ['', { text: ' All is set up. Esc: the main window.', tone: 'good' } as const]
              : []),
          ]}
        />
      )}
    </Frame>
  );

  /** Whoever comes back finds the step that was left. */
  function keepingStep(handler: Handler): Handler {
    if (typeof handler !== 'function') return handler;
    return (key) => {
      setChosen(index);
      handler(key);
    };
  }

  function lineOf({ title, done }: FirstStep, place: number): Spans {
    const isSelected = place === index;
    if (!isRead) return [{ text: `   ${place + 1} ${title}` }];
    const state =
      place === steps.length - 1 && isRunning
        ? stateSpan(theme, 'running')
        : stateSpan(theme, done === undefined ? 'waiting' : 'ok', done === undefined ? 'to do' : 'done');
    return [
      { text: ` ${isSelected ? theme.pointer : ' '} ${place + 1} ${title.padEnd(20)}`, bold: isSelected },
      { ...state, text: state.text.padEnd(9) },
      done ?? '',
    ];
  }
}

function useSteps(
  configuration: Configuration | undefined,
  status: StatusReport | undefined,
  runNow: Handler,
): readonly FirstStep[] {
  const { backend } = useClient();
  const navigation = useNavigation();
  const site = configuration?.sites[0];
  const destination = configuration?.destinations[0];
  const schedule = status?.schedules[0];
  const run = status?.runs.find(({ outcome }) => outcome === 'done');
  const test = (kind: 'site' | 'destination', name: string | undefined): Handler =>
    name === undefined
      ? `there is no ${kind} yet`
      : () => navigation.showOverlay(<TestReport kind={kind} name={name} />);
  return [
    {
      title: 'Settings database',
      done: backend.home,
      description: 'It keeps sites, destinations, schedules and what was delivered.',
      open: 'it is there',
      test: undefined,
    },
    {
      title: 'Site',
      ...doneBy(site),
      description: 'The appliance that data comes from, and an account for it. t tests whether it can be reached.',
      open: () => navigation.open(site === undefined ? <SiteForm /> : <SiteForm name={site.name} />),
      test: test('site', site?.name),
    },
    {
      title: 'Destination',
      ...doneBy(destination),
      description:
        'The place that data goes to, by a plugin: files, or a database. t tests whether it can be written to.',
      open: () =>
        destination === undefined
          ? navigation.showOverlay(<NewDestination />)
          : navigation.open(<DestinationForm name={destination.name} />),
      test: test('destination', destination?.name),
    },
    {
      title: 'Schedule',
      ...doneBy(schedule),
      description: 'When data is moved, and which: transfers from the site to the destination.',
      open: () => navigation.open(schedule === undefined ? <ScheduleForm /> : <ScheduleForm name={schedule.name} />),
      test: undefined,
    },
    {
      title: 'First run',
      ...(run === undefined ? {} : { done: `${run.schedule ?? ''} ${localTime(run.finished)}` }),
      description:
        'Runs the schedule now, to see that all works. After that the scheduler runs the schedules when they are due: Setup > Application Settings installs and starts it.',
      open: runNow,
      test: undefined,
    },
  ];
}

function doneBy(entry: { readonly name: string } | undefined): { readonly done?: string } {
  return entry === undefined ? {} : { done: entry.name };
}
