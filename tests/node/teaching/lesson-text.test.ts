import { expect, it } from 'vitest';
import { lessonText } from '../../../main/node/teaching/read-lesson.ts';

const beginning = { prompt: 'def f(' };
const code = 'x):\n    return x\n\n\ndef check(candidate):\n    assert candid';
const heading = { prompt: '# Loops\n\n' };
const prose = 'A loop repeats.\n\nfor x in y:\n    print(x)\n\nThis pri';

it.each([
  ['exercises', beginning, 'stop', code, `def f(${code}`],
  ['exercises', beginning, 'length', code, 'def f(x):\n    return x\n\n\ndef check(candidate):\n'],
  ['textbooks', heading, 'length', prose, '# Loops\n\nA loop repeats.\n\nfor x in y:\n    print(x)\n'],
  // Without one whole part there is nothing to cut to; the reader says what is wrong with it.
  ['exercises', beginning, 'length', 'x, y', 'def f(x, y'],
] as const)(
  'what a bare model wrote of %s goes as far as it is whole (%#)',
  (kind, lesson, finish, text, whole) => {
    expect(lessonText(kind, 'continuation', lesson, { text, finish })).toBe(whole);
  },
);

it('what a chat model wrote stands for itself', () => {
  expect(lessonText('exercises', 'chat', beginning, { text: code, finish: 'length' })).toBe(code);
});
