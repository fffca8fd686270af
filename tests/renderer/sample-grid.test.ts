import { describe, expect, it } from 'vitest';
import type { RunSamples } from '../../preload/contract/runs.ts';
import {
  gridOfRun,
  gridOfRuns,
  sampledSteps,
  sharedStart,
  spread,
} from '../../renderer/views/runs/samples/sample-grid.ts';

const wrote = (step: number, texts: Readonly<Record<string, string>>): RunSamples => ({
  step,
  prompts: Object.keys(texts),
  completions: Object.values(texts).map((text) => ({ text, tokens: 4, end: 'length' })),
  sampling: 'greedy',
  maxNewTokens: 4,
  elapsedMs: 1,
});

describe('what models wrote, side by side', () => {
  it('marks in each checkpoint what differs from the one before', () => {
    const { columns, rows } = gridOfRun([
      wrote(100, { 'def f': ' return' }),
      wrote(1_200, { 'def f': ' returns' }),
      wrote(1_300, { 'def f': ' 1' }),
    ]);
    expect(columns.map(({ title }) => title)).toEqual(['Step 100', 'Step 1,200', 'Step 1,300']);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.cells.map((cell) => cell!.text.slice(cell!.same))).toEqual(['', 's', '1']);
  });

  it('shows runs at one step, each with the last that it wrote until then, and gaps where it was not asked', () => {
    const run = (id: string, ...samples: RunSamples[]) => ({ id, name: id, colour: 0, samples });
    const runs = [
      run('a', wrote(100, { p: 'x', q: 'y' }), wrote(200, { p: 'xx', q: 'y' })),
      run('b', wrote(150, { p: 'xz' })),
      run('c', wrote(900, { p: 'late' })),
    ];
    expect(sampledSteps(runs)).toEqual([100, 150, 200, 900]);
    const { columns, rows } = gridOfRuns(runs, 200);
    expect(columns.map(({ note }) => note)).toEqual(['step 200', 'step 150', 'nothing yet']);
    expect(rows.map(({ prompt, cells }) => [prompt, ...cells.map((cell) => cell?.text ?? null)])).toEqual([
      ['p', 'xx', 'xz', null],
      ['q', 'y', null, null],
    ]);
    expect(rows[0]!.cells[1]!.same).toBe(1);
  });

  it('never cuts a character in two', () => {
    expect(sharedStart('a😀', 'a😁')).toBe(1);
    expect(sharedStart('', 'a')).toBe(0);
    expect(sharedStart('ab', 'ab')).toBe(2);
  });

  it('spreads a choice of checkpoints over all of them', () => {
    expect(spread([1, 2, 3, 4, 5, 6, 7, 8, 9], 3)).toEqual([1, 5, 9]);
    expect(spread([1, 2], 3)).toEqual([1, 2]);
  });
});
