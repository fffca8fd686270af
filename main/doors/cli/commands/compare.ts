import type { Command } from 'commander';
import { chooseProject } from '../../../lab/project/project.ts';
import type { ComparedEvaluations } from '../../../lab/evaluation/compare-evaluations.ts';
import type { CommonOptions } from '../context.ts';
import { count, percent, print, table } from '../output.ts';

type Options = CommonOptions & { readonly project?: string };

export function addCompare(program: Command): void {
  program
    .command('compare <first> <second>')
    .description('two evaluations of the same problems: which is better, and whether that can be told')
    .option('--project <DIR>', 'project folder of evaluations that are named by their ids')
    .option('--json', 'one JSON document on standard output')
    .action(async (first: string, second: string, options: Options) => {
      const { compareNamed } = await import('../../../lab/evaluation/compare-evaluations.ts');
      const compared = await compareNamed(chooseProject(options.project), first, second);
      print(options.json === true, compared, () => describe(compared));
    });
}

function describe(compared: ComparedEvaluations): string {
  const { first, second, problems, ci95, mcnemar, flips, detectable } = compared;
  const [low, high] = ci95;
  const signed = (share: number): string => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)}`;
  const rows = [
    [`pass@1 of ${first.name}`, percent(first.passAt1)],
    [`pass@1 of ${second.name}`, percent(second.passAt1)],
    ['difference, points', `${signed(compared.difference)} (${signed(low)} to ${signed(high)})`],
    ['problems', count(problems)],
    ['both solve', count(compared.both)],
    ['neither solves', count(compared.neither)],
    ['p (two-sided)', `${compared.p.toFixed(4)}, ${mcnemar === null ? 'paired bootstrap' : 'exact McNemar'}`],
    [
      'detectable, points',
      `${(detectable.paired * 100).toFixed(1)} paired, ${(detectable.unpaired * 100).toFixed(1)} unpaired`,
    ],
  ];
  const share = ({ correct, samples }: { correct: number; samples: number }): string =>
    `${correct}/${samples}`;
  const flipRows = flips.map((flip) => [flip.taskId, share(flip.first), share(flip.second)]);
  return [
    table(['', ''], rows).split('\n').slice(2).join('\n'),
    flips.length === 0 ? '' : `\n${table(['flip', first.name, second.name], flipRows)}`,
    `\n${compared.sentence}`,
    ...compared.warnings,
  ].join('\n');
}
