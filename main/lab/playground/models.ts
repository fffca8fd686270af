import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelChoice } from '../../../preload/contract/evaluations.ts';
import { absolutePath } from '../../node/projects/project.ts';
import { listCheckpoints } from '../../node/store/queries/artifacts.ts';
import { findRun, listRuns } from '../../node/store/queries/runs.ts';
import type { LabParts } from '../lab.ts';

/** The checkpoints of the project's runs that are still on the disk: newest run first, latest checkpoint first. */
export async function listModelChoices(parts: LabParts): Promise<ModelChoice[]> {
  const { db } = parts.store;
  const choices: ModelChoice[] = [];
  for (const { id, name, colour, parameters } of await listRuns(db)) {
    const run = await findRun(db, id);
    if (run === undefined) continue;
    const kept = (await listCheckpoints(db, run.path))
      .filter(({ path }) => existsSync(join(absolutePath(parts.project, path), 'config.json')))
      .map(({ path, name: checkpoint }) => ({ path, step: stepOfCheckpoint(path, checkpoint) }))
      .sort((a, b) => b.step - a.step);
    for (const [at, { path, step }] of kept.entries()) {
      choices.push({ path, runId: id, runName: name, colour, step, parameters, latest: at === 0 });
    }
  }
  return choices;
}

/** Checkpoints are named after their step: `step-001200`. */
export function stepOfCheckpoint(path: string, name: string): number {
  const digits = /(\d+)\/?$/.exec(path) ?? /(\d+)\D*$/.exec(name);
  return digits ? Number(digits[1]) : 0;
}
