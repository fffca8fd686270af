import { listRuns } from '../../node/store/queries/runs.ts';
import type { LabParts } from '../lab.ts';

/** A run whose parameters are this near, in logarithms, is taken for one of the same size: vocabularies differ. */
const ALIKE = 0.4;

/** Tokens a second of this project's newest run of about so many parameters; null where none was trained here yet. */
export async function speedHere(parts: LabParts, parameters: number): Promise<number | null> {
  const alike = (await listRuns(parts.store.db)).find(
    ({ parameters: own, tokens_per_second: speed }) =>
      speed !== null && Math.abs(Math.log(own / parameters)) < ALIKE,
  );
  return alike?.tokens_per_second ?? null;
}
