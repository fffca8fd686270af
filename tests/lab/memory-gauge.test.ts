import { expect, it } from 'vitest';
import { memoryGauge } from '../../main/jobs/memory-gauge.ts';

it('looks at most once a second, repeats what it knows between, and adds up the cards', async () => {
  let now = 0;
  let asked = 0;
  const card = { name: 'card', utilisation: null, memoryTotalMiB: 8_192, temperature: null, powerWatts: null, powerLimitWatts: null };
  const cards = { read: () => Promise.resolve([{ ...card, memoryUsedMiB: ++asked }, { ...card, memoryUsedMiB: null }]) };
  const read = memoryGauge(cards, () => now);
  const first = read();
  expect(first.memoryBytes).toBeGreaterThan(10e6);
  // The cards answer later, and nobody waits for them.
  expect(first.gpuMemoryBytes).toBeUndefined();
  await Promise.resolve();
  now = 999;
  expect(read()).toEqual({ memoryBytes: first.memoryBytes, gpuMemoryBytes: 2 ** 20 });
  expect(asked).toBe(1);
  now = 1_000;
  read();
  expect(asked).toBe(2);
});

it('says nothing of cards where there is none', async () => {
  const read = memoryGauge({ read: () => Promise.resolve([]) }, () => 0);
  read();
  await Promise.resolve();
  expect(read()).not.toHaveProperty('gpuMemoryBytes');
});
