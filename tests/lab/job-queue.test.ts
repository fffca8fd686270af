import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jobCalls, listJobViews, saveJobs, startJob } from '../../main/lab/jobs/jobs.ts';
import type { LabParts } from '../../main/lab/lab.ts';
import { listRunSummaries } from '../../main/lab/runs/runs.ts';
import { openTestLab, temporaryFolder, until } from './open-test-lab.ts';

const long = { steps: 10_000, sleepMs: 5 };

const start = (parts: LabParts, title: string, params: object = long) =>
  startJob(parts, { kind: 'recipe', params: { ...params } }, title);

const line = async (parts: LabParts) =>
  (await listJobViews(parts)).filter(({ state }) => state === 'queued').map(({ title }) => title);

const stateOf = async (parts: LabParts, id: string) =>
  (await listJobViews(parts)).find((job) => job.id === id)?.state;

const toBe = (parts: LabParts, id: string, state: string) =>
  until(`the job to be ${state}`, async () => (await stateOf(parts, id)) === state);

const firstStep = (parts: LabParts, job: string) =>
  until('the first step', async () => (await listRunSummaries(parts)).some((run) => run.jobId === job));

describe('the line of jobs', () => {
  it('runs one at a time, in order, and the next one by itself', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    const first = await start(parts, 'first', { steps: 20, sleepMs: 5 });
    const second = await start(parts, 'second', { steps: 3 });
    expect([first.state, second.state, second.queuePosition]).toEqual(['running', 'queued', 1]);
    await toBe(parts, second.id, 'done');
    const [a, b] = (await listRunSummaries(parts)).toSorted((one, other) => one.startedAt - other.startedAt);
    expect([a?.jobId, b?.jobId]).toEqual([first.id, second.id]);
    expect(b!.startedAt).toBeGreaterThanOrEqual(a!.endedAt!);
  });

  it('is put in another order, and a job taken out of it runs nothing', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    const calls = jobCalls(parts);
    const running = await start(parts, 'running');
    const [a, b, c] = [await start(parts, 'a'), await start(parts, 'b'), await start(parts, 'c')];
    await calls['jobs.move']({ id: c.id, before: a.id });
    expect(await line(parts)).toEqual(['c', 'a', 'b']);
    expect((await calls['jobs.move']({ id: c.id, before: null })).queuePosition).toBe(3);
    expect(await line(parts)).toEqual(['a', 'b', 'c']);
    expect((await calls['jobs.stop']({ id: b.id, save: true })).state).toBe('stopped');
    expect(await line(parts)).toEqual(['a', 'c']);
    expect((await calls['jobs.resume']({ id: b.id })).queuePosition).toBe(1);
    await calls['jobs.move']({ id: running.id, before: null });
    expect(await line(parts)).toEqual(['b', 'a', 'c']);
    await firstStep(parts, running.id);
    for (const { id } of await listJobViews(parts)) await calls['jobs.stop']({ id, save: false });
    await toBe(parts, running.id, 'stopped');
    expect(await listRunSummaries(parts)).toHaveLength(1);
  });

  it('pauses a job by saving it, gives its place to the next, and resumes it before those that wait', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    const calls = jobCalls(parts);
    const first = await start(parts, 'first');
    const second = await start(parts, 'second');
    const third = await start(parts, 'third');
    await firstStep(parts, first.id);
    expect((await calls['jobs.pause']({ id: first.id })).state).toBe('stopping');
    await toBe(parts, first.id, 'paused');
    await toBe(parts, second.id, 'running');
    expect((await calls['jobs.pause']({ id: third.id })).state).toBe('paused');
    await calls['jobs.resume']({ id: third.id });
    expect(await calls['jobs.resume']({ id: first.id })).toMatchObject({ state: 'queued', queuePosition: 1 });
    await calls['jobs.stop']({ id: second.id, save: false });
    await toBe(parts, first.id, 'running');
    // Ended by a person's hand it is stopped; nothing interrupted it.
    expect((await listJobViews(parts)).find(({ id }) => id === second.id)).toMatchObject({
      state: 'stopped',
      error: null,
    });
    await saveJobs(parts, 10_000);
  });

  it('outlives the lab: what waited starts in the next one', async () => {
    const project = temporaryFolder();
    const first = await openTestLab(project);
    const running = await start(first.parts, 'running');
    const waiting = await start(first.parts, 'waiting', { steps: 3 });
    await firstStep(first.parts, running.id);
    await saveJobs(first.parts, 10_000);
    expect(await stateOf(first.parts, running.id)).toBe('stopped');
    expect(await stateOf(first.parts, waiting.id)).toBe('queued');
    await first.close();
    const second = await openTestLab(project);
    await toBe(second.parts, waiting.id, 'done');
    expect(await stateOf(second.parts, running.id)).toBe('stopped');
  });

  it('says of a job that could not be started why, and goes on with the next', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    const running = await start(parts, 'running');
    const lost = await start(parts, 'lost', { steps: 3 });
    const last = await start(parts, 'last', { steps: 3 });
    rmSync(parts.supervisor.jobDir(lost.id), { recursive: true });
    await jobCalls(parts)['jobs.stop']({ id: running.id, save: false });
    await toBe(parts, last.id, 'done');
    const job = (await listJobViews(parts)).find(({ id }) => id === lost.id);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'job-not-found' } });
  });
});
