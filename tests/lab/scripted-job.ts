import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../main/core/failure.ts';
import type { JobContext } from '../../main/jobs/child.ts';
import { runJob } from '../../main/jobs/child.ts';

/** A job that does what its params say, to see how the lab takes it. A real process with a real journal. */
type Script = {
  readonly steps: number;
  readonly sleepMs?: number;
  /** At this step it ends itself in the given way. */
  readonly at?: number;
  readonly end?: 'kill' | 'throw' | 'fail' | 'exit';
  /** Takes no notice of being asked to stop. */
  readonly deaf?: boolean;
};

await runJob(async ({ id, params, signal, emit, progress, projectDir }: JobContext) => {
  const script = params as unknown as Script;
  const run = `run-${id}`;
  const path = `${projectDir}/runs/${run}`;
  emit({ type: 'stage', stage: 'train', state: 'running' });
  emit({ type: 'run', run, name: 'scripted', path, config: { seed: 1 }, parameters: 42, totalSteps: script.steps });
  for (let step = 0; step < script.steps; step++) {
    if (!script.deaf) signal.throwIfAborted();
    emit({ type: 'metric', run, step, tokens: step * 10, loss: 5 - step / script.steps });
    progress({ stage: 'train', doing: 'counting', done: step + 1, total: script.steps, unit: 'steps' });
    if (script.at === step) await endAs(script.end);
    if (script.sleepMs) await sleep(script.sleepMs);
  }
  emit({ type: 'run-ended', run, outcome: 'done' });
  emit({ type: 'stage', stage: 'train', state: 'done', seconds: 1.5, counts: [{ label: 'steps', value: script.steps, unit: 'steps' }] });
  return { counted: script.steps };
});

async function endAs(end: Script['end']): Promise<void> {
  // Let the journal's buffer go out first, as it would have in a longer run.
  await sleep(150);
  if (end === 'kill') process.kill(process.pid, 'SIGKILL');
  if (end === 'exit') process.exit(3);
  if (end === 'throw') throw new TypeError('x is not a function');
  if (end === 'fail') throw new Failure('disk-full', 'The disk is full; free 2 GB and resume.');
}
