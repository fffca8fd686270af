import { describe, expect, it } from 'vitest';
import { parseCount } from '../../renderer/controls/parse-count.ts';
import {
  checkStudy,
  firstDraft,
  paperDraft,
  type StudyDraft,
} from '../../renderer/views/studies/study-draft.ts';

const choices = {
  datasets: ['raw', 'kept', 'code-textbook', 'exercises', 'raw', 'notes'].map((name, at) => ({
    id: `${name}-${String(at)}`,
    name,
    bytes: 1,
  })),
  presets: ['nano', 'micro'],
  benchmarks: [{ id: 'hornbook', name: 'hornbook' }],
};
const draft = (change: Partial<StudyDraft> = {}): StudyDraft => ({
  ...firstDraft(choices),
  datasets: ['raw-0'],
  ...change,
});

describe('a new study', () => {
  it.each([
    ['500k', 500_000],
    ['1.5M', 1_500_000],
    ['2_000_000', 2_000_000],
    ['1g', 1_000_000_000],
    ['0', null],
    ['1.5', null],
    ['0.0001k', null],
    ['many', null],
    ['-5', null],
  ])('reads %s as %s tokens', (text, tokens) => {
    expect(parseCount(text)).toBe(tokens);
  });

  it('becomes what is started', () => {
    expect(checkStudy(draft({ name: ' A ', tokens: '500k, 1M;2M', seeds: '0 7' }))).toEqual({
      ok: true,
      input: {
        name: 'A',
        datasets: ['raw-0'],
        presets: ['nano'],
        tokens: [500_000, 1_000_000, 2_000_000],
        seeds: [0, 7],
        benchmark: 'hornbook',
        answer: true,
      },
    });
  });

  it.each([
    [{ name: ' ' }, 'name', 'Give the study a name.'],
    [{ datasets: [] }, 'datasets', 'Choose the datasets to compare.'],
    [{ presets: [] }, 'presets', 'Choose at least one size of model.'],
    [{ tokens: '' }, 'tokens', 'Say how many tokens the models see, such as 500k 1M 2M.'],
    [{ tokens: '1M lots' }, 'tokens', '“lots” is no number of tokens; write 500k, 2M or 1_000_000.'],
    [{ seeds: '1.5' }, 'seeds', '“1.5” is no seed; use whole numbers from 0.'],
    [{ seeds: ' ' }, 'seeds', 'Give at least one seed.'],
  ] as const)('says what is not right: %o', (change, field, message) => {
    expect(checkStudy(draft({ ...change } as Partial<StudyDraft>))).toEqual({ ok: false, field, message });
  });

  it('fills in the paper’s figure with the newest of the recipe’s datasets, the plainest first', () => {
    expect(paperDraft(choices).datasets).toEqual(['raw-4', 'kept-1', 'code-textbook-2', 'exercises-3']);
  });
});
