import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readHeartbeat } from '../../main/jobs/liveness.ts';
import { listJobViews, resumeJob, startJob, stopJob } from '../../main/lab/jobs/jobs.ts';
import type { LabParts } from '../../main/lab/lab.ts';
import { listRunSummaries, runMetrics } from '../../main/lab/runs/runs.ts';
import { openTestLab, temporaryFolder, until } from './open-test-lab.ts';

const start = (parts: LabParts, params: Record<string, unknown>) =>
  startJob(parts, { kind: 'recipe', params }, 'The count');

async function stateOf(parts: LabParts, id: string, ...states: string[]) {
  return until(`the job to be ${states.join(' or ')}`, async () => {
    const job = (await listJobViews(parts)).find((view) => view.id === id);
    return job && states.includes(job.state) ? job : null;
  });
}

const pidOf = (parts: LabParts, id: string): Promise<number> =>
  until('a heartbeat', () => readHeartbeat(parts.supervisor.jobDir(id))?.pid);

describe('a job', () => {
  it('runs in a process of its own and ends with its result in the store', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    const job = await start(parts, { steps: 20 });
    expect(job).toMatchObject({ kind: 'recipe', title: 'The count', state: 'running' });
    const done = await stateOf(parts, job.id, 'done');
    expect(done.progress).toMatchObject({ stage: 'train', done: 20, total: 20, unit: 'steps' });
    expect(done.error).toBeNull();
    const [run] = await listRunSummaries(parts);
    expect(run).toMatchObject({ jobId: job.id, state: 'done', step: 19, tokens: 190, parameters: 42 });
  });

  it('stops when asked, and says so', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    const job = await start(parts, { steps: 10_000, sleepMs: 5 });
    await until('the first step', async () => (await listRunSummaries(parts))[0]);
    expect((await stopJob(parts, job.id)).state).toBe('stopping');
    expect((await stateOf(parts, job.id, 'stopped', 'interrupted')).state).toBe('stopped');
    expect((await listRunSummaries(parts))[0]?.state).toBe('stopped');
  });

  it('is ended after the grace when it does not listen', async () => {
    const { parts } = await openTestLab(temporaryFolder(), { stopGraceMs: 300 });
    const job = await start(parts, { steps: 10_000, sleepMs: 5, deaf: true });
    await until('the first step', async () => (await listRunSummaries(parts))[0]);
    await stopJob(parts, job.id);
    expect((await stateOf(parts, job.id, 'interrupted')).error?.code).toBe('job-killed');
  });

  it('is interrupted, not lost, when its process is killed', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    const job = await start(parts, { steps: 30, at: 10, end: 'kill' });
    const killed = await stateOf(parts, job.id, 'interrupted');
    expect(killed.error).toEqual({
      code: 'job-killed',
      message:
        'The count was interrupted: its process was killed or the machine went down. What it finished is kept; resume it to go on.',
    });
    const [run] = await listRunSummaries(parts);
    expect(run).toMatchObject({ state: 'interrupted', step: 10 });
  });

  it('gives the sentence of its failure, or one for an error that nobody foresaw', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    const full = await start(parts, { steps: 3, at: 1, end: 'fail' });
    expect((await stateOf(parts, full.id, 'failed')).error).toEqual({
      code: 'disk-full',
      message: 'The disk is full; free 2 GB and resume.',
    });
    const broken = await start(parts, { steps: 3, at: 1, end: 'throw' });
    expect((await stateOf(parts, broken.id, 'failed')).error).toMatchObject({
      code: 'unexpected',
      message: expect.stringMatching(/^The count failed unexpectedly: x is not a function\. Details are in .*log\.txt\.$/) as string,
    });
    const left = await start(parts, { steps: 3, at: 1, end: 'exit' });
    expect((await stateOf(parts, left.id, 'interrupted')).error).toMatchObject({
      code: 'job-crashed',
      message: expect.stringContaining('exit code 3') as string,
    });
  });

  it('goes on in its own folder when it is resumed, and its run keeps its past', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    const job = await start(parts, { steps: 200, sleepMs: 10 });
    const pid = await pidOf(parts, job.id);
    await until('ten steps', async () => ((await listRunSummaries(parts))[0]?.step ?? 0) >= 10);
    process.kill(pid, 'SIGKILL');
    await stateOf(parts, job.id, 'interrupted');
    expect((await resumeJob(parts, job.id)).id).toBe(job.id);
    await stateOf(parts, job.id, 'done');
    const runs = await listRunSummaries(parts);
    expect(runs).toHaveLength(1);
    const page = await runMetrics(parts, { id: runs[0]!.id, afterStep: -1, maxPoints: 2_000, metric: 'loss' });
    // Steps that were counted twice are stored once.
    expect(page.stored).toBe(200);
    await expect(resumeJob(parts, job.id)).rejects.toMatchObject({ code: 'job-done' });
  });

  it('outlives the lab, and the next lab finds it', async () => {
    const project = temporaryFolder();
    const first = await openTestLab(project);
    const job = await start(first.parts, { steps: 150, sleepMs: 10 });
    const pid = await pidOf(first.parts, job.id);
    await until('the first steps', async () => (await listRunSummaries(first.parts))[0]);
    await first.close();
    expect(() => process.kill(pid, 0)).not.toThrow();

    const second = await openTestLab(project);
    expect((await listJobViews(second.parts))[0]).toMatchObject({ id: job.id, state: 'running' });
    await stateOf(second.parts, job.id, 'done');
    const [run] = await listRunSummaries(second.parts);
    const page = await runMetrics(second.parts, { id: run!.id, afterStep: -1, maxPoints: 2_000, metric: 'loss' });
    expect(page.points.map((point) => point.step)).toEqual(Array.from({ length: 150 }, (_, step) => step));
  });

  it('is found dead by a lab that did not start it', async () => {
    const project = temporaryFolder();
    const first = await openTestLab(project);
    const job = await start(first.parts, { steps: 10_000, sleepMs: 10 });
    const pid = await pidOf(first.parts, job.id);
    await first.close();
    process.kill(pid, 'SIGKILL');
    await until('the process to go', () => spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]).stdout.toString().trim() === '' || spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]).stdout.toString().startsWith('Z'));
    const second = await openTestLab(project);
    expect((await stateOf(second.parts, job.id, 'interrupted')).error?.code).toBe('job-killed');
  });
});
