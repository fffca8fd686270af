import type { CallOutputs } from '../../preload/contract/contract.ts';
import type { TeachingOutputs, TeachingSummary, TeachingView } from '../../preload/contract/teaching.ts';
import { NOW } from './fixture-data.ts';

const text = '## Prompt\n\nWrite an exercise whose function is called {{name}}.\n';

const summary: TeachingSummary = {
  job: {
    id: 'job-teach',
    kind: 'data',
    title: 'Teach exercises: exercises',
    state: 'done',
    startedAt: NOW - 3_600_000,
    endedAt: NOW - 3_000_000,
    progress: null,
    error: null,
    queuePosition: null,
    result: null,
  },
  lessons: 'exercises',
  teacher: 'tutor',
  count: 3,
  repair: false,
};

const lesson = (number: number, verdict: 'kept' | 'aside'): TeachingView['recent'][number] => ({
  lesson: number,
  attempt: 0,
  about: `count_pairs_${String(number)} · easy`,
  verdict,
  cause: verdict === 'kept' ? '' : 'an answer in another form',
  reason: verdict === 'kept' ? '' : 'there is no Python in it',
  mutants: verdict === 'kept' ? 8 : 0,
  noticed: verdict === 'kept' ? 7 : 0,
  stated: 0,
  text: verdict === 'kept' ? 'def count_pairs(items):\n    """Count."""\n    return 0\n' : 'I am sorry.',
});

const teaching: TeachingView = {
  ...summary,
  kept: 2,
  aside: 1,
  causes: [{ cause: 'an answer in another form', lessons: 1 }],
  mutants: 16,
  noticed: 14,
  stated: 0,
  repaired: 0,
  recent: [lesson(2, 'kept'), lesson(1, 'aside'), lesson(0, 'kept')],
  writing: [],
  spent: { promptTokens: 640, completionTokens: 500, cost: 0.001, estimatedShare: 0, lostTokens: 0 },
  ended: {
    summary: 'Kept 2 of 3 exercises (66.7 %), 1 aside; tests noticed 87.5 % of 16 wrong solutions.',
    diversity: { texts: 2, distinct: [0.4, 0.7, 0.8, 0.9], nearDuplicates: 0, spread: null },
    beyondBudget: 0,
    dataset: 'exercises-1',
    dropped: 'exercises-dropped-1',
  },
  canRepair: true,
};

/** Teaching as a fixture of the renderer sees it: one that has ended, and one prompt with one list. */
export const teachAnswers: { readonly [Name in keyof TeachingOutputs]: () => CallOutputs[Name] } = {
  'teach.view': () => ({
    prompts: [
      {
        ...{ file: 'exercise.md', text, edited: false, builtIn: true, error: null },
        ...{ title: 'An exercise with its solution and tests', use: 'exercise', form: 'chat' },
        slots: [{ name: 'name', type: 'one of names.txt', values: 2 }],
        combinations: 2,
      },
    ],
    lists: [{ file: 'names.txt', text: 'count_pairs\nlast_word\n', lines: 2, edited: false, builtIn: true }],
    teachings: [summary],
    checkpoints: [],
    llama: false,
    endpoint: { baseUrl: null, model: null, keyVariable: null },
  }),
  'teach.teaching': () => teaching,
  'teach.estimate': () => ({
    lessons: 2,
    combinations: 2,
    promptTokens: 40,
    answerTokensAtMost: 2000,
    costAtMost: 0,
    usedUp: null,
  }),
  'teach.start': () => ({ state: 'started', job: summary.job }),
  'teach.repair': () => ({ state: 'started', job: summary.job }),
  'teach.savePrompt': () => null,
  'teach.resetPrompt': () => null,
};
