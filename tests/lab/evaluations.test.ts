import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jobEntry } from '../../main/jobs/entries.ts';
import { checkpointScores } from '../../main/lab/evaluation/checkpoint-scores.ts';
import { compareEvaluations, comparisonView } from '../../main/lab/evaluation/compare-evaluations.ts';
import { evaluationSample } from '../../main/lab/evaluation/evaluation-sample.ts';
import {
  evaluationChoices,
  evaluationDetails,
  evaluationSamplePage,
  listEvaluationSummaries,
} from '../../main/lab/evaluation/evaluations.ts';
import { requireJob, resumeJob } from '../../main/lab/jobs/jobs.ts';
import type { LabParts } from '../../main/lab/lab.ts';
import { closeLabParts, openLabParts } from '../../main/lab/lab.ts';
import { problemContamination } from '../../main/lab/evaluation/nearest.ts';
import { startEvaluation } from '../../main/lab/evaluation/start-evaluation.ts';
import { importBenchmark } from '../../main/node/benchmarks/import-benchmark.ts';
import { noisyProblems, temporaryFolder } from '../node/evaluation/fixture.ts';
import { addTinyRun } from './tiny-run.ts';
import { until } from './open-test-lab.ts';

/** A project with a run of two checkpoints, and a small benchmark of its own. */
async function openProjectWithRun(): Promise<{ parts: LabParts; benchmark: string; path: string }> {
  const path = temporaryFolder();
  const parts = await openLabParts({ projectPath: path, door: 'browser', jobEntry });
  await addTinyRun(parts, [10, 20]);
  const file = join(path, 'noise.jsonl');
  const line = (problem: ReturnType<typeof noisyProblems>[number]): string => {
    if (problem.kind !== 'function') throw new Error('not a function');
    const { taskId, prompt, entryPoint, canonicalSolution, test, difficulty, topics } = problem;
    return JSON.stringify({
      task_id: taskId, prompt, entry_point: entryPoint, canonical_solution: canonicalSolution, test, difficulty, topics,
    });
  };
  writeFileSync(file, noisyProblems(6).map(line).join('\n'));
  const { id } = await importBenchmark({ folder: parts.project.benchmarks, file, license: 'CC0', now: () => 5 });
  return { parts, benchmark: id, path };
}

const waitFor = async (parts: LabParts, id: string, state: string) =>
  until(`job ${id} to be ${state}`, async () => {
    await parts.follower.round();
    const job = await requireJob(parts, id);
    if (job.state === 'failed') throw new Error(job.error ?? 'failed');
    return job.state === state ? job : null;
  });

it('evaluates the checkpoints of a run as a job, goes on after a kill, and marks the best', async () => {
  const { parts, benchmark } = await openProjectWithRun();
  try {
    const choices = await evaluationChoices(parts);
    expect(choices.benchmarks.map(({ id }) => id)).toContain(`${benchmark}:completion`);
    expect(choices.models.map(({ step }) => step)).toEqual([20, 10]);

    const settings = { stopStrings: ['\n', '\r'], maxNewTokens: 8, samplesPerProblem: 2, temperature: 0.8 };
    const models = choices.models.map(({ path }) => path).reverse();
    const { id, job } = await startEvaluation(parts, { models, benchmark: `${benchmark}:completion`, settings });
    const listed = await listEvaluationSummaries(parts);
    expect(listed).toHaveLength(2);
    expect(listed[0]).toMatchObject({ state: 'running', judged: 0, passAt1: null, jobId: job.id, runName: 'raw' });

    await until('the first verdict', async () => {
      await parts.follower.round();
      return (await evaluationDetails(parts, id)).judged > 0;
    });
    const live = await evaluationDetails(parts, id);
    expect(live.tallies).toHaveLength(6);
    parts.supervisor.kill(job.id);
    await waitFor(parts, job.id, 'interrupted').catch(async () => waitFor(parts, job.id, 'done'));
    if ((await requireJob(parts, job.id)).state === 'interrupted') await resumeJob(parts, job.id);
    await waitFor(parts, job.id, 'done');

    const [first, second] = [...(await listEvaluationSummaries(parts))].sort((a, b) => a.step! - b.step!);
    expect(first).toMatchObject({ state: 'done', judged: 12, samplesPerProblem: 2, step: 10, benchmark: 'noise' });
    const details = await evaluationDetails(parts, first!.id);
    expect(details.passAtK.map(({ k }) => k)).toEqual([1, 2]);
    expect(details.byDifficulty.map(({ name }) => name)).toEqual(['1', '2', '3']);
    expect(details.byTopic.map(({ name, problems }) => [name, problems])).toEqual([['even', 3], ['odd', 3]]);
    expect(details.facts.find(({ name }) => name === 'checkpoint sha256')?.value).toMatch(/^[0-9a-f]{64}$/);

    const page = await evaluationSamplePage(parts, {
      id: first!.id, offset: 0, limit: 5, query: 'RETURN 0', sort: { column: 'meanLogProbability', descending: true },
    });
    expect(page.total).toBe(2);
    const { taskId, sample } = page.rows[0]!;
    const shown = await evaluationSample(parts, { id: first!.id, taskId, sample });
    expect(shown.tokens!.map(({ text }) => text).join('')).toBe(shown.raw);
    expect(shown.prompt).toContain('def f0()');

    const compared = await compareEvaluations(parts, first!.id, second!.id);
    expect(compared).toMatchObject({ problems: 6, mcnemar: null, warnings: [] });
    expect(compared.first.name).toBe('raw at step 10');
    expect((await comparisonView(parts, { first: first!.id, second: second!.id })).sentence).toMatch(/raw at step/);

    const scores = await checkpointScores(parts, 'r1');
    expect(scores.map(({ step }) => step)).toEqual([10, 20]);
    expect(scores.filter(({ best }) => best)).toHaveLength(1);
    expect(await problemContamination(parts, { id: first!.id, taskId, embed: false })).toMatchObject({
      missing: 'The data that this model was trained on is not in this project.',
    });
  } finally {
    await closeLabParts(parts);
  }
});

it('refuses what cannot be measured, in a sentence', async () => {
  const { parts, benchmark } = await openProjectWithRun();
  try {
    const [model] = (await evaluationChoices(parts)).models;
    const start = (changes: Partial<Parameters<typeof startEvaluation>[1]>) =>
      startEvaluation(parts, { models: [model!.path], benchmark, settings: {}, ...changes });
    await expect(start({ models: ['runs/none'] })).rejects.toMatchObject({ code: 'missing-model' });
    await expect(start({ benchmark: 'none' })).rejects.toMatchObject({ code: 'benchmark-not-found' });
    await expect(start({ benchmark: `${benchmark}:other` })).rejects.toMatchObject({ code: 'form-mismatch' });
    await expect(evaluationDetails(parts, 'none')).rejects.toMatchObject({ code: 'evaluation-not-found' });
  } finally {
    await closeLabParts(parts);
  }
});

it("runs answers in this machine's own Python when asked, says so in every place, and refuses where there is none", async () => {
  const { parts, benchmark } = await openProjectWithRun();
  try {
    const [model] = (await evaluationChoices(parts)).models;
    const { isolation } = await evaluationChoices(parts);
    const order = { models: [model!.path], benchmark, settings: { maxNewTokens: 4, isolation: 'native' } as const };
    if (!isolation.native.available) {
      const { why } = isolation.native;
      await expect(startEvaluation(parts, order)).rejects.toThrow(why);
      return;
    }
    const { id, job } = await startEvaluation(parts, order);
    await waitFor(parts, job.id, 'done');
    // Resumed or not, a job runs where it was first asked to.
    expect(JSON.parse((await requireJob(parts, job.id)).params)).toMatchObject({ settings: { isolation: 'native' } });
    const { facts, isolation: inForce } = await evaluationDetails(parts, id);
    expect(inForce).toBe('bubblewrap+native');
    expect(facts).toContainEqual({ name: 'python of the machine', value: isolation.native.python });
    const strongest = await startEvaluation(parts, { ...order, settings: { maxNewTokens: 4, isolation: 'strongest' } });
    await waitFor(parts, strongest.job.id, 'done');
    expect((await comparisonView(parts, { first: id, second: strongest.id })).warnings).toEqual([
      expect.stringContaining("this machine's own Python"),
    ]);
  } finally {
    await closeLabParts(parts);
  }
});
