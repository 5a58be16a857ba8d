import type { QuarantineView } from '@integration-client/core/application';
import { bytesText, countText, printable, timeText } from '@integration-client/core/text';
import { operationTitles } from '@integration-client/sdk';
import { useEffect, useState } from 'react';
import { useClient } from '../data/client.js';
import { useKeys } from '../key-dispatch.js';
import { useSize } from '../layout.js';
import { useNavigation } from '../navigation.js';
import type { Spans } from '../parts/line.js';
import { rowsOf } from '../parts/log-window.js';
import { Sheet } from '../parts/sheet.js';
import { problemText } from '../problem.js';
import { wrapText } from '../text-width.js';
import { factLines } from './fact-lines.js';

/** So much is shown of bytes that could not be read; the command writes all of them into a file. */
const shownCharacters = 20_000;

/** Everything that is known of an item that could not be delivered, with its bytes where they are kept. */
export function QuarantinedItemSheet({ item }: { readonly item: QuarantineView }) {
  const { closeOverlay } = useNavigation();
  const { columns } = useSize();
  const payload = usePayload(item);
  useKeys('report', { again: undefined, close: closeOverlay });
  return (
    <Sheet
      title="Quarantined item"
      lines={[...itemLines(item, columns - 4), ...payloadLines(item, payload, columns - 4)]}
    />
  );
}

/** The bytes as text, why they cannot be had, or nothing as long as they are read or where there are none. */
function usePayload({ destination, key, payloadBytes }: QuarantineView): string | Error | undefined {
  const client = useClient();
  const [payload, setPayload] = useState<string | Error>();
  const hasPayload = payloadBytes !== undefined;
  useEffect(() => {
    if (!hasPayload) return;
    let isGone = false;
    client
      .ask((application) => application.quarantinePayload({ destination, key }))
      .then((bytes) => Buffer.from(bytes, 'base64').toString('utf8'))
      .catch((error: Error) => error)
      .then((found) => {
        if (!isGone) setPayload(found);
      });
    return () => {
      isGone = true;
    };
  }, [client, destination, key, hasPayload]);
  return payload;
}

function itemLines(item: QuarantineView, width: number): Spans[] {
  const { site, destination, operation, quarantined, attempts, since, dropped, position } = item;
  const state = quarantined ? 'set aside' : 'to be tried again with the next run';
  const facts: readonly (readonly [string, string])[] = [
    ['Key', item.key],
    ['From', site],
    ['To', destination],
    ['Type of data', operationTitles[operation]],
    ['State', dropped === undefined ? state : `dropped ${timeText(dropped)}`],
    ['Attempts', `${countText(attempts, 'attempt')}, since ${timeText(since)}`],
    ...(position === undefined ? [] : [['Place in report', `byte ${position}`] as const]),
    ['Problem', `${item.code}: ${item.message}`],
  ];
  return factLines(facts, width, 17);
}

function payloadLines({ payloadBytes }: QuarantineView, payload: string | Error | undefined, width: number): Spans[] {
  if (payloadBytes === undefined) return [];
  const heading = { text: `Its ${bytesText(payloadBytes)}, as they came:`, bold: true };
  if (payload === undefined) return ['', heading, { text: 'looking ...', tone: 'quiet' }];
  if (payload instanceof Error)
    return ['', heading, ...wrapText(problemText(payload), width).map((text) => ({ text, tone: 'bad' }) as const)];
  const isCut = payload.length > shownCharacters;
  const lines = printable(payload.slice(0, shownCharacters)).split('\n');
  return [
    '',
    heading,
    ...lines.flatMap((line) => rowsOf(line, width, Number.POSITIVE_INFINITY)),
    ...(isCut
      ? [{ text: 'There is more: ic quarantine show KEY --destination NAME --output FILE', tone: 'quiet' } as const]
      : []),
  ];
}
