import { describe, expect, it } from 'vitest';
import type { JobState, JobView } from '../../preload/contract/jobs.ts';
import { groupJobs, noticesOf, resultHref, secondsLeft } from '../../renderer/bridge/job-words.ts';
import { parseRoute } from '../../renderer/bridge/route.ts';
import { FixtureJobs } from './fixture-jobs.ts';

const jobs = new FixtureJobs();
jobs.add('a', 'A', 'done', { result: { kind: 'report', id: 'r' } });
jobs.add('b', 'B', 'queued');
jobs.add('c', 'C', 'queued');
const [b, c, a] = jobs.list as [JobView, JobView, JobView];
const as = (job: JobView, state: JobState): JobView => ({ ...job, state });

describe('the jobs', () => {
  it('stand as running, waiting in their order, and ended', () => {
    const groups = groupJobs([as(c, 'stopping'), b, as(a, 'paused'), a]);
    expect(groups.running.map(({ id }) => id)).toEqual(['c']);
    expect(groups.queued.map(({ id }) => id)).toEqual(['b']);
    expect(groups.ended.map(({ state }) => state)).toEqual(['paused', 'done']);
  });

  it('lead to what they made', () => {
    const views = (['report', 'evaluation', 'dataset', 'run'] as const).map(
      (kind) => parseRoute(resultHref({ kind, id: 'x' })).view,
    );
    expect(views).toEqual(['report', 'evaluation', 'data', 'run']);
    expect(resultHref({ kind: 'recipe' })).toBe('#/recipe');
  });

  it('say how long the whole takes where it is known, else how long this step does', () => {
    const progress = { stage: 's', doing: 'd', done: 1, total: 2, unit: 'u', rate: 1 };
    expect(secondsLeft({ ...progress, etaSeconds: 5, jobEtaSeconds: 9 })).toBe(9);
    expect(secondsLeft({ ...progress, etaSeconds: 5, jobEtaSeconds: null })).toBe(5);
    expect(secondsLeft(null)).toBeNull();
  });

  it('are news when they end by themselves, and not when a person ended them or they were seen before', () => {
    const running = [as(b, 'running')];
    const after = (state: JobState) => noticesOf(running, [as(b, state), a]).map(({ outcome }) => outcome);
    expect(after('done')).toEqual(['done']);
    expect(after('failed')).toEqual(['failed']);
    expect(after('interrupted')).toEqual(['failed']);
    for (const state of ['running', 'stopping', 'paused', 'stopped'] as const)
      expect(after(state)).toEqual([]);
    expect(noticesOf([a], [a])).toEqual([]);
    const failed = { ...as(b, 'failed'), error: { code: 'x', message: 'The disk is full.' } };
    expect(noticesOf(running, [failed])[0]).toMatchObject({ title: 'B failed', text: 'The disk is full.' });
  });
});
