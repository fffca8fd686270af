import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { stagesFrom } from '../../core/study/recipe-plan.ts';
import type { RecipeSettings, RecipeStage } from '../../core/study/recipe.ts';
import type { Known, RecipeFacts } from '../../core/study/stage-inputs.ts';
import { stageInputs } from '../../core/study/stage-inputs.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { canonicalJson } from '../../node/datasets/canonical-json.ts';
import { writeFileDurably } from '../../node/files/durable-file.ts';
import type { JobContext } from '../child.ts';
import type { StageOutputs } from './stage-outputs.ts';
import { readings } from './stage-outputs.ts';
import type { StageOutcome, WrittenOutcome } from './stage-record.ts';
import { isWhole, readOutcome, recordPath, stageKey } from './stage-record.ts';

/** What a stage works in. */
export type StageContext = JobContext & {
  /**
   * Null: what earlier work left behind is taken up. Else the stage is made although it is there, and what it makes
   * goes by this name until it is known to differ; a resumed job finds its own work under the same name.
   */
  readonly round: string | null;
};

/** Does a stage's work under the identity that it will be recorded by. */
export type StageWork<Stage extends RecipeStage> = (
  context: StageContext,
  key: string,
) => Promise<StageOutcome<StageOutputs[Stage]>>;

/** Runs stages one after another and knows what they took, earlier sessions included. */
export type StageRunner = {
  run<Stage extends RecipeStage>(stage: Stage, work: StageWork<Stage>): Promise<StageOutputs[Stage]>;
  /** Seconds of work behind everything that was run or taken up so far. */
  readonly seconds: number;
};

type Order = {
  readonly settings: RecipeSettings;
  readonly facts: RecipeFacts;
  /** This stage and what follows from it are made even where they are on record. */
  readonly from?: RecipeStage | undefined;
};

/**
 * A stage is run, or the outcome of an earlier run with the same inputs is taken up. The record of an outcome
 * is written only after everything it names is on disk, so a recipe that was killed loses only the stage
 * that was running.
 */
export function stageRunner(context: JobContext, { settings, facts, from }: Order): StageRunner {
  const anew = new Set(from === undefined ? [] : stagesFrom(from));
  let known: Known = {};
  let total = 0;
  return {
    run: async (stage, work) => {
      context.signal.throwIfAborted();
      const inputs = stageInputs(stage, settings, facts, known);
      if (inputs === null) throw new Error(`The stage ${stage} was run before what it follows from.`);
      const made = await makeStage(context, { stage, inputs, anew: anew.has(stage), work });
      known = { ...known, [stage]: readings[stage].handsOn(made.output) };
      total += made.seconds;
      return made.output;
    },
    get seconds() {
      return total;
    },
  };
}

type Making<Stage extends RecipeStage> = {
  readonly stage: Stage;
  readonly inputs: NonNullable<WrittenOutcome['inputs']>;
  readonly anew: boolean;
  readonly work: StageWork<Stage>;
};

async function makeStage<Stage extends RecipeStage>(
  context: JobContext,
  { stage, inputs, anew, work }: Making<Stage>,
): Promise<WrittenOutcome<Stage>> {
  const { projectDir, id } = context;
  const key = stageKey(stage, inputs);
  const earlier = readOutcome(projectDir, stage, key);
  // A job that was stopped after it had made the stage again does not do so twice.
  const wanted = !anew || earlier?.again?.job === id;
  if (earlier && wanted && isWhole(projectDir, stage, earlier.output)) {
    show(context, stage, earlier.again?.job === id ? 'done' : 'reused', earlier);
    return earlier;
  }
  const started = performance.now();
  const secondsSoFar = (): number => (performance.now() - started) / 1000;
  context.emit({ type: 'stage', stage, state: 'running' });
  try {
    const outcome = await work({ ...context, round: anew ? roundOf(id) : null }, key);
    const again = anew ? { job: id, same: earlier !== null && isSame(stage, earlier, outcome) } : null;
    const record = { seconds: secondsSoFar(), inputs, ...(again && { again }), ...outcome };
    const path = recordPath(projectDir, stage, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileDurably(path, `${JSON.stringify(record, null, 2)}\n`);
    show(context, stage, 'done', record);
    return record;
  } catch (error) {
    const state = context.signal.aborted ? 'stopped' : 'failed';
    context.emit({ type: 'stage', stage, state, seconds: secondsSoFar() });
    throw error;
  }
}

/** Short, and the same for every session of a job. */
const roundOf = (job: string): string => createHash('sha256').update(job).digest('hex').slice(0, 6);

function isSame<Stage extends RecipeStage>(
  stage: Stage,
  one: StageOutcome<StageOutputs[Stage]>,
  other: StageOutcome<StageOutputs[Stage]>,
): boolean {
  const identity = ({ output }: StageOutcome<StageOutputs[Stage]>): string =>
    canonicalJson(readings[stage].handsOn(output) as Json);
  return identity(one) === identity(other);
}

function show(
  context: JobContext,
  stage: RecipeStage,
  state: 'done' | 'reused',
  { seconds, counts, scrap, bytesOut }: WrittenOutcome,
): void {
  context.emit({
    type: 'stage',
    stage,
    state,
    seconds,
    counts,
    ...(scrap === undefined ? {} : { scrap }),
    ...(bytesOut === undefined ? {} : { bytesOut }),
  });
}
