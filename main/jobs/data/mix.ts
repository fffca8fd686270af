import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { MixturePlan, MixtureSource } from '../../core/corpus/mixing.ts';
import { planMixture } from '../../core/corpus/mixing.ts';
import { readTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import { sha256 } from '../../node/datasets/canonical-json.ts';
import { tokensOf, tokenFolder } from '../../node/datasets/dataset-tokens.ts';
import { documentBytes, documentTokens } from '../../node/datasets/document-lengths.ts';
import { IdSet } from '../../node/datasets/id-set.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import type { MixtureRecord } from '../../node/datasets/mixture-record.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { readMixed, scoreColumns } from '../../node/datasets/read-mixed.ts';
import { openTokenFile } from '../../node/datasets/token-file.ts';
import { outField, outParameter, seedField, seedParameter } from './fields.ts';
import type { OperationContext } from './operation.ts';
import { operation } from './operation.ts';
import { tokenizerField, tokenizerFile } from './tokenizer-field.ts';

const EPOCHS_WITH_BUDGET = 4;

/** Several datasets in one, each with its share of the tokens. */
export const mix = operation({
  name: 'mix',
  title: 'Mix',
  summary: 'Put datasets together by weights, in a random order, and say how often each source is repeated.',
  version: 1,
  fields: [
    {
      name: 'sources',
      label: 'Datasets and weights',
      hint: 'Shares of the tokens; only the ratios count.',
      optional: false,
      type: 'mixture',
    },
    {
      ...tokenizerField,
      optional: true,
      hint: 'Folder of the tokenizer.json to count tokens with; without one, bytes of text are counted.',
    },
    {
      name: 'tokens',
      label: 'Budget',
      hint: 'Tokens of the mixture; empty for as many as the passes allow.',
      optional: true,
      type: 'integer',
      min: 1,
      unit: 'tokens',
    },
    {
      name: 'maxEpochs',
      label: 'Most passes over a source',
      hint: `The mixture is made smaller rather than repeat a source more often; ${String(EPOCHS_WITH_BUDGET)} with a budget, 1 without.`,
      optional: true,
      type: 'number',
      min: 0.01,
      max: 1000,
      step: 0.5,
      unit: 'passes',
    },
    seedField,
    { ...outField('mixture'), hint: 'Letters and digits.' },
  ],
  parameters: z.strictObject({
    sources: z.array(z.strictObject({ dataset: z.string().min(1), weight: z.number().gt(0) })).min(1),
    tokenizer: z.string().min(1).optional(),
    tokens: z.number().int().min(1).optional(),
    maxEpochs: z.number().gt(0).optional(),
    seed: seedParameter,
    out: outParameter('mixture'),
  }),
  async run(context, { sources, tokenizer, tokens, maxEpochs, seed, out }) {
    const datasets: Dataset[] = [];
    for (const { dataset } of sources) datasets.push(await context.openDataset(dataset));
    const tokenizerText =
      tokenizer === undefined ? null : readFileSync(tokenizerFile(context.resolvePath(tokenizer)), 'utf8');
    const measured: MixtureSource[] = [];
    for (const [at, dataset] of datasets.entries()) {
      const lengths = await lengthsOf(context, dataset, tokenizerText);
      measured.push({ name: dataset.manifest.name, weight: sources[at]!.weight, lengths });
    }
    const epochs = maxEpochs ?? (tokens === undefined ? 1 : EPOCHS_WITH_BUDGET);
    const plan = planMixture(measured, { budget: tokens ?? null, maxEpochs: epochs, seed });
    const unit = tokenizerText === null ? 'bytes' : 'tokens';
    const shares = plan.shares.map((share, at) => ({ ...share, hash: datasets[at]!.manifest.hash }));
    const mixture: MixtureRecord = { unit, shares };
    for (const sentence of describeShares(mixture)) context.note(sentence);
    await context.makeDataset(
      {
        out,
        role: 'dataset',
        operation: 'mix',
        parameters: {
          weights: sources.map(({ weight }) => weight),
          tokenizer: tokenizerText === null ? null : sha256(tokenizerText),
          tokens: tokens ?? null,
          maxEpochs: epochs,
          seed,
        },
        parents: datasets.map(({ manifest }) => manifest.hash),
        scoreColumns: scoreColumns(datasets),
      },
      mixedRecords(context, datasets, plan),
      { open: () => undefined, close: () => ({ mixture: { unit, shares } }) },
    );
    const size = `${plan.tokens.toLocaleString('en-US')} ${unit === 'bytes' ? 'bytes of text' : 'tokens'}`;
    return {
      summary: `${size} in ${plan.document.length.toLocaleString('en-US')} records: ${describeShares(mixture).join('; ')}${smaller(plan, tokens, epochs)}.`,
      reasons: [],
      details: { mixture: { unit, shares } },
    };
  },
});

/** `textbooks 40.0 % (12,345 tokens, 1.20 passes)` for each source. */
function describeShares({ unit, shares }: MixtureRecord): string[] {
  const all = shares.reduce((sum, { takenTokens }) => sum + takenTokens, 0);
  return shares.map(({ name, takenTokens, epochs }) => {
    const percent = ((100 * takenTokens) / Math.max(1, all)).toFixed(1);
    return `${name} ${percent} % (${takenTokens.toLocaleString('en-US')} ${unit}, ${epochs.toFixed(2)} passes)`;
  });
}

function smaller({ limitedBy }: MixturePlan, budget: number | undefined, epochs: number): string {
  if (limitedBy === null || budget === undefined) return '';
  return `; less than the budget, since ${limitedBy} would be repeated more than ${String(epochs)} times`;
}

async function lengthsOf(
  context: OperationContext,
  dataset: Dataset,
  tokenizerText: string | null,
): Promise<Uint32Array> {
  const { name, records } = dataset.manifest;
  if (tokenizerText === null) return documentBytes(dataset);
  const { path } = await tokensOf(
    dataset,
    readTokenizerJson(tokenizerText),
    tokenizerText,
    tokenFolder(dataset),
    context.signal,
    (done) => {
      context.progress({ doing: `counting the tokens of ${name}`, done, total: records, unit: 'records' });
    },
  );
  const file = openTokenFile(path);
  try {
    return documentTokens(file);
  } finally {
    file.close();
  }
}

async function* mixedRecords(
  context: OperationContext,
  datasets: readonly Dataset[],
  plan: MixturePlan,
): AsyncGenerator<ScoredRecord> {
  const ids = new IdSet();
  let done = 0;
  const total = plan.document.length;
  const folder = join(context.checkpointDir(), 'order');
  context.progress({ doing: 'putting the records in order', done, total, unit: 'records' });
  for await (const { record, source, epoch } of readMixed(datasets, plan, folder)) {
    context.signal.throwIfAborted();
    context.progress({ doing: 'mixing', done: ++done, total, unit: 'records' });
    const id = epoch === 0 ? record.id : `${record.id} (${String(epoch + 1)})`;
    // Two sources may have an id in common; the second to come says where it is from.
    const own = ids.add(id) ? id : `${id} of ${datasets[source]!.manifest.name}`;
    if (own !== id) ids.add(own);
    yield { ...record, id: own };
  }
}
