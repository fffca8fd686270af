import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JobEvent } from '../../main/jobs/protocol.ts';
import type { LabParts } from '../../main/lab/lab.ts';
import { defaultSettings } from '../../main/lab/recipe/recipe.ts';
import { takeIn } from '../../main/lab/jobs/take-in.ts';
import { jobId } from '../../main/node/store/ids.ts';
import { insertJob } from '../../main/node/store/queries/jobs.ts';
import { tinyModelFolder } from '../node/evaluation/fixture.ts';

/** Puts a finished run called `raw`, with a checkpoint of random weights at each of the steps, into a project. */
export async function addTinyRun(parts: LabParts, steps: readonly number[]): Promise<void> {
  const path = parts.project.path;
  const job = jobId('train');
  const training = { kind: 'recipe', title: 'Training', params: JSON.stringify(defaultSettings), started_at: 1 };
  await insertJob(parts.store.db, { id: job, state: 'done', ...training });
  const folder = join(path, 'runs', 'r1', 'checkpoints');
  mkdirSync(folder, { recursive: true });
  const checkpoint = async (step: number): Promise<JobEvent> => ({
    at: step,
    type: 'artifact',
    artifact: 'checkpoint',
    name: `raw, step ${String(step)}`,
    path: await tinyModelFolder(folder, step),
    hash: `w${String(step)}`,
    parents: [],
  });
  const run: JobEvent = {
    at: 1,
    type: 'run',
    run: 'r1',
    name: 'raw',
    path: join(path, 'runs', 'r1'),
    config: { datasets: ['unknown'] },
    parameters: 1_000,
    totalSteps: 20,
  };
  const ended: JobEvent = { at: 30, type: 'run-ended', run: 'r1', outcome: 'done' };
  const checkpoints: JobEvent[] = [];
  for (const step of steps) checkpoints.push(await checkpoint(step));
  await takeIn(parts.store, parts.project, job, { events: [run, ...checkpoints, ended], from: 0, to: 1 });
}
