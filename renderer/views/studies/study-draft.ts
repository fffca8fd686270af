import type { StudyChoices, StudyStart } from '../../../preload/contract/studies.ts';
import { parseCount } from '../../controls/parse-count.ts';

/** A new study as it is typed. */
export type StudyDraft = {
  name: string;
  datasets: string[];
  presets: string[];
  /** Counts apart by spaces or commas; `2M` and `500k` are understood. */
  tokens: string;
  seeds: string;
  benchmark: string;
  answer: boolean;
};

export type CheckedStudy =
  | { readonly ok: true; readonly input: StudyStart }
  | { readonly ok: false; readonly field: keyof StudyDraft; readonly message: string };

/** The datasets of the recipe, from the plainest to the best: what the paper's Figure 2.1 compares. */
const PAPER_ORDER = ['raw', 'kept', 'filtered', 'code-textbook', 'exercises'];

export function firstDraft(choices: StudyChoices): StudyDraft {
  const { benchmarks } = choices;
  return {
    name: 'What data is worth',
    datasets: newestOfRecipe(choices),
    presets: ['nano'],
    tokens: '500k 1M 2M',
    seeds: '1 2 3',
    benchmark: benchmarks[0]?.id ?? '',
    answer: true,
  };
}

const newestOfRecipe = ({ datasets }: StudyChoices): string[] =>
  PAPER_ORDER.flatMap((name) => datasets.findLast((one) => one.name === name)?.id ?? []);

/** The paper's Figure 2.1 at a desk: the newest of each of the recipe's datasets, two sizes, compute that doubles. */
export function paperDraft(choices: StudyChoices): StudyDraft {
  return {
    ...firstDraft(choices),
    name: 'Figure 2.1 at this desk',
    presets: ['nano', 'micro'],
    tokens: '500k 1M 2M 4M',
    seeds: '1',
  };
}

const words = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** What to start, or the first thing that is not right. */
export function checkStudy(draft: StudyDraft): CheckedStudy {
  const wrong = (field: keyof StudyDraft, message: string): CheckedStudy => ({ ok: false, field, message });
  const name = draft.name.trim();
  if (name === '') return wrong('name', 'Give the study a name.');
  if (draft.datasets.length === 0) return wrong('datasets', 'Choose the datasets to compare.');
  if (draft.presets.length === 0) return wrong('presets', 'Choose at least one size of model.');
  const tokens: number[] = [];
  for (const word of words(draft.tokens)) {
    const count = parseCount(word);
    if (count === null)
      return wrong('tokens', `“${word}” is no number of tokens; write 500k, 2M or 1_000_000.`);
    tokens.push(count);
  }
  if (tokens.length === 0) return wrong('tokens', 'Say how many tokens the models see, such as 500k 1M 2M.');
  const seeds: number[] = [];
  for (const word of words(draft.seeds)) {
    const seed = Number(word);
    if (!Number.isInteger(seed) || seed < 0 || seed > 2 ** 31 - 1)
      return wrong('seeds', `“${word}” is no seed; use whole numbers from 0.`);
    seeds.push(seed);
  }
  if (seeds.length === 0) return wrong('seeds', 'Give at least one seed.');
  const { datasets, presets, benchmark, answer } = draft;
  return {
    ok: true,
    input: { name, datasets, presets, tokens, seeds, answer, ...(benchmark === '' ? {} : { benchmark }) },
  };
}
