import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { stateSpan } from '@integration-client/tui/parts/line';
import { SpokenOutput } from '@integration-client/tui/spoken-output';
import { createTheme } from '@integration-client/tui/theme';

describe('what a screen reader is given', () => {
  it('is what changed, and not what only was selected before', () => {
    const written = new PassThrough({ encoding: 'utf8' });
    const said = (frame: string) => {
      const output = new SpokenOutput(written);
      output.write('Panel Sites:\n> Alpha\n  Beta\n');
      output.end();
      written.read();
      output.write(frame);
      output.end();
      return written.read() ?? '';
    };
    assert.equal(said('Panel Sites:\n> Alpha\n  Beta\n'), '');
    assert.equal(said('Panel Sites:\n  Alpha\n> Beta\n'), '> Beta\n');
    assert.equal(said('Panel Sites:\n> Alpha\n  Beta\n\nSaved\n'), 'Saved\n');
    assert.equal(said('Panel Sites:\n  Alpha\n\x1b[7m  Beta\x1b[27m\n'), '> Beta\n');
  });

  it('has words for states, and no signs', () => {
    const spoken = createTheme({ ascii: false, colour: true, spoken: true });
    assert.deepEqual(stateSpan(spoken, 'failed'), { text: 'failed', tone: 'bad' });
    assert.equal(spoken.colour('bad'), undefined);
    assert.equal(stateSpan(createTheme({ ascii: true, colour: true }), 'failed').text, 'x failed');
  });

  it('follows the size of the terminal', () => {
    const terminal = Object.assign(new PassThrough(), { columns: 100, rows: 30 });
    const output = new SpokenOutput(terminal);
    let resized = 0;
    output.on('resize', () => {
      resized += 1;
    });
    assert.deepEqual([output.columns, output.rows], [100, 30]);
    terminal.emit('resize');
    output.end();
    terminal.emit('resize');
    assert.equal(resized, 1);
  });
});
