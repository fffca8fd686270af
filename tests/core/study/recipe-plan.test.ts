import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanQuestion, StagePlan, StageRecord } from '../../../main/core/study/recipe-plan.ts';
import { planRecipe, stagesFrom } from '../../../main/core/study/recipe-plan.ts';
import type { RecipeSettings, RecipeStage } from '../../../main/core/study/recipe.ts';
import { RECIPE_STAGES } from '../../../main/core/study/recipe.ts';
import type { HandedOn, Known, RecipeFacts, StageInputs } from '../../../main/core/study/stage-inputs.ts';
import { STAGE_FOLLOWS, stageInputs } from '../../../main/core/study/stage-inputs.ts';

const settings: RecipeSettings = { minutes: 12, seed: 1, rawPaths: [] };
const facts: RecipeFacts = {
  files: 'f',
  rubric: 2,
  curriculum: 3,
  problems: ['p', 'q'],
  training: { vocabulary: 1024, batch: 8 },
};
const keyOf = (stage: RecipeStage, inputs: StageInputs): string => `${stage} ${JSON.stringify(inputs)}`;

/** Made data is different from different inputs. */
function handedBy(stage: RecipeStage, key: string): HandedOn[RecipeStage] {
  const made: { readonly [Stage in RecipeStage]: HandedOn[Stage] } = {
    import: { raw: key },
    filter: { kept: key },
    textbooks: { textbooks: key },
    exercises: { exercises: key },
    decontaminate: { data: [key, 'kept', 'textbooks', 'exercises'] },
    tokenizer: { tokenizer: key, data: [key] },
    train: { models: [key] },
    evaluate: { scores: [1] },
    report: { file: key },
  };
  return made[stage];
}

/** What a whole run with these settings leaves on record. */
function recordsOf(wanted: RecipeSettings, known: RecipeFacts = facts, madeAt = 1): StageRecord[] {
  let handed: Known = {};
  return RECIPE_STAGES.map((stage) => {
    const inputs = stageInputs(stage, wanted, known, handed)!;
    const key = keyOf(stage, inputs);
    const handedOn = handedBy(stage, key);
    handed = { ...handed, [stage]: handedOn };
    return { stage, key, inputs, seconds: 10, madeAt, handedOn, whole: true };
  });
}

const plan = (question: Partial<PlanQuestion>): Readonly<Record<RecipeStage, StagePlan>> => {
  const stages = planRecipe({
    settings,
    facts,
    records: recordsOf(settings),
    keyOf,
    before: settings,
    ...question,
  });
  return Object.fromEntries(stages.map((stage) => [stage.stage, stage])) as never;
};
const made = (stages: ReturnType<typeof plan>): RecipeStage[] =>
  RECIPE_STAGES.filter((stage) => stages[stage].made);

describe('the plan of a recipe', () => {
  it('has never run where nothing is on record', () => {
    const stages = plan({ records: [], before: undefined });
    expect(RECIPE_STAGES.map((stage) => stages[stage].standing.kind)).toEqual(
      RECIPE_STAGES.map(() => 'never'),
    );
    // Twelve minutes of training, and what else there is, on two idle cores.
    const seconds = RECIPE_STAGES.reduce((sum, stage) => sum + stages[stage].seconds, 0);
    expect(seconds).toBeGreaterThan(12 * 60);
    expect(seconds).toBeLessThan(20 * 60);
  });

  it('makes nothing where all is there', () => {
    expect(made(plan({}))).toEqual([]);
    expect(plan({}).train).toMatchObject({ standing: { kind: 'current' }, seconds: 0 });
  });

  it('names the setting, and behind it the stage that it follows from', () => {
    const stages = plan({ settings: { ...settings, minutes: 6 } });
    expect(made(stages)).toEqual(RECIPE_STAGES.slice(2));
    expect(stages.textbooks.standing).toEqual({
      kind: 'stale',
      because: [{ kind: 'setting', setting: 'minutes', was: null, now: null }],
    });
    expect(stages.train.standing).toEqual({
      kind: 'stale',
      because: [
        { kind: 'setting', setting: 'minutes', was: '12', now: '6' },
        { kind: 'follows', stage: 'tokenizer' },
      ],
    });
    // Half the minutes, half the time that it took.
    expect(stages.train.seconds).toBe(5);
  });

  it('keeps the lessons of a budget that asks for no more of them', () => {
    const [most, more] = [
      { ...settings, minutes: 40 },
      { ...settings, minutes: 60 },
    ];
    expect(made(plan({ settings: more, before: most, records: recordsOf(most) }))).toEqual([
      'train',
      'evaluate',
      'report',
    ]);
  });

  it.each([
    [{ seed: 2 }, RECIPE_STAGES.slice(1)],
    [
      { rawPaths: ['/code'] },
      ['import', 'filter', 'decontaminate', 'tokenizer', 'train', 'evaluate', 'report'],
    ],
    [{ engine: 'tfjs' }, ['train', 'evaluate', 'report']],
    [{ threads: 1 }, ['report']],
  ] as const)('%j makes only what follows', (change, stages) => {
    expect(made(plan({ settings: { ...settings, ...change } }))).toEqual(stages);
  });

  it('tells what changed beside the settings', () => {
    const after = (change: Partial<RecipeFacts>) => plan({ facts: { ...facts, ...change } });
    expect(after({ curriculum: 4 }).exercises.standing).toEqual({
      kind: 'stale',
      because: [{ kind: 'changed', what: 'curriculum' }],
    });
    expect(made(after({ curriculum: 4 }))).not.toContain('filter');
    expect(after({ rubric: 3 }).filter.standing).toMatchObject({ because: [{ what: 'rubric' }] });
    expect(after({ files: 'g' }).import.standing).toMatchObject({ because: [{ what: 'raw files' }] });
    expect(after({ problems: ['p', 'r'] }).evaluate.standing).toMatchObject({
      because: [{ what: 'problems' }, { kind: 'follows', stage: 'train' }],
    });
    expect(after({ problems: ['p', 'q', 'h'] }).evaluate.standing).toMatchObject({
      because: [{ kind: 'setting', setting: 'humanEvalPath' }, { kind: 'follows' }],
    });
    expect(after({ training: { vocabulary: 512, batch: 8 } }).tokenizer.standing).toMatchObject({
      because: [{ what: 'training recipe' }],
    });
  });

  it('goes back to settings that have run before without making anything', () => {
    const other = { ...settings, seed: 2 };
    const records = [...recordsOf(settings, facts, 1), ...recordsOf(other, facts, 2)];
    expect(made(plan({ records }))).toEqual([]);
    expect(made(plan({ records, settings: other }))).toEqual([]);
  });

  it('tells which of several stages before it is not what it was made from', () => {
    // With seed 2 the data was made, and nothing of what follows.
    const other = { ...settings, seed: 2 };
    const records = [...recordsOf(settings), ...recordsOf(other, facts, 2).slice(0, 4)];
    const stages = plan({ records, settings: other });
    expect(made(stages)).toEqual(RECIPE_STAGES.slice(4));
    expect(stages.decontaminate.standing).toEqual({
      kind: 'stale',
      because: ['filter', 'textbooks', 'exercises'].map((stage) => ({ kind: 'follows', stage })),
    });
  });

  it('makes what is gone again, and what follows only where that cannot be the same', () => {
    const without = (gone: RecipeStage) =>
      recordsOf(settings).map((record) => ({ ...record, whole: record.stage !== gone }));
    const filter = plan({ records: without('filter') });
    expect(made(filter)).toEqual(['filter']);
    expect(filter.filter.standing).toEqual({ kind: 'stale', because: [{ kind: 'gone' }] });
    // The same minutes hold other steps the next time.
    expect(made(plan({ records: without('train') }))).toEqual(['train', 'evaluate', 'report']);
  });

  it('makes what is asked for and all that follows, also where it is current', () => {
    const stages = plan({ anew: stagesFrom('filter') });
    expect(made(stages)).toEqual(['filter', ...RECIPE_STAGES.slice(4)]);
    expect(stages.filter.standing).toEqual({ kind: 'stale', because: [{ kind: 'asked' }] });
    expect(stages.decontaminate.standing).toEqual({
      kind: 'stale',
      because: [{ kind: 'follows', stage: 'filter' }],
    });
    expect(made(plan({ anew: stagesFrom('report') }))).toEqual(['report']);
  });

  it('shows where a job is, and counts only what is left of training', () => {
    const records = recordsOf(settings).filter(
      ({ stage }) => !['train', 'evaluate', 'report'].includes(stage),
    );
    const at = (state: 'running' | 'stopped' | 'failed', stage: RecipeStage = 'train') =>
      plan({ records, atWork: { stage, state, share: 0.75 } });
    expect(at('running').train.standing).toEqual({ kind: 'running' });
    expect(at('failed').train.standing).toEqual({ kind: 'failed' });
    expect(at('stopped').train.seconds).toBeCloseTo(plan({ records }).train.seconds / 4);
    // A stage that is there is not at work, whatever an earlier job of other settings did.
    expect(at('failed', 'filter').filter.standing).toEqual({ kind: 'current' });
  });

  it('learns what records of before were made from, where the settings lead to them', () => {
    const records = recordsOf(settings).map((record) => ({ ...record, inputs: null }));
    const other = { ...settings, seed: 2 };
    expect(made(plan({ records }))).toEqual([]);
    expect(plan({ records, settings: other }).filter.standing).toMatchObject({
      because: [{ setting: 'seed' }],
    });
    expect(plan({ records, settings: other, before: undefined }).filter.standing).toEqual({
      kind: 'stale',
      because: [{ kind: 'unrecorded' }],
    });
  });

  it('never takes up a stage behind one whose outcome is open, and always has a reason', () => {
    const change = fc.record(
      {
        minutes: fc.constantFrom(1, 12, 40),
        seed: fc.constantFrom(1, 2),
        rawPaths: fc.constantFrom([], ['/code']),
        threads: fc.constantFrom(1, 2),
      },
      { requiredKeys: [] },
    );
    const kept = fc.subarray([...RECIPE_STAGES]);
    fc.assert(
      fc.property(change, kept, fc.option(fc.constantFrom(...RECIPE_STAGES)), (wanted, there, from) => {
        const records = recordsOf(settings).filter(({ stage }) => there.includes(stage));
        const stages = plan({
          settings: { ...settings, ...(wanted as Partial<RecipeSettings>) },
          records,
          anew: from === null ? [] : stagesFrom(from),
        });
        for (const stage of RECIPE_STAGES) {
          const { standing, seconds } = stages[stage];
          expect(stages[stage].made).toBe(standing.kind !== 'current');
          expect(seconds > 0).toBe(stages[stage].made);
          if (standing.kind === 'stale') expect(standing.because.length).toBeGreaterThan(0);
          // The report is identified by the models, as an evaluation of them is.
          if (stage === 'report') continue;
          if (STAGE_FOLLOWS[stage].some((before) => stages[before].made))
            expect(stages[stage].made).toBe(true);
        }
      }),
    );
  });
});
