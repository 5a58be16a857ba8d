import { Box, Text, useApp, useStdin } from 'ink';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Backend } from './backend.js';
import { Client, ClientContext } from './data/client.js';
import { DispatcherContext, KeyDispatcher, LayerContext, useKeys } from './key-dispatch.js';
import { leastSize, useSize } from './layout.js';
import {
  KeptContext,
  type MessageKind,
  type Navigation,
  NavigationContext,
  type Question,
  useNavigation,
} from './navigation.js';
import { Confirm } from './parts/confirm.js';
import { FrameContext, type Message } from './parts/frame.js';
import { KeyHelp } from './parts/key-help.js';
import { problemText } from './problem.js';
import { type PressedKey, readKeys } from './read-keys.js';
import { MainWindow } from './screens/main-window.js';
import { Welcome } from './screens/welcome.js';
import { wrapText } from './text-width.js';
import { type Theme, ThemeContext } from './theme.js';

/** What the application is started with. */
export interface AppProps {
  readonly backend: Backend;
  readonly theme: Theme;
  /** Whether there is a settings database to open. */
  readonly isInitialised: boolean;
  /** Ctrl-C was pressed: everything is to end now. */
  readonly onInterrupt: () => void;
  /** Ctrl-Z was pressed: a shell is to have the terminal for a while. */
  readonly onSuspend?: () => void;
}

/** A screen on the stack, and what it keeps while others lie over it. */
interface Opened {
  readonly id: number;
  readonly screen: ReactNode;
  readonly kept: Map<string, unknown>;
}

let lastId = 0;

function opened(screen: ReactNode): Opened {
  lastId += 1;
  return { id: lastId, screen, kept: new Map() };
}

/** The terminal UI: a stack of screens, over them one overlay at a time. */
export function App({ backend, theme, isInitialised, onInterrupt, onSuspend }: AppProps) {
  const { exit } = useApp();
  const client = useMemo(() => new Client(backend), [backend]);
  const [stack, setStack] = useState<readonly Opened[]>([]);
  const [overlay, setOverlay] = useState<ReactNode>();
  const [message, setMessage] = useState<Message>();
  const [isReady, setReady] = useState(isInitialised);
  const guarded = useRef<string | undefined>(undefined);
  const dispatcher = useMemo(
    () => new KeyDispatcher(({ label, reason = '' }) => setMessage({ text: `${label}: ${reason}`, kind: 'note' })),
    [],
  );
  const bottom = useMemo(() => opened(null), []);
  const navigation = useMemo<Navigation>(() => {
    const say = (text: string, kind: MessageKind = 'done') => setMessage({ text, kind });
    const ask = (question: Question) => setOverlay(<Confirm {...question} />);
    const leave = () => {
      client.runs.cancelAll();
      exit();
    };
    return {
      open: (screen) => setStack((before) => [...before, opened(screen)]),
      back: () => setStack((before) => before.slice(0, -1)),
      quit: () => {
        const runs = client.runs.get();
        const details = [
          ...(guarded.current === undefined ? [] : [guarded.current]),
          ...(runs.length === 0
            ? []
            : [
                `${runs.join(', ')}: started here and still running. It stops cleanly; its next run goes on from there.`,
              ]),
        ];
        if (details.length === 0) leave();
        else ask({ question: 'Quit the Integration Client?', details, verb: 'Quit', action: leave });
      },
      showOverlay: setOverlay,
      closeOverlay: () => setOverlay(undefined),
      ask,
      say,
      tell: (work) => {
        work.then(
          (text) => say(text),
          (error) => say(problemText(error), 'failed'),
        );
      },
      guard: (reason) => {
        guarded.current = reason;
      },
    };
  }, [client, exit]);
  const forgetMessage = useCallback(() => setMessage(undefined), []);
  const { columns, rows } = useSize();
  const top = stack.at(-1) ?? bottom;
  const isTooSmall = columns < leastSize.columns || rows + 1 < leastSize.rows;
  const screen = isReady ? <MainWindow /> : <Welcome onReady={() => setReady(true)} />;
  const layer = <LayerContext.Provider value={1}>{overlay}</LayerContext.Provider>;
  return (
    <ThemeContext.Provider value={theme}>
      <ClientContext.Provider value={client}>
        <NavigationContext.Provider value={navigation}>
          <DispatcherContext.Provider value={dispatcher}>
            <FrameContext.Provider
              value={{
                ...(message === undefined ? {} : { message }),
                ...(overlay === undefined ? {} : { overlay: layer }),
              }}
            >
              <KeptContext.Provider key={top.id} value={top.kept}>
                {isTooSmall && <TooSmall columns={columns} rows={rows} />}
                {/* It stays there unseen, with what was typed into it. */}
                <Box display={isTooSmall ? 'none' : 'flex'}>{top === bottom ? screen : top.screen}</Box>
                <AppKeys dispatcher={dispatcher} isFirst={top === bottom} />
              </KeptContext.Provider>
              {/* The last, so that the keys of all others are declared before it. */}
              <KeyReader {...{ dispatcher, onInterrupt, onSuspend }} onKey={forgetMessage} />
            </FrameContext.Provider>
          </DispatcherContext.Provider>
        </NavigationContext.Provider>
      </ClientContext.Provider>
    </ThemeContext.Provider>
  );
}

/** The keys of every screen. */
function AppKeys({ dispatcher, isFirst }: { readonly dispatcher: KeyDispatcher; readonly isFirst: boolean }) {
  const navigation = useNavigation();
  useKeys('app', {
    help: () => navigation.showOverlay(<KeyHelp keys={dispatcher.keys()} />),
    quit: navigation.quit,
  });
  useKeys('back', { back: navigation.back }, !isFirst);
  return null;
}

/**
 * Reads keys as long as the application is shown. They can come many at once, and each is for the screen that the one
 * before made: the next is handled when what the last one changed is shown, and when a screen that is still being read is
 * there. A text that is pasted is put in as a whole. Ctrl-C ends the program and Ctrl-Z suspends it, wherever it is.
 */
function KeyReader(props: {
  readonly dispatcher: KeyDispatcher;
  readonly onKey: () => void;
  readonly onInterrupt: () => void;
  readonly onSuspend: (() => void) | undefined;
}) {
  const { dispatcher, onKey, onInterrupt, onSuspend } = props;
  const { stdin } = useStdin();
  const [handled, setHandled] = useState(0);
  const waiting = useRef<PressedKey[]>([]);
  const isBusy = useRef(false);
  const next = useCallback(() => {
    if (isBusy.current) return;
    const [first] = waiting.current;
    if (first === undefined || dispatcher.isEscapeHeld || (dispatcher.isHeld && first.key !== 'escape')) return;
    const pasted = dispatcher.isTyping ? waiting.current.findIndex(({ text }) => text === undefined) : 1;
    const taken = waiting.current.splice(0, Math.max(1, pasted < 0 ? waiting.current.length : pasted));
    isBusy.current = true;
    onKey();
    dispatcher.press(first.key, first.text === undefined ? undefined : taken.map(({ text }) => text).join(''));
    setHandled((count) => count + 1);
  }, [dispatcher, onKey]);
  useEffect(() => dispatcher.onRelease(next), [dispatcher, next]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is done when a key was handled
  useLayoutEffect(() => {
    isBusy.current = false;
    if (waiting.current.length > 0) setImmediate(next);
  }, [handled, next]);
  useEffect(
    () =>
      readKeys(stdin, (pressed) => {
        if (pressed.key === 'ctrl+c') return onInterrupt();
        if (pressed.key === 'ctrl+z') return onSuspend?.();
        // Who goes back does not want what was pressed for the screen that has not come.
        if (pressed.key === 'escape' && dispatcher.isHeld && !dispatcher.isEscapeHeld) waiting.current = [];
        waiting.current.push(pressed);
        next();
      }),
    [stdin, dispatcher, next, onInterrupt, onSuspend],
  );
  return null;
}

function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  const text = `Too small: ${leastSize.columns} x ${leastSize.rows} are needed, this terminal has ${columns} x ${rows + 1}. Make it larger.`;
  return <Text>{wrapText(text, columns).slice(0, Math.max(1, rows)).join('\n')}</Text>;
}
