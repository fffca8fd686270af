import { existsSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { StageRecord } from '../../core/study/recipe-plan.ts';
import type { RecipeStage } from '../../core/study/recipe.ts';
import { RECIPE_STAGES } from '../../core/study/recipe.ts';
import type { StageInputs } from '../../core/study/stage-inputs.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../../node/datasets/canonical-json.ts';
import type { Count, Scrap } from '../protocol.ts';
import type { StageOutputs } from './stage-outputs.ts';
import { readings } from './stage-outputs.ts';

/** What a stage shows of itself, and hands on. */
export type StageOutcome<Output> = {
  readonly output: Output;
  readonly counts: readonly Count[];
  readonly scrap?: Scrap;
  /** Bytes of text handed on. */
  readonly bytesOut?: number;
};

/** An outcome as it lies in `PROJECT/recipe/STAGE-KEY.json`. */
export type WrittenOutcome<Stage extends RecipeStage = RecipeStage> = StageOutcome<StageOutputs[Stage]> & {
  readonly seconds: number;
  /** Absent from records of before they were written down. */
  readonly inputs?: StageInputs;
  /** The job that made it although it was there, and whether it came out the same. */
  readonly again?: { readonly job: string; readonly same: boolean };
};

/** Raised when a stage would come out differently from the same inputs. */
const STAGE_VERSION = 1;

/** What identifies a stage's outcome: twelve hex digits over everything that decides it. */
export function stageKey(id: RecipeStage, inputs: StageInputs): string {
  return sha256(canonicalJson({ id, inputs: inputs as Json, version: STAGE_VERSION })).slice(0, 12);
}

const FOLDER = 'recipe';
export const recordPath = (projectDir: string, stage: RecipeStage, key: string): string =>
  join(projectDir, FOLDER, `${stage}-${key}.json`);

const recordSchema = z.object({
  seconds: z.number(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  again: z.object({ job: z.string(), same: z.boolean() }).optional(),
  output: z.unknown(),
  counts: z.array(z.object({ label: z.string(), value: z.number(), unit: z.string() })),
  scrap: z.unknown().optional(),
  bytesOut: z.number().optional(),
});

/** The record of an outcome, or null: one that cannot be read counts as none, and the stage runs again. */
export function readOutcome<Stage extends RecipeStage>(
  projectDir: string,
  stage: Stage,
  key: string,
): WrittenOutcome<Stage> | null {
  const path = recordPath(projectDir, stage, key);
  if (!existsSync(path)) return null;
  try {
    const read = recordSchema.parse(
      JSON.parse(readFileSync(path, 'utf8')),
    ) as unknown as WrittenOutcome<Stage>;
    // Of another form they throw.
    readings[stage].handsOn(read.output);
    readings[stage].needs(read.output);
    return read;
  } catch {
    return null;
  }
}

/** Whether everything that an outcome names is still in the project. */
export function isWhole<Stage extends RecipeStage>(
  projectDir: string,
  stage: Stage,
  output: StageOutputs[Stage],
): boolean {
  return readings[stage].needs(output).every((path) => existsSync(join(projectDir, path)));
}

/** Files that were read, by path: some are hundreds of kilobytes, and they are asked for with every letter typed. */
const remembered = new Map<string, { readonly changedAt: number; readonly outcome: WrittenOutcome | null }>();
const REMEMBERED_AT_MOST = 1_000;

/** As `readOutcome`, for one who asks often; with the time at which it was written, in ms since the epoch. */
export function recallOutcome<Stage extends RecipeStage>(
  projectDir: string,
  stage: Stage,
  key: string,
): { readonly outcome: WrittenOutcome<Stage>; readonly madeAt: number } | null {
  const path = recordPath(projectDir, stage, key);
  const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (changedAt === undefined) return null;
  let known = remembered.get(path);
  if (known?.changedAt !== changedAt) {
    if (remembered.size >= REMEMBERED_AT_MOST) remembered.clear();
    known = { changedAt, outcome: readOutcome(projectDir, stage, key) };
    remembered.set(path, known);
  }
  return known.outcome && { outcome: known.outcome as WrittenOutcome<Stage>, madeAt: changedAt };
}

/** Every outcome on record in a project. */
export async function listRecords(projectDir: string): Promise<StageRecord[]> {
  const names = await readdir(join(projectDir, FOLDER)).catch(() => [] as string[]);
  return names.sort().flatMap((name) => {
    const [, named, key] = /^([a-z]+)-([0-9a-f]{12})\.json$/.exec(name) ?? [];
    const stage = RECIPE_STAGES.find((one) => one === named);
    const recalled = stage && recallOutcome(projectDir, stage, key!);
    return recalled ? [recordOf(projectDir, stage, key!, recalled)] : [];
  });
}

function recordOf<Stage extends RecipeStage>(
  projectDir: string,
  stage: Stage,
  key: string,
  { outcome, madeAt }: { readonly outcome: WrittenOutcome<Stage>; readonly madeAt: number },
): StageRecord<Stage> {
  const { inputs, seconds, output } = outcome;
  return {
    stage,
    key,
    inputs: inputs ?? null,
    seconds,
    madeAt,
    handedOn: readings[stage].handsOn(output),
    whole: isWhole(projectDir, stage, output),
  };
}
