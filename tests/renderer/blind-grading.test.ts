import fc from 'fast-check';
import { expect, it } from 'vitest';
import { agreementLines } from '../../renderer/views/grade/grade-words.ts';
import {
  blindOrder,
  gradedByHand,
  gradeOfKey,
  keyOf,
  nextUngraded,
} from '../../renderer/views/grade/blind-grading.ts';
import { FixtureGrading } from './fixture-gradings.ts';

const problems = new FixtureGrading().details.problems;
const order = blindOrder('grading-1', problems);

it('puts every answer once into an order that is the same each time and keeps no model together', () => {
  expect(new Set(order.map(keyOf)).size).toBe(24);
  expect(blindOrder('grading-1', problems)).toEqual(order);
  expect(blindOrder('grading-2', problems)).not.toEqual(order);
  const neighbours = order.slice(1).filter(({ candidate }, at) => candidate === order[at]!.candidate).length;
  expect(neighbours).toBeLessThan(14);
  const tasks = order.slice(1).filter(({ taskId }, at) => taskId === order[at]!.taskId).length;
  expect(tasks).toBeLessThan(14);
});

it('visits every answer without a grade once and then is done', () => {
  fc.assert(
    fc.property(fc.subarray(order.map(keyOf)), fc.integer({ min: -1, max: 23 }), (given, start) => {
      const graded = new Set(given);
      const visited: string[] = [];
      for (let at = nextUngraded(order, graded, start); at !== null; at = nextUngraded(order, graded, at)) {
        visited.push(keyOf(order[at]!));
        graded.add(keyOf(order[at]!));
      }
      expect([...visited].sort()).toEqual(
        order
          .map(keyOf)
          .filter((key) => !given.includes(key))
          .sort(),
      );
    }),
  );
});

it('knows which answers have a grade by hand, and forgets one that was taken back', () => {
  const grading = new FixtureGrading();
  grading.grade('unconventional/1', 'raw', 4, 'half');
  expect([...gradedByHand(grading.details.problems)]).toEqual(['raw\nunconventional/1']);
  grading.grade('unconventional/1', 'raw', null, '');
  expect(gradedByHand(grading.details.problems).size).toBe(0);
});

it.each([
  ['0', 0],
  ['9', 9],
  ['t', 10],
  ['T', 10],
  ['x', null],
  ['10', null],
  ['Enter', null],
])('reads the key %j as %j', (key, grade) => {
  expect(gradeOfKey(key)).toBe(grade);
});

it('says how far graders agree, and with a person only where one has graded', () => {
  const grading = new FixtureGrading();
  expect(agreementLines(grading.details.agreement!)).toHaveLength(4);
  grading.grade('unconventional/0', 'raw', 1, '');
  grading.grade('unconventional/1', 'raw', 5, '');
  expect(agreementLines(grading.details.agreement!).at(-1)).toMatch(/^By hand .* κ -?\d\.\d\d\.$/);
});
