import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../preload/contract/contract.ts';
import { jobPaths } from '../../main/jobs/job-folder.ts';
import type { JobEvent } from '../../main/jobs/protocol.ts';
import type { Supervisor } from '../../main/jobs/supervisor.ts';
import { openChanges } from '../../main/lab/changes.ts';
import { openFollower } from '../../main/lab/jobs/follow.ts';
import { openProject } from '../../main/node/projects/project.ts';
import { jobId, runId } from '../../main/node/store/ids.ts';
import { insertJob } from '../../main/node/store/queries/jobs.ts';
import { findRun } from '../../main/node/store/queries/runs.ts';
import { openStore } from '../../main/node/store/store.ts';
import { temporaryFolder } from './open-test-lab.ts';

const run: JobEvent = {
  at: 1,
  type: 'run',
  run: 'r1',
  name: 'raw',
  path: '/elsewhere/r1',
  config: {},
  parameters: 10,
  totalSteps: 100,
};
const metric = (step: number): JobEvent => ({ at: step, type: 'metric', run: 'r1', step, tokens: step, loss: 2 });
const stage: JobEvent = { at: 9, type: 'stage', stage: 'train', state: 'running' };

/** A follower of one job that lives, on a clock that the test moves. */
async function followOne() {
  const project = openProject(temporaryFolder());
  const store = await openStore(project.store);
  const request = { kind: 'recipe', title: 'The recipe', params: '{}', started_at: 1 };
  await insertJob(store.db, { id: jobId('job-1'), state: 'running', ...request });
  const jobDir = (id: string): string => join(project.jobs, id);
  mkdirSync(jobDir('job-1'), { recursive: true });
  const write = (...events: readonly JobEvent[]): void => {
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    appendFileSync(jobPaths(jobDir('job-1')).events, lines);
  };
  write(run, metric(1));
  vi.useFakeTimers();
  const supervisor = { jobDir, isAlive: () => true, list: () => ['job-1'] } as unknown as Supervisor;
  const changes = openChanges();
  const heard: Change[] = [];
  changes.listen((change) => heard.push(change));
  const follower = await openFollower({ store, project, supervisor, changes, queue: null });
  return {
    write,
    follower,
    heard,
    step: async () => (await findRun(store.db, runId('r1')))?.step,
    async close() {
      await follower.close();
      changes.close();
      await store.close();
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('following the journals of jobs', () => {
  it('takes numbers that only move in together every second and a half, and everything else when it comes', async () => {
    const { write, follower, heard, step, close } = await followOne();
    expect(await step()).toBe(1);
    write(metric(2));
    await vi.advanceTimersByTimeAsync(300);
    expect(await step()).toBe(2);
    write(metric(3), metric(4));
    await vi.advanceTimersByTimeAsync(300);
    expect(await step()).toBe(2);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await step()).toBe(4);
    write(metric(5), stage);
    heard.length = 0;
    await vi.advanceTimersByTimeAsync(300);
    expect(await step()).toBe(5);
    expect(heard).toContainEqual({ subject: 'recipe' });
    write(metric(6));
    await vi.advanceTimersByTimeAsync(1_000);
    write(metric(7));
    await follower.round();
    expect(await step()).toBe(7);
    await close();
  });
});
