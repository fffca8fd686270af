import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATA_TABS, formatRoute, parseRoute, type Route } from '../../renderer/bridge/route.ts';

const id = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constantFrom<Route>(
    { view: 'recipe', stage: null },
    { view: 'recipe', stage: 'train' },
    { view: 'runs' },
    { view: 'report', report: null },
    { view: 'evaluations' },
    {
      view: 'playground',
      evaluation: null,
      task: null,
    },
  ),
  fc.record({ view: fc.constant('run' as const), id, compare: fc.array(id, { maxLength: 3 }) }),
  fc.record({
    view: fc.constant('data' as const),
    dataset: id,
    record: fc.option(id),
    show: fc.constantFrom(...DATA_TABS),
    compare: fc.option(id),
  }),
  fc.record({ view: fc.constant('report' as const), report: id }),
  fc.record({
    view: fc.constant('evaluation' as const),
    evaluation: id,
    task: id,
    sample: fc.option(fc.nat(200)),
    compare: fc.option(id),
    show: fc.constantFrom('problems' as const, 'samples' as const),
  }),
  fc.record({ view: fc.constant('playground' as const), evaluation: id, task: id }),
);

describe('addresses', () => {
  it('come back as they were written, whatever an id holds', () => {
    fc.assert(
      fc.property(route, (wanted) => {
        expect(parseRoute(formatRoute(wanted))).toEqual(wanted);
      }),
    );
  });

  it('lead to the recipe when they are empty, unknown or broken', () => {
    for (const hash of ['', '#', '#/', '#/nowhere']) {
      expect(parseRoute(hash)).toEqual({ view: 'recipe', stage: null });
    }
    expect(parseRoute('#/runs/%E0%A4%A')).toEqual({ view: 'run', id: '%E0%A4%A', compare: [] });
  });

  it('keep a slash within an id apart from a slash of the path', () => {
    expect(parseRoute('#/evaluations/e/HumanEval%2F7')).toEqual({
      view: 'evaluation',
      evaluation: 'e',
      task: 'HumanEval/7',
      sample: null,
      compare: null,
      show: 'problems',
    });
  });

  it('take a number that is none as left out', () => {
    expect(parseRoute('#/evaluations/e/t?sample=-1&show=all')).toMatchObject({
      sample: null,
      show: 'problems',
    });
  });
});
