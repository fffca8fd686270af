/** The checkpoints of a run: which are whole, which is the latest, which is the best, and which may go. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from '../files/atomic-folder.ts';
import { readTrainerState } from './read-state.ts';
import type { TrainerState } from './trainer-state.ts';

export type CheckpointEntry = { readonly path: string; readonly state: TrainerState };

/** `step-00001200`: names sort as their steps do. */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(8, '0')}`;
}

/** Every whole checkpoint in `folder`, by step. A folder that is half written, torn or not ours is not listed. */
export async function listCheckpoints(folder: string): Promise<CheckpointEntry[]> {
  const names = await readdir(folder).catch(() => []);
  const entries: CheckpointEntry[] = [];
  for (const name of names.filter((candidate) => /^step-\d{8,}$/.test(candidate)).sort()) {
    const path = join(folder, name);
    const state = await readTrainerState(path).catch(() => null);
    if (state !== null && (await isWhole(path, state))) entries.push({ path, state });
  }
  return entries.sort((a, b) => a.state.step - b.state.step);
}

async function isWhole(path: string, state: TrainerState): Promise<boolean> {
  const sizes = await Promise.all(
    ['model.safetensors', 'trainer/moments.safetensors', 'config.json'].map((file) =>
      stat(join(path, file)).then(
        (found) => found.size,
        () => -1,
      ),
    ),
  );
  return sizes[0] === state.weights.bytes && sizes[1] === state.moments.bytes && sizes[2]! > 0;
}

/** The checkpoint with most steps, or undefined where there is none. */
export async function latestCheckpoint(folder: string): Promise<CheckpointEntry | undefined> {
  return (await listCheckpoints(folder)).at(-1);
}

/** Index of the phase that this state's last step belongs to. */
function phaseOf({ step, plan }: TrainerState): number {
  let end = 0;
  const index = plan.phases.findIndex((phase) => step <= (end += phase.steps));
  return index < 0 ? plan.phases.length - 1 : index;
}

/** Whether the state stands at the end of a phase, as phi-1-base does between pretraining and finetuning. */
function endsPhase({ step, plan }: TrainerState): boolean {
  let end = 0;
  return plan.phases.some((phase) => step === (end += phase.steps));
}

/**
 * The checkpoint with the lowest held-out loss among those of the latest one's phase: phases may be measured on
 * different tokens, so their losses do not compare. Of equals the earlier one.
 */
export function bestCheckpoint(entries: readonly CheckpointEntry[]): CheckpointEntry | undefined {
  const latest = entries.at(-1);
  let best: CheckpointEntry | undefined;
  for (const entry of entries) {
    if (latest === undefined || phaseOf(entry.state) !== phaseOf(latest.state)) continue;
    const loss = entry.state.heldOutLoss;
    if (loss !== null && loss < (best?.state.heldOutLoss ?? Infinity)) best = entry;
  }
  return best;
}

/** Removes all but the last `keepLast` checkpoints, the best one and those at the end of a phase. */
export async function pruneCheckpoints(folder: string, keepLast: number): Promise<void> {
  const entries = await listCheckpoints(folder);
  const kept = new Set(entries.slice(-Math.max(1, keepLast)));
  const best = bestCheckpoint(entries);
  if (best !== undefined) kept.add(best);
  for (const entry of entries) {
    if (!kept.has(entry) && !endsPhase(entry.state)) await removeFolder(entry.path);
  }
}
