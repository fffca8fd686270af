import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../main/jobs/journal.ts';
import type { JobEvent } from '../../main/jobs/protocol.ts';
import { takeIn } from '../../main/lab/jobs/take-in.ts';
import type { Project } from '../../main/node/projects/project.ts';
import { openProject } from '../../main/node/projects/project.ts';
import { jobId, runId } from '../../main/node/store/ids.ts';
import { listArtifacts } from '../../main/node/store/queries/artifacts.ts';
import { findEvaluation, selectEvaluationSamples } from '../../main/node/store/queries/evaluations.ts';
import { findJob, insertJob } from '../../main/node/store/queries/jobs.ts';
import { journalOffset } from '../../main/node/store/queries/journal-offsets.ts';
import { selectMetrics } from '../../main/node/store/queries/metrics.ts';
import { findReport } from '../../main/node/store/queries/reports.ts';
import { listRunSamples } from '../../main/node/store/queries/run-samples.ts';
import { findRun } from '../../main/node/store/queries/runs.ts';
import { listResultRows, listStages } from '../../main/node/store/queries/stages.ts';
import type { Store } from '../../main/node/store/store.ts';
import { openStore } from '../../main/node/store/store.ts';
import { temporaryFolder } from './open-test-lab.ts';

const job = jobId('job-1');

async function openStoreWithJob(): Promise<{ project: Project; store: Store }> {
  const project = openProject(temporaryFolder());
  const store = await openStore(project.store);
  const request = { kind: 'recipe', title: 'The recipe', params: '{}', started_at: 1 };
  await insertJob(store.db, { id: job, state: 'running', ...request });
  return { project, store };
}

const started: JobEvent = { at: 1_000, type: 'started', pid: 1 };
const run: JobEvent = {
  at: 1_000,
  type: 'run',
  run: 'r1',
  name: 'raw',
  path: '/elsewhere/r1',
  config: { rate: 0.001 },
  parameters: 10,
  totalSteps: 100,
};
const metric = (step: number): JobEvent => ({
  at: 1_000 + step,
  type: 'metric',
  run: 'r1',
  step,
  tokens: step * 8,
  loss: 3 - step / 100,
});

const all = async (store: Store) =>
  (await selectMetrics(store.db, { run: runId('r1'), from: 0, to: 1e9, maxPoints: 100_000 })).rows;

describe('taking a journal into the store', () => {
  it('counts every event once, wherever a reader or a writer was cut off', async () => {
    const steps = 12;
    const text = [started, run, ...Array.from({ length: steps }, (_, step) => metric(step))]
      .map((event) => `${JSON.stringify(event)}\n`)
      .join('');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 6 }),
        async (cuts) => {
          const { project, store } = await openStoreWithJob();
          const path = join(project.path, 'events.jsonl');
          writeFileSync(path, '');
          const ends = [...cuts.sort((a, b) => a - b), text.length];
          let from = 0;
          for (const end of ends) {
            appendFileSync(path, text.slice(from, end));
            from = end;
            const offset = await journalOffset(store.db, job);
            const slice = readJournal(path, offset);
            const part = { events: slice.events, from: offset, to: slice.offset };
            await takeIn(store, project, job, part);
            // Another lab that read the same slice comes too late, and changes nothing.
            if (slice.offset > offset) expect(await takeIn(store, project, job, part)).toBeNull();
          }
          expect((await all(store)).map((row) => row.step)).toEqual(Array.from({ length: steps }, (_, i) => i));
          expect(await journalOffset(store.db, job)).toBe(text.length);
          await store.close();
        },
      ),
      { numRuns: 15 },
    );
  });

  it('leaves rows and offset as they were when the transaction fails', async () => {
    const { project, store } = await openStoreWithJob();
    await takeIn(store, project, job, { events: [started, run], from: 0, to: 100 });
    const broken = { ...metric(1), tokens: 0.5 };
    await expect(
      takeIn(store, project, job, { events: [metric(0), broken], from: 100, to: 200 }),
    ).rejects.toThrow(/INTEGER/);
    expect(await all(store)).toEqual([]);
    expect(await journalOffset(store.db, job)).toBe(100);
    await store.close();
  });

  it('keeps what a resumed run repeats once, with the newest values and the old held-out loss', async () => {
    const { project, store } = await openStoreWithJob();
    const heldOut: JobEvent = { at: 1_002, type: 'metric', run: 'r1', step: 2, tokens: 16, heldOutLoss: 2.5 };
    const events = [started, run, metric(1), metric(2), heldOut, { ...run, at: 9_000 }, { ...metric(2), at: 9_001, loss: 1 }];
    await takeIn(store, project, job, { events: events as JobEvent[], from: 0, to: 1 });
    expect(await all(store)).toMatchObject([
      { step: 1 },
      { step: 2, loss: 1, held_out_loss: 2.5, at: 9_001 },
    ]);
    expect(await findRun(store.db, runId('r1'))).toMatchObject({ started_at: 1_000, step: 2, loss: 1, held_out_loss: 2.5, colour: 0 });
    await store.close();
  });

  it('keeps what a model wrote at a checkpoint once, with what its run computes and the memory it took', async () => {
    const { project, store } = await openStoreWithJob();
    const wrote = (step: number, text: string): JobEvent => ({
      at: 1_050,
      type: 'samples',
      run: 'r1',
      samples: {
        step,
        prompts: ['def f():'],
        completions: [{ text, tokens: 3, end: 'length' }],
        sampling: 'greedy',
        maxNewTokens: 3,
        elapsedMs: 1,
      },
    });
    const counted = { ...run, flops: [{ steps: 100, flopsPerStep: 12 }] } as JobEvent;
    const events: JobEvent[] = [
      started,
      counted,
      { ...metric(1), memoryBytes: 5e8 } as JobEvent,
      wrote(1, ' return 1'),
      // The job goes on: it tells the run and the texts of its checkpoint once more.
      counted,
      wrote(1, ' return 1'),
      wrote(2, ' return 2'),
      { ...wrote(2, ''), run: 'lost' } as JobEvent,
    ];
    await takeIn(store, project, job, { events, from: 0, to: 1 });
    const rows = await listRunSamples(store.db, runId('r1'));
    expect(rows.map(({ step, samples }) => [step, JSON.parse(samples).completions[0].text])).toEqual([
      [1, ' return 1'],
      [2, ' return 2'],
    ]);
    expect(await all(store)).toMatchObject([{ step: 1, memory_bytes: 5e8, gpu_memory_bytes: null }]);
    expect(JSON.parse((await findRun(store.db, runId('r1')))!.flops)).toEqual([{ steps: 100, flopsPerStep: 12 }]);
    await store.close();
  });

  it('skips a metric whose run was lost to a damaged line', async () => {
    const { project, store } = await openStoreWithJob();
    await takeIn(store, project, job, { events: [started, metric(1)], from: 0, to: 1 });
    expect(await all(store)).toEqual([]);
    await store.close();
  });

  it('remembers stages, rows, artifacts and the ending', async () => {
    const { project, store } = await openStoreWithJob();
    const folder = join(project.evaluations, 'e1');
    mkdirSync(folder);
    const evaluation = {
      formatVersion: 2, id: 'e1', runId: 'r1', runName: 'raw', step: 100, benchmark: 'hornbook', isolation: 'permission',
      checkpointHash: 'c', benchmarkHash: 'b', settings: { samplesPerProblem: 1, promptForm: 'completion' }, versions: {},
      problems: 4, samples: 4, passed: 1, passAt1: 0.25, ci95: [0.05, 0.7], passAtK: [], byDifficulty: [], byTopic: [], createdAt: 5,
    };
    const judged = (task: number) => ({
      taskId: `T/${task}`, sample: 0, prompt: 'def f():', completion: ' return 1', verdict: task === 0 ? 'passed' : 'timeout',
      detail: '', elapsedMs: 3, logProbabilities: [-1, -2], topics: ['é'],
    });
    writeFileSync(join(folder, 'samples.jsonl'), [0, 1, 2, 3].map((task) => `${JSON.stringify(judged(task))}\n`).join(''));
    writeFileSync(join(folder, 'evaluation.json'), JSON.stringify(evaluation));
    writeFileSync(join(project.reports, 'first.html'), '<p>report</p>');
    const row = { name: 'raw', parameters: 1, tokens: 2, passAt1: 0.25, ci95: [0.05, 0.7], problems: 4 } as const;
    const artifact = (kind: 'evaluation' | 'report', name: string, path: string): JobEvent => ({
      at: 7, type: 'artifact', artifact: kind, name, path, hash: 'abc', parents: [],
    });
    const events: JobEvent[] = [
      started,
      run,
      { at: 2, type: 'stage', stage: 'import', state: 'running' },
      { at: 3, type: 'stage', stage: 'import', state: 'done', seconds: 1, bytesOut: 10, counts: [{ label: 'files', value: 5, unit: 'files' }] },
      { at: 4, type: 'stage', stage: 'filter', state: 'running' },
      artifact('evaluation', 'raw on hornbook', folder),
      artifact('report', 'What data was worth', join(project.reports, 'first.html')),
      { at: 8, type: 'row', row },
      { at: 9, type: 'ended', outcome: 'failed', error: { code: 'x', message: 'Y.' } },
    ];
    const changes = await takeIn(store, project, job, { events, from: 0, to: 1 });
    expect(new Set(changes?.map((change) => change.subject))).toEqual(
      new Set(['jobs', 'recipe', 'runs', 'run', 'evaluations', 'reports']),
    );
    const stages = await listStages(store.db, job);
    expect(stages.find((stage) => stage.stage === 'import')).toMatchObject({ state: 'done', seconds: 1, bytes_out: 10 });
    expect(stages.find((stage) => stage.stage === 'filter')).toMatchObject({ state: 'failed' });
    expect(JSON.parse((await listResultRows(store.db, job))[0]!.row)).toEqual(row);
    expect((await listArtifacts(store.db, job, 'report'))[0]?.path).toBe('reports/first.html');
    expect(await findEvaluation(store.db, 'e1' as never)).toMatchObject({
      path: 'evaluations/e1', pass_at_1: 0.25, step: 100, job_id: job, judged: 4,
    });
    const { rows, total } = await selectEvaluationSamples(store.db, 'e1' as never, { offset: 1, limit: 1, query: '', verdict: 'timeout' });
    expect(total).toBe(3);
    expect(rows).toMatchObject([{ task_id: 'T/2', mean_log_probability: -1.5 }]);
    // The place of a line is in bytes, not in characters.
    const { position, bytes } = rows[0]!;
    const line = readFileSync(join(folder, 'samples.jsonl')).subarray(position!, position! + bytes!).toString();
    expect(JSON.parse(line)).toMatchObject({ taskId: 'T/2' });
    expect(await findReport(store.db, 'first' as never)).toMatchObject({ title: 'What data was worth', bytes: 13 });
    expect(await findJob(store.db, job)).toMatchObject({ state: 'failed', ended_at: 9, error: '{"code":"x","message":"Y."}' });
    expect(await findRun(store.db, runId('r1'))).toMatchObject({ state: 'failed' });
    await store.close();
  });
});
