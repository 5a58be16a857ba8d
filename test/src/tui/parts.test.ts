import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { commandText } from '@integration-client/tui/command-text';
import { KeyDispatcher } from '@integration-client/tui/key-dispatch';
import { type KeyPanel, keyTable } from '@integration-client/tui/keys';
import { shareRows, windowStart } from '@integration-client/tui/layout';
import { fitColumns } from '@integration-client/tui/parts/columns';
import { fitSpans, plainText } from '@integration-client/tui/parts/line';
import { editText } from '@integration-client/tui/parts/text-edit';
import { type PressedKey, readKeys } from '@integration-client/tui/read-keys';
import { TerminalScreen } from '@integration-client/tui/terminal';
import { characters, clean, cut, cutStart, fitText, widthOf, wrapText } from '@integration-client/tui/text-width';
import fc from 'fast-check';

const anyText = fc.string({ unit: 'binary', maxLength: 30 });
const anyWidth = fc.integer({ min: 0, max: 40 });

describe('texts in a terminal', () => {
  it('are cut and padded to their width, whatever they hold', () => {
    fc.assert(
      fc.property(anyText, anyWidth, (text, width) => {
        assert.ok(widthOf(cut(clean(text), width)) <= width);
        assert.equal(widthOf(fitText(clean(text), width)), width);
        assert.equal(widthOf(fitText(clean(text), width, 'right')), width);
        assert.ok(clean(text).endsWith(cutStart(clean(text), width, '')));
      }),
    );
  });

  it('in parts are as wide as they are to be', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 5 }), anyWidth, (texts, width) => {
        assert.equal(widthOf(plainText(fitSpans(texts, width, '…'))), width);
      }),
    );
  });

  it('are broken into lines without losing a word', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 40 }), (text, width) => {
        const lines = wrapText(text, width);
        for (const line of lines) assert.ok(widthOf(line) <= width);
        assert.equal(lines.join('').replaceAll(' ', ''), text.split(/\s+/).map(clean).join('').replaceAll(' ', ''));
      }),
    );
  });

  it('of any length are taken apart as short ones are', () => {
    const letters = ['a', 'é', 'e\u0301', '漢', '🙂', '🇩🇪', '👍🏽'];
    const text = Array.from({ length: 2_000 }, (_, index) => letters[(index * index) % letters.length]).join('');
    assert.deepEqual(
      [...characters(text)],
      [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment),
    );
    // The segmenter takes a minute for as many at once.
    const long = `é${'abcde '.repeat(40_000)}`;
    assert.equal(widthOf(long), long.length);
    assert.equal(cut(long, 5), 'éabc…');
    assert.equal(cutStart(long, 5), '…cde ');
    assert.deepEqual(editText({ text: long, cursor: 2 }, 'left', undefined)?.cursor, 1);
  });

  it('cannot move the cursor', () => {
    assert.equal(clean('a\x1b[2Jb\u202ec\nd'), 'a\\x1b[2Jb\\x202ec d');
  });
});

describe('the layout', () => {
  it('gives no more rows than there are, and nobody more than can be used', () => {
    const wish = fc.record({ least: fc.nat(6), more: fc.nat(6), rank: fc.integer({ min: -1, max: 4 }) });
    fc.assert(
      fc.property(fc.nat(40), fc.array(wish, { maxLength: 6 }), (total, wishes) => {
        const all = wishes.map(({ least, more, rank }) => ({ least, most: least + more, rank }));
        const given = shareRows(total, all);
        assert.ok(given.reduce((sum, rows) => sum + rows, 0) <= total);
        given.forEach((rows, index) => {
          const { least = 0, most = 0 } = all[index] ?? {};
          assert.ok(rows === 0 || (rows >= least && rows <= most));
        });
      }),
    );
  });

  it('shows the selected line, and no empty ones while there are others', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.nat(50),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 60 }),
        (...all) => {
          const [before, wanted, height, count] = all;
          const selected = Math.min(wanted, count - 1);
          const start = windowStart(before, selected, height, count);
          assert.ok(start <= selected && selected < start + height);
          assert.ok(start === 0 || start + height <= count);
        },
      ),
    );
  });

  it('leaves columns out by their rank before it squeezes the others', () => {
    const columns = [
      { title: 'name', cell: () => 'n'.repeat(20), least: 10 },
      { title: 'more', cell: () => 'm'.repeat(10), leaveOut: 1 },
      { title: 'most', cell: () => 'o'.repeat(10), leaveOut: 2 },
      { title: 'empty', cell: () => '' },
    ];
    const widths = (width: number) => fitColumns(columns, [{}], width).map((each) => [each.title, each.width]);
    assert.deepEqual(widths(80), [
      ['name', 20],
      ['more', 10],
      ['most', 10],
    ]);
    assert.deepEqual(widths(34), [
      ['name', 10],
      ['more', 10],
      ['most', 10],
    ]);
    assert.deepEqual(widths(33), [
      ['name', 20],
      ['more', 10],
    ]);
    assert.deepEqual(widths(12), [['name', 12]]);
  });
});

describe('the key table', () => {
  it('gives no key of a panel two meanings', () => {
    for (const [name, panel] of Object.entries(keyTable as Readonly<Record<string, KeyPanel>>)) {
      const keys = Object.values(panel.keys).flatMap((entry) => entry.keys);
      assert.equal(new Set(keys).size, keys.length, name);
    }
  });

  it('is dispatched to what lies on top, texts first', () => {
    const done: string[] = [];
    const dispatcher = new KeyDispatcher(({ label, reason }) => done.push(`${label}: ${reason}`));
    dispatcher.set({}, { layer: 0, panel: 'app', handlers: { quit: () => done.push('quit'), help: 'no help' } });
    dispatcher.press('q', 'q');
    dispatcher.press('?', '?');
    assert.deepEqual(done, ['quit', 'Keys: no help']);
    const text = {};
    dispatcher.set(text, { layer: 0, onText: (key) => key === 'q', isTyping: true });
    assert.equal(dispatcher.press('q', 'q'), true);
    assert.deepEqual(done, ['quit', 'Keys: no help']);
    assert.deepEqual(
      dispatcher.keys().map(({ keys }) => keys),
      [['f1']],
    );
    dispatcher.remove(text);
    dispatcher.set({}, { layer: 1, panel: 'confirm', handlers: { yes: () => done.push('yes'), no: undefined } });
    assert.equal(dispatcher.press('q', 'q'), false);
    assert.equal(dispatcher.press('escape', undefined), false);
    dispatcher.press('y', 'y');
    assert.equal(done.at(-1), 'yes');
    assert.deepEqual(
      dispatcher.keys().map(({ label }) => label),
      ['Yes'],
    );
  });
});

describe('a text that is typed', () => {
  it('is changed where the cursor is', () => {
    const type = (keys: readonly string[]) =>
      keys.reduce((text, key) => editText(text, key, [...key].length === 1 ? key : undefined) ?? text, {
        text: '',
        cursor: 0,
      });
    assert.deepEqual(type(['a', 'c', 'left', 'b']), { text: 'abc', cursor: 2 });
    assert.deepEqual(type(['a', '会', '👍', 'backspace']), { text: 'a会', cursor: 2 });
    assert.deepEqual(type(['a', 'b', 'home', 'delete', 'x']), { text: 'xb', cursor: 1 });
    assert.deepEqual(type(['a', ' ', 'b', 'ctrl+w']), { text: 'a ', cursor: 2 });
    assert.equal(editText({ text: 'a', cursor: 1 }, 'tab', undefined), undefined);
  });
});

describe('what is typed', () => {
  /** The keys that are read of what a terminal sends. */
  async function read(sent: string): Promise<PressedKey[]> {
    const terminal = Object.assign(new PassThrough(), { setRawMode: () => {} });
    const keys: PressedKey[] = [];
    const stop = readKeys(terminal, (key) => keys.push(key));
    terminal.write(sent);
    await new Promise(setImmediate);
    stop();
    return keys;
  }

  it('is a pasted text as one, of which no line break presses anything', async () => {
    assert.deepEqual(await read('\x1b[200~one\rtwo\tq 漢🙂\r\x1b[201~q'), [
      { key: 'paste', text: 'one two q 漢🙂' },
      { key: 'q', text: 'q' },
    ]);
  });

  it('ends the program with Ctrl-C, also where the end of a paste never came', async () => {
    assert.deepEqual(await read('\x1b[200~one\x03'), [{ key: 'ctrl+c', text: undefined }]);
  });
});

describe('a command', () => {
  it('is quoted for a shell', () => {
    assert.equal(
      commandText(['ic', 'site', 'remove', "It's; rm -rf /", '--yes', '']),
      "ic site remove 'It'\\''s; rm -rf /' --yes ''",
    );
  });
});

describe('the screen', () => {
  /** A screen on a terminal that keeps what is written. */
  function open() {
    const output = Object.assign(new PassThrough({ encoding: 'utf8' }), { columns: 20, rows: 5, isTTY: true });
    const screen = new TerminalScreen(output);
    screen.enter();
    return { screen, output, written: () => String(output.read() ?? '') };
  }

  it('draws the lines that changed, and nothing when none did', async () => {
    const { screen, written } = open();
    screen.write('one\ntwo');
    assert.match(written(), /one.*two/s);
    screen.write('one\nthree');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = written();
    assert.ok(second.includes('\x1b[2;1H\x1b[2Kthree') && !second.includes('one'));
    screen.write('one\nthree');
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(written(), '');
    screen.leave();
  });

  it('gives the terminal back once, and draws nothing after', () => {
    const { screen, written } = open();
    assert.ok(written().startsWith('\x1b[?1049h'));
    const listeners = process.listenerCount('exit');
    screen.leave();
    assert.ok(written().endsWith('\x1b[?1049l'));
    assert.equal(process.listenerCount('exit'), listeners - 1);
    screen.leave();
    screen.write('late');
    assert.equal(written(), '');
  });

  it('draws everything anew when others had the terminal meanwhile', () => {
    const { screen, written } = open();
    screen.write('one\ntwo');
    written();
    screen.release();
    assert.ok(written().endsWith('\x1b[?1049l'));
    screen.retake();
    const drawn = written();
    assert.ok(drawn.startsWith('\x1b[?1049h'));
    assert.match(drawn, /one.*two/s);
    screen.leave();
  });

  it('draws everything anew when the size was changed', async () => {
    const { screen, output, written } = open();
    screen.write('one');
    written();
    let isTold = false;
    screen.on('resize', () => {
      isTold = true;
    });
    output.emit('resize');
    assert.ok(isTold);
    screen.write('one');
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(written().includes('one'));
    screen.leave();
  });
});
