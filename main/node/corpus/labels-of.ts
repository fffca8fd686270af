import { Failure } from '../../core/failure.ts';
import type { LabelAgreement } from '../../core/corpus/label-agreement.ts';
import { labelAgreement } from '../../core/corpus/label-agreement.ts';
import { seededRandom } from '../../core/training/random.ts';
import { sha256 } from '../datasets/canonical-json.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';
import { readSession } from './label-session.ts';

/** Labels by the hash of their text, so that they fit whatever dataset holds the text. */
export type Labels = { readonly annotator: string; readonly byText: ReadonlyMap<string, number> };

/** The labels of a dataset that has them. @throws Failure `no-labels`. */
export async function labelsOfDataset(dataset: Dataset): Promise<Labels> {
  if (!dataset.manifest.scores.includes('label')) {
    throw new Failure(
      'no-labels',
      `The dataset ${dataset.manifest.name} has no labels; choose one that annotate made.`,
    );
  }
  const byText = new Map<string, number>();
  let annotator = dataset.manifest.name;
  for await (const { text, scores, meta } of readRecords(dataset)) {
    const label = scores?.['label'];
    if (typeof label !== 'number') continue;
    byText.set(typeof meta['textHash'] === 'string' ? meta['textHash'] : sha256(text), label);
    if (typeof meta['annotator'] === 'string') annotator = meta['annotator'];
  }
  return { annotator, byText };
}

/** What a person said so far in a session. */
export function labelsOfSession(folder: string): Labels {
  const { record, items } = readSession(folder);
  const byText = new Map(
    items.flatMap(({ textHash, label }) => (label === null ? [] : [[textHash, label] as const])),
  );
  return { annotator: record.annotator, byText };
}

/** @throws Failure `usage` where they have no text in common. */
export function agreementOf(first: Labels, second: Labels): LabelAgreement {
  const both = [...first.byText].flatMap(([text, label]) => {
    const other = second.byText.get(text);
    return other === undefined ? [] : [{ label, other }];
  });
  return labelAgreement(
    both.map(({ label }) => label),
    both.map(({ other }) => other),
    seededRandom(1).uniform,
  );
}
