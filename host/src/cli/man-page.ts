import type { Command, Option } from 'commander';
import { hostVersion } from '../version.js';
import { isGlobal } from './global-options.js';

/** The manual page of a command in the form of man(7), made from the table that its help text is made from. */
export function manPage(command: Command): string {
  const name = pageName(command);
  const subcommands = subcommandsOf(command);
  return [
    `.TH ${escaped(name.toUpperCase())} 1 "" "Integration Client ${hostVersion()}" "Integration Client"`,
    '.SH NAME',
    `${escaped(name)} \\- ${escaped(command.summary() || command.description())}`,
    '.SH SYNOPSIS',
    `.B ${escaped(callOf(command))}`,
    escaped(command.usage()),
    '.SH DESCRIPTION',
    escaped(command.description()),
    ...(command.parent === null ? listOf(subcommands) : subcommands.flatMap(sectionOf)),
    ...(command.parent !== null ? parametersOf(command, '.SH') : []),
    '.SH GLOBAL OPTIONS',
    ...tagged(optionsOf(rootOf(command)).filter((option) => command.parent === null || isGlobal(option))),
    ...remarksOf(command),
    '.SH SEE ALSO',
    seeAlso(command),
    '',
  ].join('\n');
}

/** `ic-site`: the name of a command's page. */
export function pageName(command: Command): string {
  return callOf(command).replaceAll(' ', '-');
}

/** A manual page around a help text that is not of the table. */
export function plainManPage(name: string, summary: string, text: string): string {
  return [
    `.TH ${escaped(name.toUpperCase())} 1 "" "Integration Client ${hostVersion()}" "Integration Client"`,
    '.SH NAME',
    `${escaped(name)} \\- ${escaped(summary)}`,
    '.SH DESCRIPTION',
    ...asWritten(text),
    '.SH SEE ALSO',
    '.BR ic (1)',
    '',
  ].join('\n');
}

function callOf(command: Command): string {
  return command.parent === null ? command.name() : `${callOf(command.parent)} ${command.name()}`;
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

function optionsOf(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

function subcommandsOf(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
}

function listOf(commands: readonly Command[]): string[] {
  const entries = commands.map((one) => ({ term: pageName(one), description: one.summary() || one.description() }));
  return ['.SH COMMANDS', ...entries.flatMap(({ term, description }) => entry(`${term}(1)`, description))];
}

function sectionOf(command: Command, index: number): string[] {
  return [
    ...(index === 0 ? ['.SH COMMANDS'] : []),
    `.SS ${escaped(`${callOf(command)} ${command.usage()}`)}`,
    escaped(command.description() || command.summary()),
    ...parametersOf(command, undefined),
  ];
}

function parametersOf(command: Command, heading: string | undefined): string[] {
  const help = command.createHelp();
  const parameters = help.visibleArguments(command);
  const options = optionsOf(command).filter(({ long }) => long !== '--help');
  return [
    ...(heading !== undefined && parameters.length > 0 ? [`${heading} ARGUMENTS`] : []),
    ...parameters.flatMap((one) => entry(help.argumentTerm(one), help.argumentDescription(one))),
    ...(heading !== undefined && options.length > 0 ? [`${heading} OPTIONS`] : []),
    ...options.flatMap((one) => entry(help.optionTerm(one), help.optionDescription(one))),
  ];
}

function tagged(options: readonly Option[]): string[] {
  return options.flatMap(({ flags, description }) => entry(flags, description));
}

function entry(term: string, description: string): string[] {
  return ['.TP', `.B ${escaped(term)}`, escaped(description)];
}

/** What stands after the help text itself: examples, exit codes. */
function remarksOf(command: Command): string[] {
  let whole = '';
  command.configureOutput({
    writeOut: (text) => {
      whole += text;
    },
  });
  command.outputHelp();
  const remarks = whole.slice(command.helpInformation().length).trim();
  return remarks === '' ? [] : ['.SH REMARKS', ...asWritten(remarks)];
}

function asWritten(text: string): string[] {
  return ['.nf', ...text.trim().split('\n').map(escaped), '.fi'];
}

function seeAlso(command: Command): string {
  const pages = command.parent === null ? ['ic-host'] : ['ic', 'ic-host'];
  return pages.map((page) => `.BR ${escaped(page)} (1)`).join('\n');
}

/** A line that begins with a period or an apostrophe would be a request. */
function escaped(line: string): string {
  const text = line.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq').replaceAll('`', '\\(ga');
  return text.startsWith('.') ? `\\&${text}` : text;
}
