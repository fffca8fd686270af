import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../preload/contract/contract.ts';
import { Live } from '../../renderer/bridge/live.svelte.ts';
import { RunMetrics } from '../../renderer/views/runs/run-metrics.svelte.ts';
import { compareConfigs, comparisonOf } from '../../renderer/views/runs/run-comparison.ts';
import { RunList } from '../../renderer/views/runs/run-list.ts';
import { FixtureLab } from './fixture-lab.ts';

const clientOf = (lab: FixtureLab): LabClient => ({
  call: ((name: never, input: never) =>
    Promise.resolve().then(() => lab.call(name, input))) as LabClient['call'],
  onChange: (listener) => lab.onChange(listener),
});

const settle = () => new Promise((done) => setTimeout(done, 10));

describe('the metrics of a run', () => {
  it('asks for the history once and then only for what is newer', async () => {
    const lab = new FixtureLab('running');
    const metrics = new RunMetrics(clientOf(lab), 'run-4');
    await metrics.follow();
    expect(metrics.points).toHaveLength(400);
    lab.step = 410;
    await metrics.follow();
    expect(metrics.points.map((point) => point.step)).toEqual(
      Array.from({ length: 410 }, (_, index) => index + 1),
    );
    expect(metrics.stored).toBe(410);
    const inputs = lab.calls.map(({ input }) => input as { afterStep?: number });
    expect(inputs[0]!.afterStep).toBeUndefined();
    expect(inputs.slice(1).every((input) => input.afterStep === 399)).toBe(true);
  });

  it('makes one more request of many changes that arrive during one', async () => {
    const lab = new FixtureLab('running');
    const metrics = new RunMetrics(clientOf(lab), 'run-4');
    await Promise.all([metrics.follow(), metrics.follow(), metrics.follow(), metrics.follow()]);
    await settle();
    expect(lab.calls).toHaveLength(2);
  });

  it('asks for the zoomed stretch alone, and shows everything again after it', async () => {
    const lab = new FixtureLab('done');
    const metrics = new RunMetrics(clientOf(lab), 'run-1');
    await metrics.follow();
    await metrics.zoomTo('tokens', { from: 409_600, to: 819_200 });
    expect(lab.calls.at(-1)?.input).toMatchObject({ fromStep: 99, toStep: 200 });
    expect(metrics.shown.stored).toBe(102);
    await metrics.zoomTo('tokens', null);
    expect(metrics.shown.stored).toBe(1_240);
  });
});

describe('the quantity that is drawn', () => {
  it('is asked for anew where not all of its points are there, in a zoom too, and else not', async () => {
    const lab = new FixtureLab('done');
    const metrics = new RunMetrics(clientOf(lab), 'run-1');
    await metrics.follow();
    await metrics.draw('rate');
    expect(lab.calls).toHaveLength(1);
    metrics.stored = 100_000;
    await metrics.zoomTo('step', { from: 100, to: 200 });
    await metrics.draw('gradientNorm');
    await settle();
    const asked = lab.calls.slice(2).map(({ input }) => input as { metric: string; fromStep?: number });
    expect(asked.map(({ metric }) => metric)).toEqual(['gradientNorm', 'gradientNorm']);
    expect(asked.map(({ fromStep }) => fromStep !== undefined)).toEqual([true, false]);
  });
});

describe('a live value', () => {
  it('keeps what it shows when the connection breaks, and says why when the lab refuses', async () => {
    const answers: (() => Promise<number>)[] = [
      () => Promise.resolve(1),
      () => Promise.reject(Object.assign(new Error('lost'), { code: 'connection-lost' })),
      () => Promise.reject(Object.assign(new Error('The store is damaged.'), { code: 'store-damaged' })),
    ];
    const value = new Live(() => answers.shift()!());
    await value.refresh();
    await value.refresh();
    expect([value.value, value.error]).toEqual([1, null]);
    await value.refresh();
    expect(value.value).toBe(1);
    expect(value.error).toMatchObject({ code: 'store-damaged', message: 'The store is damaged.' });
  });
});

describe('comparing runs', () => {
  it('names every setting once and says which differ', () => {
    const rows = compareConfigs([
      { config: { a: 1, model: { width: 2 } } },
      { config: { a: 1, model: { width: 4 }, b: null } },
    ]);
    expect(rows).toEqual([
      { key: 'a', values: ['1', '1'], differs: false },
      { key: 'model.width', values: ['2', '4'], differs: true },
      { key: 'b', values: ['–', 'null'], differs: true },
    ]);
  });

  it('puts the run in focus first where it was chosen', () => {
    expect(comparisonOf(['a', 'b'], 'b')).toEqual({ id: 'b', compare: ['a'] });
    expect(comparisonOf(['a', 'b'], 'c')).toEqual({ id: 'a', compare: ['b'] });
    expect(comparisonOf([], 'c')).toBeNull();
  });
});

describe('the list of runs', () => {
  it('asks for the row of a run that moved, and for all when one came or went', async () => {
    const lab = new FixtureLab('running');
    const client = clientOf(lab);
    const list = new RunList();
    const asked = () => lab.calls.splice(0).map(({ name, input }) => [name, input]);
    expect(await list.load(client)).toHaveLength(4);
    expect(asked()).toEqual([['runs.list', undefined]]);
    lab.step = 900;
    expect(list.concerns({ subject: 'run', id: 'run-4' })).toBe(true);
    expect((await list.load(client)).map(({ id, step }) => [id, step])).toContainEqual(['run-4', 900]);
    expect(asked()).toEqual([['runs.list', { ids: ['run-4'] }]]);
    list.concerns({ subject: 'run', id: 'run-4' });
    list.concerns({ subject: 'runs' });
    await list.load(client);
    expect(asked()).toEqual([['runs.list', undefined]]);
    expect(list.concerns({ subject: 'jobs' })).toBe(false);
  });

  it('asks again for what the lab could not answer', async () => {
    const lab = new FixtureLab('running');
    const client = clientOf(lab);
    const list = new RunList();
    await list.load(client);
    list.concerns({ subject: 'run', id: 'run-4' });
    const broken: LabClient = { ...client, call: () => Promise.reject(new Error('lost')) };
    await expect(list.load(broken)).rejects.toThrow('lost');
    list.concerns({ subject: 'run', id: 'run-1' });
    lab.calls.length = 0;
    await list.load(client);
    expect(lab.calls[0]?.input).toEqual({ ids: ['run-4', 'run-1'] });
  });
});
