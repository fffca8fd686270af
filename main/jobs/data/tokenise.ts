import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import { tokenFolder, tokensOf } from '../../node/datasets/dataset-tokens.ts';
import { datasetField, datasetParameter } from './fields.ts';
import { operation } from './operation.ts';
import { tokenizerField, tokenizerFile } from './tokenizer-field.ts';

/** Makes the token file that a training with this tokenizer reads; it lies in the dataset's folder. */
export const tokenise = operation({
  name: 'tokenise',
  title: 'Tokenise',
  summary: 'Encode a dataset once, so that every training with this tokenizer can begin at once.',
  version: 1,
  fields: [datasetField('What to encode.'), tokenizerField],
  parameters: z.strictObject({ dataset: datasetParameter, tokenizer: z.string().min(1) }),
  async run(context, { dataset, tokenizer }) {
    const source = await context.openDataset(dataset);
    const text = readFileSync(tokenizerFile(context.resolvePath(tokenizer)), 'utf8');
    const { records, bytes } = source.manifest;
    const began = performance.now();
    const { path, count, takenUp } = await tokensOf(
      source,
      readTokenizerJson(text),
      text,
      tokenFolder(source),
      context.signal,
      (documents) => {
        // Documents are of all sizes; on average the bytes go with their number.
        const done = Math.round((documents / Math.max(1, records)) * (bytes / 1e5)) / 10;
        context.progress({ doing: 'encoding', done, total: Math.round(bytes / 1e5) / 10, unit: 'MB' });
      },
    );
    const seconds = (performance.now() - began) / 1000;
    const megabytesPerSecond = takenUp ? null : bytes / 1e6 / seconds;
    const pace =
      megabytesPerSecond === null ? 'they were there already' : `${megabytesPerSecond.toFixed(1)} MB/s`;
    return {
      summary: `${count.toLocaleString('en-US')} tokens of ${records.toLocaleString('en-US')} records, ${(bytes / Math.max(1, count)).toFixed(2)} bytes each; ${pace}.`,
      reasons: [],
      details: { path, tokens: count, megabytesPerSecond },
      needs: [path],
    };
  },
});
