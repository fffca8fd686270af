import { expect, it } from 'vitest';
import { places } from '../../../main/node/teachers/places.ts';

it('runs as many tasks at a time as there are places, in their order, whatever becomes of them', async () => {
  const inTurn = places(2);
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const task = (name: string) =>
    inTurn(async () => {
      log.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      if (name === 'b') throw new Error('b failed');
      return name;
    });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const all = Promise.allSettled(['a', 'b', 'c', 'd'].map(task));
  await settle();
  expect(log).toEqual(['a', 'b']);
  ends.get('b')!();
  await settle();
  expect(log).toEqual(['a', 'b', 'c']);
  for (const name of ['a', 'c']) ends.get(name)!();
  await settle();
  ends.get('d')!();
  expect((await all).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
    'a',
    'failed',
    'c',
    'd',
  ]);
});
