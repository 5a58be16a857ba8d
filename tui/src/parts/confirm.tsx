import { useState } from 'react';
import { useHeldKeys, useKeys } from '../key-dispatch.js';
import { useSize } from '../layout.js';
import { type Question, useNavigation } from '../navigation.js';
import { problemLines } from '../problem.js';
import { wrapText } from '../text-width.js';
import type { Spans } from './line.js';
import { Sheet } from './sheet.js';

/** Asks before something is changed or deleted, and shows the command that does the same. */
export function Confirm({ question, details = [], command, verb, action }: Question) {
  const { closeOverlay } = useNavigation();
  const { columns } = useSize();
  const [state, setState] = useState<'asking' | { readonly step: string } | { readonly error: unknown }>('asking');
  const width = columns - 4;
  const isWorking = state !== 'asking' && 'step' in state;
  const yes = async () => {
    setState({ step: 'Working' });
    try {
      await action((step) => setState({ step }));
      closeOverlay();
    } catch (error) {
      setState({ error });
    }
  };
  // What is pressed meanwhile is for the screen as it is afterwards, and never for the one below.
  useHeldKeys(isWorking, { withEscape: true });
  useKeys('confirm', {
    yes: state === 'asking' ? () => void yes() : undefined,
    no: isWorking ? undefined : closeOverlay,
  });
  const lines: Spans[] = [
    { text: question, bold: true },
    ...details,
    ...(command === undefined
      ? []
      : [
          '',
          { text: 'The same from a shell:', tone: 'quiet' } as const,
          ...wrapText(command, width - 2).map((text) => [`  ${text}`]),
        ]),
    '',
    ...answerLines(),
  ];
  return (
    <Sheet
      title={verb}
      lines={lines.flatMap((line): Spans[] => (typeof line === 'string' ? wrapText(line, width) : [line]))}
    />
  );

  function answerLines(): Spans[] {
    if (state === 'asking') return [[{ text: 'y', bold: true }, ` ${verb}     `, { text: 'n', bold: true }, ' No']];
    if ('step' in state) return wrapText(`${state.step} ...`, width).map((text) => ({ text, tone: 'busy' }) as const);
    return [
      ...problemLines(state.error).flatMap((text) =>
        wrapText(text, width).map((each) => ({ text: each, tone: 'bad' }) as const),
      ),
      '',
      [{ text: 'n', bold: true }, ' Close'],
    ];
  }
}
