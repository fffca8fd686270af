import { describe, expect, it } from 'vitest';
import { fillPrompt, listLines, parsePromptFile } from '../../../main/core/teaching/prompt-file.ts';

const head = (slots: string, rest = ''): string =>
  `---\ntitle: T\nfor: exercise\n${rest}slots:\n${slots}---\n\n## System\n\nBe short.\n\n## Prompt\n\n`;

describe('a prompt file', () => {
  it('states its settings, its slots by type, and two texts', () => {
    const prompt = parsePromptFile(
      'e.md',
      `${head('  name: one of names.txt\n  level: one of levels.txt\n', 'max-tokens: 50\ntemperature: 0.2\n')}Write {{name}}, {{ level }}.\n`,
    );
    expect(prompt).toMatchObject({
      use: 'exercise',
      form: 'chat',
      maxTokens: 50,
      temperature: 0.2,
      topP: 1,
      system: 'Be short.',
    });
    expect([...prompt.slots]).toEqual([
      ['name', { kind: 'list', file: 'names.txt' }],
      ['level', { kind: 'list', file: 'levels.txt' }],
    ]);
    expect(fillPrompt(prompt, { name: 'add_all', level: 'easy' })).toEqual({
      system: 'Be short.',
      prompt: 'Write add_all, easy.',
    });
  });

  it.each([
    [
      'used and not declared',
      head('  name: one of n.txt\n') + '{{name}} {{level}}',
      /e\.md: the slot level is used and not declared/,
    ],
    [
      'declared and not used',
      head('  name: one of n.txt\n  level: one of l.txt\n') + '{{name}}',
      /e\.md: the slot level is declared and never used/,
    ],
    [
      'of no type',
      head('  name: number\n') + '{{name}}',
      /the slot name has the type "number"; a type is line, text, whole, or one of FILE\.txt/,
    ],
    [
      'nothing would fill',
      head('  name: text\n') + '{{name}}',
      /the slot name has the type text, but nothing would fill it/,
    ],
    ['no head', '## Prompt\nx', /has no head/],
    ['no prompt', '---\nfor: exercise\n---\n\nHello', /nothing under a heading ## Prompt/],
    [
      'no use',
      '---\nfor: poem\n---\n## Prompt\nx',
      /must say for: textbook, exercise, repair \(it says "poem"\)/,
    ],
    [
      'an unknown setting',
      '---\nfor: exercise\ntemprature: 1\n---\n## Prompt\nx',
      /has temprature in its head/,
    ],
    ['a temperature of 9', '---\nfor: exercise\ntemperature: 9\n---\n## Prompt\nx', /says temperature: 9/],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parsePromptFile('e.md', text)).toThrow(message);
  });

  it('is filled with what its slots take, and nothing else', () => {
    const repair = parsePromptFile(
      'r.md',
      '---\nfor: repair\nslots:\n  request: text\n  answer: text\n  reason: line\n---\n## Prompt\n{{request}} {{answer}} {{reason}}',
    );
    const values = { request: 'a\nb', answer: '{{reason}} $&', reason: 'c' };
    expect(fillPrompt(repair, values).prompt).toBe('a\nb {{reason}} $& c');
    expect(() => fillPrompt(repair, { ...values, reason: 'c\nd' })).toThrow(
      /r\.md: the slot reason takes one line/,
    );
    expect(() => fillPrompt(repair, { request: '', answer: '' })).toThrow(
      /the slot reason was given nothing/,
    );
    expect(() => fillPrompt(repair, { ...values, extra: '' })).toThrow(
      /the slot extra was given a value, but/,
    );
  });

  it('takes each line of a list once, and no comments', () => {
    expect(listLines('# topics\nloops\n\n  lists \r\nloops\n')).toEqual(['loops', 'lists']);
  });
});
