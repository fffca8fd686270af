import { describe, expect, it } from 'vitest';
import type { PromptView } from '../../preload/contract/teaching.ts';
import { formatRoute, parseRoute } from '../../renderer/bridge/route.ts';
import {
  checkDraft,
  newDraft,
  promptsFor,
  trialOf,
  type TeachDraft,
} from '../../renderer/views/teach/teach-draft.ts';

const draft = (changes: Partial<TeachDraft> = {}): TeachDraft => ({ ...newDraft(), ...changes });
const started = (changes: Partial<TeachDraft>) => {
  const check = checkDraft(draft(changes));
  if (!check.ok) throw new Error(check.message);
  return check;
};

describe('the form for new lessons', () => {
  it('sends what is meant, and nothing that the teacher has no use for', () => {
    expect(started({ address: 'left over', promptPrice: 'left over' }).start).toEqual({
      lessons: 'exercises',
      parameters: { teacher: 'curriculum', count: 1000, seed: 1 },
    });
    expect(started({ withTests: true }).start.parameters).toMatchObject({ withTests: true });
    // A box that was ticked for exercises says nothing of sections.
    const { start, estimate } = started({
      withTests: true,
      lessons: 'textbooks',
      teacher: 'endpoint',
      address: 'http://127.0.0.1:1/v1',
      model: ' tutor ',
      count: '20',
      promptPrice: '0.5',
      moneyCap: '2',
      prompt: 'mine.md',
      out: 'books',
    });
    expect(start).toEqual({
      lessons: 'textbooks',
      parameters: {
        teacher: 'endpoint',
        address: 'http://127.0.0.1:1/v1',
        model: 'tutor',
        count: 20,
        seed: 1,
        promptPrice: 0.5,
        moneyCap: 2,
        prompt: 'mine.md',
        atOnce: 4,
        repair: true,
        out: 'books',
      },
    });
    expect(estimate).toMatchObject({
      lessons: 'textbooks',
      count: 20,
      promptPrice: 0.5,
      answerPrice: 0,
      prompt: 'mine.md',
    });
  });

  it('tries one lesson that the whole run then takes as it is: same teacher, prompt and seed', () => {
    const { start } = started({ teacher: 'endpoint', model: 'tutor', seed: '9' });
    expect(trialOf(start).parameters).toEqual({
      ...start.parameters,
      count: 1,
      repair: false,
      out: 'trial-exercises',
    });
  });

  it.each([
    [{ count: '0' }, 'count', 'Lessons is "0"; it must be a whole number of 1 or more.'],
    [{ seed: '' }, 'seed', 'Seed is ""; it must be a whole number of 0 or more.'],
    [{ teacher: 'endpoint', address: 'localhost' }, 'address', /must begin with http/],
    [{ teacher: 'gguf' }, 'gguf', 'Name the file of a GGUF model.'],
    [{ teacher: 'checkpoint' }, 'checkpoint', 'Choose a checkpoint.'],
    [{ teacher: 'endpoint', tokenCap: 'many' }, 'tokenCap', 'It must be a number of 0 or more, or empty.'],
    [{ teacher: 'endpoint', atOnce: '100' }, 'atOnce', 'Requests at once is "100"; it must be 1 to 64.'],
  ] as const)('refuses %j', (changes, field, message) => {
    expect(checkDraft(draft(changes))).toMatchObject({
      ok: false,
      field,
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
    });
  });

  it('offers the prompts that suit, the usual one first', () => {
    const prompt = (file: string, use: PromptView['use'], form: PromptView['form']): PromptView => ({
      ...{ file, use, form, title: file, text: '', edited: false, builtIn: true },
      ...{ error: null, slots: [], combinations: null },
    });
    const all = [
      prompt('broken.md', null, null),
      prompt('a.md', 'exercise', 'chat'),
      prompt('exercise.md', 'exercise', 'chat'),
      prompt('exercise-continuation.md', 'exercise', 'continuation'),
      prompt('textbook.md', 'textbook', 'chat'),
    ];
    const files = (changes: Partial<TeachDraft>) => promptsFor(draft(changes), all).map(({ file }) => file);
    expect(files({ teacher: 'endpoint' })).toEqual(['exercise.md', 'a.md']);
    expect(files({ teacher: 'checkpoint' })).toEqual(['exercise-continuation.md']);
    expect(files({ teacher: 'gguf', lessons: 'textbooks' })).toEqual(['textbook.md']);
  });
});

describe('the address of a teaching', () => {
  it.each(['#/teach', '#/teach?show=prompts', '#/teach/20261123-1'])('%s', (hash) => {
    expect(formatRoute(parseRoute(hash))).toBe(hash);
  });
});
