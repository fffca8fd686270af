import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RecipeStage } from '../../core/study/recipe.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../../node/datasets/canonical-json.ts';
import { writeFileDurably } from '../../node/files/durable-file.ts';
import type { JobContext } from '../child.ts';
import type { Count, Scrap } from '../protocol.ts';

/** What a stage shows of itself, and hands on. */
export type StageOutcome<Output> = {
  readonly output: Output;
  readonly counts: readonly Count[];
  readonly scrap?: Scrap;
  /** Bytes of text handed on. */
  readonly bytesOut?: number;
};

export type Stage<Output extends Json> = {
  readonly id: RecipeStage;
  /** All that decides the outcome: settings, seeds and the identities of what earlier stages made. */
  readonly inputs: Json;
  /** Paths in the project that must still be there for an earlier outcome to count. */
  readonly needs: (output: Output) => readonly string[];
  readonly run: () => Promise<StageOutcome<Output>>;
};

/** Raised when a stage would come out differently from the same inputs. */
const STAGE_VERSION = 1;

const recordSchema = z.object({
  seconds: z.number(),
  output: z.json(),
  counts: z.array(z.object({ label: z.string(), value: z.number(), unit: z.string() })),
  scrap: z.unknown().optional(),
  bytesOut: z.number().optional(),
});

/** What identifies a stage's outcome: twelve hex digits over everything that decides it. */
export function stageKey(id: RecipeStage, inputs: Json): string {
  return sha256(canonicalJson({ id, inputs, version: STAGE_VERSION })).slice(0, 12);
}

/** Runs stages one after another and knows what they took, earlier sessions included. */
export type StageRunner = {
  run<Output extends Json>(stage: Stage<Output>): Promise<Output>;
  /** Seconds of work behind everything that was run or taken up so far. */
  readonly seconds: number;
};

/**
 * A stage is run, or the outcome of an earlier run with the same inputs is taken up. The record of an outcome
 * is written only after everything it names is on disk, so a recipe that was killed loses only the stage
 * that was running.
 */
export function stageRunner(context: JobContext): StageRunner {
  let total = 0;
  return {
    run: (stage) =>
      runStage(context, stage, (seconds) => {
        total += seconds;
      }),
    get seconds() {
      return total;
    },
  };
}

async function runStage<Output extends Json>(
  context: JobContext,
  stage: Stage<Output>,
  took: (seconds: number) => void,
): Promise<Output> {
  context.signal.throwIfAborted();
  const recordPath = join(
    context.projectDir,
    'recipe',
    `${stage.id}-${stageKey(stage.id, stage.inputs)}.json`,
  );
  const earlier = readRecord(recordPath) as (StageOutcome<Output> & { readonly seconds: number }) | null;
  if (earlier && stage.needs(earlier.output).every((path) => existsSync(join(context.projectDir, path)))) {
    took(earlier.seconds);
    show(context, stage.id, 'reused', earlier.seconds, earlier);
    return earlier.output;
  }
  const started = performance.now();
  context.emit({ type: 'stage', stage: stage.id, state: 'running' });
  try {
    const outcome = await stage.run();
    const seconds = (performance.now() - started) / 1000;
    mkdirSync(join(context.projectDir, 'recipe'), { recursive: true });
    writeFileDurably(recordPath, `${JSON.stringify({ seconds, ...outcome }, null, 2)}\n`);
    took(seconds);
    show(context, stage.id, 'done', seconds, outcome);
    return outcome.output;
  } catch (error) {
    const state = context.signal.aborted ? 'stopped' : 'failed';
    context.emit({ type: 'stage', stage: stage.id, state, seconds: (performance.now() - started) / 1000 });
    throw error;
  }
}

function show(
  context: JobContext,
  stage: RecipeStage,
  state: 'done' | 'reused',
  seconds: number,
  { counts, scrap, bytesOut }: StageOutcome<Json>,
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

/** A record that cannot be read counts as none: the stage runs again. */
function readRecord(path: string): unknown {
  if (!existsSync(path)) return null;
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
