import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { positiveWhole, shareOfOne } from '../../numbers.ts';
import { count, print } from '../../output.ts';
import { paceOf } from '../../progress-line.ts';

type Options = CommonOptions & {
  readonly out: string;
  readonly benchmark: readonly string[];
  readonly ngram: number;
  readonly matchRate: number;
};

export function addDecontaminate(data: Command, context: Context): void {
  data
    .command('decontaminate')
    .description('leave out what is too close to a benchmark: words in a row, or syntax trees alike')
    .argument('<DS>', 'folder of the dataset')
    .requiredOption('--benchmark <FILE...>', "problems in HumanEval's or MBPP's format")
    .requiredOption('--out <DS>', 'folder of the kept records; the dropped go to <DS>-dropped')
    .option('--ngram <N>', 'words in a row that must not be shared', positiveWhole, 13)
    .option(
      '--match-rate <T>',
      "syntax trees this much alike count as similar (the paper's τ)",
      shareOfOne,
      0.95,
    )
    .option('--json', 'one JSON document on standard output')
    .action(async (dataset: string, options: Options) => {
      const pace = paceOf('decontaminate', 'comparing texts', 'texts');
      const { decontaminateData } = await import('../../../../lab/data/decontaminate.ts');
      const result = await decontaminateData({
        dataset,
        out: options.out,
        benchmarks: options.benchmark,
        ngram: options.ngram,
        matchRate: options.matchRate,
        signal: context.interrupt().stop,
        onProgress: (done, total) => {
          context.progress.show(pace(done, total));
        },
      });
      context.progress.clear();
      print(options.json === true, result, () => {
        const { kept, dropped, droppedPath, problems, touchedProblems } = result;
        return `Kept ${count(kept.records)} of ${count(kept.records + dropped.records)} records in ${options.out}; the ${count(dropped.records)} dropped are too close to ${count(touchedProblems.length)} of ${count(problems)} problems and are in ${droppedPath}.`;
      });
    });
}
