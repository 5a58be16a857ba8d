import type {
  Application,
  Call,
  PluginChoice,
  PluginInspection,
  PluginStep,
} from '@integration-client/core/application';
import { countText } from '@integration-client/core/text';
import { useEffect, useState } from 'react';
import { useClient } from '../data/client.js';
import { type Steps, useSteps } from '../data/use-steps.js';
import { type Handler, useKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { Frame } from '../parts/frame.js';
import { Line, Lines, type Span, type Spans, stateSpan } from '../parts/line.js';
import { Panel } from '../parts/panel.js';
import { scrollAside, useScroll } from '../parts/use-scroll.js';
import { problemLines } from '../problem.js';
import { wrapText } from '../text-width.js';
import { type Theme, useTheme } from '../theme.js';
import { inspectionLines } from './inspection-lines.js';

/** What is to become of a plugin when it was looked at. */
export interface PluginLookProps {
  readonly title: string;
  readonly choice: PluginChoice;
  readonly verb: 'Install' | 'Accept';
  /** The same from a shell. */
  readonly command: string;
  /** Installs or accepts it, if its hash is still that which was shown. */
  readonly change: (application: Application, hash: string, call: Call<PluginStep>) => Promise<PluginInspection>;
  /** It was installed or accepted. */
  readonly onDone: (inspection: PluginInspection) => void;
}

/** Looks at a plugin, shows what it is and all that is wrong with it, and installs or accepts it after a question. */
export function PluginLook(props: PluginLookProps) {
  const [count, setCount] = useState(0);
  return <OneLook key={count} {...props} again={() => setCount(count + 1)} />;
}

function OneLook(props: PluginLookProps & { readonly again: () => void }) {
  const { title, choice, verb, command, change, onDone, again } = props;
  const client = useClient();
  const navigation = useNavigation();
  const theme = useTheme();
  const looking = useSteps<PluginInspection>();
  const changing = useSteps<PluginInspection>(onDone);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins with the first look
  useEffect(() => looking.begin((call) => client.ask((application) => application.inspectPlugin(choice, call))), []);
  const isChanging = changing.hasBegun && changing.result === undefined;
  useEffect(() => {
    navigation.guard(isChanging ? `${title}: it is stopped, and nothing is changed.` : undefined);
    return () => navigation.guard(undefined);
  }, [navigation, isChanging, title]);
  const ask = (found: PluginInspection) =>
    navigation.ask({
      question: `${verb} the plugin ${nameOf(found)} ${found.version}?`,
      details: [
        'It runs with the rights of the account that runs the client: install only what you trust.',
        ...(found.replaces === undefined ? [] : [`It replaces version ${found.replaces.version}.`]),
        ...(found.misfits.length === 0
          ? []
          : [`${countText(found.misfits.length, 'setting')} of destinations or schedules do not fit it.`]),
      ],
      command,
      verb,
      // How far it is stands on this screen.
      action: () => changing.begin((call) => client.change((application) => change(application, found.hash, call))),
    });
  const found = looking.result;
  const go = goHandler(found, changing, ask);
  useKeys('installShown', { install: go }, verb === 'Install');
  useKeys('acceptShown', { accept: go }, verb === 'Accept');
  const hasFailed = found instanceof Error || changing.result instanceof Error || (found?.problems.length ?? 0) > 0;
  useKeys('pluginLook', { again: hasFailed ? again : undefined });
  return (
    <Frame title={title}>
      {({ columns, rows }) => (
        <>
          <Line spans={[' ', headline(looking, changing, verb, theme)]} width={columns} />
          <ScrolledPanel
            title={found === undefined || found instanceof Error ? 'Plugin' : nameOf(found)}
            lines={shownLines(looking, changing, theme, columns - 2)}
            width={columns}
            height={rows - 1}
          />
        </>
      )}
    </Frame>
  );
}

/** Its name, or that of its package where it cannot say what it is. */
function nameOf({ plugin, packageName }: PluginInspection): string {
  return plugin?.name ?? packageName;
}

/** What Enter does, or why it cannot. */
function goHandler(
  found: PluginInspection | Error | undefined,
  changing: Steps<PluginInspection>,
  ask: (found: PluginInspection) => void,
): Handler {
  if (found instanceof Error) return undefined;
  if (found === undefined) return 'it is being looked at';
  if (found.problems.length > 0) return 'what is wrong with it has to be mended first';
  if (changing.result !== undefined) return 'look at it again first';
  return changing.hasBegun ? 'it is under way' : () => ask(found);
}

function headline(
  { result, steps }: Steps<PluginInspection>,
  changing: Steps<PluginInspection>,
  verb: PluginLookProps['verb'],
  theme: Theme,
): Span {
  const failed = (text: string) => ({ ...stateSpan(theme, 'failed', text), bold: true });
  if (changing.result instanceof Error) return failed(verb === 'Install' ? 'not installed' : 'not accepted');
  if (changing.hasBegun)
    return stateSpan(theme, 'running', `${changing.steps.at(-1) ?? 'Beginning'} ... Esc stops it.`);
  if (result === undefined) return stateSpan(theme, 'running', `${steps.at(-1) ?? 'Beginning'} ... Esc stops it.`);
  if (result instanceof Error) return failed('It cannot be looked at.');
  const { problems, warnings, misfits } = result;
  if (problems.length > 0)
    return failed(`It is refused: ${problems.length === 1 ? 'one thing is' : `${problems.length} things are`} wrong.`);
  const isDoubtful = warnings.length + misfits.length > 0;
  const can = `It can be ${verb === 'Install' ? 'installed' : 'accepted'}`;
  const text = isDoubtful ? `${can}; read the warnings.` : `${can}.`;
  return { ...stateSpan(theme, isDoubtful ? 'warning' : 'ok', text), bold: true };
}

function shownLines(
  { result }: Steps<PluginInspection>,
  changing: Steps<PluginInspection>,
  theme: Theme,
  width: number,
): Spans[] {
  const error = [changing.result, result].find((each) => each instanceof Error);
  if (error !== undefined)
    return problemLines(error).flatMap((text) => wrapText(text, width).map((line) => ({ text: line, tone: 'bad' })));
  if (result === undefined || result instanceof Error) return [];
  return inspectionLines(result, theme, width);
}

function ScrolledPanel(props: {
  readonly title: string;
  readonly lines: readonly Spans[];
  readonly width: number;
  readonly height: number;
}) {
  const { title, lines, width, height } = props;
  const room = Math.max(0, height - 1);
  const top = useScroll(lines.length, room, true);
  return (
    <Panel title={title} aside={scrollAside(top, lines.length, room)} width={width} height={height} isFocused>
      <Lines lines={lines.slice(top, top + room).map((spans) => [' ', spans].flat() as Spans)} width={width} />
    </Panel>
  );
}
