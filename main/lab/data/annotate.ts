import { resolve } from 'node:path';
import type { Kappa, LabelAgreement } from '../../core/corpus/label-agreement.ts';
import { kappaWords } from '../../core/corpus/label-agreement.ts';
import { estimateTeacher } from '../../jobs/data/annotate.ts';
import { agreementOf, labelsOfDataset } from '../../node/corpus/labels-of.ts';
import type { TokenMeter } from '../../node/corpus/teacher-annotator.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';

/** What a language model would take to label a sample, before any of it is paid. */
export async function estimateCommand(given: Readonly<Record<string, unknown>>): Promise<TokenMeter> {
  const { dataset, ...parameters } = given;
  return estimateTeacher(await openDataset(resolve(String(dataset))), { dataset, ...parameters });
}

/** How two labelled datasets agree on the texts that both have. */
export async function agreementCommand(
  first: string,
  second: string,
): Promise<{ annotators: [string, string]; agreement: LabelAgreement; words: string }> {
  const [one, other] = await Promise.all(
    [first, second].map(async (folder) => labelsOfDataset(await openDataset(folder))),
  );
  const agreement = agreementOf(one!, other!);
  return { annotators: [one!.annotator, other!.annotator], agreement, words: agreementWords(agreement) };
}

/** Both coefficients in words. */
export function agreementWords({ kappa, weightedKappa }: LabelAgreement): string {
  const one = (name: string, found: Kappa): string =>
    found === null
      ? `${name} cannot be told: the labels do not vary`
      : `${name} ${found.value.toFixed(2)} (${found.ci95.map((bound) => bound.toFixed(2)).join(' to ')}), ${kappaWords(found.value)}`;
  return `${one('κ', kappa)}; ${one('with quadratic weights', weightedKappa)}.`;
}
