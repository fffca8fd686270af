import { join } from 'node:path';
import { readRunRecord, type RunRecord } from '../checkpoints/run-record.ts';
import type { PlannedPhase } from '../checkpoints/trainer-state.ts';
import { engineNamed } from '../engines/open-engine.ts';
import type { PhaseRequest, TrainRequest } from './train-request.ts';

/** The sizes of a run's model as changes to any preset; vocabulary and context follow the tokenizer and the request. */
export function sizesOf({ model }: RunRecord): NonNullable<TrainRequest['model']> {
  const { vocabulary: _, context: __, ...sizes } = model;
  return sizes;
}

/** Where a planned phase has its tokens, where its windows begin, and what it does with the rate and with what the phase before left. */
export function dataAgain({
  tokens,
  heldOut,
  decay,
  moments,
  windows,
}: PlannedPhase): Pick<PhaseRequest, 'tokens' | 'heldOut' | 'decay' | 'moments' | 'windows'> {
  return {
    tokens: tokens.path,
    ...(heldOut.kind === 'file' ? { heldOut: heldOut.file.path } : {}),
    ...(decay === undefined ? {} : { decay }),
    ...(moments === undefined ? {} : { moments }),
    ...(windows === undefined ? {} : { windows }),
  };
}

/** A planned phase as it would be asked for, its number of steps as its share. */
function phaseAgain(planned: PlannedPhase): PhaseRequest {
  const { name, steps, peakRate, warmupSteps, weightDecay } = planned;
  return { name, ...dataAgain(planned), share: steps, rate: peakRate, warmupSteps, weightDecay };
}

/**
 * All that a run was asked for, to be asked for again in another folder: unchanged, it ends with the same bytes.
 * `name` is how the record calls the run that it came from.
 */
export async function cloneRequest(
  runFolder: string,
  name: string,
  outDir: string,
): Promise<TrainRequest & { readonly record: RunRecord }> {
  const record = await readRunRecord(runFolder);
  const { plan, startedFrom, samples, evalEvery, threads } = record;
  const [first] = plan.phases;
  const { batch, accumulate, context, clipNorm, recompute } = first!;
  return {
    record,
    outDir,
    model: sizesOf(record),
    ...(startedFrom === null ? {} : { from: startedFrom.path }),
    tokenizer: join(runFolder, 'tokenizer.json'),
    phases: plan.phases.map(phaseAgain),
    budget: { kind: 'steps', steps: plan.phases.reduce((sum, { steps }) => sum + steps, 0) },
    batch,
    accumulate,
    context,
    clipNorm,
    recompute,
    seed: plan.seed,
    engine: engineNamed(record.engineName),
    threads,
    evalEvery,
    ...(samples === null ? {} : { samples: { kind: 'prompts', ...samples } }),
    origin: { kind: 'clone', run: name },
  };
}
