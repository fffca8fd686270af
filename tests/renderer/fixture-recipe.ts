import type { JobView } from '../../preload/contract/jobs.ts';
import type { CallInput } from '../../preload/contract/contract.ts';
import type {
  PlannedStage,
  RecipePlan,
  RecipeView,
  StageDetails,
  StageFlow,
  StageView,
} from '../../preload/contract/recipe.ts';
import { planRecipe, stagesFrom, type StageRecord } from '../../main/core/study/recipe-plan.ts';
import type { RecipeSettings } from '../../main/core/study/recipe.ts';
import type { Known, RecipeFacts, StageInputs } from '../../main/core/study/stage-inputs.ts';
import { stageInputs } from '../../main/core/study/stage-inputs.ts';
import { becauseWords, planSentence } from '../../main/lab/recipe/plan-words.ts';
import { NOW } from './fixture-data.ts';
import { rows, stagesAt, type Moment } from './fixture-stages.ts';

const settings: RecipeSettings = { minutes: 12, seed: 1, rawPaths: [] };
const facts: RecipeFacts = {
  files: 'files',
  rubric: 1,
  curriculum: 1,
  problems: ['held-out', 'own words'],
  training: { preset: 'nano', vocabulary: 1024 },
};

const keyOf = (stage: string, inputs: StageInputs): string => `${stage} ${JSON.stringify(inputs)}`;

/** What every stage hands on in a made world: hashes need only differ. */
const handed: Required<Known> = {
  import: { raw: 'raw' },
  filter: { kept: 'kept' },
  textbooks: { textbooks: 'textbooks' },
  exercises: { exercises: 'exercises' },
  decontaminate: { data: ['raw', 'kept', 'textbooks', 'clean'] },
  tokenizer: { tokenizer: 'tokenizer', data: ['raw', 'kept', 'mixed', 'clean'] },
  train: { models: ['one', 'two'] },
  evaluate: { scores: [0.6] },
  report: { file: 'report' },
};

function recordsOf(stages: readonly StageView[]): StageRecord[] {
  return stages
    .filter(({ state }) => state === 'done' || state === 'reused')
    .map(({ id: stage, seconds }, index): StageRecord => {
      const inputs = stageInputs(stage, settings, facts, handed)!;
      const madeAt = NOW - 900_000 + index * 1_000;
      const key = keyOf(stage, inputs);
      return { stage, key, inputs, seconds: seconds!, madeAt, handedOn: handed[stage], whole: true };
    });
}

const dataset = (id: string, value: number, unit: string, size: number): StageFlow => ({
  name: id,
  amounts: [
    { value, unit },
    { value: size, unit: 'bytes' },
  ],
  place: { kind: 'dataset', id },
});

const raw = dataset('raw', 559, 'files', 9_612_004);
const kept = dataset('kept', 214, 'files', 3_702_118);
const textbooks = dataset('textbooks', 8_412, 'sections', 7_240_551);
const exercises = dataset('exercises', 51_204, 'exercises', 16_262_000);
const clean = [raw, kept, textbooks, dataset('exercises-clean', 50_000, 'exercises', 15_883_400)];
const curriculum: StageFlow = { name: 'built-in curriculum', amounts: [], place: null };
const models = ['run-1', 'run-2', 'run-3', 'run-4'].map((id): StageFlow => ({
  name: id,
  amounts: [{ value: 918_016, unit: 'parameters' }],
  place: { kind: 'run', id },
}));

const flows: Readonly<Record<PlannedStage['id'], readonly [readonly StageFlow[], readonly StageFlow[]]>> = {
  import: [[{ name: 'Python standard library', amounts: [], place: null }], [raw]],
  filter: [[raw], [kept, dataset('dropped', 345, 'files', 5_909_886)]],
  textbooks: [[curriculum], [textbooks]],
  exercises: [[curriculum], [exercises]],
  decontaminate: [[raw, kept, textbooks, exercises], clean],
  tokenizer: [clean, clean],
  train: [clean, models],
  evaluate: [
    models,
    [
      {
        name: 'textbooks+exercises, held-out',
        amounts: [
          { value: 61.3, unit: '%' },
          { value: 150, unit: 'problems' },
        ],
        place: { kind: 'evaluation', id: 'eval-4' },
      },
    ],
  ],
  report: [models, [{ name: 'report', amounts: [], place: { kind: 'report', id: 'report-1' } }]],
};

/** The plan as the lab makes it, over the records that the stages of a moment would have left. */
function fixturePlan(stages: readonly StageView[], { from, ...asked }: CallInput<'recipe.plan'>): RecipePlan {
  const working = stages.find(({ state }) => state === 'running' || state === 'failed');
  const plan = planRecipe({
    settings: asked as RecipeSettings,
    facts,
    records: recordsOf(stages),
    keyOf,
    before: settings,
    anew: from === undefined ? [] : stagesFrom(from),
    ...(working && {
      atWork: { stage: working.id, state: working.state as 'running' | 'failed', share: 0.5 },
    }),
  });
  return {
    stages: plan.map(({ stage, standing, made, seconds, record }, at): PlannedStage => {
      const { id, title, purpose, follows, counts, scrap, bytesOut } = stages[at]!;
      const [inputs, outputs] = flows[stage];
      const key = '0a1b2c3d4e5f';
      const outcome = record && {
        ...{ key, madeAt: record.madeAt, seconds: record.seconds, counts, scrap, bytesOut },
        ...{ inputs, outputs, again: null },
      };
      const words = { standing: standing.kind, because: becauseWords(standing) };
      return { id, title, purpose, follows, ...words, made, seconds, outcome };
    }),
    makes: plan.filter(({ made }) => made).length,
    seconds: plan.reduce((sum, { seconds }) => sum + seconds, 0),
    sentence: planSentence(plan),
  };
}

function fixtureDetails(stage: PlannedStage['id']): StageDetails {
  const parameters = [
    { name: 'seed', value: '1' },
    { name: 'threshold', value: '0.600' },
  ];
  switch (stage) {
    case 'train': {
      const curves = ['raw', 'filtered', 'textbooks', 'textbooks+exercises'].map((name, at) => ({
        name,
        values: Array.from({ length: 60 }, (_, step) => 5 / (1 + step / (10 + 5 * at))),
      }));
      return { parameters, sample: { kind: 'curves', curves } };
    }
    case 'evaluate':
      return {
        parameters,
        sample: {
          kind: 'verdicts',
          rows: [
            {
              name: 'textbooks+exercises',
              verdicts: Array.from({ length: 150 }, (_, at) => (at % 5 < 3 ? 'passed' : 'exception')),
            },
          ],
        },
      };
    case 'textbooks':
      return {
        parameters,
        sample: {
          kind: 'texts',
          texts: [
            {
              id: 'textbooks-00001',
              language: 'prose',
              text: '# Counting words\n\nA dictionary remembers one value for each key.\n\n```python\ncounts = {}\n```',
            },
          ],
        },
      };
    default:
      return {
        parameters,
        sample: {
          kind: 'texts',
          texts: [
            {
              id: 'fractions.py',
              language: 'python',
              text: 'def gcd(a, b):\n    while b:\n        a, b = b, a % b\n    return a',
            },
          ],
        },
      };
  }
}

export const recipeAnswers = (lab: { readonly moment: Moment; readonly job: JobView | null }) => ({
  'recipe.view': (): RecipeView => ({
    settings,
    job: lab.job,
    stages: stagesAt(lab.moment),
    rows: lab.moment === 'done' ? rows : lab.moment === 'running' ? rows.slice(0, 2) : [],
    reportId: lab.moment === 'done' ? 'report-1' : null,
  }),
  'recipe.plan': (input: CallInput<'recipe.plan'>) => fixturePlan(stagesAt(lab.moment), input),
  'recipe.stage': ({ stage }: CallInput<'recipe.stage'>) => fixtureDetails(stage),
});
