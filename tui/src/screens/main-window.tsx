import type { StatusReport } from '@integration-client/core/application';
import { Box } from 'ink';
import { useClient } from '../data/client.js';
import { useLogTail } from '../data/log-tail.js';
import { usePoll } from '../data/poll.js';
import { useKeys } from '../key-dispatch.js';
import { type Size, shareRows } from '../layout.js';
import { useKept, useNavigation } from '../navigation.js';
import { Frame } from '../parts/frame.js';
import type { Span } from '../parts/line.js';
import { LogFile } from './log-file.js';
import { LogPanel } from './main/log-panel.js';
import { DestinationPanel, SitePanel } from './main/places.js';
import { RunningPanel } from './main/running-panel.js';
import { SchedulePanel } from './main/schedule-panel.js';
import { StatusLines, statusRows } from './main/status-lines.js';
import { useMenus } from './menus.js';

const panels = ['schedules', 'running', 'sites', 'destinations', 'log'] as const;

type PanelId = (typeof panels)[number];

/** The Integration Client's main window: what runs, what ran, what is due, and the way to everything else. */
export function MainWindow() {
  const client = useClient();
  const menus = useMenus();
  const navigation = useNavigation();
  const [focused, setFocused] = useKept<PanelId>('focused', 'schedules');
  const { value: status, error } = usePoll(client.status);
  const { value: configuration } = usePoll(client.configuration);
  const [chosenLog, setChosenLog] = useKept<'ic' | 'service' | undefined>('log', undefined);
  const log = chosenLog ?? (status?.scheduler === 'running' ? 'service' : 'ic');
  const lines = useLogTail(log, 40, status?.scheduler ?? '');
  const move = (by: number) => {
    const next = (panels.indexOf(focused) + by + panels.length) % panels.length;
    setFocused(panels[next] ?? 'schedules');
  };
  useKeys('menus', menus);
  useKeys('panels', {
    next: () => move(1),
    previous: () => move(-1),
    jump: (key) => setFocused(panels[Number(key) - 1] ?? focused),
  });
  const aside = (['Setup', 'Tools', 'Help'] as const)
    .filter((title) => menus[title.toLowerCase() as keyof typeof menus] !== undefined)
    .flatMap((title): Span[] => [
      { text: title.slice(0, 1), bold: true, tone: 'accent' },
      { text: `${title.slice(1)}  ` },
    ]);
  return (
    <Frame title="" aside={aside}>
      {(size) => {
        const rows = share(size, status, configuration?.sites.length ?? 0, configuration?.destinations.length ?? 0);
        const sitesWidth = Math.floor((size.columns - 2) / 2);
        const isOn = (panel: PanelId) => ({ isFocused: focused === panel, height: rows[panel] });
        return (
          <>
            <StatusLines status={status} error={error} width={size.columns} height={statusRows} />
            <SchedulePanel {...isOn('schedules')} status={status} width={size.columns} />
            <RunningPanel {...isOn('running')} status={status} width={size.columns} />
            <Box height={rows.sites} flexShrink={0} gap={2}>
              <SitePanel {...isOn('sites')} status={status} sites={configuration?.sites} width={sitesWidth} />
              <DestinationPanel
                {...isOn('destinations')}
                status={status}
                destinations={configuration?.destinations}
                width={size.columns - 2 - sitesWidth}
              />
            </Box>
            <LogPanel
              number={5}
              {...isOn('log')}
              log={log}
              lines={lines}
              width={size.columns}
              onOpen={() => navigation.open(<LogFile log={log} />)}
              onOther={() => setChosenLog(log === 'ic' ? 'service' : 'ic')}
            />
          </>
        );
      }}
    </Frame>
  );

  /** Rows of each panel, its title with it. The focused one comes first, so that it can always be seen. */
  function share(size: Size, report: StatusReport | undefined, sites: number, destinations: number) {
    const places = Math.max(sites, destinations, 1) + 1;
    const has = (panel: PanelId, rank: number) => (panel === focused ? -1 : rank);
    const [schedules = 0, running = 0, sitesAndDestinations = 0, log = 0] = shareRows(size.rows - statusRows, [
      { least: 3, most: (report?.schedules.length || 1) + 2, rank: has('schedules', 0) },
      { least: 2, most: Math.max(2, (report?.running.length ?? 0) + 1), rank: has('running', 1) },
      { least: 2, most: places, rank: Math.min(has('sites', 2), has('destinations', 2)) },
      { least: 2, most: size.rows, rank: has('log', 3) },
    ]);
    return { schedules, running, sites: sitesAndDestinations, destinations: sitesAndDestinations, log };
  }
}
