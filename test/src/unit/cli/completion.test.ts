import assert from 'node:assert/strict';
import { shells } from '@integration-client/host/cli/completion-scripts';
import { cli, configuration, FakeApplication } from './fake-application.js';

describe('completion', () => {
  const fake = () => {
    const application = new FakeApplication();
    const [schedule] = configuration.schedules;
    const schedules = [...configuration.schedules, { ...schedule, name: 'Every five minutes' }];
    application.answers.configuration = () => ({ ...configuration, schedules });
    return application;
  };
  const offered = async (current: string, ...words: string[]) => {
    const { code, stdout, stderr } = await cli(['completion', 'words', `--current=${current}`, '--', ...words], fake());
    assert.equal(code, 0, stderr);
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
  };

  it('offers commands, their commands, and options', async () => {
    assert.deepEqual(await offered('sch'), ['schedule']);
    assert.ok((await offered('')).includes('backfill'));
    assert.deepEqual(await offered('r', 'schedule'), ['run', 'remove']);
    assert.deepEqual(await offered('--dry', 'schedule', 'run'), ['--dry-run']);
    assert.deepEqual(await offered('--ho', 'schedule', 'run'), ['--home']);
    assert.deepEqual(await offered('', 'schedule', 'nonsense', '--'), await offered('', 'schedule'));
    assert.ok(!(await offered('', 'completion')).includes('words'), 'what is for the scripts is not offered');
  });

  it('offers names of entries, and values of options, also of what was begun in quotes', async () => {
    assert.deepEqual(await offered('', 'schedule', 'run').then((all) => all.sort()), ['Every five minutes', 'Nightly']);
    assert.deepEqual(await offered('"Every f', 'schedule', 'run'), ['Every five minutes']);
    assert.deepEqual(await offered('Every\\ f', 'schedule', 'show'), ['Every five minutes']);
    assert.deepEqual(await offered('', 'site', 'add'), []);
    assert.deepEqual(await offered('', 'tester', '--site'), ['Example']);
    assert.deepEqual(await offered('Ar', 'tester', '--site', 'Example', '--destination'), ['Archive']);
    assert.deepEqual(await offered('--destination=A', 'backfill'), ['--destination=Archive']);
    assert.deepEqual(await offered('session-', 'backfill', '--operation'), ['session-recordings']);
    assert.deepEqual(await offered('sq', 'settings', 'relocate', '--to'), ['sqlite', 'sqlserver']);
    assert.deepEqual(await offered('f', 'completion'), ['fish']);
    assert.deepEqual(await offered('x', 'apply', '--file'), [], 'the shell offers files');
  });

  it('has a script for each shell, and says which there are', async () => {
    for (const shell of shells) {
      const { code, stdout } = await cli(['completion', shell], fake());
      assert.equal(code, 0);
      assert.match(stdout, /completion words/);
    }
    const unknown = await cli(['completion', 'tcsh'], fake());
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /bash, zsh, fish, powershell/);
  });
});
