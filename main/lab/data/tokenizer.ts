import type { TokenizerRequest, TrainedTokenizer } from '../../node/datasets/learn-tokenizer.ts';
import { learnTokenizer } from '../../node/datasets/learn-tokenizer.ts';

/** The `tokenizer train` command: one vocabulary for all datasets given. */
export const trainTokenizer = (request: TokenizerRequest): Promise<TrainedTokenizer> =>
  learnTokenizer(request);
