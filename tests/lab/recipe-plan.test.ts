import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECIPE_STAGES } from '../../main/core/study/recipe.ts';
import { RECIPE_STAGE_NAMES } from '../../preload/contract/recipe.ts';
import { makeCalls } from '../../main/lab/calls.ts';
import { stageKey } from '../../main/jobs/recipe/stage-record.ts';
import { temporaryFolder, openTestLab, until } from './open-test-lab.ts';

const lightRecipe = join(import.meta.dirname, 'light-recipe-job.ts');
const order = { minutes: 12, seed: 1, rawPaths: [] };

async function openRecipeLab() {
  const folder = temporaryFolder();
  const { parts } = await openTestLab(folder, { jobEntry: () => lightRecipe });
  const calls = makeCalls(parts);
  /** Runs the recipe to its end and tells which stages were made. */
  const run = async (input: Parameters<(typeof calls)['recipe.start']>[0]) => {
    const { id } = await calls['recipe.start'](input);
    const view = await until('the recipe to end', async () => {
      const now = await calls['recipe.view'](undefined);
      return now.job?.id === id && now.job.state === 'done' ? now : null;
    });
    return view.stages.filter(({ state }) => state === 'done').map(({ id: stage }) => stage);
  };
  const plan = (input: Parameters<(typeof calls)['recipe.plan']>[0]) => calls['recipe.plan'](input);
  const planned = async (input: Parameters<typeof plan>[0]) =>
    (await plan(input)).stages.filter(({ made }) => made).map(({ id }) => id);
  return { folder, calls, run, plan, planned };
}

describe("a recipe's plan", () => {
  it('says before a run what the run then makes, and nothing else is made', async () => {
    const { folder, calls, run, plan, planned } = await openRecipeLab();
    const first = await plan(order);
    expect(first.sentence).toMatch(/^Makes all 9 stages, about 1\d minutes\.$/);
    expect(first.stages.every(({ standing }) => standing === 'never')).toBe(true);
    expect(await run(order)).toEqual(RECIPE_STAGES);
    expect(await plan(order)).toMatchObject({ makes: 0, sentence: 'All 9 stages are there; nothing to make.' });

    for (const change of [{ minutes: 13 }, { threads: 2 }]) {
      const other = { ...order, ...change };
      const said = await planned(other);
      expect(said.length).toBeGreaterThan(0);
      expect(said.length).toBeLessThan(9);
      expect(await run(other)).toEqual(said);
      expect(await planned(other)).toEqual([]);
      expect(await planned(order)).toEqual([]);
    }
    const { stages, sentence } = await plan({ ...order, seed: 3 });
    // The seed on the screen is the last run's.
    expect(stages[1]).toMatchObject({ id: 'filter', standing: 'stale', because: ['seed 1 → 3'] });
    expect(sentence).toMatch(/^Changes 8 of 9 stages: Filter onwards, /);

    const filter = (await plan(order)).stages[1]!;
    expect(filter.outcome).toMatchObject({
      inputs: [{ name: 'raw', amounts: [{ value: 10 }, { value: 1_000 }] }],
      outputs: [{ name: 'kept' }, { name: 'dropped' }],
      again: null,
    });
    const key = filter.outcome!.key;
    const details = await calls['recipe.stage']({ stage: 'filter', key });
    expect(details.parameters).toContainEqual({ name: 'seed', value: '1' });
    await expect(calls['recipe.stage']({ stage: 'filter', key: '000000000000' })).rejects.toMatchObject({
      code: 'unknown-outcome',
    });

    // What is gone is made again, and comes out the same, so that nothing after it is.
    rmSync(join(folder, 'datasets', `kept-${key}`), { recursive: true });
    expect(await planned(order)).toEqual(['filter']);
    expect(await run(order)).toEqual(['filter']);
  });

  it('runs from a stage on, tells the same from the different, and does nothing twice', async () => {
    const { folder, run, plan, planned } = await openRecipeLab();
    await run(order);
    const before = readdirSync(join(folder, 'recipe'));
    const from = { ...order, from: 'tokenizer' as const };
    expect(await planned(from)).toEqual(['tokenizer', 'train', 'evaluate', 'report']);
    expect((await plan(from)).sentence).toMatch(/^Changes 4 of 9 stages: Tokenizer onwards, /);
    expect(await run(from)).toEqual(['tokenizer', 'train', 'evaluate', 'report']);
    const again = (await plan(order)).stages.map(({ outcome }) => outcome?.again ?? null);
    expect(again.slice(0, 7)).toEqual([null, null, null, null, null, 'same', 'different']);
    // Evaluation and report of the new models have identities of their own; the old ones stay.
    expect(readdirSync(join(folder, 'recipe'))).toEqual(expect.arrayContaining(before));
    expect(await planned(order)).toEqual([]);
  });

  it('says what is wrong with a path before anything is run', async () => {
    const { plan } = await openRecipeLab();
    await expect(plan({ ...order, rawPaths: ['/nowhere/at/all'] })).rejects.toMatchObject({
      code: 'import-path',
      message: 'There is no file or folder /nowhere/at/all; check the path.',
    });
  });

  it('takes a record that cannot be read for none', async () => {
    const { folder, run, planned } = await openRecipeLab();
    await run(order);
    const name = readdirSync(join(folder, 'recipe')).find((file) => file.startsWith('evaluate-'))!;
    const path = join(folder, 'recipe', name);
    const record = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...record, output: { rows: 'none' } }));
    expect(await planned(order)).toEqual(['evaluate']);
  });
});

it('the contract names every stage, in order', () => {
  expect(RECIPE_STAGE_NAMES).toEqual(RECIPE_STAGES);
});

it('stages keep the identities under which projects have recorded them', () => {
  // Of a project that was made before these inputs had names in one table.
  expect(stageKey('textbooks', { curriculum: 3, count: 9_000, seed: 1 })).toBe('97a41b92b9b2');
  expect(stageKey('exercises', { curriculum: 3, count: 30_000, seed: 1 })).toBe('834cf0bad73d');
});
