import type { LogQuery } from '@integration-client/core/application';
import { logLevels } from '@integration-client/core/log/log-line';
import { useKeys } from '../key-dispatch.js';
import { useKept } from '../navigation.js';
import { Frame } from '../parts/frame.js';
import { Tabs } from '../parts/tabs.js';
import { LogPane } from './log-pane.js';
import { logTitles } from './log-titles.js';

const logs = ['ic', 'service'] as const;

/** All lines first, then fewer and fewer. */
const levels: readonly LogQuery['level'][] = [undefined, ...logLevels.toReversed().slice(1)];

/** The Log File window: both logs, each in a tab, by level. */
export function LogFile({ log: first = 'ic' }: { readonly log?: LogQuery['log'] }) {
  const [log, setLog] = useKept<LogQuery['log']>('log', first);
  const [level, setLevel] = useKept<LogQuery['level']>('level', undefined);
  const other = () => setLog(log === 'ic' ? 'service' : 'ic');
  useKeys('tabs', { next: other, previous: other, jump: (key) => setLog(logs[Number(key) - 1] ?? log) });
  useKeys('logFile', { level: () => setLevel(levels[(levels.indexOf(level) + 1) % levels.length]) });
  return (
    <Frame title="Log File">
      {({ columns, rows }) => (
        <>
          <Tabs
            titles={logs.map((each) => logTitles[each])}
            selected={logs.indexOf(log)}
            aside={`Level: ${levelText(level)}`}
            width={columns}
          />
          {/* Other lines have other places. */}
          <LogPane key={`${log} ${level}`} log={log} level={level} width={columns} height={rows - 1} />
        </>
      )}
    </Frame>
  );
}

function levelText(level: LogQuery['level']): string {
  if (level === undefined) return 'all';
  return level === 'error' ? 'error' : `${level} and graver`;
}
