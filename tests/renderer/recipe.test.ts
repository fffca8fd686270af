import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobState } from '../../preload/contract/jobs.ts';
import { recipeStartInput } from '../../preload/contract/recipe.ts';
import { RECIPE_STAGES } from '../../main/core/study/recipe.ts';
import { STAGE_FOLLOWS } from '../../main/core/study/stage-inputs.ts';
import { columnsFor, edgesOf, placeLeaves } from '../../renderer/views/recipe/diagram.ts';
import { flowWords, leavesOf } from '../../renderer/views/recipe/leaves.ts';
import { shareDone } from '../../renderer/controls/format.ts';
import { checkDraft, phaseOf, standingOf } from '../../renderer/views/recipe/recipe-state.ts';
import { differenceInterval, worthSentence } from '../../renderer/views/recipe/worth.ts';
import { FixtureLab } from './fixture-lab.ts';
import { rows } from './fixture-stages.ts';

/** The ends of a path's pieces, corner points included. */
const pointsOf = (path: string): [number, number][] =>
  [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe('the pipeline', () => {
  const flow = (bytesOut: number | null) =>
    RECIPE_STAGES.map((id) => ({ id, follows: STAGE_FOLLOWS[id], bytesOut, known: bytesOut !== null }));

  it('stands in five columns, in three beside a panel, and in one at 400 %', () => {
    expect(columnsFor(1184)).toBe(5);
    expect(columnsFor(768)).toBe(3);
    expect(columnsFor(420)).toBe(2);
    expect(columnsFor(300)).toBe(1);
  });

  it('never lets two leaves overlap or leave the diagram, nor a line run through a leaf', () => {
    fc.assert(
      fc.property(fc.integer({ min: 240, max: 2_600 }), fc.boolean(), (width, blank) => {
        const diagram = placeLeaves(width, RECIPE_STAGES, blank);
        const boxes = [...diagram.boxes.values()];
        for (const [index, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(width + 1e-6);
          expect(box.y + box.height).toBeLessThanOrEqual(diagram.height);
          for (const other of boxes.slice(index + 1)) {
            const apart =
              other.x >= box.x + box.width ||
              box.x >= other.x + other.width ||
              other.y >= box.y + box.height ||
              box.y >= other.y + other.height;
            expect(apart).toBe(true);
          }
        }
        for (const edge of edgesOf(diagram, flow(1))) {
          const points = pointsOf(edge.path);
          for (const [at, [x, y]] of points.entries()) {
            const [nextX, nextY] = points[at + 1] ?? [x, y];
            const middle = [(x + nextX) / 2, (y + nextY) / 2] as const;
            for (const box of boxes) {
              const inside = (px: number, py: number): boolean =>
                px > box.x + 1 && px < box.x + box.width - 1 && py > box.y + 1 && py < box.y + box.height - 1;
              expect(inside(x, y) || inside(...middle)).toBe(false);
            }
          }
        }
      }),
    );
  });

  it('draws a line for everything that flows on, wider for more bytes, thin where none are known', () => {
    const diagram = placeLeaves(1184, RECIPE_STAGES, false);
    const stages = flow(null).map((stage) =>
      stage.id === 'import'
        ? { ...stage, bytesOut: 100, known: true }
        : stage.id === 'filter'
          ? { ...stage, bytesOut: 50, known: true }
          : stage,
    );
    const edges = edgesOf(diagram, stages);
    expect(edges.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(
      RECIPE_STAGES.flatMap((to) => STAGE_FOLLOWS[to].map((from) => `${from} ${to}`)).sort(),
    );
    const width = (from: string): number => edges.find((edge) => edge.from === from)!.width;
    expect(width('import')).toBeGreaterThan(width('filter'));
    expect(width('filter')).toBeGreaterThan(width('train'));
    expect(edges.find((edge) => edge.from === 'train')!.known).toBe(false);
  });
});

describe('the leaves', () => {
  const at = (moment: 'running' | 'done', settings = { minutes: 12, seed: 1, rawPaths: [] as string[] }) => {
    const lab = new FixtureLab(moment);
    return leavesOf(lab.call('recipe.plan', settings), lab.call('recipe.view'));
  };
  const leaf = (leaves: ReturnType<typeof at>, id: string) => leaves.find((one) => one.id === id)!;

  it('tell what goes in, what comes out and how long it took', () => {
    expect(leaf(at('done'), 'filter')).toMatchObject({
      standing: 'current',
      input: 'raw: 559 files, 9.6 MB',
      output: 'kept: 214 files, 3.7 MB',
      time: '21 s',
      because: [],
    });
    expect(leaf(at('done'), 'decontaminate').input).toBe('4 datasets: 37 MB');
    expect(leaf(at('done'), 'train').output).toBe('4 models: 918 k parameters');
  });

  it('say what another setting makes stale, why, and how long it would take', () => {
    const leaves = at('done', { minutes: 12, seed: 2, rawPaths: [] });
    expect(leaf(leaves, 'import').standing).toBe('current');
    expect(leaf(leaves, 'filter')).toMatchObject({
      standing: 'stale',
      because: ['seed 1 → 2'],
      time: '≈ 21 s',
    });
    expect(leaf(leaves, 'evaluate').because).toEqual(['follows from Train']);
  });

  it('follow a job that runs, and count in the same place', () => {
    const train = leaf(at('running'), 'train');
    expect(train).toMatchObject({
      standing: 'running',
      output: '4,120 of 4,960 steps',
      time: '9 min 47 s left',
    });
    expect(train.share).toBeCloseTo(4_120 / 4_960);
  });

  it('show the latest job until there is a plan', () => {
    const leaves = leavesOf(null, new FixtureLab('done').call('recipe.view'));
    expect(leaves.map(({ standing }) => standing)).toEqual(RECIPE_STAGES.map(() => 'current'));
  });

  it('need no words for nothing', () => {
    expect(flowWords([])).toBeNull();
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
          const check = checkDraft({ ...draft, minutes: String(minutes), seed: String(seed) });
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
    const check = checkDraft({ ...draft, minutes: 'soon' });
    expect(check).toMatchObject({ ok: false, field: 'minutes' });
    expect(!check.ok && check.message).toContain('soon');
    expect(checkDraft({ ...draft, seed: ' ' })).toMatchObject({ ok: false, field: 'seed' });
  });

  it('reads one folder a line and leaves out an empty file', () => {
    const check = checkDraft({ ...draft, rawPaths: ' /a \n\n/b\n' });
    expect(check).toEqual({
      ok: true,
      input: { minutes: 12, seed: 1, rawPaths: ['/a', '/b'] },
    });
  });
});
