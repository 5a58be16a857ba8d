import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { SpokenOutput } from '@integration-client/tui/spoken-output';

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
