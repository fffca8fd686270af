import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SampleQueue } from '../../../main/node/benchmarks/sample-queue.ts';

it('hands out every sample once, and keeps a lane with its task until that is done', () => {
  const tasks = fc.array(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e'), { maxLength: 40 });
  fc.assert(
    fc.property(tasks, fc.array(fc.nat(2), { minLength: 60, maxLength: 60 }), (taskIds, turns) => {
      const queue = new SampleQueue(taskIds);
      const left = [...taskIds];
      const lanes: (string | null)[] = [null, null, null];
      const seen = new Set<number>();
      for (const lane of [...turns, 0]) {
        const turn = queue.next(lanes[lane]!);
        if (turn === null) {
          expect(left.every((taskId) => taskId === '')).toBe(true);
          continue;
        }
        expect(seen.has(turn.at)).toBe(false);
        seen.add(turn.at);
        expect(taskIds[turn.at]).toBe(turn.taskId);
        if (left.includes(lanes[lane] ?? ' ')) expect(turn.taskId).toBe(lanes[lane]);
        left[turn.at] = '';
        lanes[lane] = turn.taskId;
      }
      expect(seen.size).toBe(taskIds.length);
    }),
  );
});

it('gives a lane without a task one that nobody has begun, and then the one with most left', () => {
  const queue = new SampleQueue(['a', 'a', 'a', 'b', 'b']);
  expect(queue.next(null)).toEqual({ taskId: 'a', at: 0 });
  expect(queue.next(null)).toEqual({ taskId: 'b', at: 3 });
  expect(queue.next('b')).toEqual({ taskId: 'b', at: 4 });
  expect(queue.next('b')).toEqual({ taskId: 'a', at: 1 });
  expect(queue.next('a')).toEqual({ taskId: 'a', at: 2 });
  expect(queue.next('a')).toBeNull();
});
