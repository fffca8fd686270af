import { describe, expect, it } from 'vitest';
import { readExerciseAnswer } from '../../../main/core/teaching/exercise-answer.ts';
import { generateTextbooks } from '../../../main/core/teaching/textbooks.ts';
import { readTextbookAnswer } from '../../../main/core/teaching/textbook-answer.ts';

const code = `def double(x: int) -> int:\n    """Return twice x.\n\n    >>> double(2)\n    4\n    """\n    result = x * 2\n    return result\n`;
const check = `def check(candidate):\n    assert candidate(1) == 2\n    assert candidate(0) == 0\n    assert candidate(-3) == -6\n`;
const fence = (text: string, language = 'python'): string => `\`\`\`${language}\n${text}\`\`\`\n`;
const wanted = { entryPoint: 'double' };

describe('an exercise in an answer', () => {
  const right = {
    state: 'read',
    lesson: {
      entryPoint: 'double',
      prompt: `def double(x: int) -> int:\n    """Return twice x.\n\n    >>> double(2)\n    4\n    """\n`,
      solution: '    result = x * 2\n    return result\n',
      test: check,
    },
  };
  it.each([
    ['two blocks', `Here it is:\n${fence(code)}\nTests:\n${fence(check)}`],
    ['one block', fence(`${code}\n\n${check}`)],
    ['blocks without a language', `${fence(code, '')}${fence(check, '')}`],
    ['JSON', JSON.stringify({ code, tests: check })],
    ['fenced JSON', fence(`${JSON.stringify({ code, tests: check })}\n`, 'json')],
    [
      'tests that call the function by its name',
      fence(code) +
        fence(
          check
            .replaceAll('candidate(', 'double(')
            .replace('check(candidate)', 'check(candidate)')
            .replace('def check(double(', 'def check(candidate'),
        ),
    ],
    [
      'asserts alone',
      fence(code) + fence('assert double(1) == 2\nassert double(0) == 0\nassert double(-3) == -6\n'),
    ],
    ['Windows line ends', `${fence(code)}${fence(check)}`.replaceAll('\n', '\r\n')],
    ['a call of its own tests', fence(code) + fence(`${check}\ncheck(double)\n`)],
  ])('is read from %s', (_, answer) => {
    expect(readExerciseAnswer(answer, wanted)).toEqual(right);
  });

  it('keeps what stands before the function with its prompt', () => {
    const read = readExerciseAnswer(fence(`import math\n\n${code}`) + fence(check), wanted);
    expect(read).toMatchObject({
      lesson: { prompt: expect.stringMatching(/^import math\n\ndef double/) as string },
    });
  });

  it('takes the docstring’s examples for tests where there are none', () => {
    const three = code.replace('    4\n', '    4\n    >>> double(0)\n    0\n    >>> double(-1)\n    -2\n');
    expect(readExerciseAnswer(three, wanted)).toMatchObject({
      lesson: {
        test: 'def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(0) == 0\n    assert candidate(-1) == -2\n',
      },
    });
  });

  it.each([
    ['I am sorry, I cannot do that.', 'there is no Python in it'],
    ['', 'there is no Python in it'],
    ['{"code": "def f(', 'its JSON cannot be read'],
    ['{"function": "x"}', 'its JSON has no texts "code" and "tests"'],
    ['```python\ndef double(x):\n', 'its code block is never closed'],
    [fence('x = 1\n'), 'no block defines a function'],
    [fence('def double(x):\n    return 2 * x\n') + fence(check), 'the function double has no docstring'],
    [fence('def double(x):\n    """Twice."""\n    pass\n') + fence(check), 'the function double has no body'],
    [
      fence('def double(x):\n    """Twice.\n    return x\n') + fence(check),
      'the docstring of double is never closed',
    ],
    [
      fence(code.replace('double', 'triple')) + fence(check),
      'the function is called triple, and double was asked for',
    ],
    [fence(code), 'its tests assert 1 times; 3 are the least'],
    [
      fence(`${code}print(double(2))\n`) + fence(check),
      'something stands behind the function double: print(double(2))',
    ],
  ])('is refused in %j', (answer, reason) => {
    expect(readExerciseAnswer(answer, wanted)).toEqual({ state: 'unreadable', reason });
  });
});

const prose =
  'A loop does the same for each of many things, one after another, in the order in which they stand. '.repeat(
    3,
  );

describe('a section in an answer', () => {
  const blocksOf = (answer: string) => {
    const read = readTextbookAnswer(answer);
    if (read.state === 'unreadable') throw new Error(read.reason);
    return read.lesson;
  };

  it('states outputs by blocks marked so, right behind the code', () => {
    const { blocks, stated } = blocksOf(
      `${prose}\n\n${fence('def f(x):\n    return x\n')}\n${fence('print(f(2))\n')}\n${fence('2\n', 'output')}\nIt is not so:\n\n${fence('9\n', 'output')}`,
    );
    expect(stated).toBe(1);
    expect(blocks).toEqual([
      { code: 'def f(x):\n    return x\n', expectedOutput: null },
      { code: 'print(f(2))\n', expectedOutput: '2\n' },
    ]);
  });

  it('takes an unmarked block for an output only where the prose announces it', () => {
    const shown = `${prose}\n${fence('print(1)\n')}\nThis prints:\n\n${fence('1\n', '')}`;
    expect(blocksOf(shown).stated).toBe(1);
    expect(blocksOf(shown.replace('This prints:', 'Now consider')).stated).toBe(0);
  });

  it('reads examples of the interactive prompt, values and prints', () => {
    const { blocks } = blocksOf(
      `${prose}\n${fence(">>> words = ['a']\n>>> words\n['a']\n>>> for w in words:\n...     print(w)\na\n")}`,
    );
    expect(blocks).toEqual([
      { code: "words = ['a']\n", expectedOutput: null },
      { code: 'print(repr(words))\n', expectedOutput: "['a']" },
      { code: 'for w in words:\n    print(w)\n', expectedOutput: 'a' },
    ]);
  });

  it('reads the plain paragraphs of the built-in curriculum', () => {
    const { blocks } = blocksOf(
      `# Loops\n\n${prose}\n\ndef f(x):\n    return x\n\nLet us try it:\n\nprint(f(3))\n\nThis prints: 3\n`,
    );
    expect(blocks).toEqual([
      { code: 'def f(x):\n    return x\n', expectedOutput: null },
      { code: 'print(f(3))\n', expectedOutput: '3' },
    ]);
  });

  it('finds every output that a section of the curriculum states, whatever its words', () => {
    for (const { text, blocks } of generateTextbooks({ seed: 11, count: 300 })) {
      const stated = blocksOf(text).blocks.flatMap(({ expectedOutput }) => expectedOutput ?? []);
      const outputs = blocks.map(({ expectedOutput }) => expectedOutput);
      expect(
        stated.map((output) => output.trimEnd()),
        text,
      ).toEqual(outputs);
    }
  });

  it.each([
    [prose, 'there is no Python in it'],
    [`${prose}\n\`\`\`python\nprint(1)\n`, 'a code block is never closed'],
    [`Short.\n${fence('print(1)\n')}`, 'its prose has 1 words; 40 are the least'],
  ])('is refused in %j', (answer, reason) => {
    expect(readTextbookAnswer(answer)).toEqual({ state: 'unreadable', reason });
  });
});
