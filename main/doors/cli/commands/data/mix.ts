import { InvalidArgumentError, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { positive, positiveWhole, whole } from '../../numbers.ts';
import { runAndPrint } from './run-operation.ts';

type Source = { readonly dataset: string; readonly weight: number };

type Options = CommonOptions & {
  readonly out: string;
  readonly tokenizer?: string;
  readonly tokens?: number;
  readonly maxEpochs?: number;
  readonly seed: number;
};

export function addMix(data: Command, context: Context): void {
  data
    .command('mix')
    .description('put datasets together by weights of their tokens, in an order that the seed decides')
    .argument('<DS=WEIGHT...>', 'folders of datasets, each with its weight (1 without one)', sourceOf, [])
    .requiredOption('--out <DS>', 'folder of the new dataset')
    .option(
      '--tokenizer <DIR>',
      'count tokens with the tokenizer.json of this folder (default: bytes of text)',
    )
    .option('--tokens <N>', 'budget; without one, as many as the passes allow', positiveWhole)
    .option('--max-epochs <E>', 'most passes over a source (default: 4 with a budget, 1 without)', positive)
    .option('--seed <N>', 'decides what is taken of a source and the order', whole, 1)
    .option('--json', 'one JSON document on standard output')
    .action((sources: readonly Source[], { json, ...options }: Options) =>
      runAndPrint(context, 'mix', { sources, ...options }, json === true),
    );
}

/** `textbooks=0.6`; a path may hold `=` itself, so the last one counts. */
function sourceOf(typed: string, earlier: readonly Source[]): readonly Source[] {
  const at = typed.lastIndexOf('=');
  if (at < 0) return [...earlier, { dataset: typed, weight: 1 }];
  const weight = Number(typed.slice(at + 1));
  if (!(weight > 0) || !Number.isFinite(weight)) {
    throw new InvalidArgumentError(
      `${JSON.stringify(typed.slice(at + 1))} is no weight; it must be above 0.`,
    );
  }
  return [...earlier, { dataset: typed.slice(0, at), weight }];
}
