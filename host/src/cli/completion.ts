import type { Kind } from '@integration-client/core/application';
import { isOperation, operations } from '@integration-client/sdk';
import type { Argument, Command, Option } from 'commander';
import { isGlobal } from './global-options.js';

/** Something that a word on the command line can become. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** Answers the names of all entries of a kind. */
export type NamesOf = (kind: Kind) => Promise<readonly string[]>;

const kinds: readonly Kind[] = ['site', 'destination', 'schedule'];

/**
 * What the last word of a command line can become, by the table that the help texts are made from. Nothing: the shell may
 * offer files.
 * @param words those before it, without the program's own name, with or without the quotes that a shell shows
 */
export async function candidates(
  program: Command,
  words: readonly string[],
  current: string,
  namesOf: NamesOf,
): Promise<Candidate[]> {
  const { command, open, isOnlyArguments } = follow(program, words.map(unquoted));
  const wanted = unquoted(current);
  const [, name = '', begun = ''] = /^(--[^=]+)=(.*)$/s.exec(wanted) ?? [];
  const assigned = name === '' ? undefined : optionsOf(command).find(({ long }) => long === name);
  if (assigned !== undefined) {
    return (await valuesOf(assigned, namesOf))
      .filter(({ value }) => value.startsWith(begun))
      .map(({ value, description }) => ({ value: `${name}=${value}`, description }));
  }
  const all =
    open !== undefined
      ? await valuesOf(open, namesOf)
      : wanted.startsWith('-') && !isOnlyArguments
        ? optionsOf(command).flatMap(({ long, description }) => (long ? [{ value: long, description }] : []))
        : [...subcommandsOf(command), ...(await argumentsOf(command, namesOf))];
  return all.filter(({ value }) => value.startsWith(wanted));
}

interface Position {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly open: Option | undefined;
  /** After `--`. */
  readonly isOnlyArguments: boolean;
}

function follow(program: Command, words: readonly string[]): Position {
  let command = program;
  let open: Option | undefined;
  let isOnlyArguments = false;
  for (const word of words) {
    if (open !== undefined) open = undefined;
    else if (word === '--') isOnlyArguments = true;
    else if (word.startsWith('-') && !isOnlyArguments) {
      const option = optionsOf(command).find(({ short, long }) => word === short || word === long);
      if (option?.required === true || option?.optional === true) open = option;
    } else if (!(command === program && word === 'help')) {
      command = command.commands.find((one) => one.name() === word || one.aliases().includes(word)) ?? command;
    }
  }
  return { command, open, isOnlyArguments };
}

/** Its own, and those that every command has. */
function optionsOf(command: Command): readonly Option[] {
  const own = command.createHelp().visibleOptions(command);
  return command.parent === null ? own : [...own, ...(rootOf(command).options as readonly Option[]).filter(isGlobal)];
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

function subcommandsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ value: one.name(), description: one.summary() || one.description() }));
}

async function argumentsOf(command: Command, namesOf: NamesOf): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const argument of command.registeredArguments as readonly Argument[]) {
    for (const value of argument.argChoices ?? []) found.push({ value, description: argument.description });
    const kind = kinds.find((one) => one === command.parent?.name());
    // The name of what is added is new.
    if (kind !== undefined && argument.name() === 'name' && command.name() !== 'add') {
      found.push(...(await namesOf(kind)).map((value) => ({ value, description: kind })));
    }
  }
  return found;
}

async function valuesOf({ long, argChoices, description }: Option, namesOf: NamesOf): Promise<Candidate[]> {
  if (argChoices !== undefined) return argChoices.map((value) => ({ value, description }));
  const name = long?.replace(/^--/, '') ?? '';
  if (name === 'operation') {
    const known = operations.filter((operation) => isOperation(operation));
    return known.map((value) => ({ value, description: 'type of data' }));
  }
  const kind = kinds.find((one) => one === name);
  return kind === undefined ? [] : (await namesOf(kind)).map((value) => ({ value, description: kind }));
}

/** Shells show a word as it was typed. */
function unquoted(word: string): string {
  if (/^["']/.test(word)) return word.replace(/^(["'])(.*?)\1?$/s, '$2');
  return word.replace(/\\(.)/gs, '$1');
}
