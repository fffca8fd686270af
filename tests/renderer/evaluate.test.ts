import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../preload/contract/contract.ts';
import { kTicks, passAtKCurve } from '../../renderer/charts/pass-at-k.ts';
import { scoreAnnotations } from '../../renderer/charts/score-marks.ts';
import { likelihood, SHADES, shadeOf, visible } from '../../renderer/controls/token-shade.ts';
import { comparable, nameOf, troubleOf } from '../../renderer/views/evaluate/evaluation-words.ts';
import { flipMarks, inOrder } from '../../renderer/views/evaluate/flips.ts';
import { checkEvaluation, firstDraft } from '../../renderer/views/evaluate/new-evaluation.ts';
import {
  countVerdicts,
  dotWords,
  groupByDifficulty,
  isShown,
  problemDots,
} from '../../renderer/views/evaluate/problem-grid.ts';
import { SampleList } from '../../renderer/views/evaluate/sample-list.svelte.ts';
import { benchmarksOf, marksOf } from '../../renderer/views/runs/run-scores.ts';
import { metricsOf, runs } from './fixture-data.ts';
import { choices, comparisonOf, evaluations, samplesOf, talliesOf } from './fixture-evaluations.ts';
import { FixtureLab } from './fixture-lab.ts';

const textbooks = evaluations[2]!;
const twenty = evaluations[4]!;

describe('the evaluation grid', () => {
  const dots = problemDots(talliesOf(textbooks));
  const solved = samplesOf(textbooks).filter(({ verdict }) => verdict === 'passed').length;

  it('has one dot a problem, easiest first, numbers in natural order', () => {
    expect(dots).toHaveLength(150);
    expect(dots.slice(0, 3).map(({ taskId }) => taskId)).toEqual(['hornbook/0', 'hornbook/5', 'hornbook/10']);
    const groups = groupByDifficulty(dots);
    expect(groups.map(({ difficulty, dots: own }) => [difficulty, own.length])).toEqual(
      [1, 2, 3, 4, 5].map((level) => [level, 30]),
    );
    expect(groups.reduce((sum, { passed }) => sum + passed, 0)).toBe(solved);
    expect(countVerdicts(dots)[0]).toEqual({ verdict: 'passed', count: solved });
  });

  it('puts problems without a difficulty last, and a problem that is not judged yet in its place', () => {
    const [first, second] = dots as [(typeof dots)[0], (typeof dots)[1]];
    const mixed = problemDots([
      { ...first, taskId: 'b', difficulty: null },
      { ...second, taskId: 'a', difficulty: 2, judged: 0, passed: 0, verdict: null },
    ]);
    expect(mixed.map(({ taskId }) => taskId)).toEqual(['a', 'b']);
    expect(dotWords(mixed[0]!, String)).toBe('a: not judged yet');
    expect(countVerdicts(mixed)).toHaveLength(1);
  });

  it('sorts by the share that passed, and finds by verdict, name and topic', () => {
    const byShare = problemDots(talliesOf(twenty), 'passed');
    const shares = byShare.map(({ passed, judged }) => passed / judged);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(dots.filter((dot) => isShown(dot, 'passed', '')).length).toBe(solved);
    expect(dots.filter((dot) => isShown(dot, null, ' Strings ')).map(({ difficulty }) => difficulty)).toEqual(
      Array.from({ length: 30 }, () => 2),
    );
    expect(dots.filter((dot) => isShown(dot, null, 'book/149'))).toHaveLength(1);
  });

  it('marks what another model did better and worse', () => {
    const comparison = comparisonOf(evaluations[0]!, evaluations[3]!);
    const marks = flipMarks(comparison);
    expect(marks.size).toBe(comparison.fixed.length + comparison.broken.length);
    expect(marks.get(comparison.fixed[0]!)).toBe('fixed');
    expect(inOrder(['x/10', 'x/9'])).toEqual(['x/9', 'x/10']);
    expect(flipMarks(null).size).toBe(0);
  });
});

describe('evaluations in words', () => {
  it('compare only with others of the same problems that are whole', () => {
    const all = [...evaluations, { ...textbooks, id: 'other', benchmark: 'HumanEval' }];
    expect(comparable(all, textbooks).map(({ id }) => id)).toEqual(['eval-1', 'eval-2', 'eval-4', 'eval-5']);
    const running = { ...evaluations[0]!, state: 'running' as const };
    expect(comparable([running, textbooks], textbooks)).toEqual([]);
  });

  it('name the step only where a run was measured at several', () => {
    expect(nameOf(textbooks, evaluations)).toBe('textbooks');
    const earlier = { ...textbooks, id: 'earlier', step: 800 };
    expect(nameOf(earlier, [...evaluations, earlier])).toBe('textbooks, step 800');
    const unknown = { ...textbooks, id: 'unknown', step: null };
    expect(nameOf(textbooks, [...evaluations, unknown])).toBe('textbooks');
  });

  it('say what stands in the way, and nothing where nothing does', () => {
    expect(troubleOf(textbooks)).toBeNull();
    expect(troubleOf({ ...textbooks, state: 'stopped' })).toMatch(/resume/);
    const error = { code: 'disk-full', message: 'The disk is full; free 2 GB and resume.' };
    expect(troubleOf({ ...textbooks, state: 'failed', error })).toBe(error.message);
  });
});

describe('a new evaluation', () => {
  const draft = firstDraft(choices);

  it('starts as one greedy answer a problem of the newest model', () => {
    expect(checkEvaluation(draft, choices)).toMatchObject({
      ok: true,
      input: { model: choices.models[0]!.path, samplesPerProblem: 1, temperature: 0 },
    });
  });

  it.each([
    ['samples', { samples: '0' }],
    ['samples', { samples: '2.5' }],
    ['temperature', { temperature: '' }],
    ['temperature', { temperature: '0', samples: '5' }],
    ['topP', { topP: '0' }],
    ['seed', { seed: '-1' }],
    ['benchmark', { benchmark: 'gone' }],
    ['model', { model: '' }],
  ] as const)('refuses a wrong %s: %o', (field, change) => {
    expect(checkEvaluation({ ...draft, ...change }, choices)).toMatchObject({ ok: false, field });
  });
});

describe('the shade of a token', () => {
  it('grows as the probability falls, and covers every probability', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -700, max: 0, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (a, less) => {
          expect(shadeOf(a)).toBeGreaterThanOrEqual(0);
          expect(shadeOf(a)).toBeLessThan(SHADES.length);
          expect(shadeOf(a - less)).toBeGreaterThanOrEqual(shadeOf(a));
        },
      ),
    );
  });

  it('comes with a number, and with a text that can be seen', () => {
    expect([0, Math.log(0.871), Math.log(0.0042), -40].map(likelihood)).toEqual([
      '100.0 %',
      '87.1 %',
      '0.42 %',
      'under 0.01 %',
    ]);
    expect(visible(' a\n')).toBe('·a↵');
    expect(visible('')).not.toBe('');
  });
});

describe('the curve of pass@k', () => {
  it('goes from k = 1 at the left to the last k at the right, inside its box', () => {
    const scores = Array.from({ length: 20 }, (_, at) => ({
      k: at + 1,
      rate: 0.3 + at * 0.02,
      low: 0.2,
      high: 0.9,
    }));
    const { points, line, ribbon } = passAtKCurve(scores, 300, 100);
    expect(points[0]).toMatchObject({ k: 1, x: 0, y: 70 });
    expect(points.at(-1)!.x).toBeCloseTo(300);
    expect(line.split('L')).toHaveLength(20);
    expect(ribbon.endsWith('Z')).toBe(true);
    expect(passAtKCurve([], 300, 100).line).toBe('');
  });

  it('names round values of k and the last one', () => {
    expect(kTicks(20)).toEqual([1, 2, 5, 10, 20]);
    expect(kTicks(200)).toEqual([1, 2, 5, 10, 20, 50, 100, 200]);
    expect(kTicks(6)).toEqual([1, 2, 6]);
    expect(kTicks(1)).toEqual([1]);
  });
});

describe('scores on the loss chart', () => {
  const lab = new FixtureLab('done');
  const scores = lab.call('runs.scores', { id: 'run-4' });
  const look = { colour: 'red', ink: 'black', ground: 'white', font: 'sans', above: 0 };

  it('stand where their checkpoint stood, on every axis', () => {
    const marks = marksOf(scores, benchmarksOf(scores)[0]!);
    expect(marks.map(({ step, best }) => [step, best])).toEqual([
      [800, false],
      [1_240, true],
    ]);
    const points = metricsOf(runs[3]!, 1_240);
    const bySteps = Object.values(scoreAnnotations('run-4', marks, points, 'step', look));
    expect(bySteps.map((one) => (one as { value: number }).value)).toEqual([800, 1_240]);
    const byTokens = Object.values(scoreAnnotations('run-4', marks, points, 'tokens', look));
    expect(byTokens.map((one) => (one as { value: number }).value)).toEqual([800 * 4_096, 1_240 * 4_096]);
    expect(scoreAnnotations('run-4', marks, [], 'tokens', look)).toEqual({});
    const places = (above: number) =>
      Object.values(scoreAnnotations('run-4', marks, points, 'step', { ...look, above })).map(
        (one) => (one as { label: { yAdjust: number } }).label.yAdjust,
      );
    // Of two runs that were evaluated at the same steps no label lies on another.
    expect(new Set([...places(0), ...places(marks.length)]).size).toBe(4);
  });

  it('are of one benchmark at a time, and a single one is not called the best', () => {
    expect(marksOf(scores, 'HumanEval, zero-shot')).toEqual([]);
    const [only] = marksOf(scores.slice(1), benchmarksOf(scores)[0]!);
    expect(only).toMatchObject({ step: 1_240, best: false });
  });
});

describe('the answers of an evaluation', () => {
  const settle = () => new Promise((done) => setTimeout(done, 10));
  const open = () => {
    const lab = new FixtureLab('done');
    const client = {
      call: (name: never, input: never) => Promise.resolve().then(() => lab.call(name, input)),
      onChange: () => () => undefined,
    } as unknown as LabClient;
    return { lab, list: new SampleList(client, 'eval-5') };
  };

  it('are fetched a page at a time, wherever one looks', async () => {
    const { lab, list } = open();
    list.restart();
    await settle();
    expect(list.total).toBe(3_000);
    await list.fetchRow(2_950);
    expect(list.row(2_950)).toMatchObject({ taskId: 'hornbook/147', sample: 10 });
    expect(list.row(1_500)).toBeNull();
    expect(lab.calls.map(({ input }) => (input as { offset: number }).offset)).toEqual([0, 2_900]);
  });

  it('start anew with another verdict, search or order, and keep their place when more are judged', async () => {
    const { lab, list } = open();
    list.restart();
    await settle();
    list.only('timeout');
    await settle();
    expect(list.row(0)?.verdict).toBe('timeout');
    const timeouts = list.total!;
    list.toggleSort('elapsedMs');
    list.toggleSort('elapsedMs');
    await settle();
    expect(lab.calls.at(-1)!.input).toMatchObject({
      verdict: 'timeout',
      sort: { column: 'elapsedMs', descending: true },
    });
    list.refresh();
    expect(list.row(0)).not.toBeNull();
    await settle();
    expect(list.total).toBe(timeouts);
  });
});
