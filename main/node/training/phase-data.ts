import { Failure } from '../../core/failure.ts';
import type { TrainPhase } from '../../core/training/run.ts';
import { holdOutTail } from '../../core/training/token-source.ts';
import type { TokenSource } from '../../core/training/token-source.ts';
import type { PlannedPhase, PlannedTokens } from '../checkpoints/trainer-state.ts';
import { openTokenFile } from '../datasets/token-file.ts';
import type { TokenFile } from '../datasets/token-file.ts';

/** What a plan records of a token file. */
export function plannedTokens(path: string): PlannedTokens {
  const file = openTokenFile(path);
  try {
    const { count, sha256, datasetHash, tokenizerHash } = file.info;
    if (count === 0)
      throw new Failure(
        'too-few-tokens',
        `The token file ${path} is empty; tokenise a dataset that has records.`,
      );
    return { path, count, sha256, datasetHash, tokenizerHash };
  } finally {
    file.close();
  }
}

function sourceOf(file: TokenFile): TokenSource {
  return {
    length: file.count,
    readInto: (offset, target) => {
      file.readInto(offset, target);
    },
  };
}

/** Opens the data of a planned phase. Throws a Failure when a file is no longer the one that was planned with. */
export function openPhase(planned: PlannedPhase): { readonly phase: TrainPhase; close(): void } {
  const files: TokenFile[] = [];
  const close = (): void => {
    for (const file of files) file.close();
  };
  const open = (tokens: PlannedTokens): { source: TokenSource; endOfText: number } => {
    const file = openTokenFile(tokens.path);
    files.push(file);
    if (file.info.sha256 !== tokens.sha256 || file.count !== tokens.count) {
      throw new Failure(
        'data-changed',
        `The token file ${tokens.path} is not the one this run began with; put the old one back or start a new run.`,
      );
    }
    return { source: sourceOf(file), endOfText: file.info.endOfText };
  };
  try {
    const { source, endOfText } = open(planned.tokens);
    const { training, heldOut } =
      planned.heldOut.kind === 'file'
        ? { training: source, heldOut: open(planned.heldOut.file).source }
        : holdOutTail(source, planned.heldOut.share, planned.context);
    const windowsFrom = planned.windows === 'documents' ? endOfText : undefined;
    return { phase: { ...planned, training, heldOut, windowsFrom }, close };
  } catch (error) {
    close();
    throw error;
  }
}
