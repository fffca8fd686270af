import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileName } from '../../renderer/bridge/download.ts';
import {
  bytes,
  duration,
  milliseconds,
  percent,
  roughly,
  short,
  shortHash,
  tick,
  when,
} from '../../renderer/controls/format.ts';
import { highlightPython, LONGEST_HIGHLIGHT } from '../../renderer/controls/highlight.ts';
import { parseProse, type Block } from '../../renderer/controls/prose.ts';
import { verdictLook, VERDICTS } from '../../renderer/controls/verdicts.ts';
import { recordAt, datasets } from './fixture-data.ts';

describe('numbers', () => {
  it('are short and carry their unit', () => {
    expect([0, 12, 999, 1_000, 918_016, 5_079_040, 1.3e9, 0.00312].map(short)).toEqual([
      '0',
      '12',
      '999',
      '1.00 k',
      '918 k',
      '5.08 M',
      '1.30 B',
      '0.00312',
    ]);
    expect([1_000, 1_200, 0.003, 0].map(tick)).toEqual(['1 k', '1.2 k', '0.003', '0']);
    expect([0, 999, 1_000, 9_612_004, 8.3e9].map((size) => Object.values(bytes(size)).join(' '))).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '9.6 MB',
      '8.3 GB',
    ]);
    expect([0, 8, 42, 57, 245, 2_831, 3_590, 11_450].map(roughly)).toEqual([
      '5 s',
      '10 s',
      '40 s',
      '1 min',
      '4 min',
      '47 min',
      '1 h 00 min',
      '3 h 10 min',
    ]);
    expect([0, 0.4, 8, 59.6, 245, 8_040].map(duration)).toEqual([
      '0 s',
      '0.4 s',
      '8 s',
      '1 min 00 s',
      '4 min 05 s',
      '2 h 14 min',
    ]);
    expect(percent(0.4133)).toBe('41.3 %');
    expect([milliseconds(6.5500619), milliseconds(1234.5)]).toEqual(['6.6 ms', '1,235 ms']);
    expect(shortHash('sha256:0123456789abcdef')).toBe('0123456789');
  });

  it('never print a thousand of a unit that has a larger one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 11 }), (value) => {
        expect(short(value)).not.toMatch(/^1000 [kM]/);
        expect(bytes(value).value).not.toMatch(/^1,?000$/);
      }),
    );
  });

  it('tell times by how long ago they were', () => {
    const now = new Date(2026, 4, 12, 14, 5).getTime();
    expect(when(new Date(2026, 4, 12, 9, 1).getTime(), now)).toBe('today 09:01');
    expect(when(new Date(2026, 4, 11, 23, 59).getTime(), now)).toBe('yesterday 23:59');
    expect(when(new Date(2026, 3, 1, 8, 0).getTime(), now)).toBe('1 Apr 08:00');
    expect(when(new Date(2025, 3, 1, 8, 0).getTime(), now)).toBe('1 Apr 2025');
  });

  it('make file names that every system takes', () => {
    expect(fileName('textbooks+exercises / raw?', 'csv')).toBe('textbooks+exercises-raw.csv');
    expect(fileName('///', 'png')).toBe('hornbook.png');
  });
});

describe('textbooks', () => {
  const kinds = (blocks: readonly Block[]) => blocks.map((block) => block.kind);

  it('are read as headings, paragraphs, bare and fenced code, and lists', () => {
    const blocks = parseProse(recordAt(datasets[3]!, 0).text);
    expect(kinds(blocks)).toEqual([
      'heading',
      'paragraph',
      'paragraph',
      'code',
      'paragraph',
      'code',
      'paragraph',
      'list',
    ]);
    expect(blocks[3]).toMatchObject({
      text: expect.stringMatching(/^def count_words[\s\S]*return counts$/) as string,
    });
    expect(kinds(parseProse('Look:\n```python\nx = 1\n\ny = 2\n```\nDone.'))).toEqual([
      'paragraph',
      'code',
      'paragraph',
    ]);
  });

  it('keep a blank line within a function', () => {
    const blocks = parseProse('def f():\n    a = 1\n\n    return a\n\nIt returns one.');
    expect(blocks).toEqual([
      { kind: 'code', text: 'def f():\n    a = 1\n\n    return a' },
      { kind: 'paragraph', inlines: [{ kind: 'text', text: 'It returns one.' }] },
    ]);
  });

  it('lose no word, whatever the text', () => {
    const said = (block: Block): string =>
      block.kind === 'code'
        ? block.text
        : block.kind === 'list'
          ? block.items
              .flat()
              .map((one) => one.text)
              .join(' ')
          : block.inlines.map((one) => one.text).join('');
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'def f(x):',
            '    return x',
            '',
            'plain words',
            '# title',
            '- item',
            'a `code` b',
            '**bold** and *soft*',
            'print(1)',
          ),
        ),
        (lines) => {
          const words = (text: string) => text.match(/[a-z]+/g) ?? [];
          expect(words(parseProse(lines.join('\n')).map(said).join(' ')).sort()).toEqual(
            words(lines.join(' ')).sort(),
          );
        },
      ),
    );
  });

  it('treat markup as words', () => {
    expect(parseProse('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'paragraph', inlines: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }] },
    ]);
  });
});

describe('highlighting', () => {
  const text = (lines: readonly (readonly { text: string }[])[]) =>
    lines.map((line) => line.map((token) => token.text).join('')).join('\n');

  it('gives tones to Python and changes no character of it', async () => {
    const code = 'def f(x: int) -> str:\n    """Say it.\n    >>> f(1)\n    """\n    return "x" * 3  # done\n';
    const lines = await highlightPython(code);
    expect(text(lines)).toBe(code);
    const tones = new Set(lines.flat().map((token) => token.tone));
    expect([...tones]).toEqual(
      expect.arrayContaining(['keyword', 'function', 'comment', 'string', 'constant']),
    );
  });

  it('leaves what is beyond its limit plain, and complete', async () => {
    const code = 'x = 1\n'.repeat(LONGEST_HIGHLIGHT / 4);
    const lines = await highlightPython(code);
    expect(text(lines)).toBe(code);
    expect(lines.at(-2)).toEqual([{ text: 'x = 1', tone: null }]);
  });
});

describe('verdicts', () => {
  it('are told apart by shape alone', () => {
    expect(new Set(VERDICTS.map((verdict) => verdictLook(verdict).shape)).size).toBe(VERDICTS.length);
    expect(verdictLook('something-new').name).toBe('something-new');
  });
});
