import { Readable } from 'node:stream';
import type { Kind } from '@integration-client/core/application';
import { Argument, type Command } from 'commander';
import { candidates, type NamesOf } from '../completion.js';
import { completionScripts, type Shell, shells } from '../completion-scripts.js';
import { CliContext } from '../context.js';
import { oneLine } from '../text.js';

const examples = `
Where to:
  bash        echo 'eval "$(ic completion bash)"' >> ~/.bashrc
  zsh         echo 'eval "$(ic completion zsh)"' >> ~/.zshrc      (after compinit)
  fish        ic completion fish > ~/.config/fish/completions/ic.fish
  powershell  ic completion powershell >> $PROFILE`;

/** `ic completion` */
export function addCompletionCommand(program: Command, context: CliContext): void {
  const completion = program
    .command('completion')
    .summary('have a shell complete commands, options and names')
    .description('Prints what a shell has to read so that it completes commands, options, and the names of entries.')
    .addArgument(new Argument('<shell>', 'which').choices(shells))
    .addHelpText('after', examples)
    .action((shell: Shell) =>
      context.output.answer({ script: completionScripts[shell] }, () => completionScripts[shell]),
    );
  completion
    .command('words [words...]', { hidden: true })
    .description('What the word at the cursor can become, for the scripts.')
    .option('--current <word>', 'the word at the cursor', '')
    .action(async (words: readonly string[], { current }: { current: string }) => {
      const { commandTable } = await import('../program.js');
      const found = await candidates(await commandTable(context.environment), words, current, namesOf(words, context));
      for (const { value, description } of found) {
        context.output.answerLine({ value, description }, () => `${oneLine(value)}\t${oneLine(description)}`);
      }
    });
}

/** As the settings are now; none where they cannot be read, and nothing is asked. */
function namesOf(words: readonly string[], { environment }: CliContext): NamesOf {
  const at = words.indexOf('--home');
  const home = at < 0 ? undefined : words[at + 1];
  return async (kind: Kind) => {
    const context = new CliContext({ ...environment, stdin: Readable.from([]) }, () =>
      home === undefined ? {} : { home },
    );
    try {
      const configuration = await context.use((application) => application.configuration({}));
      return configuration[`${kind}s`].map(({ name }) => name);
    } catch {
      return [];
    } finally {
      await context.close();
    }
  };
}
