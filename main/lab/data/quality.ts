import { z } from 'zod';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { ClassifierFigures, QualityClassifierView, QualityOutputs } from '../../../preload/contract/quality.ts';
import { FEATURES } from '../../core/corpus/feature-names.ts';
import { keptCurve, nearThreshold } from '../../node/corpus/quality-columns.ts';
import { FEATURE_KINDS } from '../../node/corpus/quality-features.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { openInProject } from './inspect/open.ts';
import type { LabParts } from '../lab.ts';

/** Every call about a scored dataset and where its line is drawn. */
export function qualityCalls(parts: LabParts): {
  readonly [Name in keyof QualityOutputs]: (input: ParsedInput<Name>) => Promise<QualityOutputs[Name]>;
} {
  return {
    'quality.view': async ({ id }) => {
      const dataset = await openInProject(parts, id);
      const { records: keptRecords, bytes: keptBytes } = await keptCurve(dataset);
      const { name, records, bytes } = dataset.manifest;
      return {
        id,
        name,
        records,
        bytes,
        keptRecords,
        keptBytes,
        classifier: classifierOf(dataset),
        featureWords: { ...FEATURES, embedding: 'what the model makes of the text, all its numbers together' },
      };
    },
    'quality.near': async ({ id, threshold, count }) =>
      nearThreshold(await openInProject(parts, id), threshold, count),
  };
}

const foundSchema = z.object({
  classifier: z.object({
    name: z.string(),
    hash: z.string(),
    /** In the project; absent in datasets of earlier versions. */
    folder: z.string().optional(),
    features: z.enum(FEATURE_KINDS),
    figures: z.custom<ClassifierFigures>((value) => typeof value === 'object' && value !== null),
  }),
});

/** The classifier as `classify` wrote it down beside the scores. */
export function classifierOf({
  manifest,
}: Pick<Dataset, 'manifest'>): (QualityClassifierView & { readonly folder?: string | undefined }) | null {
  const found = foundSchema.safeParse(manifest.found);
  return found.success ? found.data.classifier : null;
}
