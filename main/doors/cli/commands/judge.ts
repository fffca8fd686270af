import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { IsolationChoice } from '../../../lab/evaluation/evaluation-options.ts';
import { isolations } from '../../../lab/evaluation/evaluation-options.ts';
import type { JudgeReport } from '../../../lab/evaluation/judge.ts';
import type { CommonOptions, Context } from '../context.ts';
import { positiveWhole } from '../numbers.ts';
import { count, print, table } from '../output.ts';

type Options = CommonOptions & {
  readonly problems: string;
  readonly samples: string;
  readonly workers?: number;
  readonly isolation: IsolationChoice;
};

/** What a reader has to know before believing the figure. */
function trustOf({ sharedProblems, isolationNote }: JudgeReport): string {
  const notes = isolationNote === undefined ? [] : [isolationNote];
  if (sharedProblems.length > 0) {
    notes.push(
      `Tests shared the solution's interpreter for ${count(sharedProblems.length)} problems, where a solution can deceive them: ${sharedProblems.slice(0, 10).join(', ')}${sharedProblems.length > 10 ? ' …' : ''}.`,
    );
  }
  return notes.map((note) => `\n${note}`).join('');
}

export function addJudge(program: Command, context: Context): void {
  program
    .command('judge')
    .description('run completions in the sandbox and say which pass')
    .requiredOption('--problems <FILE>', "problems in HumanEval's or MBPP's format (JSON lines, .gz too)")
    .requiredOption('--samples <FILE>', "completions in HumanEval's sample format")
    .option('--workers <N>', 'programs that run at the same time (default: all cores)', positiveWhole)
    .addOption(
      new Option('--isolation <WHERE>', "native: this machine's own Python in Bubblewrap, for its packages")
        .choices([...isolations])
        .default('strongest'),
    )
    .option('--json', 'one JSON document on standard output')
    .action(async (options: Options) => {
      const started = performance.now();
      const { judgeFiles } = await import('../../../lab/evaluation/judge.ts');
      const report = await judgeFiles({
        problemsPath: resolve(options.problems),
        samplesPath: resolve(options.samples),
        isolation: options.isolation,
        ...(options.workers === undefined ? {} : { workers: options.workers }),
        signal: context.interrupt().stop,
        onProgress: (done, total) => {
          const rate = done / ((performance.now() - started) / 1000);
          context.progress.show({
            stage: 'judge',
            doing: `running sample ${count(done)} of ${count(total)}`,
            done,
            total,
            unit: 'samples',
            rate,
            etaSeconds: (total - done) / rate,
          });
        },
      });
      context.progress.clear();
      print(options.json === true, report, () => {
        const verdicts = new Map<string, number>();
        for (const { verdict } of report.results) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
        const rows = [...verdicts].sort((a, b) => b[1] - a[1]).map(([verdict, n]) => [verdict, count(n)]);
        return `${table(['verdict', 'samples'], rows)}\n\n${count(report.passed)} of ${count(report.total)} passed in ${report.seconds.toFixed(1)} s (isolation: ${report.isolation}).${trustOf(report)}`;
      });
    });
}
