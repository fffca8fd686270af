import { setTimeout as sleep } from 'node:timers/promises';
import { runJob } from '../../../jobs/child.ts';

/** A job that trains nothing and tells of it as a run does, ten steps a second: what `bench ui` watches being drawn. */
const STEP_MS = 100;
const run = 'bench-live';

await runJob(async ({ emit, progress, signal }) => {
  emit({
    type: 'run',
    run,
    name: 'live',
    path: `runs/${run}`,
    config: { preset: 'nano', seed: 1 },
    parameters: 1_055_488,
    totalSteps: 100_000,
  });
  for (let step = 1; !signal.aborted; step += 1) {
    const loss = 1 + 5 / (1 + step / 400) + 0.1 * Math.sin(step * 12.9898);
    const heldOut = step % 50 === 0 ? { heldOutLoss: loss * 1.05 } : {};
    emit({
      type: 'metric',
      run,
      step,
      tokens: step * 4_096,
      loss,
      ...heldOut,
      rate: 0.003,
      gradientNorm: 0.5,
      tokensPerSecond: 40_960,
    });
    progress({ stage: 'train', doing: 'training', done: step, total: 100_000, unit: 'steps' });
    await sleep(STEP_MS);
  }
  signal.throwIfAborted();
});
