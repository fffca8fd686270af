import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobState } from '../../preload/contract/jobs.ts';
import { recipeStartInput } from '../../preload/contract/recipe.ts';
import { columnsFor, diagramHeight, edgeBetween, placeLeaves } from '../../renderer/views/recipe/pipeline.ts';
import { shareDone } from '../../renderer/controls/format.ts';
import { checkDraft, phaseOf, standingOf } from '../../renderer/views/recipe/recipe-state.ts';
import { differenceInterval, worthSentence } from '../../renderer/views/recipe/worth.ts';
import { FixtureLab } from './fixture-lab.ts';
import { rows } from './fixture-stages.ts';

describe('the pipeline', () => {
  it('stands in rows of even length: nine leaves as 5 + 4 or 3 + 3 + 3', () => {
    expect(columnsFor(1184, 9)).toBe(5);
    expect(columnsFor(924, 9)).toBe(3);
    expect(columnsFor(300, 9)).toBe(1);
    expect(columnsFor(3000, 9)).toBe(9);
  });

  it('never lets two leaves overlap or leave the diagram', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 2_600 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        (width, count, blank) => {
          const boxes = placeLeaves(width, count, blank);
          for (const [index, box] of boxes.entries()) {
            expect(box.x).toBeGreaterThanOrEqual(0);
            expect(box.x + box.width).toBeLessThanOrEqual(width + 1e-6);
            expect(box.y + box.height).toBeLessThanOrEqual(diagramHeight(boxes));
            for (const other of boxes.slice(index + 1)) {
              const apart =
                other.x >= box.x + box.width ||
                other.x + other.width <= box.x ||
                other.y >= box.y + box.height;
              expect(apart).toBe(true);
            }
          }
        },
      ),
    );
  });

  it('draws a wider edge for more bytes, and a thin dashed one where none are known', () => {
    const [from, to] = placeLeaves(1184, 9, false);
    const width = (bytes: number | null) => edgeBetween(from!, to!, bytes, 100).width;
    expect(width(100)).toBeGreaterThan(width(50));
    expect(width(50)).toBeGreaterThan(width(null));
    expect(edgeBetween(from!, to!, null, 100).known).toBe(false);
  });
});

describe('what the data was worth', () => {
  const at = (passAt1: number, low: number, high: number) => ({ passAt1, ci95: [low, high] as const });

  it("matches Newcombe's published example of method 10: 56/70 against 48/80 is 0.0524 to 0.3339", () => {
    // Wilson intervals of the two shares, as in Newcombe (1998), example (a).
    const [low, high] = differenceInterval(at(48 / 80, 0.490357, 0.700356), at(56 / 70, 0.691799, 0.877207));
    expect(low).toBeCloseTo(0.0524, 3);
    expect(high).toBeCloseTo(0.3339, 3);
  });

  it('says nothing until both ends are measured', () => {
    expect(worthSentence(rows.slice(0, 3))).toBeNull();
    expect(worthSentence(rows)).toContain('better data was worth 60 points');
  });

  it('calls a difference noise when its interval holds zero', () => {
    const close = rows.map((row) => ({
      ...row,
      passAt1: row.name === 'raw' ? 0.4 : 0.44,
      ci95: [0.33, 0.52] as const,
    }));
    expect(worthSentence(close)).toContain('within noise');
  });

  it('does not hide it when the better data did worse', () => {
    const worse = rows.map((row) => ({
      ...row,
      passAt1: row.name === 'raw' ? 0.6 : 0.1,
      ci95: row.name === 'raw' ? ([0.52, 0.67] as const) : ([0.06, 0.16] as const),
    }));
    expect(worthSentence(worse)).toContain('the better data cost 50 points');
  });
});

describe('the recipe page', () => {
  it('offers what each state of the job allows', () => {
    const view = new FixtureLab('done').call('recipe.view');
    const phase = (state: JobState) => phaseOf({ ...view, job: { ...view.job!, state } }).phase;
    expect(phaseOf({ ...view, job: null }).phase).toBe('first');
    expect(phase('running')).toBe('running');
    expect(phase('stopping')).toBe('stopping');
    expect(phase('done')).toBe('done');
    expect(phase('queued')).toBe('queued');
    for (const state of ['paused', 'stopped', 'interrupted', 'failed'] as const)
      expect(phase(state)).toBe('resumable');
  });

  it("gives the job's own sentence when it failed", () => {
    const job = new FixtureLab('failed').job!;
    expect(standingOf(job)).toBe(job.error!.message);
    expect(standingOf({ ...job, state: 'interrupted', error: null })).toContain('resume');
  });

  it('shows a share only where a total is known', () => {
    expect(shareDone(5, 0)).toBeNull();
    expect(shareDone(5, 10)).toBe(0.5);
    expect(shareDone(12, 10)).toBe(1);
  });
});

describe('the settings form', () => {
  const draft = { minutes: '12', seed: '1', rawPaths: '', humanEvalPath: '' };

  it("accepts exactly what the contract's schema accepts", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double(), fc.integer({ min: -5, max: 2_000 })),
        fc.oneof(fc.double(), fc.integer({ min: -5, max: 2 ** 32 })),
        (minutes, seed) => {
          const check = checkDraft({ ...draft, minutes: String(minutes), seed: String(seed) }, undefined);
          expect(check.ok).toBe(
            recipeStartInput.safeParse({ minutes: Number(minutes), seed: Number(seed), rawPaths: [] })
              .success,
          );
          if (check.ok) expect(recipeStartInput.safeParse(check.input).success).toBe(true);
        },
      ),
    );
  });

  it('refuses words and empty fields with a sentence that names what it got', () => {
    const check = checkDraft({ ...draft, minutes: 'soon' }, undefined);
    expect(check).toMatchObject({ ok: false, field: 'minutes' });
    expect(!check.ok && check.message).toContain('soon');
    expect(checkDraft({ ...draft, seed: ' ' }, undefined)).toMatchObject({ ok: false, field: 'seed' });
  });

  it('reads one folder a line and leaves out an empty file', () => {
    const check = checkDraft({ ...draft, rawPaths: ' /a \n\n/b\n' }, 2);
    expect(check).toEqual({ ok: true, input: { minutes: 12, seed: 1, rawPaths: ['/a', '/b'], threads: 2 } });
  });
});
