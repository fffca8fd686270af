import type { Command } from 'commander';
import type { CommonOptions } from '../../context.ts';
import { count, percent, print, table } from '../../output.ts';

export function addAgreement(data: Command): void {
  data
    .command('agreement')
    .description("compare two annotators: Cohen's κ, plain and with quadratic weights, and who said what")
    .argument('<LABELS>', 'labelled dataset')
    .argument('<LABELS>', 'another, with texts in common')
    .option('--json', 'one JSON document on standard output')
    .action(async (first: string, second: string, { json }: CommonOptions) => {
      const { agreementCommand } = await import('../../../../lab/data/annotate.ts');
      const { annotators, agreement, words } = await agreementCommand(first, second);
      print(json === true, { annotators, ...agreement }, () => {
        const [one, other] = annotators;
        const rows = agreement.confusion.map((row, at) => [`${one}: ${String(at + 1)}`, ...row.map(String)]);
        return [
          `${count(agreement.texts)} texts were labelled by both: the same label on ${percent(agreement.same)}, at most 1 apart on ${percent(agreement.close)}.`,
          words,
          '',
          table([`${other}:`, '1', '2', '3', '4', '5'], rows),
        ].join('\n');
      });
    });
}
